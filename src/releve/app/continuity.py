"""Continuity at a glance: which side of a pair is active, whether the other could take over, and what keeps it from it.

It is looked at again and again while a page stands open. So it reads what the switch page reads, each at a cost that does not
grow with the tenants, and whatever does not answer is a fact of the answer.
"""

from dataclasses import dataclass

from releve.access.policy import Act, may
from releve.activation.summary import Level, Summary, summed_up
from releve.app.browsing import tenant_of
from releve.app.drill_reports import last_drill
from releve.app.house import House
from releve.app.pairing import Bond, bond_of
from releve.app.passkey_log import passkey_log
from releve.app.switching import SwitchPage, look
from releve.domain.drills import LastDrill
from releve.domain.errors import NotFound
from releve.domain.passkeys import PasskeyLine, Showing, Shown
from releve.domain.people import Caller
from releve.domain.say import Message, say
from releve.domain.tenancy import Activation, Side

__all__ = ["Continuity", "Level", "Summary", "continuity", "pair_at_home"]


@dataclass(frozen=True, slots=True)
class Continuity:
    """`how` the active side came to be it, where that is known. `summary` is None for whoever may not look at the switch, and then
    nothing is told of `drill` and `passkey` either; these two are None also where there is none. `can_sync`: a run could be
    asked for now, and by this caller."""

    page: SwitchPage
    how: Message | None
    can_sync: bool
    summary: Summary | None = None
    drill: LastDrill | None = None
    passkey: PasskeyLine | None = None

    @property
    def bond(self) -> Bond:
        return self.page.bond

    @property
    def away(self) -> bool:
        """Whether the BCP tenant has the traffic, so that the first question is how to get back."""
        return self.bond.activation.active is Side.BCP

    @property
    def verified(self) -> Shown | None:
        """When somebody last showed the passkey to verify it, and nothing else."""
        shown = self.passkey.shown if self.passkey else ()
        return next((one for one in shown if one.how is Showing.VERIFIED), None)


def pair_at_home(house: House, caller: Caller | None) -> Bond | None:
    """The caller's pair; None for a tenant without one, and for whoever may see neither sync nor switch."""
    tenant = tenant_of(house, caller)
    if tenant.pair is None or not (may(caller, Act.SYNC_VIEW) or may(caller, Act.SWITCH_VIEW)):
        return None
    try:
        return bond_of(house, tenant.id)
    except NotFound:  # unmapped in this moment
        return None


def continuity(house: House, caller: Caller | None) -> Continuity | None:
    """None as `pair_at_home`."""
    bond = pair_at_home(house, caller)
    if bond is None:
        return None
    page = look(house, bond)
    can_sync = may(caller, Act.SYNC_EDIT) and _could_sync(page)
    how = _how(bond.activation)
    if not may(caller, Act.SWITCH_VIEW):
        return Continuity(page, how, can_sync)
    return Continuity(
        page,
        how,
        can_sync,
        summed_up(bond.activation.active, page.planned, page.emergency),
        last_drill(house, bond.pair.id),
        _passkey(house, bond),
    )


def _passkey(house: House, bond: Bond) -> PasskeyLine | None:
    """The line of the one that is valid."""
    if (passkey := bond.pair.passkey) is None:
        return None
    log = passkey_log(house, bond.pair)
    return next((line for line in log if line.number == passkey.number), None)


def _could_sync(page: SwitchPage) -> bool:
    """Whether a run that is asked for now would be taken. What was restored is not overwritten by one click."""
    seen, bond = page.readiness, page.bond
    stands = bond.activation.active is Side.PRIMARY and not seen.features_missing
    waits = seen.changes_wait or seen.syncing or seen.restored_at is not None
    return stands and seen.sync_on and seen.both_answer and not waits


def _how(activation: Activation) -> Message | None:
    if activation.epoch == 1:
        return say("never switched")
    if activation.broken_at == activation.at:
        return say("by an operator, without the passkey")
    return _MODES.get(activation.mode)


_MODES = {"planned": say("as planned"), "emergency": say("in an emergency")}
