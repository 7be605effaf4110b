"""Writing many entities under one revision: judge the whole batch first, then write it in a few statements.

Nothing is written before everything is judged, so that a Conflict leaves the transaction as it was. The
caller holds the tenant's lock, therefore what is judged stays true.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select, update

from releve.domain.entities import Draft
from releve.domain.errors import Conflict, NotFound
from releve.domain.ids import TenantId
from releve.domain.kind import digest, natural_key
from releve.domain.kinds import kind_named
from releve.domain.proof import proof_of, share, value
from releve.domain.say import Message, say
from releve.stores.regional.ledgers import Booking, Ids, Ledgers
from releve.stores.regional.past import Past
from releve.stores.regional.schema import ENTITY
from releve.stores.sql.bulk import insert_many, update_many
from releve.stores.sql.statements import among, pairs_among

#: What a write of a standing entity changes; its ids never do.
CHANGING = ("key", "body", "digest", "revision", "deleted", "changed_at", "changed_by", "proof")

Name = tuple[str, str]  # kind and id


@dataclass(frozen=True, slots=True)
class Standing:
    """What the store holds of an entity that is about to be written."""

    alt_id: str | None
    key: str
    revision: int
    deleted: bool
    proof: str
    twin_proof: str | None
    synced: str | None


@dataclass(frozen=True, slots=True)
class Stroke:
    """One draft that has been judged. `key` is None for a tombstone, which keeps the last one."""

    draft: Draft
    ids: Ids
    key: str | None
    standing: Standing | None
    digest: str = ""

    @property
    def proof(self) -> str:
        """That of its counterpart, if it is again what the sync wrote; else its own."""
        shared = share(kind_named(self.draft.kind), self.draft.body, self.digest)
        if (now := self.standing) is not None and now.twin_proof and now.synced == shared:
            return now.twin_proof
        return proof_of(self.draft.kind, *self.ids, shared)

    @property
    def name(self) -> Name:
        return self.draft.kind, self.ids[0]

    @property
    def takes_key(self) -> bool:
        """Whether a key is wanted that this entity does not hold already."""
        now = self.standing
        return self.key is not None and (now is None or now.deleted or now.key != self.key)

    @property
    def leaves_key(self) -> bool:
        now = self.standing
        return now is not None and not now.deleted and now.key != self.key


class Batch:
    """The drafts of one `put`, of one tenant."""

    def __init__(
        self, connection: Connection, tenant: TenantId, drafts: Sequence[Draft], store: Message
    ) -> None:
        self._connection, self._tenant, self._drafts = connection, tenant, drafts
        self._store = store

    def judge(self, ledgers: Ledgers) -> list[Stroke]:
        """Raises Conflict or NotFound. Issues ids last, and writes nothing but their count."""
        standing = self._standing()
        keys = [self._key(draft) for draft in self._drafts]
        for draft in self._drafts:
            _must_be_as_expected(draft, standing.get((draft.kind, draft.id or "")))
        self._must_be_free(keys, standing)
        fresh = ledgers.issue(
            self._tenant, [draft.kind for draft in self._drafts if draft.id is None]
        )
        return [
            _stroke(draft, key, standing, fresh)
            for draft, key in zip(self._drafts, keys, strict=True)
        ]

    def write(
        self, strokes: Sequence[Stroke], revision: int, by: str, at: str
    ) -> dict[str, Booking]:
        """Returns what is to be booked."""
        stamp = {"revision": revision, "changed_at": at, "changed_by": by}
        self._keep_past(strokes, revision)
        self._free_keys(strokes, stamp)
        changed = (stroke for stroke in strokes if stroke.key is not None and stroke.standing)
        rows = (self._row(stroke, stamp) for stroke in changed)
        update_many(self._connection, ENTITY, CHANGING, rows, self._store)
        added = (stroke for stroke in strokes if stroke.standing is None)
        rows = (self._row(stroke, stamp) for stroke in added)
        insert_many(self._connection, ENTITY, rows, self._store)
        return _booked(strokes)

    def _keep_past(self, strokes: Sequence[Stroke], revision: int) -> None:
        past = Past(self._connection)
        if replaced := [stroke.name for stroke in strokes if stroke.standing is not None]:
            past.keep(past.named(self._tenant, replaced), revision)

    def _free_keys(self, strokes: Sequence[Stroke], stamp: dict[str, Any]) -> None:
        """Write the tombstones, and lay those aside that get another key: then A and B can swap names."""
        gone = [stroke.name for stroke in strokes if stroke.key is None or stroke.leaves_key]
        if gone:
            where = self._named(gone)
            self._connection.execute(update(ENTITY).where(where).values(deleted=True, **stamp))

    def _row(self, stroke: Stroke, stamp: dict[str, Any]) -> dict[str, Any]:
        return {
            "tenant_id": self._tenant,
            "kind": stroke.draft.kind,
            "id": stroke.ids[0],
            "alt_id": stroke.ids[1],
            "key": stroke.key,
            "body": stroke.draft.body,
            "digest": stroke.digest,
            "deleted": False,
            "proof": stroke.proof,
            **stamp,
        }

    def _key(self, draft: Draft) -> str | None:
        kind = kind_named(draft.kind)
        return None if draft.deleted else natural_key(kind, draft.body)

    def _of(self, kind: str) -> Any:
        return and_(ENTITY.c.tenant_id == self._tenant, ENTITY.c.kind == kind)

    def _standing(self) -> dict[Name, Standing]:
        names = [(draft.kind, draft.id) for draft in self._drafts if draft.id is not None]
        if not names:
            return {}
        assert len(set(names)) == len(names), "one entity is written twice in one put"
        columns = ("kind", "id", *(one.name for one in fields(Standing)))
        query = select(*(ENTITY.c[name] for name in columns)).where(self._named(names))
        rows = self._connection.execute(query)
        return {(kind, own): Standing(*rest) for kind, own, *rest in rows}

    def _named(self, names: Sequence[Name]) -> ColumnElement[bool]:
        these = pairs_among(self._connection, (ENTITY.c.kind, ENTITY.c.id), names)
        return and_(ENTITY.c.tenant_id == self._tenant, these)

    def _must_be_free(self, keys: Sequence[str | None], standing: dict[Name, Standing]) -> None:
        """Raises Conflict if two want one key, or if somebody has it who is not written here."""
        wanted: dict[str, dict[str, Draft]] = defaultdict(dict)
        for draft, key in zip(self._drafts, keys, strict=True):
            if key is None:
                continue
            if key in wanted[draft.kind]:
                raise _taken(draft)
            wanted[draft.kind][key] = draft
        for kind, drafts in wanted.items():
            new = {key: draft for key, draft in drafts.items() if _is_new(draft, key, standing)}
            for key, owner in self._owners(kind, new):
                if (kind, owner) not in standing:
                    raise _taken(new[key])

    def _owners(self, kind: str, keys: dict[str, Draft]) -> Iterator[tuple[str, str]]:
        if not keys:
            return
        query = select(ENTITY.c.key, ENTITY.c.id).where(
            self._of(kind), ~ENTITY.c.deleted, among(self._connection, ENTITY.c.key, keys)
        )
        for row in self._connection.execute(query):
            yield row.key, row.id


def _is_new(draft: Draft, key: str, standing: dict[Name, Standing]) -> bool:
    now = standing.get((draft.kind, draft.id or ""))
    return now is None or now.deleted or now.key != key


def _stroke(
    draft: Draft, key: str | None, standing: dict[Name, Standing], fresh: Iterator[Ids]
) -> Stroke:
    whole = "" if draft.deleted else digest(draft.body)
    if draft.id is None:
        return Stroke(draft, next(fresh), key, None, whole)
    now = standing.get((draft.kind, draft.id))
    alt = now.alt_id if now else draft.alt_id
    assert alt is not None or kind_named(draft.kind).alt is None, f"{draft.kind} needs both ids"
    assert draft.alt_id in (None, alt), f"{draft.kind} {draft.id} keeps its ids for ever"
    return Stroke(draft, (draft.id, alt), key, now, whole)


def _booked(strokes: Sequence[Stroke]) -> dict[str, Booking]:
    living: Counter[str] = Counter()
    added: Counter[str] = Counter()
    for stroke in strokes:
        kind, now = stroke.draft.kind, stroke.standing
        if now is not None and not now.deleted:
            living[kind] -= 1
            added[kind] -= value(now.proof)
        if stroke.key is not None:
            living[kind] += 1
            added[kind] += value(stroke.proof)
    return {stroke.draft.kind: (0, 0) for stroke in strokes} | {
        kind: (living[kind], added[kind]) for kind in living
    }


def _must_be_as_expected(draft: Draft, now: Standing | None) -> None:
    label = kind_named(draft.kind).label
    if draft.deleted and now is None:
        raise NotFound(
            say("{kind}: there is none with the ID {id}.", kind=label, id=str(draft.id)),
            say("Look at the list again."),
        )
    if draft.expect is not None and draft.expect != (now.revision if now else 0):
        raise Conflict(
            say("{kind}: somebody else has changed it meanwhile.", kind=label),
            say("Open it again to see what it is now, then repeat your change."),
            kind=draft.kind,
            id=draft.id,
            expected=draft.expect,
            revision=now.revision if now else 0,
        )


def _taken(draft: Draft) -> Conflict:
    kind = kind_named(draft.kind)
    return Conflict(
        say(
            "{kind}: there is already one called “{name}”.",
            kind=kind.label,
            name=" / ".join(str(draft.body.get(name, "")) for name in kind.key),
        ),
        say("Choose another name, or open the one that exists."),
        kind=draft.kind,
        key=natural_key(kind, draft.body),
    )
