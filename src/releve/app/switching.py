"""The switch and the revert, from either tenant: permission, passkey, one compare-and-set.

The compare-and-set of the activation is the switch. Before it an attempt is audited, after it the outcome;
a crash in between leaves an attempt without outcome, and the activation says what happened.
"""

from contextlib import suppress
from dataclasses import dataclass, replace

from releve.access import throttle
from releve.access.passkeys import normalised
from releve.access.policy import Act, must
from releve.activation.verdict import Readiness, Verdict, judge_revert, judge_switch
from releve.app import tries
from releve.app.accounts import is_active
from releve.app.far_ends import failing_names, far_ends_of
from releve.app.house import House
from releve.app.pairing import Bond, bond_of, bond_of_pair, both_enabled
from releve.app.restoring import restored
from releve.domain.clock import instant, local_time
from releve.domain.directory import Change, unmoved
from releve.domain.errors import Conflict, Forbidden, Invalid, Refused, Unavailable
from releve.domain.people import BcpType, Caller
from releve.domain.runs import Run
from releve.domain.say import Message, say
from releve.domain.store import Tx
from releve.domain.tenancy import Activation, Side, Tenant, switched

#: How many employees are read at a time to find one who could log in.
PEOPLE_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class SwitchPage:
    """What BC Enablement shows before anything is done."""

    bond: Bond
    verdict: Verdict
    readiness: Readiness
    last: Run | None

    @property
    def wanted(self) -> Side:
        return self.bond.activation.active.other


@dataclass(frozen=True, slots=True)
class Switched:
    """What became of an order: which side is active now, and the obstacles that it was given in spite of."""

    activation: Activation
    acknowledged: tuple[Message, ...] = ()


def switch_page(house: House, caller: Caller | None) -> SwitchPage:
    """Look without touching. A region that does not answer is a fact on the page, not an error."""
    caller = must(caller, Act.SWITCH_VIEW)
    bond = bond_of(house, caller.tenant or "")
    readiness, last = _readiness(house, bond)
    readiness = replace(readiness, drivers_failing=failing_names(far_ends_of(house, bond)))
    if bond.activation.active is Side.PRIMARY:
        return SwitchPage(bond, judge_switch(readiness), readiness, last)
    answers = _changed(house, bond.primary, 0) is not None
    kept = last.target_revision if last and last.target_revision is not None else 0
    verdict = judge_revert(
        readiness, primary_answers=answers, edits=_changed(house, bond.bcp, kept)
    )
    return SwitchPage(bond, verdict, readiness, last)


def _readiness(house: House, bond: Bond) -> tuple[Readiness, Run | None]:
    missing = tuple(t.name for t in (bond.primary, bond.bcp) if not t.features.bcp)
    try:
        with house.regions.of(bond.bcp.region).reading() as tx:
            last = tx.runs.last_done(bond.pair.id)
            held = len(tx.runs.held(bond.pair.id))
            back = restored(tx, bond.pair.id)
            people = _people(tx, bond.bcp)
    except Unavailable:
        return Readiness(None, None, 0, 0, 0, target_answers=False, features_missing=missing), None
    age = house.clock() - instant(last.ended_at) if last and last.ended_at else None
    return (
        Readiness(
            age=age,
            changes=_changes(house, bond, last),
            held=held,
            to_review=last.to_review if last else 0,
            people=people,
            restored_at=instant(back.run.ended_at) if back and back.run.ended_at else None,
            target_answers=True,
            features_missing=missing,
        ),
        last,
    )


def _people(tx: Tx, bcp: Tenant) -> int:
    """How many employees have access to the BCP tenant; 0 also if not one of them could log in."""
    counts, anybody = 0, False
    for kind in (BcpType.SINGLE, BcpType.MULTIPLE):
        skip = 0
        while True:
            page = tx.entities.page(
                bcp.id, "employee", where={"bcpType": kind.value}, skip=skip, top=PEOPLE_AT_ONCE
            )
            anybody = anybody or any(
                is_active(one) and tx.credentials.get(bcp.id, one.id) for one in page.rows
            )
            skip += PEOPLE_AT_ONCE
            if anybody or skip >= page.total:
                break
        counts += page.total
    return counts if anybody else 0


