"""Bulk writing into a BCP tenant: the shortest way that each database has, under one revision."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice

from sqlalchemy import Connection, update

from releve.domain.entities import Copy, Tie
from releve.domain.errors import Conflict
from releve.domain.ids import TenantId
from releve.domain.kinds import kind_named
from releve.domain.say import Message, say
from releve.stores.regional.ledgers import Booking, Ledgers
from releve.stores.regional.past import Past
from releve.stores.regional.revisions import Revisions
from releve.stores.regional.schema import ENTITY
from releve.stores.sql.bulk import add_rows, change_rows

_KEYS = ("tenant_id", "kind", "id")
_COPIED = ("key", "body", "digest", "proof", "twin", "twin_alt", "twin_proof", "synced")
_STAMP = ("revision", "deleted", "changed_at", "changed_by")
_TIED = ("proof", "twin", "twin_alt", "twin_proof", "synced")

#: So many are written over at a time: what they were is kept first, chosen by their ids.
_OVER = 5_000


class SqlCopyIn:
    """Implements `CopyIn`."""

    def __init__(
        self,
        connection: Connection,
        tenant: TenantId,
        ledgers: Ledgers,
        revisions: Revisions,
        by: str,
        at: str,
        store: Message,
    ) -> None:
        self._connection, self._tenant, self._ledgers = connection, tenant, ledgers
        self._revisions, self._act, self._store = revisions, (at, by), store
        self._past = Past(connection)
        self._revision: int | None = None
        self._touched: set[str] = set()

    def lay_aside(self, kind: str, ids: Collection[str]) -> None:
        self._entomb(kind, ids)

    def delete(self, kind: str, ids: Collection[str]) -> None:
        self._entomb(kind, ids)

    def add(self, kind: str, copies: Iterable[Copy]) -> None:
        names, stamp = (*_KEYS, "alt_id", *_COPIED, *_STAMP), self._stamp(kind)
        rows = ((self._tenant, kind, one.id, one.alt_id, *_copied(one), *stamp) for one in copies)
        with _told_as_taken(kind):
            add_rows(self._connection, ENTITY, names, rows, self._store)

    def write_over(self, copies: Iterable[tuple[str, Copy]]) -> None:
        waiting = iter(copies)
        while some := list(islice(waiting, _OVER)):
            kinds = {kind for kind, _ in some}
            stamp = self._stamp(*kinds)
            named = self._past.named(self._tenant, [(kind, one.id) for kind, one in some])
            self._past.keep(named, stamp[0])
            rows = ((self._tenant, kind, one.id, *_copied(one), *stamp) for kind, one in some)
            self._change(kinds, (*_COPIED, *_STAMP), rows)

    def tie(self, kind: str, ties: Iterable[Tie]) -> None:
        rows = (
            (
                self._tenant,
                kind,
                one.id,
                one.proof,
                one.twin,
                one.twin_alt,
                one.twin_proof,
                one.synced,
            )
            for one in ties
        )
        self._change({kind}, _TIED, rows)

    def book(self, changes: Mapping[str, Booking]) -> None:
        booked = dict.fromkeys(self._touched, (0, 0)) | dict(changes)
        if booked:
            self._ledgers.book(self._tenant, booked, self._revision or 0)

    def _stamp(self, *kinds: str) -> tuple[int, bool, str, str]:
        if self._revision is None:
            self._revision = self._revisions.advance(self._tenant)
        self._touched.update(kinds)
        return self._revision, False, *self._act

    def _change(
        self, kinds: Collection[str], names: tuple[str, ...], rows: Iterator[tuple[object, ...]]
    ) -> None:
        with _told_as_taken(*kinds):
            change_rows(self._connection, ENTITY, _KEYS, names, rows, self._store)

    def _entomb(self, kind: str, ids: Collection[str]) -> None:
        if not ids:
            return
        revision, _, at, by = self._stamp(kind)
        chosen = self._past.named(self._tenant, [(kind, one) for one in ids])
        self._past.keep(chosen, revision)
        buried = {"deleted": True, "revision": revision, "changed_at": at, "changed_by": by}
        self._connection.execute(update(ENTITY).where(chosen).values(**buried))


def _copied(one: Copy) -> tuple[str | None, ...]:
    """The values of `_COPIED`: all but the ids."""
    return one[2:]


@contextmanager
def _told_as_taken(*kinds: str) -> Iterator[None]:
    """Say of which kind a key or an id was taken, where the database only says that one was."""
    try:
        yield
    except Conflict as conflict:
        one, *more = sorted(kinds)
        told = say(
            "{kind}: a name or an ID is taken in the BCP tenant.", kind=kind_named(one).label
        )
        raise Conflict(
            say("A name or an ID is taken in the BCP tenant.") if more else told,
            say("Run the sync again: it looks at the BCP tenant anew."),
            kinds=[one, *more],
        ) from conflict
