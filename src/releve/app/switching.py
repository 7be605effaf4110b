"""The switch and the revert, from either tenant: permission, passkey, one compare-and-set.

The compare-and-set of the activation is the switch. Before it an attempt is audited, after it the outcome;
a crash in between leaves an attempt without outcome, and the activation says what happened.
"""

from contextlib import suppress
from dataclasses import dataclass

from releve.access import throttle
from releve.access.passkeys import normalised
from releve.access.policy import Act, must
from releve.activation.verdict import Readiness, Verdict, judge_revert, judge_switch
from releve.app.house import House
from releve.app.pairing import Bond, bond_of, both_enabled
from releve.domain.clock import instant
from releve.domain.directory import Change
from releve.domain.errors import Conflict, Forbidden, Invalid, Refused, Unavailable
from releve.domain.people import BcpType, Caller
from releve.domain.runs import Run
from releve.domain.say import say
from releve.domain.store import RegionalStore
from releve.domain.tenancy import Activation, Side, switched


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


def switch_page(house: House, caller: Caller | None) -> SwitchPage:
    """Look without touching. A region that does not answer is a fact on the page, not an error."""
    caller = must(caller, Act.SWITCH_VIEW)
    bond = bond_of(house, caller.tenant or "")
    readiness, last = _readiness(house, bond)
    if bond.activation.active is Side.PRIMARY:
        return SwitchPage(bond, judge_switch(readiness), readiness, last)
    answers = _revision(house, bond.primary.region, bond.primary.id) is not None
    return SwitchPage(bond, judge_revert(readiness, primary_answers=answers), readiness, last)


def _readiness(house: House, bond: Bond) -> tuple[Readiness, Run | None]:
    missing = tuple(t.name for t in (bond.primary, bond.bcp) if not t.features.bcp)
    try:
        with house.regions.of(bond.bcp.region).reading() as tx:
            last = tx.runs.last_done(bond.pair.id)
            held = len(tx.runs.held(bond.pair.id))
            people = sum(
                tx.entities.page(
                    bond.bcp.id, "employee", where={"bcpType": kind.value}, top=1
                ).total
                for kind in (BcpType.SINGLE, BcpType.MULTIPLE)
            )
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
            target_answers=True,
            features_missing=missing,
        ),
        last,
    )


def _changes(house: House, bond: Bond, last: Run | None) -> int | None:
    """How many entities were changed in the primary since the last sync; None if it does not answer."""
    since = last.source_revision if last and last.source_revision is not None else 0
    try:
        with house.regions.of(bond.primary.region).reading() as tx:
            return tx.entities.changes(bond.primary.id, after=since)
    except Unavailable:
        return None


def _revision(house: House, region: str, tenant: str) -> int | None:
    try:
        with house.regions.of(region).reading() as tx:
            return tx.entities.revision(tenant)
    except Unavailable:
        return None


def switch(
    house: House,
    caller: Caller | None,
    *,
    wanted: Side,
    passkey: str,
    reason: str = "",
    expect: int | None = None,
) -> Activation:
    """Make `wanted` the active side. Asking for the side that is active already changes nothing.
    `expect` is the epoch that the caller has seen; another one is a Conflict.

    Raises Forbidden for a wrong passkey, Refused when throttled or not set up, Conflict when somebody else
    switched at the same moment, Unavailable when the directory does not answer (it may have happened).
    """
    caller = must(caller, Act.SWITCH)
    bond = bond_of(house, caller.tenant or "")
    both_enabled(bond)
    check_passkey(house, caller, bond, passkey)
    now = bond.activation
    if now.active is wanted:
        return now
    if expect is not None and expect != now.epoch:
        raise _somebody_else()
    operation = house.new_id()
    then = switched(
        now, wanted, at=house.now(), by=caller.actor, reason=reason, operation=operation
    )
    _trace(house, caller, bond, then, "attempted")
    _commit(house, bond, then)
    _trace(house, caller, bond, then, "done")
    _show(house, bond, then)
    return then


def _commit(house: House, bond: Bond, then: Activation) -> None:
    """The one write. An answer that was lost is looked up by the operation's id before it is called a failure."""
    told = _somebody_else()
    change = Change(f"activation/{bond.pair.id}", then.record(), bond.activation_version)
    try:
        house.registry.commit([change], told)
    except (Conflict, Unavailable):
        if house.registry.activation(bond.pair.id)[0].operation != then.operation:
            raise


def _somebody_else() -> Conflict:
    return Conflict(
        say("Somebody else switched this pair in the meantime."),
        say("Look at which tenant is active now before you go on."),
    )


def check_passkey(house: House, caller: Caller, bond: Bond, passkey: str) -> None:
    """Raises Refused when there were too many wrong ones, Forbidden for a wrong one; both leave a trace."""
    store = _a_store(house, bond)
    subject = throttle.subject("passkey", bond.pair.id)
    if bond.pair.passkey is None:
        raise Refused(
            say("This pair has no passkey yet."),
            say("Ask your account representative to generate one in TM."),
        )
    if not passkey.strip():
        raise Invalid(say("Enter the passkey."), fields={"passkey": say("This field is required.")})
    with store.writing() as tx:
        throttle.take_try(tx.throttle, subject, house.clock())
    if house.hasher.verify(bond.pair.passkey.hash, normalised(passkey)):
        with store.writing() as tx:
            throttle.succeeded(tx.throttle, subject)
        return
    with store.writing() as tx:
        house.trace(tx, caller, "passkey", bond.pair.id, outcome="refused")
    raise Forbidden(
        say("This is not the passkey of these tenants."),
        say(
            "Only the last one generated is valid: number {n}, made on {at} by {by}. Whoever has lost it asks the account representative.",
            n=bond.pair.passkey.number,
            at=bond.pair.passkey.made_at[:10],
            by=bond.pair.passkey.made_by,
        ),
    )


def _a_store(house: House, bond: Bond) -> RegionalStore:
    """A region of the pair that answers: the switch must work with the other one gone."""
    first = bond.tenant.region
    for region in (first, *({bond.primary.region, bond.bcp.region} - {first})):
        try:
            store = house.regions.of(region)
            with store.reading():
                return store
        except Unavailable:
            continue
    return house.home_store()


def _trace(house: House, caller: Caller, bond: Bond, then: Activation, outcome: str) -> None:
    act = "switch" if then.active is Side.BCP else "revert"
    with _a_store(house, bond).writing() as tx:
        house.trace(
            tx, caller, act, bond.pair.id, outcome=outcome, epoch=then.epoch, active=then.active
        )


def _show(house: House, bond: Bond, then: Activation) -> None:
    """Let both sides' stores see the new epoch, so that a writer with an older one is refused there. A region that
    does not answer sees it with its next writer: the guard of every sync reads the directory anyway."""
    for tenant in (bond.primary, bond.bcp):
        with suppress(Unavailable, Conflict), house.regions.of(tenant.region).writing() as tx:
            tx.show_epoch(tenant.id, then.epoch)
