"""Collect: what the primary changed since the last run, read in one snapshot.

- The revision of the snapshot is read first: it is how far the cursor will move.
- What was held back and what drifted is read again by its id; if any login drifted, all are read again.
- A failed or short read ends the run. It is never taken for an absence.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from releve.domain.errors import Refused, Unavailable
from releve.domain.runs import HeldBack
from releve.domain.say import say
from releve.domain.store import Credential, Entity, Tx
from releve.sync.scope import Scope
from releve.sync.standing import CREDENTIALS, LEFT_BEHIND, Standing

#: kind → id in the primary → the entity.
ByKind = dict[str, dict[str, Entity]]


@dataclass(slots=True)
class Collected:
    """`unread` are those held back earlier that the primary did not give this time: they stay held back."""

    revision: int
    counts: Mapping[str, int]
    living: ByKind = field(default_factory=dict)
    gone: ByKind = field(default_factory=dict)
    credentials: tuple[Credential, ...] = ()
    unread: tuple[HeldBack, ...] = ()

    def add(self, entity: Entity) -> None:
        rows = self.gone if entity.deleted else self.living
        rows.setdefault(entity.kind, {})[entity.id] = entity

    def has(self, kind: str, id: str) -> bool:
        return id in self.living.get(kind, ()) or id in self.gone.get(kind, ())


def collect(source: Tx, scope: Scope, before: Standing) -> Collected:
    """Raises Refused if the primary is older than what was copied from it, Unavailable if it gave less than it
    says it has."""
    revision = source.entities.revision(scope.primary)
    _must_not_be_older(revision, before)
    found = Collected(revision, source.entities.counts(scope.primary))
    for after, kinds in _by_cursor(scope, before.cursor).items():
        if after < revision:
            for entity in source.entities.changed(scope.primary, after=after, kinds=kinds):
                found.add(entity)
    _must_be_whole(found, scope, before.cursor)
    _read_again(source, scope, before, found)
    if "employee" in scope.kinds:
        after = 0 if before.logins_drifted else before.cursor.get(CREDENTIALS, 0)
        found.credentials = tuple(source.credentials.changed(scope.primary, after=after))
    return found


def _by_cursor(scope: Scope, cursor: Mapping[str, int]) -> Mapping[int, Collection[str]]:
    kinds: dict[int, list[str]] = {}
    for name in scope.kinds:
        kinds.setdefault(cursor.get(name, 0), []).append(name)
    return kinds


def _must_not_be_older(revision: int, before: Standing) -> None:
    """A primary that went back in time was wiped or restored from a copy: its absences mean nothing."""
    seen = max((at for name, at in before.cursor.items() if name != LEFT_BEHIND), default=0)
    if revision < seen:
        raise Refused(
            say("The primary tenant is older than what was already copied from it."),
            say(
                "It looks wiped or restored from a copy. Nothing was changed in the BCP tenant. "
                "Restore the primary tenant first."
            ),
            revision=revision,
            copied=seen,
        )


def _must_be_whole(found: Collected, scope: Scope, cursor: Mapping[str, int]) -> None:
    """A kind read from its beginning must hold exactly as many as the primary counts."""
    for name in scope.kinds:
        expected, read = found.counts.get(name, 0), len(found.living.get(name, ()))
        if cursor.get(name, 0) == 0 and read != expected:
            raise Unavailable(
                say("The primary tenant could not be read whole."),
                say("Nothing was changed in the BCP tenant. The next run tries again."),
                kind=name,
                expected=expected,
                read=read,
            )


def _read_again(source: Tx, scope: Scope, before: Standing, found: Collected) -> None:
    wanted = {kind: set(ids) for kind, ids in before.drifted.items()}
    held = [one for one in before.held if one.kind in scope.kinds]
    for one in held:
        wanted.setdefault(one.kind, set()).add(one.primary_id)
    for kind, ids in wanted.items():
        missing = [one for one in sorted(ids) if not found.has(kind, one)]
        if missing:
            for entity in source.entities.many(scope.primary, kind, missing).values():
                found.add(entity)
    found.unread = tuple(one for one in held if not found.has(one.kind, one.primary_id))
