"""Landing: in which tenant of a pair an employee arrives at login, and whether they may stay.

One table (R21 to R26) answers both, so that login never sends somebody where the next request turns them out:

    BCP type    primary is active    BCP tenant is active
    none        primary              nowhere
    single      primary              BCP tenant
    multiple    either, they choose  either, they choose
"""

from collections.abc import Mapping
from dataclasses import dataclass

from releve.domain.people import BcpType
from releve.domain.say import Message, say
from releve.domain.tenancy import Pair, Side

_NOWHERE: frozenset[Side] = frozenset()
_PRIMARY, _BCP, _BOTH = frozenset({Side.PRIMARY}), frozenset({Side.BCP}), frozenset(Side)

#: (BCP type, active side) → the sides that are open.
OPEN: Mapping[tuple[BcpType, Side], frozenset[Side]] = {
    (BcpType.NONE, Side.PRIMARY): _PRIMARY,
    (BcpType.NONE, Side.BCP): _NOWHERE,
    (BcpType.SINGLE, Side.PRIMARY): _PRIMARY,
    (BcpType.SINGLE, Side.BCP): _BCP,
    (BcpType.MULTIPLE, Side.PRIMARY): _BOTH,
    (BcpType.MULTIPLE, Side.BCP): _BOTH,
}


@dataclass(frozen=True, slots=True)
class Land:
    """Go to this side without being asked. None: the tenant has no pair, so there is no side to speak of."""

    side: Side | None


@dataclass(frozen=True, slots=True)
class Choose:
    """Ask which side, and say that `active` is the active one."""

    active: Side


@dataclass(frozen=True, slots=True)
class Refuse:
    """Nowhere to go: the sentence to show, and what to do next."""

    message: Message
    hint: Message


Landing = Land | Choose | Refuse


def may_enter(bcp_type: BcpType, side: Side, active: Side) -> bool:
    return side in OPEN[bcp_type, active]


def decide_landing(bcp_type: BcpType, pair: Pair | None, active: Side) -> Landing:
    """Where a person whose password was right goes. `active` counts only if there is a pair."""
    if pair is None:
        return Land(None)
    sides = OPEN[bcp_type, active]
    if len(sides) > 1:
        return Choose(active)
    return Land(next(iter(sides))) if sides else Refuse(_no_access(), _ask())


def still_welcome(
    side: Side | None, bcp_type: BcpType, active: Side, *, operator: bool = False
) -> Message | None:
    """None while the person may stay in `side`, else the sentence with which their session ends.

    Asked at every request, so that a switch, and a change of BCP type, counts at once. An operator, impersonating
    or not, is always welcome, and so is everybody in a tenant without a pair (`side` None).
    """
    if operator or side is None or may_enter(bcp_type, side, active):
        return None
    if not OPEN[bcp_type, active]:
        return say("Your session has ended. {reason}", reason=_no_access())
    return say(
        "Your session has ended: {active} is the active tenant now. Log in again; you will land there.",
        active=_named(active),
    )


def _no_access() -> Message:
    return say("The BCP tenant is active now, and your account has no access to it.")


def _ask() -> Message:
    return say(
        "Ask your administrator for access (BCP Type in your employee profile), or wait until the primary tenant is active again."
    )


def _named(side: Side) -> Message:
    return say("the primary tenant") if side is Side.PRIMARY else say("the BCP tenant")
