"""A report of a rehearsal is read as it was written, by whoever reads it later."""

from releve.domain.drills import (
    Drill,
    LastDrill,
    Line,
    Outcome,
    Part,
    Step,
    drill_changes,
    drill_key,
)
from releve.domain.kind import canonical
from releve.domain.orders import Giver
from releve.domain.say import say
from releve.domain.tenancy import Side

AT = "2026-11-22T09:00:00.000Z"
SHORT = LastDrill("p", 7, Side.BCP, 3, AT, Giver("mia"), 612.5, Outcome.FAILED)
LINES = (
    Line("sol", Outcome.FAILED, say("No."), say("Ask {who}.", who="mia"), "no_role", 0.4),
    Line("", Outcome.PASSED, say("Yes.")),
)
DRILL = Drill(SHORT, (Step(Part.PEOPLE, Outcome.FAILED, say("Half."), LINES, 41.2),))


def test_a_report_is_read_as_it_was_written() -> None:
    assert Drill.of(DRILL.record()) == DRILL
    assert canonical(DRILL.record())  # a directory can keep it


def test_it_is_numbered_by_the_record_of_the_one_before() -> None:
    last, report = drill_changes(DRILL, 6)
    assert (last.key, last.expect) == ("last_drill/p", 6)
    assert (report.key, report.expect) == (drill_key("p", 7), 0)
    assert drill_key("p", 9) < drill_key("p", 10)


def test_every_part_and_outcome_has_its_words() -> None:
    assert len({str(one.label) for one in (*Part, *Outcome)}) == len(Part) + len(Outcome)
    assert all(str(one.meaning) for one in Part)
