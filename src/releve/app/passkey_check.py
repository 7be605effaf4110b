"""Whether somebody knows the passkey of a pair: counted before it is looked at, traced when it was not it."""

from releve.access import throttle
from releve.access.passkeys import normalised
from releve.app import tries
from releve.app.house import House
from releve.app.pairing import Bond
from releve.app.passkey_log import note_shown
from releve.domain.clock import local_time
from releve.domain.errors import Forbidden, Invalid, Refused, Unavailable
from releve.domain.passkeys import Showing
from releve.domain.people import Caller
from releve.domain.say import say


def check_passkey(
    house: House, caller: Caller, bond: Bond, passkey: str, how: Showing = Showing.ORDERED
) -> None:
    """Raises Refused when there were too many wrong ones, Forbidden for a wrong one; both leave a trace. That the right
    one was shown, and what for, is remembered."""
    subject = throttle.subject("passkey", bond.pair.id)
    where = regions_first(bond)
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
        note_shown(house, caller, bond.pair, how)
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


def regions_first(bond: Bond) -> tuple[str, str]:
    """Where a pair's tries are counted: always in the BCP tenant's region first, whichever side asks."""
    return bond.bcp.region, bond.primary.region


def told_in(caller: Caller, bond: Bond) -> tuple[str, ...]:
    """Where a trace of theirs is looked for: the region of the tenant they are in first; at home for an operator."""
    if caller.tenant is None:
        return ()
    return bond.at(bond.pair.side(caller.tenant)).region, *regions_first(bond)


def _trace_passkey(house: House, caller: Caller, bond: Bond, outcome: str) -> None:
    house.somewhere(
        lambda tx: house.trace(tx, caller, "passkey", bond.pair.id, outcome=outcome),
        *told_in(caller, bond),
    )