def _changes(house: House, bond: Bond, last: Run | None) -> int | None:
    """How many entities were changed in the primary since the last sync; None if it does not answer."""
    since = last.source_revision if last and last.source_revision is not None else 0
    return _changed(house, bond.primary, since)


def _changed(house: House, tenant: Tenant, since: int) -> int | None:
    """How many entities of a tenant were changed after a revision; None if its region does not answer."""
    try:
        with house.regions.of(tenant.region).reading() as tx:
            return tx.entities.changes(tenant.id, after=since)
    except Unavailable:
        return None


def switch(
    house: House,
    caller: Caller | None,
    *,
    wanted: Side,
    passkey: str,
    expect: int,
    reason: str = "",
    acknowledged: bool = False,
) -> Switched:
    """Make `wanted` the active side. Asking for the side that is active already changes nothing.

    `expect` is the epoch that the caller has looked at: an order that arrives late, in another epoch, is a
    Conflict. Obstacles refuse, unless `acknowledged`; that they were, and which, is in the audit and in the answer.

    Raises Forbidden for a wrong passkey, Refused when throttled, not set up or obstructed, Conflict when
    somebody else was first, Unavailable when the directory does not answer (it may have happened).
    """
    caller = must(caller, Act.SWITCH)
    page = switch_page(house, caller)
    bond, now = page.bond, page.bond.activation
    both_enabled(bond)
    check_passkey(house, caller, bond, passkey)
    if now.active is wanted:
        return Switched(now)
    if expect != now.epoch:
        raise _somebody_else()
    if page.verdict.obstacles and not acknowledged:
        raise Refused(
            say("Something stands in the way."),
            say("Mend what is listed, or acknowledge it and submit again."),
            reasons=page.verdict.obstacles,
        )
    then = switched(
        now, wanted, at=house.now(), by=caller.actor, reason=reason, operation=house.new_id()
    )
    _trace(
        house,
        caller,
        bond,
        then,
        "attempted",
        acknowledged=[str(one) for one in page.verdict.obstacles],
    )
    _commit_fenced(house, bond, then)
    _trace(house, caller, bond, then, "done")
    for tenant in (bond.bcp, bond.primary):
        _show(house, tenant, then)
    return Switched(then, page.verdict.obstacles)


def _commit_fenced(house: House, bond: Bond, then: Activation) -> None:
    """Commit while no sync is at its last moment: one that was there has ended before, and one that comes later finds
    the new epoch. A region that does not answer does not stop a switch."""
    asked = committed = False
    try:
        with house.regions.of(bond.bcp.region).writing() as tx:
            tx.past_last_moments(bond.bcp.id)
            asked = True
            _commit(house, bond, then)
            committed = True
    except Unavailable:
        if asked and not committed:
            raise
        if not asked:
            _commit(house, bond, then)


#: How often the commit is tried anew because something else of the pair was saved at the same moment.
TRIES_MAX = 5


def _commit(house: House, bond: Bond, then: Activation) -> None:
    """The one write. It holds only if what was checked before it still stands: the passkey, and BCP on both sides."""
    for _ in range(TRIES_MAX):
        seen = bond_of_pair(house, bond.pair.id)
        if seen.pair.passkey != bond.pair.passkey:
            raise Conflict(
                say("The passkey was replaced at this very moment."),
                say("Only the new one is valid. Ask whoever generated it, then switch again."),
            )
        both_enabled(seen)
        if _committed(house, seen, bond.activation_version, then):
            return
    raise _somebody_else()


