"""Notices, who has read them, what leaves the house, and what became of it."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, select, update

from releve.domain.ids import TenantId
from releve.domain.notices import Channel, Choice, Notice, Phase, Post, PostState
from releve.domain.say import Message
from releve.stores.regional.notices_schema import (
    NOTICE,
    NOTICE_CHOICE,
    NOTICE_POST,
    NOTICE_READ,
)
from releve.stores.sql.statements import among, inserting, upsert


class SqlNotices:
    """Implements `Notices`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, notice: Notice) -> bool:
        row = {
            "tenant_id": notice.tenant,
            "id": notice.id,
            "code": notice.code,
            "mark": notice.once,
            "once": notice.once,
            "began_at": notice.began_at,
            "ended_at": "",
            "changed_at": notice.began_at,
            "message": notice.message.record(),
            "page": notice.page,
        }
        statement = inserting(self._connection, NOTICE).values(**row).on_conflict_do_nothing()
        return self._connection.scalar(statement.returning(NOTICE.c.id)) is not None

    def end(self, notice: Notice, at: str) -> bool:
        columns = NOTICE.c
        statement = (
            update(NOTICE)
            .where(columns.tenant_id == notice.tenant, columns.id == notice.id, columns.mark == "")
            .values(mark=notice.id, ended_at=at, changed_at=at)
        )
        return self._connection.execute(statement).rowcount > 0

    def open(self) -> list[Notice]:
        query = select(NOTICE).where(NOTICE.c.mark == "")
        return [_notice(row) for row in self._connection.execute(query)]

    def of(self, tenant: TenantId, *, top: int) -> list[Notice]:
        columns = NOTICE.c
        query = select(NOTICE).where(columns.tenant_id == tenant)
        ordered = query.order_by(columns.began_at.desc(), columns.id).limit(top)
        return [_notice(row) for row in self._connection.execute(ordered)]

    def get(self, tenant: TenantId, id: str) -> Notice | None:
        query = select(NOTICE).where(NOTICE.c.tenant_id == tenant, NOTICE.c.id == id)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _notice(row)

    def changed(self, since: str, *, top: int) -> list[Notice]:
        columns = NOTICE.c
        query = select(NOTICE).where(columns.changed_at >= since)
        newest = query.order_by(columns.changed_at.desc(), columns.id).limit(top)
        return [_notice(row) for row in self._connection.execute(newest)][::-1]

    def sweep(self, before: str) -> int:
        columns = NOTICE.c
        gone = delete(NOTICE).where(columns.changed_at < before, columns.mark != "")
        many = self._connection.execute(gone).rowcount
        theirs = exists().where(
            columns.tenant_id == NOTICE_POST.c.tenant_id, columns.id == NOTICE_POST.c.notice
        )
        if many:
            self._connection.execute(delete(NOTICE_POST).where(~theirs))
        return many

    def read_at(self, tenant: TenantId, person: str) -> str:
        columns = NOTICE_READ.c
        query = select(columns.read_at).where(columns.tenant_id == tenant, columns.person == person)
        return self._connection.scalar(query) or ""

    def mark_read(self, tenant: TenantId, person: str, at: str) -> None:
        row = {"tenant_id": tenant, "person": person, "read_at": at}
        upsert(self._connection, NOTICE_READ, [row])

    def choice(self, tenant: TenantId) -> tuple[Choice, int]:
        query = select(NOTICE_CHOICE).where(NOTICE_CHOICE.c.tenant_id == tenant)
        row = self._connection.execute(query).one_or_none()
        return (Choice(), 0) if row is None else (Choice.of(row.body), row.version)

    def choose(self, tenant: TenantId, choice: Choice, expect: int) -> bool:
        columns, values = NOTICE_CHOICE.c, {"body": choice.record(), "version": expect + 1}
        if expect == 0:
            made = inserting(self._connection, NOTICE_CHOICE).values(tenant_id=tenant, **values)
            first = made.on_conflict_do_nothing().returning(columns.tenant_id)
            return self._connection.scalar(first) is not None
        known = update(NOTICE_CHOICE).where(columns.tenant_id == tenant, columns.version == expect)
        return self._connection.execute(known.values(**values)).rowcount > 0

    def add_posts(self, posts: Iterable[Post]) -> None:
        rows = [_written(post) for post in posts]
        if rows:
            statement = inserting(self._connection, NOTICE_POST).on_conflict_do_nothing()
            self._connection.execute(statement, rows)

    def posts(self, tenant: TenantId, notices: Collection[str]) -> list[Post]:
        columns = NOTICE_POST.c
        query = select(NOTICE_POST).where(
            columns.tenant_id == tenant, among(self._connection, columns.notice, notices)
        )
        ordered = query.order_by(columns.notice, columns.phase, columns.channel)
        return [_post(row) for row in self._connection.execute(ordered)]

    def due(self, channels: Collection[Channel], now: str, *, top: int) -> list[Post]:
        columns = NOTICE_POST.c
        query = select(NOTICE_POST).where(
            columns.state == PostState.WAITING.value,
            columns.next_at <= now,
            columns.lease_until <= now,
            among(self._connection, columns.channel, [one.value for one in channels]),
        )
        ordered = query.order_by(columns.next_at, columns.notice, columns.channel).limit(top)
        return [_post(row) for row in self._connection.execute(ordered)]

    def take(self, post: Post, *, worker: str, now: str, until: str) -> bool:
        columns = NOTICE_POST.c
        statement = (
            update(NOTICE_POST)
            .where(
                *self._of(post),
                columns.state == PostState.WAITING.value,
                columns.lease_until <= now,
                columns.tries == post.tries,
            )
            .values(worker=worker, lease_until=until)
        )
        return self._connection.execute(statement).rowcount > 0

    def put_back(self, post: Post) -> bool:
        held = update(NOTICE_POST).where(*self._of(post), NOTICE_POST.c.worker == post.worker)
        values = {**_written(post), "worker": "", "lease_until": ""}
        return self._connection.execute(held.values(**values)).rowcount > 0

    def _of(self, post: Post) -> tuple[Any, ...]:
        columns = NOTICE_POST.c
        return (
            columns.tenant_id == post.tenant,
            columns.notice == post.notice,
            columns.phase == post.phase.value,
            columns.channel == post.channel.value,
        )


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        row.tenant_id,
        row.id,
        row.code,
        row.began_at,
        Message.of(row.message),
        row.page,
        row.once,
        row.ended_at,
    )


def _written(post: Post) -> dict[str, Any]:
    return {
        "tenant_id": post.tenant,
        "notice": post.notice,
        "phase": post.phase.value,
        "channel": post.channel.value,
        "state": post.state.value,
        "tries": post.tries,
        "next_at": post.next_at,
        "worker": post.worker,
        "lease_until": post.lease_until,
        "why": post.why.record() if post.why else None,
        "done_at": post.done_at,
    }


def _post(row: Row[Any]) -> Post:
    values = dict(row._mapping)
    tenant, why = values.pop("tenant_id"), values.pop("why")
    values["phase"], values["channel"] = Phase(row.phase), Channel(row.channel)
    values["state"] = PostState(row.state)
    return Post(tenant=tenant, why=Message.of(why) if why else None, **values)
