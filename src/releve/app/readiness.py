"""Readiness: what can be found out about a pair before a switch, from whatever regions answer."""

from dataclasses import replace
from datetime import timedelta

from releve.activation.verdict import Readiness
from releve.app.accounts import is_active
from releve.app.drifting import living_drift
from releve.app.far_ends import failing_names, far_ends_of
from releve.app.house import House
from releve.app.pairing import Bond
from releve.app.passkey_log import passkey_log
from releve.app.restoring import restored
from releve.app.scoping import scope_of
from releve.domain.clock import instant
from releve.domain.directory import unmoved
from releve.domain.errors import Conflict, Unavailable
from releve.domain.keeping import is_open
from releve.domain.people import BcpType
from releve.domain.runs import Run
from releve.domain.store import Tx
from releve.domain.tenancy import Activation, Pair, Tenant

#: How many employees are read at a time to find one who could log in.
PEOPLE_AT_ONCE = 100


def readiness(house: House, bond: Bond) -> tuple[Readiness, Run | None]:
    """What is known now, and the last sync that was done."""
    seen, last = stored(house, bond)
    seen = replace(
        seen,
        directory_writes=directory_writes(house, bond),
        changes_wait=is_open(house.registry.keep(bond.pair.id)[0]),
        since_switch=since_switch(house, bond.activation),
        passkey_age=since_shown(house, bond.pair),
        drivers_failing=failing_names(far_ends_of(house, bond)),
        primary_unsteady=house.unsteady.get(bond.primary.region),
        bcp_unsteady=house.unsteady.get(bond.bcp.region),
    )
    return seen, last


def stored(house: House, bond: Bond) -> tuple[Readiness, Run | None]:
    """The part of it that stays as it is while nothing moves in the records of the pair and in the stores of its regions."""
    seen, last = _of_target(house, bond)
    seen = replace(
        seen,
        features_missing=tuple(t.name for t in (bond.primary, bond.bcp) if not t.features.bcp),
        sync_on=bond.pair.sync.enabled,
        calm=timedelta(seconds=house.calm_s),
    )
    try:
        with house.regions.of(bond.primary.region).reading() as tx:
            return replace(seen, changes=changes(tx, bond, last), moved=moved(tx, bond, last)), last
    except Unavailable:
        return seen, last


def _of_target(house: House, bond: Bond) -> tuple[Readiness, Run | None]:
    """What the BCP tenant's region tells."""
    unknown = Readiness(None, None, 0, 0, 0, target_answers=False)
    try:
        with house.regions.of(bond.bcp.region).reading() as tx:
            last = tx.runs.last_done(bond.pair.id)
            back = restored(tx, bond.pair.id)
            known = replace(
                unknown,
                target_answers=True,
                held=len(tx.runs.held(bond.pair.id)),
                people=_people(house, tx, bond.bcp),
                drifted=len(living_drift(tx, scope_of(house, bond))),
                syncing=any(run.pair == bond.pair.id for run in tx.runs.open()),
                restored_at=instant(back.run.ended_at) if back and back.run.ended_at else None,
            )
    except Unavailable:
        return unknown, None
    if last is None or last.ended_at is None:
        return known, None
    age = house.clock() - instant(last.ended_at)
    return replace(known, age=age, to_review=last.to_review), last


def changes(tx: Tx, bond: Bond, last: Run | None) -> int:
    """How many entities of the primary were changed since the last sync."""
    return tx.entities.changes(bond.primary.id, after=_read_at(last))


def moved(tx: Tx, bond: Bond, last: Run | None) -> bool:
    """Whether anything in the primary has a newer revision than the last sync has read: credentials have, too."""
    return tx.entities.revision(bond.primary.id) != _read_at(last)


def _read_at(last: Run | None) -> int:
    return last.source_revision if last and last.source_revision is not None else 0


def changed_since(house: House, tenant: Tenant, since: int) -> int | None:
    """How many entities of a tenant were changed after a revision; None if its region does not answer."""
    try:
        with house.regions.of(tenant.region).reading() as tx:
            return tx.entities.changes(tenant.id, after=since)
    except Unavailable:
        return None


def _people(house: House, tx: Tx, bcp: Tenant) -> int:
    """How many employees have access to the BCP tenant; 0 also if not one of them could log in. They are counted anew when the
    tenant has moved: credentials move it too."""
    revision = tx.entities.revision(bcp.id)
    return house.headcounts.of(bcp.id, revision, lambda: _counted(tx, bcp))


def _counted(tx: Tx, bcp: Tenant) -> int:
    counts, anybody = 0, False
    for kind in (BcpType.SINGLE, BcpType.MULTIPLE):
        skip = 0
        while True:
            page = tx.entities.page(
                bcp.id, "employee", where={"bcpType": kind.value}, skip=skip, top=PEOPLE_AT_ONCE
            )
            anybody = anybody or any(
                is_active(one) and tx.credentials.get(bcp.id, one.id) for one in page.rows
            )
            skip += PEOPLE_AT_ONCE
            if anybody or skip >= page.total:
                break
        counts += page.total
    return counts if anybody else 0


def directory_writes(house: House, bond: Bond) -> bool:
    """Tried by a commit that writes nothing: a directory without a quorum, or on a full disk, refuses it."""
    if house.whereabouts.fault is not None:
        return False
    try:
        house.registry.directory.commit(unmoved(f"pair/{bond.pair.id}", bond.pair_version))
    except Conflict:
        return True  # somebody has just written there
    except Unavailable:
        return False
    return True


def since_switch(house: House, activation: Activation) -> timedelta | None:
    """None for a pair that was never switched: its first activation was written with the pair."""
    if activation.epoch == 1:
        return None
    return house.clock() - instant(activation.at)


def since_shown(house: House, pair: Pair) -> timedelta | None:
    """Since the passkey was last shown, or made; None: there is none."""
    if (passkey := pair.passkey) is None:
        return None
    [line] = (line for line in passkey_log(house, pair) if line.number == passkey.number)
    return house.clock() - instant(line.last_shown)


def left_behind(house: House, bond: Bond, last: Run | None) -> int | None:
    """How many entities of the BCP tenant were changed since the last sync; None if its region does not answer."""
    kept = last.target_revision if last and last.target_revision is not None else 0
    return changed_since(house, bond.bcp, kept)
