"""Break the glass: an operator switches without the passkey, where the pair allows it. Never quietly.

It is an emergency, with a reason. It stands in the audit of the operators and of both tenants, in the log as a warning,
in a metric, and for a day at the top of every page of both tenants.
"""

from datetime import timedelta

import structlog

from releve.access.policy import Act, must
from releve.app.committing import carry_out, somebody_else
from releve.app.house import House
from releve.app.pair_rules import loudly
from releve.app.pairing import bond_of, both_enabled
from releve.app.switching import Switched, SwitchPage, look, records
from releve.domain.clock import instant
from releve.domain.errors import Invalid, Refused
from releve.domain.ids import TenantId
from releve.domain.orders import Giver, Mode, Order, OrderState
from releve.domain.people import Caller
from releve.domain.say import Message, say
from releve.domain.tenancy import Activation, Side

#: A reason that is shorter says nothing.
REASON_CHARS_MIN = 10

#: How long both tenants are told at the top of every page.
TOLD_FOR = timedelta(hours=24)


def page_of(house: House, caller: Caller | None, tenant: TenantId) -> SwitchPage:
    """What an operator looks at before."""
    must(caller, Act.BCP_SET_UP)
    return look(house, bond_of(house, tenant))


def break_glass(
    house: House, caller: Caller | None, tenant: TenantId, *, wanted: Side, reason: str, expect: int
) -> Switched:
    """Switch without the passkey. Raises Refused where the pair forbids it or nobody can switch, Invalid without a
    reason, Conflict when somebody else was first."""
    caller = must(caller, Act.BCP_SET_UP)
    page = look(house, bond_of(house, tenant))
    bond, now = page.bond, page.bond.activation
    both_enabled(bond)
    if not bond.pair.break_glass:
        raise Refused(
            say("These tenants do not allow a switch without the passkey."),
            say("Ask them for the passkey, or generate another one for them."),
        )
    if len(reason.strip()) < REASON_CHARS_MIN:
        told = say("Say why, in {n} letters or more.", n=REASON_CHARS_MIN)
        raise Invalid(say("A reason is needed: both tenants read it."), fields={"reason": told})
    if now.active is wanted:
        return Switched(now)
    if expect != now.epoch:
        raise somebody_else()
    verdict = page.emergency
    absolute = [one for one in verdict.absolute if one.code != "passkey_missing"]
    if absolute:
        raise Refused(
            say("Nobody can switch now."),
            say("Mend what is listed first."),
            reasons=[one.message for one in absolute],
        )
    order = Order(
        id=house.new_id(),
        pair=bond.pair.id,
        wanted=wanted,
        mode=Mode.EMERGENCY,
        epoch=now.epoch,
        state=OrderState.WAITING,
        given_by=Giver.of(caller),
        given_at=house.now(),
        reason=reason.strip(),
        acknowledged=records(verdict.obstacles),
        known=records(verdict.warnings),
    )
    noted = {"wanted": wanted, "epoch": now.epoch + 1, "reason": order.reason}
    loudly(house, caller, bond, "glass", "attempted", **noted)
    changes = page.readiness.changes if wanted is Side.BCP else 0
    then = carry_out(house, bond, order, version=None, changes=changes, caller=caller)
    loudly(house, caller, bond, "glass", "done", **noted)
    structlog.get_logger("switch").warning(
        "an operator has switched without the passkey",
        pair=bond.pair.id,
        by=caller.actor,
        epoch=then.epoch,
        active=then.active.value,
    )
    return Switched(then, tuple(one.message for one in verdict.obstacles))


def told_of(activation: Activation, house: House) -> Message | None:
    """What both tenants read for a day; None if the glass is whole."""
    if not activation.broken_at or house.clock() - instant(activation.broken_at) > TOLD_FOR:
        return None
    return say(
        "The operator {who} has switched these tenants without the passkey, on {when}.",
        who=activation.broken_by,
        when=instant(activation.broken_at),
    )
