"""Orders that take time: a planned switch whose last sync runs first. Carried on by the process that took it.

Laws: an order is a record, so that whoever has lost their browser looks at it again. Only the process that took it
carries it on, and says so every few seconds; if that process dies nobody does, and the order is interrupted: nothing
is switched that nobody watches. Each turn looks at what is there, never at what it remembers.
"""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from releve.access.policy import Act, must
from releve.activation.ordering import (
    PATIENCE,
    Commit,
    End,
    Scene,
    Sync,
    interrupted,
    next_move,
)
from releve.app.committing import Moved, carry_out, order_has_moved
from releve.app.house import House
from releve.app.pairing import Bond, bond_of, bond_of_pair
from releve.app.passkey_check import told_in
from releve.app.queueing import queue
from releve.app.readiness import changes, moved
from releve.domain.clock import stamp
from releve.domain.directory import Change
from releve.domain.errors import Conflict, NotFound, ReleveError, Unavailable
from releve.domain.orders import Order, OrderState
from releve.domain.people import Caller
from releve.domain.runs import HeldBack, Run
from releve.domain.say import say

#: How long the process that carries an order may be silent before the order is interrupted.
LEASE = timedelta(seconds=30)

#: The runs that an order queues.
TRIGGER = "switch"

#: So many of what is held back are told apart; more are all taken for known.
HELD_MAX = 500


def wait_for_second(house: House, order: Order, version: int) -> Order:
    """Record an order that counts when a second person has confirmed it. `version` is that of the order before it."""
    expires = stamp(house.clock() + PATIENCE)
    return _saved(house, replace(order, state=OrderState.WAITING, expires_at=expires), version)


def begin(house: House, caller: Caller, bond: Bond, order: Order, version: int) -> Order:
    """Queue the last sync of an order and record that this process carries it on. `version` is that of the order that
    stands there now. Raises Conflict if that has moved, Unavailable if the BCP tenant's region does not answer.
    """
    run = _last_sync(house, bond, caller)
    with house.regions.of(bond.bcp.region).reading() as tx:
        held = tx.runs.held(bond.pair.id)
    begun = replace(
        order,
        state=OrderState.SYNCING,
        run=run.id,
        rounds=1,
        held=_short(held),
        expires_at=stamp(house.clock() + PATIENCE),
    )
    begun = _saved(house, _ours(house, begun), version)
    house.wake()
    return begun


def must_be_free(house: House, order: Order | None) -> None:
    """Raises Conflict if this order is open and somebody is behind it."""
    if order is not None and seen_now(house, order).state.open:
        raise Conflict(
            say(
                "Another order for this pair is open, given by {who}.",
                who=order.given_by.caller.actor,
            ),
            say("Look at it, or cancel it; an emergency may be ordered all the same."),
        )


def _ours(house: House, order: Order) -> Order:
    return order.carried(house.worker, stamp(house.clock() + LEASE))


def _last_sync(house: House, bond: Bond, caller: Caller) -> Run:
    """A new run; or the one that is open, which has to end first."""
    try:
        return queue(house, bond, TRIGGER, caller)
    except Conflict:
        with house.regions.of(bond.bcp.region).reading() as tx:
            there = [run for run in tx.runs.open() if run.pair == bond.pair.id]
        if not there:  # it has ended in this moment
            return queue(house, bond, TRIGGER, caller)
        return there[0]


def _short(held: Iterable[HeldBack]) -> tuple[str, ...]:
    """Names by which what is held back is known again, short enough for the directory."""
    return tuple(sorted(map(_name, held))[:HELD_MAX])


def _name(held: HeldBack) -> str:
    return hashlib.sha256(f"{held.kind}/{held.primary_id}".encode()).hexdigest()[:12]


def _saved(house: House, order: Order, version: int) -> Order:
    house.registry.commit(
        [Change(f"order/{order.pair}", order.record(), version)], order_has_moved()
    )
    return order


# ---------------------------------------------------------------- looking


def order_of(house: House, caller: Caller | None) -> Order:
    """The pair's last order as it stands. Raises NotFound if none was ever given."""
    caller = must(caller, Act.SWITCH_VIEW)
    bond = bond_of(house, caller.tenant or "")
    order, _ = house.registry.order(bond.pair.id)
    if order is None:
        raise NotFound(say("Nobody has ordered a switch of this pair yet."))
    return seen_now(house, order)


def last_sync(house: House, order: Order) -> Run | None:
    """The run that an order waits for; None if there is none, or the BCP tenant's region does not answer."""
    bond = bond_of_pair(house, order.pair)
    with suppress(Unavailable), house.regions.of(bond.bcp.region).reading() as tx:
        return tx.runs.get(order.run) if order.run else None
    return None


