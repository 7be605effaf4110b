"""Credentials travel with their employees: whoever could log in to the primary can log in to the BCP tenant with the
same password and the same second factor, as far as their BCP type lets them; and with no other: what was changed in the
BCP tenant since is put right."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from releve.domain.ids import Which
from releve.domain.store import Credential
from releve.sync.desk import Desk
from releve.sync.standing import CREDENTIALS

EMPLOYEE = "employee"


@dataclass(frozen=True, slots=True)
class Logins:
    """`credentials` are to be written. `refused` maps employees of the primary to user names that somebody else
    has in the BCP tenant. `up_to` is the revision to which all credentials were delivered."""

    credentials: tuple[Credential, ...]
    refused: Mapping[str, str]
    up_to: int


def logins(desk: Desk) -> Logins:
    """The credentials of who is not in the BCP tenant after this run wait. The user names of who is deleted are free."""
    if EMPLOYEE not in desk.scope.kinds:
        return Logins((), {}, 0)
    before, source = desk.before, desk.source
    after = 0 if before.logins_drifted else before.cursor.get(CREDENTIALS, 0)
    leaving = _leaving(desk)
    changed = [
        one
        for one in source.tx.credentials.changed(desk.scope.primary, after=after)
        if one.employee not in leaving
    ]
    if not changed:
        return Logins((), {}, source.revision)
    space = EMPLOYEE, Which.ID
    desk.book.prefetch(space, (one.employee for one in changed))
    ready = [(one, _arrived(desk, one.employee)) for one in changed]
    moved = {
        new: Credential(
            desk.scope.bcp,
            new,
            one.username,
            one.hash,
            changed_at=one.changed_at,
            factor=one.factor,
        )
        for one, new in ready
        if new is not None
    }
    here = _here(desk, moved)
    moved = {new: _with_factor(one, here.get(new)) for new, one in moved.items()}
    refused = _refused(moved, here)
    stuck = [one for one, new in ready if new is None or new in refused]
    return Logins(
        tuple(
            one
            for new, one in moved.items()
            if new not in refused and not _is_same(one, here.get(new))
        ),
        {one.employee: one.username for one, new in ready if new in refused},
        min([source.revision, *(one.revision - 1 for one in stuck)]),
    )


def _arrived(desk: Desk, employee: str) -> str | None:
    """The counterpart, if it is in the BCP tenant after this run."""
    space = EMPLOYEE, Which.ID
    new = desk.book.translate(space, employee)
    return None if desk.book.is_dead(space, employee) else new


def _here(desk: Desk, moved: Mapping[str, Credential]) -> Mapping[str, Credential]:
    """What they have in the BCP tenant now, and who else has their user names; but for who is deleted."""
    found = desk.target.credentials.named(
        desk.scope.bcp, employees=moved, usernames={one.username for one in moved.values()}
    )
    leaving = set(_leaving(desk).values())
    return {one.employee: one for one in found if one.employee not in leaving}


def _leaving(desk: Desk) -> Mapping[str, str]:
    """id in the primary → in the BCP tenant, of who is deleted there now."""
    if (sheet := desk.sheets.get(EMPLOYEE)) is None:
        return {}
    return {old: one.twin.id for old, one in sheet.doomed.items() if old not in sheet.held}


def _refused(moved: Mapping[str, Credential], here: Mapping[str, Credential]) -> set[str]:
    """Employees whose user name stays with another employee of the BCP tenant. Two may exchange theirs."""
    owner = {one.username: employee for employee, one in here.items()}
    refused: set[str] = set()
    while found := {
        new
        for new, one in moved.items()
        if new not in refused and _stays(owner.get(one.username, new), new, moved, refused)
    }:
        refused |= found
    return refused


def _stays(holder: str, new: str, moved: Mapping[str, Credential], refused: set[str]) -> bool:
    return holder != new and (holder not in moved or holder in refused)


def _with_factor(wanted: Credential, here: Credential | None) -> Credential:
    """A second factor that the primary's key does not open takes none away that the BCP tenant can read, and leaves nobody
    without one. A recovery code that was used there stays used."""
    first, second = wanted.factor, here.factor if here else None
    if first is None or second is None:
        return wanted
    if not first.secret:
        return replace(wanted, factor=second)
    left = tuple(code for code in first.codes if code in second.codes)
    if first.secret == second.secret and left:  # otherwise they are new ones
        return replace(wanted, factor=replace(first, codes=left))
    return wanted


def _is_same(wanted: Credential, here: Credential | None) -> bool:
    """The second factor counts by what it holds: each region seals it under a key of its own."""
    return here is not None and (wanted.username, wanted.hash, wanted.factor) == (
        here.username,
        here.hash,
        here.factor,
    )
