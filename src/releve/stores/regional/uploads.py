"""Employees files that were uploaded, and what a check found in them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from releve.domain.ids import TenantId
from releve.domain.uploads import Lines, Upload, UploadState
from releve.stores.regional.people_schema import EMPLOYEE_UPLOAD, EMPLOYEE_UPLOAD_LINES
from releve.stores.sql.streams import Streams

_OPEN = (UploadState.CHECKING.value, UploadState.APPLYING.value)
_COLUMN = {"tenant": "tenant_id"}
#: All but the file itself.
_COLUMNS = tuple(
    EMPLOYEE_UPLOAD.c[_COLUMN.get(one.name, one.name)].label(one.name) for one in fields(Upload)
)

_NEWEST = (EMPLOYEE_UPLOAD.c.asked_at.desc(), EMPLOYEE_UPLOAD.c.id)

#: So many rows of blocks are written at a time.
_AT_ONCE = 20


class SqlUploads:
    """Implements `Uploads`."""

    def __init__(self, connection: Connection, streams: Streams) -> None:
        self._connection, self._streams = connection, streams

    def add(self, upload: Upload, file: bytes) -> None:
        self._connection.execute(insert(EMPLOYEE_UPLOAD).values(**_row(upload), file=file))

    def get(self, tenant: TenantId, id: str) -> Upload | None:
        row = self._connection.execute(select(*_COLUMNS).where(_is(tenant, id))).one_or_none()
        return None if row is None else _upload(row)

    def save(self, upload: Upload) -> None:
        changes = update(EMPLOYEE_UPLOAD).where(_is(upload.tenant, upload.id))
        found = self._connection.execute(changes.values(**_row(upload))).rowcount
        assert found == 1, f"{upload.told} was never added"

    def file(self, tenant: TenantId, id: str) -> bytes:
        return bytes(
            self._connection.execute(
                select(EMPLOYEE_UPLOAD.c.file).where(_is(tenant, id))
            ).scalar_one()
        )

    def newest(self, tenant: TenantId, *, top: int) -> list[Upload]:
        query = select(*_COLUMNS).where(EMPLOYEE_UPLOAD.c.tenant_id == tenant)
        return self._uploads(query.order_by(*_NEWEST).limit(top))

    def open(self) -> list[Upload]:
        query = select(*_COLUMNS).where(EMPLOYEE_UPLOAD.c.state.in_(_OPEN))
        return self._uploads(query.order_by(EMPLOYEE_UPLOAD.c.asked_at, EMPLOYEE_UPLOAD.c.id))

    def take(self, upload: Upload, *, worker: str, now: str, until: str) -> Upload | None:
        # One statement: of two at once the second finds the lease that the first has left.
        is_free = func.coalesce(EMPLOYEE_UPLOAD.c.lease_until, "") < now
        taking = (
            update(EMPLOYEE_UPLOAD)
            .where(_is(upload.tenant, upload.id), EMPLOYEE_UPLOAD.c.state.in_(_OPEN), is_free)
            .values(worker=worker, lease_until=until)
        )
        if self._connection.execute(taking).rowcount != 1:
            return None
        return self.get(upload.tenant, upload.id)

    def extend(self, upload: Upload, *, worker: str, until: str) -> bool:
        return self._mine(upload, worker, lease_until=until)

    def progress(self, upload: Upload, told: Mapping[str, Any]) -> bool:
        return self._mine(upload, upload.worker or "", progress=dict(told))

    def _mine(self, upload: Upload, worker: str, **values: Any) -> bool:
        changes = update(EMPLOYEE_UPLOAD).where(
            _is(upload.tenant, upload.id),
            EMPLOYEE_UPLOAD.c.state.in_(_OPEN),
            EMPLOYEE_UPLOAD.c.worker == worker,
        )
        return self._connection.execute(changes.values(**values)).rowcount == 1

    def set_lines(self, tenant: TenantId, id: str, blocks: Iterable[Lines]) -> None:
        self._drop_lines(tenant, id)
        waiting: list[dict[str, Any]] = []
        for seq, block in enumerate(blocks):
            waiting.append(
                {
                    "tenant_id": tenant,
                    "upload": id,
                    "seq": seq,
                    "outcome": block.outcome,
                    "many": block.many,
                    "body": block.body,
                }
            )
            if len(waiting) == _AT_ONCE:
                self._connection.execute(insert(EMPLOYEE_UPLOAD_LINES), waiting)
                waiting = []
        if waiting:
            self._connection.execute(insert(EMPLOYEE_UPLOAD_LINES), waiting)

    def lines(
        self, tenant: TenantId, id: str, *, outcome: str = "", skip: int = 0, top: int = 50
    ) -> tuple[list[Any], int]:
        table = EMPLOYEE_UPLOAD_LINES
        wanted = _lines_of(tenant, id)
        if outcome:
            wanted &= table.c.outcome == outcome
        counted = select(table.c.seq, table.c.many).where(wanted).order_by(table.c.seq)
        found: list[Any] = []
        before = 0
        for seq, many in self._connection.execute(counted).all():
            if before < skip + top and before + many > skip:
                block = self._connection.execute(
                    select(table.c.body).where(_lines_of(tenant, id), table.c.seq == seq)
                ).scalar_one()
                found += Lines.read(block)[max(0, skip - before) : skip + top - before]
            before += many
        return found, before

    def all_lines(self, tenant: TenantId, id: str) -> Iterator[Any]:
        table = EMPLOYEE_UPLOAD_LINES
        query = select(table.c.body).where(_lines_of(tenant, id)).order_by(table.c.seq)
        for row in self._streams.rows(query, at_once=10):
            yield from Lines.read(row.body)

    def drop(self, tenant: TenantId, id: str) -> None:
        self._drop_lines(tenant, id)
        self._connection.execute(delete(EMPLOYEE_UPLOAD).where(_is(tenant, id)))

    def sweep(self, now: str) -> int:
        table = EMPLOYEE_UPLOAD
        old = (table.c.expires_at <= now) & table.c.state.not_in(_OPEN)
        gone = self._connection.execute(select(table.c.tenant_id, table.c.id).where(old)).all()
        for tenant, own in gone:
            self.drop(tenant, own)
        return len(gone)

    def _drop_lines(self, tenant: TenantId, id: str) -> None:
        self._connection.execute(delete(EMPLOYEE_UPLOAD_LINES).where(_lines_of(tenant, id)))

    def _uploads(self, query: Any) -> list[Upload]:
        return [_upload(row) for row in self._connection.execute(query)]


def _is(tenant: TenantId, id: str) -> ColumnElement[bool]:
    return (EMPLOYEE_UPLOAD.c.tenant_id == tenant) & (EMPLOYEE_UPLOAD.c.id == id)


def _lines_of(tenant: TenantId, id: str) -> ColumnElement[bool]:
    table = EMPLOYEE_UPLOAD_LINES
    return (table.c.tenant_id == tenant) & (table.c.upload == id)


def _row(upload: Upload) -> dict[str, Any]:
    return {_COLUMN.get(name, name): value for name, value in asdict(upload).items()}


def _upload(row: Row[Any]) -> Upload:
    given = dict(row._mapping)
    return Upload(**given | {"state": UploadState(given["state"])})
