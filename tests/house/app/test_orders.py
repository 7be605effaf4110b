"""Planned switches: the last sync first, in the hands of one process, and nothing switched that nobody watches."""

from dataclasses import replace
from typing import Any

import pytest

from releve.app import committing, orders, switching
from releve.app.house import House
from releve.app.login import caller_of
from releve.app.pairing import bond_of
from releve.app.work import HouseWork
from releve.domain.directory import Change
from releve.domain.errors import Conflict, Refused
from releve.domain.orders import Mode, Order, OrderState
from releve.domain.people import Caller
from releve.domain.runs import RunState
from releve.domain.tenancy import Side
from tests.helpers.houses import Paired, Story, work_off
from tests.helpers.outages import outage

Acme = tuple[Story, Paired]


@pytest.fixture
def synced(acme: Acme) -> Acme:
    """In step but for one change, and somebody could log in."""
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    story.sync(paired.inside)
    change(acme, "Late")
    return acme


def change(acme: Acme, name: str) -> None:
    story, paired = acme
    story.done("POST", "/entities/tag", paired.inside, {"tagName": name})


def inside(acme: Acme, token: str = "") -> Caller:
    story, paired = acme
    caller = caller_of(story.house, token or paired.inside, origin="test")
    assert isinstance(caller, Caller)
    return caller


def give(acme: Acme, **changes: Any) -> switching.Switched:
    story, paired = acme
    wanted: dict[str, Any] = {"wanted": Side.BCP, "passkey": paired.passkey, "expect": 1}
    return switching.switch(story.house, inside(acme), **{**wanted, **changes})


def order_now(acme: Acme) -> Order:
    story, paired = acme
    order, _ = story.house.registry.order(bond_of(story.house, paired.primary).pair.id)
    assert order is not None
    return order


def epoch(acme: Acme) -> int:
    story, paired = acme
    return bond_of(story.house, paired.primary).activation.epoch


def tags(acme: Acme) -> set[str]:
    """Of the BCP tenant."""
    story, paired = acme
    with story.house.store_of(paired.bcp).reading() as tx:
        return {one.body["tagName"] for one in tx.entities.page(paired.bcp, "tag", top=100).rows}


def test_a_planned_switch_brings_over_what_is_missing_and_then_switches(synced: Acme) -> None:
    given = give(synced)
    assert given.pending
    assert epoch(synced) == 1
    work_off(synced[0].house)
    assert epoch(synced) == 2
    assert "Late" in tags(synced)
    assert order_now(synced).state is OrderState.DONE


