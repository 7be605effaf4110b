"""Credentials travel with their employees: whoever could log in to the primary can log in to the BCP tenant with the
same password, as far as their BCP type lets them; and with no other: what was changed in the BCP tenant since is put
right."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from releve.domain.ids import TenantId, Which
from releve.domain.store import Credential, Tx
from releve.sync.counterparts import Counterparts

EMPLOYEE = "employee"


@dataclass(frozen=True, slots=True)
class Copied:
    """`credentials` are to be written. `refused` maps employees of the primary to user names that somebody else
    has in the BCP tenant. `up_to` is the revision to which all credentials were delivered."""

    credentials: tuple[Credential, ...]
    refused: Mapping[str, str]
    up_to: int


def copied(
    changed: Iterable[Credential],
    *,
    ids: Counterparts,
    absent: Collection[str],
    leaving: Collection[str],
    target: Tx,
    bcp: TenantId,
    revision: int,
) -> Copied:
    """`absent` are employees of the primary that have no counterpart after this run: their credentials wait.
    `leaving` are employees of the BCP tenant that this run deletes: their user names are free."""
    changed = list(changed)
    if not changed:
        return Copied((), {}, revision)
    ready = [(one, ids.translate(EMPLOYEE, Which.ID, one.employee)) for one in changed]
    waiting = [one for one, new in ready if new is None or one.employee in absent]
    moved = {
        new: Credential(bcp, new, one.username, one.hash, changed_at=one.changed_at)
        for one, new in ready
        if new is not None and one.employee not in absent
    }
    here = {
        one.employee: one
        for one in target.credentials.changed(bcp, after=0)
        if one.employee not in leaving
    }
    refused = _refused(moved, here)
    stuck = [*waiting, *(one for one, new in ready if new in refused)]
    return Copied(
        tuple(
            one
            for new, one in moved.items()
            if new not in refused and not _is_same(one, here.get(new))
        ),
        {one.employee: one.username for one, new in ready if new in refused},
        min([revision, *(one.revision - 1 for one in stuck)]),
    )


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


def _is_same(wanted: Credential, here: Credential | None) -> bool:
    return here is not None and (wanted.username, wanted.hash) == (here.username, here.hash)
