"""The passkey shown without switching, so that one knows before the bad day that one has the right one; and its log."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.pairing import Bond, bond_of
from releve.app.passkey_check import check_passkey, told_in
from releve.app.passkey_log import passkey_log
from releve.domain.ids import TenantId
from releve.domain.passkeys import PasskeyLine, PasskeyLog, Showing
from releve.domain.people import Caller


def verify(
    house: House, caller: Caller | None, passkey: str, tenant: TenantId | None = None
) -> PasskeyLine:
    """Whether this is the pair's passkey: by whoever may switch, or by an operator of a `tenant`. Counted with the
    tries of the switch, traced, and remembered. A right one takes as long as a wrong one. Raises what `check_passkey`
    raises."""
    caller, bond = _asked(house, caller, tenant, Act.SWITCH)
    with _evenly(house.passkey_s):
        check_passkey(house, caller, bond, passkey, Showing.VERIFIED)
        house.somewhere(
            lambda tx: house.trace(tx, caller, "passkey.verify", bond.pair.id),
            *told_in(caller, bond),
        )
        return passkey_log(house, bond.pair)[0]


@contextmanager
def _evenly(seconds: float) -> Iterator[None]:
    """Take so long whatever comes of it: after a right passkey there is more to write down than after a wrong one."""
    until = time.monotonic() + seconds
    try:
        yield
    finally:
        time.sleep(max(0.0, until - time.monotonic()))


def passkeys(house: House, caller: Caller | None, tenant: TenantId | None = None) -> PasskeyLog:
    """Every passkey the pair has had, the newest first. Without secrets."""
    _, bond = _asked(house, caller, tenant, Act.SWITCH_VIEW)
    return passkey_log(house, bond.pair)


def _asked(
    house: House, caller: Caller | None, tenant: TenantId | None, act: Act
) -> tuple[Caller, Bond]:
    if tenant is not None:
        caller = must(caller, Act.BCP_SET_UP)
        return caller, bond_of(house, tenant)
    caller = must(caller, act)
    return caller, bond_of(house, caller.tenant or "")
