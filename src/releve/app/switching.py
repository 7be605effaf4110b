"""The switch and the revert, from either tenant: permission, passkey, one compare-and-set.

The compare-and-set of the activation is the switch. Before it an attempt is audited, after it the outcome;
a crash in between leaves an attempt without outcome, and the activation says what happened. The order that it obeys is
ended by the same commit (`orders` says how an order comes to that).
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from releve.access.policy import Act, must
from releve.activation.verdict import Finding, Readiness, Verdict, judge
from releve.app.committing import Moved, carry_out, somebody_else
from releve.app.drifting import living_drift
from releve.app.house import House
from releve.app.orders import begin, must_be_free, seen_now, wait_for_second
from releve.app.pairing import Bond, bond_of, both_enabled
from releve.app.passkey_check import check_passkey
from releve.app.readiness import left_behind, readiness
from releve.app.scoping import scope_of
from releve.domain.errors import Refused, Unavailable
from releve.domain.orders import Giver, Mode, Order, OrderState
from releve.domain.people import Caller
from releve.domain.runs import Drifted, Run
from releve.domain.say import Message, say
from releve.domain.tenancy import Activation, Side

#: So many changes of the BCP tenant are named before a revert.
CHANGED_MAX = 20


@dataclass(frozen=True, slots=True)
class SwitchPage:
    """What BC Enablement shows before anything is done. `mode` is how a switch is ordered if nobody says otherwise, and
    `verdict` judges that. `word` is what a person types to acknowledge an emergency: the name of the tenant that takes
    over. `order` is the pair's last one. `changed` are the newest changes that people made in the BCP tenant while it is
    active; `readiness.drifted` counts all."""

    bond: Bond
    mode: Mode
    planned: Verdict
    emergency: Verdict
    readiness: Readiness
    last: Run | None
    order: Order | None
    changed: tuple[Drifted, ...] = ()

    @property
    def verdict(self) -> Verdict:
        return self.planned if self.mode is Mode.PLANNED else self.emergency

    @property
    def wanted(self) -> Side:
        return self.bond.activation.active.other

    @property
    def word(self) -> str:
        return self.bond.at(self.wanted).name


@dataclass(frozen=True, slots=True)
class Switched:
    """What became of an order: which side is active now, and what stood in the way and was acknowledged. `order` is open
    if a last sync runs first: then nothing is switched yet."""

    activation: Activation
    acknowledged: tuple[Message, ...] = ()
    order: Order | None = None

    @property
    def pending(self) -> bool:
        return self.order is not None and self.order.state.open


def switch_page(house: House, caller: Caller | None) -> SwitchPage:
    """Look without touching. A region that does not answer is a fact on the page, not an error."""
    caller = must(caller, Act.SWITCH_VIEW)
    return look(house, bond_of(house, caller.tenant or ""))


def look(house: House, bond: Bond) -> SwitchPage:
    """The same for whoever may."""
    seen, last = readiness(house, bond)
    planned, emergency = _judged(house, bond, seen, last)
    order, _ = house.registry.order(bond.pair.id)
    mode = Mode.PLANNED if seen.both_answer else Mode.EMERGENCY
    return SwitchPage(
        bond,
        mode,
        planned,
        emergency,
        seen,
        last,
        seen_now(house, order) if order else None,
        _changed(house, bond),
    )


def _changed(house: House, bond: Bond) -> tuple[Drifted, ...]:
    """What people changed in the BCP tenant, the newest first; nothing while the primary is active, or if it does not
    answer."""
    if bond.activation.active is Side.BCP:
        with suppress(Unavailable), house.regions.of(bond.bcp.region).reading() as tx:
            living = living_drift(tx, scope_of(house, bond))
            newest = sorted(living, key=lambda one: (one.changed_at, one.bcp_id), reverse=True)
            return tuple(newest[:CHANGED_MAX])
    return ()


def _judged(house: House, bond: Bond, seen: Readiness, last: Run | None) -> list[Verdict]:
    """In every mode, by what was found out once."""
    active = bond.activation.active
    edits = left_behind(house, bond, last) if active is Side.BCP else None
    return [judge(active, seen, mode, edits=edits) for mode in Mode]


def switch(
    house: House,
    caller: Caller | None,
    *,
    wanted: Side,
    passkey: str,
    expect: int,
    reason: str = "",
    mode: Mode | None = None,
    acknowledged: bool = False,
    keep: bool | None = None,
) -> Switched:
    """Order that `wanted` be the active side. Asking for the side that is active already changes nothing.

    `expect` is the epoch that the caller has looked at: an order that arrives late, in another epoch, is a
    Conflict. Without a `mode` it is planned, unless a region does not answer or what stands in the way is
    `acknowledged`. In a planned switch obstacles refuse, and what is missing in the BCP tenant is brought over first:
    then the order is open, and carried on by itself. In an emergency everything that is known must be acknowledged.

    `keep`: of a revert, whether the changes made in the BCP tenant wait to be looked at, or the next sync overwrites them
    (False, and unless it is said).

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
        raise somebody_else()
    mode = mode or (Mode.EMERGENCY if acknowledged else page.mode)
    verdict = must_go(page, mode, acknowledged=acknowledged)
    assert bond.pair.passkey is not None, "check_passkey has seen to it"
    order = Order(
        id=house.new_id(),
        pair=bond.pair.id,
        wanted=wanted,
        mode=mode,
        epoch=now.epoch,
        state=OrderState.WAITING,
        given_by=Giver.of(caller),
        given_at=house.now(),
        reason=reason,
        passkey=bond.pair.passkey.number,
        acknowledged=records(verdict.obstacles),
        known=records(verdict.warnings),
        keep=keep if wanted is Side.PRIMARY else None,
    )
    before, version = house.registry.order(bond.pair.id)
    if mode is Mode.PLANNED:
        must_be_free(house, before)
    if bond.pair.two_persons:
        return Switched(now, order=wait_for_second(house, order, version))
    return obeyed(house, caller, page, order, version)


