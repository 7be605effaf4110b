"""What changes is told short enough to be read, and so that one sees what has changed."""

import json

import pytest

from releve.sync.difference import LEAD, TEXT_MAX, difference

LONG = "".join(f"<Action>{n}</Action>" for n in range(2_000))


def told(before: str, after: str) -> tuple[str, str]:
    [(path, old, new)] = difference({"content": before}, {"content": after})
    assert path == "content"
    return json.loads(old), json.loads(new)


@pytest.mark.parametrize("at", [0, 1, LEAD, TEXT_MAX, len(LONG) // 2, len(LONG) - 1])
def test_of_a_long_text_the_passage_around_the_first_difference_is_told(at: int) -> None:
    old, new = told(LONG, f"{LONG[:at]}§§§{LONG[at + 3 :]}")
    assert ("§" in old, "§" in new) == (False, True)
    assert old[: new.index("§")] == new[: new.index("§")]
    assert max(len(old), len(new)) <= TEXT_MAX + 2
    assert new.startswith("…") == (at > LEAD)


def test_what_was_appended_to_a_long_text_is_seen() -> None:
    old, new = told(LONG, LONG + "<End/>")
    assert new == old + "<End/>"


def test_short_texts_are_told_whole_whatever_is_in_them() -> None:
    quoted = '"' * TEXT_MAX
    assert told(quoted, "é\n") == (quoted, "é\n")


def test_a_text_that_is_new_is_told_from_its_beginning() -> None:
    [(_, old, new)] = difference({}, {"content": LONG})
    assert (old, json.loads(new)) == ("", LONG[:TEXT_MAX] + "…")
