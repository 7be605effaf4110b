"""The id maps of the pairs whose BCP tenant is in this region."""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, delete, select

from releve.domain.errors import Conflict
from releve.domain.ids import IdMap, TenantId, Which
from releve.domain.say import Message, say
from releve.stores.regional.schema import ID_MAP
from releve.stores.sql.bulk import insert_many
from releve.stores.sql.statements import among

Mapped = tuple[str, str, str, str | None, str | None]


class SqlIdMaps:
    """Implements `IdMaps`."""

    def __init__(self, connection: Connection, store: Message) -> None:
        self._connection, self._store = connection, store

    def load(self, pair: str, primary: TenantId, bcp: TenantId) -> IdMap:
        ids = IdMap(primary, bcp)
        for row in self._connection.execute(select(ID_MAP).where(ID_MAP.c.pair == pair)):
            ids.learn(row.kind, row.primary_id, row.bcp_id)
            if row.primary_alt and row.bcp_alt:
                ids.learn(row.kind, row.primary_alt, row.bcp_alt, Which.ALT)
        return ids

    def learn(self, pair: str, rows: Iterable[Mapped]) -> None:
        """Raises Conflict, having learnt nothing, if an id would get two counterparts."""
        learnt = list(rows)
        try:
            with self._connection.begin_nested():
                self._replace(pair, learnt)
        except Conflict as conflict:
            raise Conflict(
                say("An ID of one tenant would stand for two of the other."),
                say("Run the sync again: it reads the map anew."),
                pair=pair,
            ) from conflict

    def forget(self, pair: str, kind: str, primary_ids: Collection[str]) -> None:
        known = (ID_MAP.c.pair == pair, ID_MAP.c.kind == kind)
        which = among(self._connection, ID_MAP.c.primary_id, primary_ids)
        self._connection.execute(delete(ID_MAP).where(*known, which))

    def _replace(self, pair: str, learnt: list[Mapped]) -> None:
        # Rows go before they come back, so that two may exchange their counterparts.
        for kind in {row[0] for row in learnt}:
            self.forget(pair, kind, [row[1] for row in learnt if row[0] == kind])
        names = ("kind", "primary_id", "bcp_id", "primary_alt", "bcp_alt")
        rows = ({"pair": pair, **dict(zip(names, row, strict=True))} for row in learnt)
        insert_many(self._connection, ID_MAP, rows, self._store)
