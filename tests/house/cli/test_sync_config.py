"""The configuration of the sync from a terminal: what is not named stays, and what cannot be is told by name."""

import pytest

from releve.domain.errors import Code
from tests.house.cli.conftest import Terminal

Typed = tuple[Terminal, str]


def test_what_is_not_named_stays_as_it_is(paired: Typed) -> None:
    terminal, _ = paired
    terminal.type("sync", "configure", "--deletions", "follow", "--deletions-max", "7")
    terminal.type("sync", "configure", "--drift", "keep", "--restore-points", "3")
    terminal.type("sync", "enable", "--at", "04:30", "--zone", "Europe/Paris")
    terminal.type("sync", "disable")
    config = terminal.json("sync", "enable")
    assert (config["enabled"], config["at"], config["zone"]) == (True, "04:30", "Europe/Paris")
    assert (config["deletions"], config["deletionsMax"]) == ("follow", 7)
    assert (config["drift"], config["restorePoints"]) == ("keep", 3)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--frequency", "weekly", "--weekday", "sunday"), "on Sundays at 02:00 (UTC)"),
        (("--frequency", "hourly", "--at", "00:15"), "every hour, at minute 15"),
        (("--frequency", "continuous"), "follows every change"),
        (("--frequency", "daily", "--at", "05:00"), "every day at 05:00"),
    ],
)
def test_the_answer_says_when_the_sync_runs(
    paired: Typed, words: tuple[str, ...], told: str
) -> None:
    terminal, _ = paired
    terminal.type("sync", "enable")
    assert told in terminal.type("sync", "configure", *words)
    assert told in terminal.type("sync", "show")


def test_a_selection_that_leaves_something_hanging_is_completed_by_one_flag(paired: Typed) -> None:
    terminal, _ = paired
    told = terminal.type("sync", "configure", "--kind", "agent_skill")
    assert "Skills, needed by: Skill assignments" in told
    assert "releve sync configure --complete" in told
    assert "needed by:" in terminal.type("sync", "show")
    completed = terminal.json("sync", "configure", "--complete")
    assert completed["needed"] == []
    assert {"agent_skill", "skill", "employee"} <= {*completed["kinds"]}
    assert not terminal.json("sync", "configure", "--all-kinds")["custom"]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("--at", "25:00"), "at"),
        (("--zone", "Mars/Olympus"), "zone"),
        (("--kind", "unicorn"), "kinds"),
        (("--deletions-share", "101"), "deletionsShare"),
        (("--edits-share", "0"), "editsShare"),
        (("--restore-points", "-1"), "restorePoints"),
    ],
)
def test_a_value_that_cannot_be_is_named_and_changes_nothing(
    paired: Typed, words: tuple[str, ...], field: str
) -> None:
    terminal, _ = paired
    before = terminal.json("sync", "show")["config"]
    told = terminal.told("sync", "configure", *words)
    assert (told.code, list(told.fields)) == (Code.INVALID, [field])
    assert terminal.json("sync", "show")["config"] == before


@pytest.mark.parametrize(
    "words", [("--frequency", "yearly"), ("--weekday", "someday"), ("--deletions", "sometimes")]
)
def test_a_word_that_is_not_offered_is_told_with_those_that_are(
    paired: Typed, words: tuple[str, str]
) -> None:
    terminal, _ = paired
    terminal.type("sync", "configure", *words)
    assert terminal.status == 2