def seen_now(house: House, order: Order) -> Order:
    """The order as people are shown it: one that nobody carries on any more is interrupted, whether or not somebody has
    written that down yet."""
    if order.state.open and _is_lost(house, order):
        return order.ended(OrderState.INTERRUPTED, interrupted(), at=order.lease_until)
    if order.state is OrderState.WAITING and order.expires_at <= house.now():
        return order.ended(OrderState.EXPIRED, at=order.expires_at)
    return order


def _is_lost(house: House, order: Order) -> bool:
    """Nobody carries it on: neither we, nor somebody who lives and has said so lately."""
    if order.state is OrderState.WAITING:
        return False
    return not order.is_carried(house.now()) or house.gone(order.worker)


# ---------------------------------------------------------------- carrying on


def cancel(house: House, caller: Caller | None) -> Order:
    """End an open order; nothing is switched by it. Raises Conflict if it has ended already."""
    caller = must(caller, Act.SWITCH)
    bond = bond_of(house, caller.tenant or "")
    order, version = house.registry.order(bond.pair.id)
    if order is None or not order.state.open:
        raise Conflict(
            say("There is no open order."), say("Look at which tenant is active, and since when.")
        )
    ended = order.ended(OrderState.CANCELLED, at=house.now(), by=caller.actor)
    _saved(house, ended, version)
    _trace_end(house, bond, ended, caller)
    return ended


def carry_on(house: House) -> list[Order]:
    """One turn at every open order. Returns those that have ended. One that cannot be looked at does not stop the others:
    its time runs out, or the next turn sees it."""
    ended = []
    for order, version in house.registry.orders():
        if order.state.open:
            with suppress(ReleveError):
                after = _turn(house, order, version)
                ended += [] if after.state.open else [after]
    return ended


def _turn(house: House, order: Order, version: int) -> Order:
    bond = bond_of_pair(house, order.pair)
    lost = _is_lost(house, order)
    if not lost and order.state is OrderState.SYNCING and order.worker != house.worker:
        return order  # somebody else is at it
    try:
        scene = _scene(house, bond, order, lost=lost)
    except Unavailable:
        return _extended(house, order, version)  # the BCP tenant's region: it may come back in time
    move = next_move(order, scene)
    if isinstance(move, Commit):
        try:
            return _commit(house, bond, order, version)
        except Moved:
            move = next_move(order, replace(scene, moved=True))
        except Unavailable as fault:
            # Should it have happened after all, the order is done, and this end of it finds another record.
            told = say(
                "The switch could not be made: {why} Nothing was switched.", why=fault.message
            )
            move = End(OrderState.STOPPED, (told,))
    match move:
        case Sync():
            run = _last_sync(house, bond, order.given_by.caller)
            again = replace(order, run=run.id, rounds=order.rounds + 1)
            again = _saved(house, _ours(house, again), version)
            house.wake()
            return again
        case End(state, why):
            ended = order.ended(state, *why, at=house.now())
            _saved(house, ended, version)
            _trace_end(house, bond, ended, order.given_by.caller)
            return ended
        case _:
            return _extended(house, order, version)


def _commit(house: House, bond: Bond, order: Order, version: int) -> Order:
    synced = replace(order, synced_at=house.now())
    carry_out(house, bond, synced, version=version, changes=0)
    return replace(synced, state=OrderState.DONE, ended_at=synced.synced_at)


def _extended(house: House, order: Order, version: int) -> Order:
    """Say that we are alive, unless that was said lately."""
    half = stamp(house.clock() + LEASE / 2)
    if order.state is OrderState.SYNCING and order.lease_until < half:
        return _saved(house, _ours(house, order), version)
    return order


def _scene(house: House, bond: Bond, order: Order, *, lost: bool) -> Scene:
    """What the order is judged by. Raises Unavailable if the BCP tenant's region does not answer."""
    scene = Scene(house.now(), bond.activation.epoch, lost)
    if order.state is OrderState.WAITING or lost or scene.now >= order.expires_at:
        return scene
    with house.regions.of(bond.bcp.region).reading() as tx:
        last, run = tx.runs.last_done(bond.pair.id), tx.runs.get(order.run)
        held = tx.runs.held(bond.pair.id)
    known = len(order.held) < HELD_MAX
    scene = replace(scene, run=run, held=_short(held) if known else ())
    with suppress(Unavailable), house.regions.of(bond.primary.region).reading() as tx:
        return replace(scene, moved=moved(tx, bond, last), changes=changes(tx, bond, last))
    return replace(scene, silent=True)


def _trace_end(house: House, bond: Bond, order: Order, caller: Caller) -> None:
    """That an order ended without a switch, and why."""
    house.somewhere(
        lambda tx: house.trace(
            tx,
            caller,
            "switch.order",
            bond.pair.id,
            outcome=order.state,
            wanted=order.wanted,
            mode=order.mode,
            why=[str(one) for one in order.why],
        ),
        *told_in(caller, bond),
    )