def test_a_planned_switch_with_nothing_to_bring_over_switches_at_once(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    story.sync(paired.inside)
    done = give(acme)
    assert (done.pending, done.activation.active, done.activation.mode) == (
        False,
        Side.BCP,
        "planned",
    )


def test_what_is_changed_while_the_last_sync_runs_is_brought_over_too(synced: Acme) -> None:
    story, _ = synced
    give(synced)
    work = HouseWork(story.house)
    for run in work.take(()):
        work.carry_out(run)
    change(synced, "Later")
    assert (work.carry_on(), epoch(synced)) == ([], 1), "another sync is queued"
    work_off(story.house)
    assert {"Late", "Later"} <= tags(synced)
    assert epoch(synced) == 2


def test_a_change_between_the_last_look_and_the_commit_is_not_lost(
    synced: Acme, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(synced)
    begun, real = list[bool](), committing.carry_out

    def late(*given: Any, **more: Any) -> Any:
        if not begun:
            begun.append(True)
            change(synced, "At the last moment")
        return real(*given, **more)

    monkeypatch.setattr(orders, "carry_out", late)
    work_off(synced[0].house)
    assert epoch(synced) == 1, "the commit has seen it"
    work_off(synced[0].house)
    assert epoch(synced) == 2
    assert "At the last moment" in tags(synced)


def test_obstacles_of_a_planned_switch_cannot_be_acknowledged(acme: Acme) -> None:
    with pytest.raises(Refused, match="stands in the way"):
        give(acme, mode=Mode.PLANNED, acknowledged=True)
    assert epoch(acme) == 1


def test_an_emergency_must_be_acknowledged_whatever_is_known(synced: Acme) -> None:
    with pytest.raises(Refused) as refusal:
        give(synced, mode=Mode.EMERGENCY)
    assert "not in the BCP tenant yet" in str(refusal.value.reasons)
    done = give(synced, mode=Mode.EMERGENCY, acknowledged=True)
    assert (done.activation.epoch, done.activation.mode) == (2, "emergency")


def test_an_emergency_takes_the_place_of_a_planned_order(synced: Acme) -> None:
    give(synced)
    give(synced, mode=Mode.EMERGENCY, acknowledged=True)
    work_off(synced[0].house)
    assert (epoch(synced), order_now(synced).mode) == (2, Mode.EMERGENCY)
    assert "Late" not in tags(synced), "the last sync was refused at its last moment"


def test_a_second_order_is_refused_while_one_is_open(synced: Acme) -> None:
    give(synced)
    with pytest.raises(Conflict, match="Another order"):
        give(synced)


def test_a_last_sync_that_fails_switches_nothing_and_says_why(synced: Acme) -> None:
    story, _ = synced
    run = give(synced).order
    assert run is not None
    with story.house.regions.of("eu1").writing() as tx:
        found = tx.runs.get(run.run)
        assert found is not None
        tx.runs.save(replace(found, state=RunState.FAILED, ended_at=story.house.now()))
    work_off(story.house)
    ended = order_now(synced)
    assert (ended.state, epoch(synced)) == (OrderState.STOPPED, 1)
    assert "failed" in str(ended.why[0])
    assert give(synced).pending, "the person chooses again"


def test_an_order_whose_server_died_is_interrupted_and_not_carried_on_by_another(
    synced: Acme,
) -> None:
    story, _ = synced
    give(synced)
    another = replace(story.house, worker="another", gone=lambda worker: worker != "another")
    work_off(another)
    ended = order_now(synced)
    assert (ended.state, epoch(synced)) == (OrderState.INTERRUPTED, 1)
    work_off(story.house)
    assert epoch(synced) == 1, "and the first one, if it wakes up, leaves it"


def test_a_region_that_goes_away_under_a_last_sync_ends_the_order_in_time_and_not_at_once(
    synced: Acme,
) -> None:
    story, _ = synced
    give(synced)
    with outage(story.house, "eu1"):
        for _ in range(40):
            story.hands.turn(seconds=20)
            orders.carry_on(story.house)
        assert order_now(synced).state is OrderState.SYNCING
        story.hands.turn(minutes=2)
        orders.carry_on(story.house)
    ended = order_now(synced)
    assert (ended.state, epoch(synced)) == (OrderState.STOPPED, 1)
    assert "not done after 15 minutes" in str(ended.why[0])


def test_a_region_that_cannot_lock_at_the_commit_ends_the_order_with_one_attempt(
    synced: Acme,
) -> None:
    story, paired = synced
    give(synced)
    work = HouseWork(story.house)
    for run in work.take(()):
        work.carry_out(run)
    with outage(story.house, "ca1", reads=True):
        work.carry_on()
        work.carry_on()
    ended = order_now(synced)
    assert (ended.state, epoch(synced)) == (OrderState.STOPPED, 1)
    assert "could not be made" in str(ended.why[0])
    with story.house.store_of(paired.bcp).reading() as tx:
        lines, _ = tx.audit.page(paired.primary, top=100)
    assert [one.outcome for one in lines if one.act == "switch"] == ["attempted"]


def test_a_server_that_slept_over_its_lease_switches_nothing(synced: Acme) -> None:
    story, _ = synced
    give(synced)
    story.hands.turn(seconds=orders.LEASE.total_seconds() + 1)
    assert orders.order_of(story.house, inside(synced)).state is OrderState.INTERRUPTED
    work_off(story.house)
    assert (order_now(synced).state, epoch(synced)) == (OrderState.INTERRUPTED, 1)


def test_who_carries_an_order_says_so_while_the_last_sync_takes_long(synced: Acme) -> None:
    story, _ = synced
    give(synced)
    for _ in range(4):
        story.hands.turn(seconds=orders.LEASE.total_seconds() * 0.6)
        orders.carry_on(story.house)
    assert order_now(synced).state is OrderState.SYNCING


def test_the_commit_does_not_pass_an_order_that_somebody_has_touched(
    synced: Acme, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, _ = synced
    give(synced)
    real = committing.carry_out

    def touched(house: House, *given: Any, **more: Any) -> Any:
        order, version = house.registry.order(order_now(synced).pair)
        assert order is not None
        house.registry.directory.commit(Change(f"order/{order.pair}", order.record(), version))
        return real(house, *given, **more)

    monkeypatch.setattr(orders, "carry_out", touched)
    work_off(story.house)
    assert epoch(synced) == 1
    monkeypatch.undo()
    work_off(story.house)
    assert epoch(synced) == 2


def test_a_planned_switch_in_a_calm_period_is_refused_and_an_emergency_warned(
    synced: Acme,
) -> None:
    story, _ = synced
    give(synced, mode=Mode.EMERGENCY, acknowledged=True)
    back: dict[str, Any] = {"wanted": Side.PRIMARY, "expect": 2}
    with pytest.raises(Refused) as refusal:
        give(synced, **back)
    assert "possible again in 300 seconds" in str(refusal.value.reasons[0])
    story.hands.turn(seconds=story.house.calm_s)
    assert give(synced, **back).activation.epoch == 3


def test_a_cancelled_order_has_ended(synced: Acme) -> None:
    give(synced)
    assert orders.cancel(synced[0].house, inside(synced)).state is OrderState.CANCELLED
    work_off(synced[0].house)
    assert epoch(synced) == 1
    with pytest.raises(Conflict, match="no open order"):
        orders.cancel(synced[0].house, inside(synced))
