"""What somebody should look at in a pair, and in which order the pairs stand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from releve.activation.verdict import Readiness, judge
from releve.app.board import Concern, Standing, State, board_of
from releve.app.concerns import AGES_MAX, DRILL_EVERY, Records, concerns
from releve.app.figures import PairFigures, SwitchFigures
from releve.app.pairing import Bond
from releve.domain.clock import stamp
from releve.domain.drills import LastDrill, Outcome
from releve.domain.orders import Giver, Mode, Order, OrderState
from releve.domain.passkeys import PasskeyLine, Showing, Shown
from releve.domain.tenancy import (
    Activation,
    Features,
    Frequency,
    Pair,
    Passkey,
    Side,
    SyncConfig,
    Tenant,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
BEFORE = stamp(NOW - timedelta(days=1))
PRIMARY = Tenant("0a000000-0000-4000-8000-00000000acee", "Acme", "ca1", 40, Features(bcp=True))
BCP = Tenant("0b000000-0000-4000-8000-0000000000b1", "Acme BCP", "eu1", 41, Features(bcp=True))
KEY = Passkey("hash", 2, BEFORE, "noor")
SHOWN = (PasskeyLine(2, BEFORE, "noor", (Shown(BEFORE, "sam", Showing.VERIFIED),)),)
DRILL = LastDrill("p", 1, Side.BCP, 1, BEFORE, Giver("sam"), 900.0, Outcome.PASSED)
WELL = Records(None, SHOWN, DRILL)
READY = Readiness(
    age=timedelta(hours=3), changes=0, held=0, to_review=0, people=4, target_answers=True
)
FRESH = PairFigures("p", "done", 4.0, BEFORE, 3 * 3600.0, changes=0)
ORDER = Order("o", "p", Side.BCP, Mode.PLANNED, 1, OrderState.INTERRUPTED, Giver("sam"), BEFORE)


def bond(active: Side = Side.PRIMARY, **sync: Any) -> Bond:
    pair = Pair("p", PRIMARY.id, BCP.id, KEY, SyncConfig(**{"enabled": True, **sync}))
    now = Activation("p", 1 if active is Side.PRIMARY else 2, active, BEFORE, "sam")
    versions = {Side.PRIMARY: 1, Side.BCP: 1}
    return Bond(PRIMARY, pair, 1, now, 1, PRIMARY, BCP, versions)


def judged(of: Bond, seen: Readiness = READY) -> SwitchFigures:
    now = of.activation
    verdicts = {mode: judge(now.active, seen, mode, edits=0) for mode in Mode}
    return SwitchFigures(now, None, verdicts)


def told(
    of: Bond, records: Records = WELL, figures: PairFigures = FRESH, seen: Readiness = READY
) -> list[tuple[State, str]]:
    found = concerns(of, records, NOW, figures, judged(of, seen))
    return [(one.state, one.code) for one in found]


def test_a_pair_in_order_has_nothing_to_look_at() -> None:
    assert told(bond()) == []


@pytest.mark.parametrize("frequency", Frequency)
def test_a_copy_is_too_old_when_it_is_older_than_its_own_frequency_allows(
    frequency: Frequency,
) -> None:
    limit = AGES_MAX[frequency].total_seconds()
    of = bond(frequency=frequency)
    just = replace(FRESH, age_s=limit, changes=1)
    assert told(of, figures=just) == []
    assert told(of, figures=replace(just, age_s=limit + 1)) == [(State.OLD, "old_copy")]


def test_a_continuous_copy_of_a_primary_in_which_nothing_happens_does_not_age() -> None:
    of, days = bond(frequency=Frequency.CONTINUOUS), replace(FRESH, age_s=9 * 86_400.0)
    assert told(of, figures=days) == []
    assert told(of, figures=replace(days, changes=None)) == [(State.OLD, "old_copy")]


@pytest.mark.parametrize("state", ["failed", "refused", "asking"])
def test_a_sync_that_ended_without_success_is_told(state: str) -> None:
    assert told(bond(), figures=replace(FRESH, state=state)) == [(State.SYNC, f"sync_{state}")]


def test_a_sync_that_is_off_is_told_once() -> None:
    seen = replace(READY, changes=3, sync_on=False)
    assert told(bond(enabled=False), seen=seen) == [(State.OLD, "sync_off")]


def test_while_the_bcp_tenant_is_active_its_old_copy_is_nobodys_fault() -> None:
    old = replace(FRESH, age_s=9e6, state="failed")
    assert told(bond(Side.BCP), Records(None, SHOWN, None), old) == [(State.AWAY, "bcp_active")]


@pytest.mark.parametrize(
    ("records", "code"),
    [
        (replace(WELL, order=ORDER), "order_interrupted"),
        (replace(WELL, order=replace(ORDER, state=OrderState.WAITING)), "order_waiting"),
        (replace(WELL, passkeys=()), "passkey_unseen"),
        (replace(WELL, passkeys=(replace(SHOWN[0], number=1),)), "passkey_unseen"),
        (replace(WELL, drill=None), "drill_due"),
        (replace(WELL, drill=replace(DRILL, outcome=Outcome.FAILED)), "drill_failed"),
        (
            replace(WELL, drill=replace(DRILL, begun_at=stamp(NOW - DRILL_EVERY * 2))),
            "drill_due",
        ),
    ],
)
def test_what_the_directory_alone_tells_is_told_without_any_figures(
    records: Records, code: str
) -> None:
    assert [one.code for one in concerns(bond(), records, NOW)] == [code]


@pytest.mark.parametrize("state", [OrderState.DONE, OrderState.CANCELLED, OrderState.SYNCING])
def test_an_order_that_is_over_or_under_way_needs_nobody(state: OrderState) -> None:
    assert told(bond(), replace(WELL, order=replace(ORDER, state=state))) == []


def test_an_interrupted_order_is_over_once_somebody_has_switched() -> None:
    found = told(bond(Side.BCP), replace(WELL, order=ORDER))
    assert found == [(State.AWAY, "bcp_active")]


SEEN: Mapping[str, tuple[Readiness, State]] = {
    "bcp_silent": (replace(READY, target_answers=False), State.BLOCKED),
    "primary_silent": (replace(READY, changes=None), State.BLOCKED),
    "never_synced": (replace(READY, age=None), State.BLOCKED),
    "nobody_could_log_in": (replace(READY, people=0), State.BLOCKED),
    "passkey_missing": (replace(READY, passkey_age=None), State.BLOCKED),
    "bcp_off": (replace(READY, features_missing=("Acme",)), State.BLOCKED),
    "driver_failing": (replace(READY, drivers_failing=("names",)), State.TRAFFIC),
    "passkey_unverified": (replace(READY, passkey_age=timedelta(days=91)), State.PASSKEY),
}


@pytest.mark.parametrize("code", SEEN)
def test_what_stands_in_the_way_of_a_switch_is_told_as_the_verdict_tells_it(code: str) -> None:
    seen, state = SEEN[code]
    assert told(bond(), seen=seen) == [(state, code)]


def test_what_passes_by_itself_is_not_told() -> None:
    lately = replace(READY, since_switch=timedelta(), calm=timedelta(minutes=5), held=3)
    assert told(bond(), seen=lately) == []


def test_the_most_urgent_reason_comes_first_and_gives_the_pair_its_state() -> None:
    failing = replace(READY, drivers_failing=("names",))
    of, records = bond(), Records(ORDER, (), None)
    figures = replace(FRESH, state="failed", age_s=9e6)
    found = concerns(of, records, NOW, figures, judged(of, failing))
    order = [State.ORDER, State.SYNC, State.OLD, State.TRAFFIC, State.PASSKEY, State.DRILL]
    assert [one.state for one in found] == order
    assert standing("a", *found).state is State.ORDER


def test_what_is_mended_inside_a_tenant_leads_into_the_one_that_has_the_traffic() -> None:
    [away] = concerns(bond(Side.BCP), WELL, NOW)
    assert (away.tenant, away.page) == (BCP.id, "/admin/enablement")
    [unseen] = concerns(bond(), replace(WELL, passkeys=()), NOW)
    assert unseen.page == f"/tm/tenants/{PRIMARY.id}/switch"


def standing(name: str, *found: Concern, looked: bool = True) -> Standing:
    primary, now = replace(PRIMARY, name=name), bond().activation
    return Standing(name, primary, BCP, now, found, looked=looked)


def test_those_that_need_somebody_come_first_and_then_the_alphabet() -> None:
    [drill] = concerns(bond(), replace(WELL, drill=None), NOW)
    [away] = concerns(bond(Side.BCP), WELL, NOW)
    made = [
        standing("well"),
        standing("b", drill),
        standing("unknown", looked=False),
        standing("A", drill),
        standing("z", away),
    ]
    board = board_of(made)
    assert [one.pair for one in board.standings] == ["z", "A", "b", "unknown", "well"]
    assert board.counts == {State.AWAY: 1, State.DRILL: 2, State.UNKNOWN: 1, State.FINE: 1}


def test_every_state_has_a_name_of_its_own() -> None:
    assert len({str(state.label) for state in State}) == len(State)