def _committed(house: House, seen: Bond, version: int, then: Activation) -> bool:
    """False when something else of the pair was saved in between, so that it has to be looked at again."""
    try:
        house.registry.directory.commit(
            Change(f"activation/{seen.pair.id}", then.record(), version),
            unmoved(f"pair/{seen.pair.id}", seen.pair_version),
            unmoved(f"tenant/{seen.primary.id}", seen.versions[Side.PRIMARY]),
            unmoved(f"tenant/{seen.bcp.id}", seen.versions[Side.BCP]),
        )
    except (Conflict, Unavailable) as error:
        # An answer that was lost is looked up by the operation's id before it is called a failure.
        now, there = house.registry.activation(seen.pair.id)
        if now.operation == then.operation:
            return True
        if isinstance(error, Unavailable):
            raise
        if there != version:
            raise _somebody_else() from error
        return False
    return True


def _somebody_else() -> Conflict:
    return Conflict(
        say("Somebody else switched this pair in the meantime."),
        say("Look at which tenant is active now before you go on."),
    )


def check_passkey(house: House, caller: Caller, bond: Bond, passkey: str) -> None:
    """Raises Refused when there were too many wrong ones, Forbidden for a wrong one; both leave a trace."""
    subject = throttle.subject("passkey", bond.pair.id)
    where = _where(bond)
    if bond.pair.passkey is None:
        raise Refused(
            say("This pair has no passkey yet."),
            say("Ask your account representative to generate one in TM."),
        )
    if not passkey.strip():
        raise Invalid(say("Enter the passkey."), fields={"passkey": say("This field is required.")})
    try:
        taken = tries.take_try(house, subject, *where)
    except Refused:
        if tries.is_news(house, subject, *where):
            _trace_passkey(house, caller, bond, "throttled")
        raise
    try:
        # A place of its own: on the bad day everybody logs in at the same moment.
        right = house.hasher.verify(bond.pair.passkey.hash, normalised(passkey), urgent=True)
    except Unavailable:
        tries.give_back(house, subject, taken, *where)
        raise
    if right:
        tries.cleared(house, subject, *where)
        return
    _trace_passkey(house, caller, bond, "refused")
    raise Forbidden(
        say("This is not the passkey of these tenants."),
        say(
            "Only the last one generated is valid: number {n}, made on {at} by {by}. Whoever has lost it asks the account representative.",
            n=bond.pair.passkey.number,
            at=local_time(bond.pair.passkey.made_at, bond.pair.sync.zone),
            by=bond.pair.passkey.made_by,
        ),
    )


def _where(bond: Bond) -> tuple[str, str]:
    """Where a pair's tries are counted: always in the BCP tenant's region first, whichever side asks."""
    return bond.bcp.region, bond.primary.region


def _trace_passkey(house: House, caller: Caller, bond: Bond, outcome: str) -> None:
    house.somewhere(
        lambda tx: house.trace(tx, caller, "passkey", bond.pair.id, outcome=outcome),
        bond.tenant.region,
        *_where(bond),
    )


def _trace(
    house: House, caller: Caller, bond: Bond, then: Activation, outcome: str, **details: object
) -> None:
    """In the chain of the caller's own tenant if its region can, so that it is found where it is looked for."""
    act = "switch" if then.active is Side.BCP else "revert"
    house.somewhere(
        lambda tx: house.trace(
            tx,
            caller,
            act,
            bond.pair.id,
            outcome=outcome,
            epoch=then.epoch,
            active=then.active,
            **details,
        ),
        bond.tenant.region,
        *_where(bond),
    )


#: How long a store may be waited for that is only to hear of the new epoch.
TOLD_S = 0.5


def _show(house: House, tenant: Tenant, then: Activation) -> None:
    """Let the store see the new epoch too, so that a writer with an older one is refused there. One that is busy, or does
    not answer, hears of it from whoever writes there next."""
    with suppress(Unavailable, Conflict), house.regions.of(tenant.region).writing() as tx:
        tx.hurry(TOLD_S)
        tx.show_epoch(tenant.id, then.epoch)
