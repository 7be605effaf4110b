"""Call-path coverage: only what was followed to somebody arrives, and what could not be followed is not said to be broken."""

import pytest

from releve.activation.coverage import Coverage, Path
from releve.domain.drills import Line, Outcome
from releve.domain.say import say


def path(*outcomes: str) -> Path:
    return Path("1", "2", tuple(Line("+1", Outcome(one), say("x")) for one in outcomes))


@pytest.mark.parametrize(
    ("outcomes", "arrives", "broken"),
    [
        (["passed"], True, False),
        (["failed"], False, True),
        (["failed", "failed"], False, True),
        (["noted"], False, False),  # all its scripts are there, and none leads to a skill
        (["not_done"], False, False),
    ],
)
def test_a_number_arrives_only_if_it_was_followed_to_somebody(
    outcomes: list[str], arrives: bool, broken: bool
) -> None:
    one = path(*outcomes)
    assert (one.arrives, one.is_broken) == (arrives, broken)


def test_every_number_is_counted_once() -> None:
    paths = (path("passed"), path("failed", "failed"), path("noted"))
    found = Coverage(5, paths, 3, 4, "")
    told = (found.arriving, len(found.broken), len(found.unsure), found.untried)
    assert told == (1, 1, 1, 2)
    assert sum(told) == found.total
    assert str(found.told) == "1 of 3 numbers and addresses that were tried arrives."


def test_of_no_number_at_all_it_is_not_said_that_all_arrive() -> None:
    assert str(Coverage(0, (), 3, 4, "").told) == "The BCP tenant has no active point of contact."
