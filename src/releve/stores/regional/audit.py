"""The audit: who did what, in one chain of hashes per tenant and one for the operators.

Each entry's hash covers the entry and the hash before it; `audit_head` remembers the last. So an entry
that was changed, taken out, put in, or cut off at the end shows in `verify`.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import asdict, fields, replace
from functools import partial
from typing import Any

import orjson
from sqlalchemy import Connection, Row, func, insert, or_, select, update

from releve.domain.chains import Checked, Head, checked
from releve.domain.ids import TenantId
from releve.domain.kind import canonical, folded
from releve.domain.store import AuditEntry
from releve.stores.regional.schema import AUDIT, AUDIT_HEAD
from releve.stores.sql.documents import storable, written
from releve.stores.sql.statements import hold
from releve.stores.sql.streams import Streams

#: The tenant_id of the operators' chain.
OPERATORS = ""

#: By so many lines stamps may be out of step with numbers.
OUT_OF_STEP = 50


_COVERED = tuple(one.name for one in fields(AuditEntry) if one.name != "hash")


def seal(entry: AuditEntry) -> str:
    """The hash of an entry: SHA-256 of its canonical JSON, `previous` included, `hash` left out."""
    covered = {name: getattr(entry, name) for name in _COVERED}
    return hashlib.sha256(canonical(covered)).hexdigest()


class SqlAudit:
    """Implements `Audit`. Adding holds the head of the chain to the end of the transaction: do it last."""

    def __init__(self, connection: Connection, streams: Streams) -> None:
        self._connection, self._streams = connection, streams

    def add(
        self,
        *,
        tenant: TenantId | None,
        at: str,
        actor: str,
        acting_as: str | None = None,
        act: str,
        subject: str = "",
        outcome: str = "done",
        origin: str = "",
        details: Mapping[str, Any] | None = None,
    ) -> None:
        chain = tenant or OPERATORS
        head = hold(self._connection, AUDIT_HEAD, {"tenant_id": chain, "seq": 0, "hash": ""})
        entry = AuditEntry(
            tenant=tenant,
            seq=head.seq + 1,
            at=at,
            actor=actor,
            acting_as=acting_as,
            act=act,
            subject=subject,
            outcome=outcome,
            origin=origin,
            details=orjson.loads(written(details or {})),
            previous=head.hash,
            hash="",
        )
        with storable():
            sealed = replace(entry, hash=seal(entry))
        self._append(chain, sealed)

    def page(
        self,
        tenant: TenantId | None,
        *,
        search: str = "",
        acts: Collection[str] = (),
        outcomes: Collection[str] = (),
        subject: str = "",
        skip: int = 0,
        top: int = 50,
    ) -> tuple[list[AuditEntry], int]:
        """`search` is a part of any of the texts of an entry, whatever the case."""
        wanted = AUDIT.c.tenant_id == (tenant or OPERATORS)
        if subject:
            wanted &= AUDIT.c.subject == subject
        if words := folded(search):
            wanted &= or_(
                AUDIT.c.words.contains(words, autoescape=True),
                AUDIT.c.act.in_(acts),
                AUDIT.c.outcome.in_(outcomes),
            )
        query = select(AUDIT).where(wanted).order_by(AUDIT.c.seq.desc()).offset(skip).limit(top)
        total = self._connection.scalar(select(func.count()).where(wanted)) or 0
        return [_entry(row) for row in self._connection.execute(query)], total

    def recent(
        self, tenant: TenantId, acts: Collection[str], *, top: int, among: int
    ) -> list[AuditEntry]:
        head = select(AUDIT_HEAD.c.seq).where(AUDIT_HEAD.c.tenant_id == tenant)
        newest = AUDIT.c.seq > (self._connection.scalar(head) or 0) - among
        wanted = (AUDIT.c.tenant_id == tenant) & newest & AUDIT.c.act.in_(acts)
        query = select(AUDIT).where(wanted).order_by(AUDIT.c.seq.desc()).limit(top)
        return [_entry(row) for row in self._connection.execute(query)]

    def heads(self) -> list[Head]:
        query = select(AUDIT_HEAD).order_by(AUDIT_HEAD.c.tenant_id)
        return [_head(row) for row in self._connection.execute(query)]

    def verify(self, tenant: TenantId | None, noted: Head | None = None) -> Checked:
        chain = tenant or OPERATORS
        query = select(AUDIT).where(AUDIT.c.tenant_id == chain).order_by(AUDIT.c.seq)
        head = select(AUDIT_HEAD).where(AUDIT_HEAD.c.tenant_id == chain)
        row = self._connection.execute(head).one_or_none()
        entries = map(_entry, self._streams.rows(query))
        links = ((entry, partial(seal, entry)) for entry in entries)
        return checked(links, None if row is None else _head(row), noted)

    def first(
        self, tenant: TenantId, acts: Collection[str], since: str, until: str = ""
    ) -> AuditEntry | None:
        wanted = (AUDIT.c.tenant_id == tenant) & (AUDIT.c.seq >= self._from(tenant, since))
        wanted &= AUDIT.c.act.in_(acts) & (AUDIT.c.outcome == "done") & (AUDIT.c.at >= since)
        if until:
            wanted &= AUDIT.c.at < until
        query = select(AUDIT).where(wanted).order_by(AUDIT.c.seq).limit(1)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _entry(row)

    def _from(self, tenant: TenantId, since: str) -> int:
        """A number before which no line is as late. Lines are numbered in the order of their commits and stamped a moment
        before, so that it is looked for by halves, and a few lines earlier than needed."""
        low, high = (
            1,
            self._connection.scalar(
                select(AUDIT_HEAD.c.seq).where(AUDIT_HEAD.c.tenant_id == tenant)
            )
            or 0,
        )
        while low < high:
            middle = (low + high) // 2
            mine = (AUDIT.c.tenant_id == tenant) & (AUDIT.c.seq >= middle)
            at = self._connection.scalar(
                select(AUDIT.c.at).where(mine).order_by(AUDIT.c.seq).limit(1)
            )
            if at is None or at >= since:
                high = middle
            else:
                low = middle + 1
        return low - OUT_OF_STEP

    def _append(self, chain: str, entry: AuditEntry) -> None:
        row = asdict(entry)
        del row["tenant"]
        row["details"] = canonical(entry.details).decode()
        self._connection.execute(insert(AUDIT).values(tenant_id=chain, words=_words(entry), **row))
        head = update(AUDIT_HEAD).where(AUDIT_HEAD.c.tenant_id == chain)
        self._connection.execute(head.values(seq=entry.seq, hash=entry.hash))


def _head(row: Row[Any]) -> Head:
    return Head(row.tenant_id or None, row.seq, row.hash)


def _words(entry: AuditEntry) -> str:
    said = (entry.actor, entry.acting_as, entry.act, entry.subject, entry.outcome, entry.origin)
    return folded("\n".join(text for text in said if text))


def _entry(row: Row[Any]) -> AuditEntry:
    values = dict(row._mapping)
    del values["words"]
    tenant = values.pop("tenant_id") or None
    return AuditEntry(**{**values, "tenant": tenant, "details": orjson.loads(row.details)})
