"""Work in progress that is not saved yet. A draft belongs to one person; to others it does not exist."""

from typing import Any

from sqlalchemy import Connection, Row, delete, select

from releve.domain.errors import NotFound
from releve.domain.say import say
from releve.domain.store import Draftsheet
from releve.stores.regional.schema import DRAFT
from releve.stores.sql.statements import inserting


class SqlDrafts:
    """Implements `Drafts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, draft: Draftsheet) -> None:
        """Raises NotFound, having changed nothing, if the id is taken by a draft of somebody else."""
        statement = inserting(self._connection, DRAFT)
        own = statement.on_conflict_do_update(
            index_elements=["id"],
            set_={name: statement.excluded[name] for name in ("subject", "body", "expires_at")},
            where=DRAFT.c.owner == statement.excluded.owner,
        )
        row = {
            "id": draft.id,
            "owner": draft.owner,
            "subject": draft.subject,
            "body": dict(draft.body),
            "expires_at": draft.expires_at,
        }
        if self._connection.scalar(own.values(**row).returning(DRAFT.c.id)) is None:
            raise NotFound(say("This draft is not there any more."), say("Begin again."))

    def get(self, id: str, owner: str) -> Draftsheet | None:
        query = select(DRAFT).where(DRAFT.c.id == id, DRAFT.c.owner == owner)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _draft(row)

    def about(self, owner: str, subject: str) -> list[Draftsheet]:
        query = select(DRAFT).where(DRAFT.c.owner == owner, DRAFT.c.subject == subject)
        return [_draft(row) for row in self._connection.execute(query.order_by(DRAFT.c.id))]

    def drop(self, id: str) -> None:
        self._connection.execute(delete(DRAFT).where(DRAFT.c.id == id))

    def sweep(self, now: str) -> int:
        return self._connection.execute(delete(DRAFT).where(DRAFT.c.expires_at <= now)).rowcount


def _draft(row: Row[Any]) -> Draftsheet:
    return Draftsheet(**row._mapping)
