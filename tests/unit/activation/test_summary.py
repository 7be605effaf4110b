"""The verdict in one sentence: what it says is what a planned switch would meet, and what an emergency could still do."""

import pytest

from releve.activation.summary import Level, summed_up
from releve.activation.verdict import Finding, Verdict
from releve.domain.say import say
from releve.domain.tenancy import Side

OLD = Finding("old_copy", say("It is old."))
SILENT = Finding("primary_silent", say("It does not answer."))
OFF = Finding("bcp_off", say("It is off."), absolute=True)
GO = Verdict((), ())


@pytest.mark.parametrize(
    ("planned", "level"),
    [
        (GO, Level.READY),
        (Verdict((), (OLD,)), Level.WARNED),
        (Verdict((SILENT,), ()), Level.NOT_READY),
        (Verdict((SILENT,), (OLD,)), Level.NOT_READY),
    ],
)
@pytest.mark.parametrize("active", list(Side))
def test_only_an_obstacle_makes_it_not_ready(active: Side, planned: Verdict, level: Level) -> None:
    told = summed_up(active, planned, GO)
    assert told.level is level
    assert (told.obstacles, told.warnings) == (planned.obstacles, planned.warnings)


@pytest.mark.parametrize("active", list(Side))
def test_of_an_emergency_is_spoken_only_where_something_stands_in_the_way(active: Side) -> None:
    assert summed_up(active, Verdict((), (OLD,)), GO).beyond is None
    told = summed_up(active, Verdict((SILENT,), ()), Verdict((), (SILENT,))).beyond
    assert str(told).startswith("In an emergency you can")


@pytest.mark.parametrize("active", list(Side))
def test_what_no_acknowledgement_overcomes_is_not_offered_as_an_emergency(active: Side) -> None:
    stuck = Verdict((OFF,), ())
    assert str(summed_up(active, stuck, stuck).beyond).startswith("Nobody can switch now")


def test_while_the_bcp_tenant_is_active_it_speaks_of_the_way_back() -> None:
    for planned in (GO, Verdict((), (OLD,)), Verdict((SILENT,), ())):
        switch = str(summed_up(Side.PRIMARY, planned, GO).told)
        revert = str(summed_up(Side.BCP, planned, GO).told)
        assert "go back" in revert or "revert" in revert
        assert "go back" not in switch
        assert "revert" not in switch
