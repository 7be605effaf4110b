"""The rules of a pair for its switch, and the switch without the passkey. For operators."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.api.v1.switch import ActivationOut
from releve.app import glass, pair_rules
from releve.app.house import House
from releve.domain.people import Caller
from releve.domain.tenancy import Side

router = APIRouter(prefix="/tenants/{tenant}", tags=["BCP set-up"])


class RulesOut(Shape):
    """`twoPersons`: an order counts when a second administrator has confirmed it. `breakGlass`: an operator may switch
    without the passkey."""

    two_persons: bool
    break_glass: bool
    version: int
    activation: ActivationOut

    @classmethod
    def of(
        cls, rules: pair_rules.Rules, house: House, caller: Caller | None, tenant: str
    ) -> "RulesOut":
        now = glass.page_of(house, caller, tenant).bond.activation
        return cls(
            two_persons=rules.two_persons,
            break_glass=rules.break_glass,
            version=rules.version,
            activation=ActivationOut.of(now),
        )


class Rules(Shape):
    """`version` is the one that was seen."""

    two_persons: bool
    break_glass: bool
    version: Annotated[int, Field(ge=1, le=2**53)]


class Glass(Shape):
    """`epoch` is the one that was seen; the reason is read by both tenants."""

    wanted: Side
    epoch: Annotated[int, Field(ge=1, le=2**53)]
    reason: Annotated[str, Field(max_length=500)]


class BrokenOut(ActivationOut):
    """Which side is active now, and what stood in the way."""

    acknowledged: list[str]


@router.get("/switch-rules", summary="The rules of the pair")
def look(house: Open, caller: Whoever, tenant: str) -> RulesOut:
    """And which side is active."""
    return RulesOut.of(pair_rules.rules(house, caller, tenant), house, caller, tenant)


@router.put("/switch-rules", summary="Set the rules of the pair")
def save(house: Open, caller: Whoever, tenant: str, wanted: Rules) -> RulesOut:
    """Both tenants have it in their audit."""
    saved = pair_rules.set_rules(
        house,
        caller,
        tenant,
        two_persons=wanted.two_persons,
        break_glass=wanted.break_glass,
        version=wanted.version,
    )
    return RulesOut.of(saved, house, caller, tenant)


@router.post("/break-glass", summary="Switch without the passkey")
def break_glass(
    house: Open, caller: Whoever, tenant: str, order: Glass, speaker: Speaking
) -> BrokenOut:
    """An emergency, where the pair allows it. Both tenants are told."""
    done = glass.break_glass(
        house, caller, tenant, wanted=order.wanted, reason=order.reason, expect=order.epoch
    )
    acknowledged = [speaker.say(one) for one in done.acknowledged]
    return BrokenOut(**dict(ActivationOut.of(done.activation)), acknowledged=acknowledged)
