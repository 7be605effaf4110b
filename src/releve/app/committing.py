"""The one write that switches, and what must hold at its moment.

Laws: the activation, the order it obeys and the report of it are one commit. A planned switch to the BCP tenant commits
while nobody can write in the primary, and only if the last sync has read all that was written there. An emergency
and a revert commit whatever region is gone.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace

from releve.app.house import House
from releve.app.lost_changes import note_lost
from releve.app.pairing import Bond, bond_of_pair, both_enabled
from releve.app.passkey_check import told_in
from releve.app.readiness import moved
from releve.domain.directory import Change, unmoved
from releve.domain.errors import Conflict, Unavailable
from releve.domain.keeping import chosen
from releve.domain.orders import Mode, Order, OrderState
from releve.domain.people import Caller
from releve.domain.say import Message, say
from releve.domain.store import Tx
from releve.domain.switch_reports import report_change
from releve.domain.tenancy import Activation, Side, Tenant, switched

#: How often the commit is tried anew because something else of the pair was saved at the same moment.
TRIES_MAX = 5


#: How long a store may be waited for that is only to hear of the new epoch.
TOLD_S = 0.5

#: How long a region may be waited for that is to write down the attempt, or the outcome: somebody may stand still there in
#: the middle of a line of the same chain.
TRACED_S = 2.0


class Moved(Exception):
    """Something was written in the primary after the last sync had read it: nothing was switched."""


def carry_out(
    house: House,
    bond: Bond,
    order: Order,
    *,
    version: int | None,
    changes: int | None,
    caller: Caller | None = None,
) -> Activation:
    """Switch as ordered. `version` is that of the order's record, which must not have moved; None: whatever order stands
    there is replaced. `changes` is how many changes of the primary are not copied, for the record.

    Raises Moved for a planned switch that would lose something, Conflict when somebody else was first, Unavailable when
    the directory does not answer (it may have happened), or a region that a planned switch needs.
    """
    caller = caller or order.given_by.caller
    then = switched(
        bond.activation,
        order.wanted,
        at=house.now(),
        by=caller.actor,
        reason=order.reason,
        operation=house.new_id(),
        mode=order.mode,
    )
    if order.passkey is None:
        then = replace(then, broken_at=then.at, broken_by=caller.actor)
    done = replace(order, state=OrderState.DONE, ended_at=then.at)
    _trace(house, caller, bond, then, "attempted", **_details(done, changes))
    planned_away = order.mode is Mode.PLANNED and order.wanted is Side.BCP
    fenced = _with_both_locked if planned_away else _past_last_moments
    fenced(house, bond, then, lambda: _commit(house, bond, then, done, version, changes))
    _trace(house, caller, bond, then, "done", mode=order.mode)
    if not planned_away:
        _show(house, bond.primary, then)
    if changes:
        note_lost(house, bond, then)
    return then


def _details(order: Order, changes: int | None) -> dict[str, object]:
    """What the audit keeps of the moment: the mode, what was acknowledged and known, and what was not copied."""
    said = {
        name: [str(Message.of(record["message"])) for record in findings]
        for name, findings in (("acknowledged", order.acknowledged), ("known", order.known))
    }
    confirmed = {"confirmed_by": order.confirmed_by.caller.actor} if order.confirmed_by else {}
    glass = {} if order.passkey is not None else {"without_passkey": True}
    return {"mode": order.mode, **said, "not_copied": changes, **confirmed, **glass}


def _past_last_moments(
    house: House, bond: Bond, then: Activation, commit: Callable[[], None]
) -> None:
    """Commit while no sync is at its last moment: one that was there has ended before, and one that comes later finds
    the new epoch. A region that does not answer does not stop a switch."""
    asked = committed = False
    try:
        with house.regions.of(bond.bcp.region).writing() as tx:
            tx.past_last_moments(bond.bcp.id)
            asked = True
            commit()
            committed = True
    except Unavailable:
        if asked and not committed:
            raise
        if not asked:
            commit()
    _show(house, bond.bcp, then)


def _with_both_locked(
    house: House, bond: Bond, then: Activation, commit: Callable[[], None]
) -> None:
    """Commit while nobody writes in either tenant, if the last sync has read all of the primary. Raises Moved."""
    committed = False
    try:
        with both_locked(house, bond) as (source, target):
            if moved(source, bond, target.runs.last_done(bond.pair.id)):
                raise Moved
            commit()
            committed = True
            source.show_epoch(bond.primary.id, then.epoch)
            target.show_epoch(bond.bcp.id, then.epoch)
    except Unavailable:
        if not committed:
            raise


@contextmanager
def both_locked(
    house: House, bond: Bond, patience_s: float | None = None
) -> Iterator[tuple[Tx, Tx]]:
    """Both tenants, in the order of their regions' names: two pairs that lie crosswise cannot wait for each other. With a
    patience nobody who writes there is waited for any longer: raises Unavailable."""
    with ExitStack() as stack:
        held: dict[Side, Tx] = {}
        for side in sorted(Side, key=lambda side: bond.at(side).region):
            tenant = bond.at(side)
            held[side] = stack.enter_context(house.regions.of(tenant.region).writing())
            if patience_s is not None:
                held[side].hurry(patience_s)
            held[side].entities.lock(tenant.id)
        yield held[Side.PRIMARY], held[Side.BCP]


def _commit(
    house: House,
    bond: Bond,
    then: Activation,
    done: Order,
    version: int | None,
    changes: int | None,
) -> None:
    """The one write. It holds only if what was checked before it still stands: the passkey, and BCP on both sides."""
    for _ in range(TRIES_MAX):
        seen = bond_of_pair(house, bond.pair.id)
        number = seen.pair.passkey.number if seen.pair.passkey else None
        if done.passkey is not None and number != done.passkey:
            raise Conflict(
                say("The passkey was replaced at this very moment."),
                say("Only the new one is valid. Ask whoever generated it, then switch again."),
            )
        if seen.pair.two_persons and not done.confirmed_by and done.passkey is not None:
            raise Conflict(
                say("These tenants want a second person now."),
                say("Nothing was switched. Give the order again; somebody else confirms it."),
            )
        both_enabled(seen)
        there = version if version is not None else house.registry.order(bond.pair.id)[1]
        if _committed(house, seen, bond.activation_version, then, [
            Change(f"order/{bond.pair.id}", done.record(), there),
            report_change(bond.activation, then, done, changes),
            *_keep_change(house, done, then),
        ], order_moves=version is None):  # fmt: skip
            return
    raise somebody_else()


def _keep_change(house: House, done: Order, then: Activation) -> list[Change]:
    """What a revert makes of the changes that people made in the BCP tenant."""
    if done.wanted is Side.BCP:
        return []
    before, version = house.registry.keep(done.pair)
    after = chosen(before, done.pair, keep=done.keep, by=then.by, at=then.at)
    return [] if after is None else [Change(f"keep/{done.pair}", after.record(), version)]


def _committed(
    house: House,
    seen: Bond,
    version: int,
    then: Activation,
    beside: list[Change],
    *,
    order_moves: bool,
) -> bool:
    """False when something else of the pair was saved in between, so that it has to be looked at again."""
    try:
        house.registry.directory.commit(
            Change(f"activation/{seen.pair.id}", then.record(), version),
            unmoved(f"pair/{seen.pair.id}", seen.pair_version),
            unmoved(f"tenant/{seen.primary.id}", seen.versions[Side.PRIMARY]),
            unmoved(f"tenant/{seen.bcp.id}", seen.versions[Side.BCP]),
            *beside,
        )
    except (Conflict, Unavailable) as error:
        # An answer that was lost is looked up by the operation's id before it is called a failure.
        now, there = house.strict.activation(seen.pair.id)
        if now.operation == then.operation:
            return True
        if isinstance(error, Unavailable):
            raise
        if there != version:
            raise somebody_else() from error
        if not order_moves and house.strict.order(seen.pair.id)[1] != beside[0].expect:
            raise order_has_moved() from error
        return False
    return True


def somebody_else() -> Conflict:
    return Conflict(
        say("Somebody else switched this pair in the meantime."),
        say("Look at which tenant is active now before you go on."),
    )


def order_has_moved() -> Conflict:
    return Conflict(
        say("Somebody else has given, confirmed or ended an order of this pair in the meantime."),
        say("Nothing was switched. Look at the order before you go on."),
    )


def _trace(
    house: House, caller: Caller, bond: Bond, then: Activation, outcome: str, **details: object
) -> None:
    """In the chain of the caller's own tenant if its region can, so that it is found where it is looked for."""
    act = "switch" if then.active is Side.BCP else "revert"

    def line(tx: Tx) -> None:
        tx.hurry(TRACED_S)
        house.trace(
            tx,
            caller,
            act,
            bond.pair.id,
            outcome=outcome,
            epoch=then.epoch,
            active=then.active,
            **details,
        )

    house.somewhere(line, *told_in(caller, bond))


def _show(house: House, tenant: Tenant, then: Activation) -> None:
    """Let the store see the new epoch too, so that a writer with an older one is refused there. One that is busy, or does
    not answer, hears of it from whoever writes there next."""
    with suppress(Unavailable, Conflict), house.regions.of(tenant.region).writing() as tx:
        tx.hurry(TOLD_S)
        tx.show_epoch(tenant.id, then.epoch)