def must_go(page: SwitchPage, mode: Mode, *, acknowledged: bool) -> Verdict:
    """The verdict for this mode. Raises Refused for what stands in the way of it."""
    if mode is Mode.PLANNED:
        verdict = page.planned
        if verdict.obstacles:
            raise Refused(
                say("Something stands in the way."),
                say(
                    "Mend what is listed and submit again. In an emergency you may switch in spite of it."
                ),
                reasons=_messages(verdict.obstacles),
                mode=mode.value,
            )
        return verdict
    verdict = page.emergency
    if verdict.absolute:
        raise Refused(
            say("Nobody can switch now."),
            say("Mend what is listed first."),
            reasons=_messages(verdict.absolute),
            mode=mode.value,
        )
    if not acknowledged:
        raise Refused(
            say("An emergency must be acknowledged."),
            say("Read what is listed, acknowledge it, and submit again."),
            reasons=_messages((*verdict.obstacles, *verdict.warnings)),
            mode=mode.value,
        )
    return verdict


def obeyed(house: House, caller: Caller, page: SwitchPage, order: Order, version: int) -> Switched:
    """Switch at once, or begin with the last sync. `version` is that of the order that stands there now."""
    bond, acknowledged = page.bond, tuple(Message.of(one["message"]) for one in order.acknowledged)
    if order.mode is Mode.EMERGENCY:
        changes = page.readiness.changes if order.wanted is Side.BCP else 0
        strict = version if order.confirmed_by else None
        then = carry_out(house, bond, order, version=strict, changes=changes, caller=caller)
        return Switched(then, acknowledged)
    if order.wanted is Side.PRIMARY or not page.readiness.needs_sync:
        with suppress(Moved):
            return Switched(
                carry_out(house, bond, order, version=version, changes=0, caller=caller)
            )
    return Switched(bond.activation, order=begin(house, caller, bond, order, version))


def records(findings: Iterable[Finding]) -> tuple[Mapping[str, Any], ...]:
    """Findings as an order keeps them, to be read in any language later."""
    return tuple({"code": one.code, "message": one.message.record()} for one in findings)


def _messages(findings: Iterable[Finding]) -> tuple[Message, ...]:
    return tuple(one.message for one in findings)
