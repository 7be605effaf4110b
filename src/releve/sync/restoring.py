"""Restoring: the BCP tenant is put back to how it was at an earlier revision of its own, as a plan like any other.

What was changed since, by a sync or by a person, is written over with what it was; what was made since is deleted; what
was deleted since comes back. The next sync writes over all of it: a restore is not what somebody wanted in the BCP tenant,
but what the primary tenant had once (`Drifted.is_restored`).
"""

import hashlib
from collections.abc import Iterator
from itertools import islice

import orjson

from releve.domain.entities import Twin, Version
from releve.domain.errors import NotFound
from releve.domain.kind import Body, canonical, natural_key
from releve.domain.kinds import KINDS
from releve.domain.proof import proof_of, share, shared
from releve.domain.runs import Verb
from releve.domain.say import say
from releve.domain.store import Tx
from releve.sync.collect import CHUNK
from releve.sync.difference import difference
from releve.sync.plan import Plan
from releve.sync.scope import Scope
from releve.sync.sheet import Doomed, Row, Sheet
from releve.sync.standing import LEFT_BEHIND


def draw_restore(target: Tx, scope: Scope, to: int, *, by: str, at: str) -> Plan:
    """What brings the BCP tenant back to revision `to`. Raises NotFound for a revision that is not behind it."""
    revision = target.entities.revision(scope.bcp)
    if not 0 <= to <= revision:
        raise NotFound(
            say("The BCP tenant was never at this point."),
            say("Choose one of the runs in the history."),
        )
    cursor = target.runs.cursor(scope.pair)
    ledger = target.entities.ledger(scope.bcp)
    touched = [kind for kind in KINDS if kind in ledger and ledger[kind].revision > to]
    return Plan(
        pair=scope.pair,
        primary=scope.primary,
        bcp=scope.bcp,
        epoch=scope.epoch,
        source_revision=max((at for kind, at in cursor.items() if kind in scope.kinds), default=0),
        target_revision=revision,
        sheets=tuple(_sheet(target, scope, kind, to, by, at) for kind in touched),
        held=tuple(target.runs.held(scope.pair)),
        cursor={name: one for name, one in cursor.items() if name != LEFT_BEHIND},
        left_behind=min(cursor.get(LEFT_BEHIND, revision), revision),
    )


def _sheet(target: Tx, scope: Scope, kind: str, to: int, by: str, at: str) -> Sheet:
    sheet = Sheet(kind, target.scratch)
    for chunk in _chunks(target, scope, kind, to):
        ids = [one.id for one in chunk]
        then = target.entities.versions(scope.bcp, kind, ids, at=to)
        now = target.entities.texts(scope.bcp, kind, ids)
        for twin in chunk:
            body: Body = orjson.loads(now[twin.id])
            _back(sheet, twin, body, then.get(twin.id), by, at)
    return sheet


def _chunks(target: Tx, scope: Scope, kind: str, to: int) -> Iterator[list[Twin]]:
    stream = target.entities.tied(scope.bcp, kind, after=to)
    while chunk := list(islice(stream, CHUNK)):
        yield chunk


def _back(sheet: Sheet, twin: Twin, body: Body, then: Version | None, by: str, at: str) -> None:
    kind = KINDS[sheet.kind]
    if then is None or then.body is None:
        if not twin.deleted:
            sheet.doomed[_name(twin)] = Doomed(twin, kind.title_of(body), by, at)
        return
    written = canonical(then.body)
    whole = hashlib.sha256(written).hexdigest()
    if not twin.deleted and twin.digest == whole:
        return
    common = share(kind, then.body, whole)
    again = twin.twin_proof if twin.twin_proof and twin.synced == common else None
    proof = again or proof_of(sheet.kind, twin.id, twin.alt_id, common)
    key = natural_key(kind, then.body)
    if not twin.deleted and twin.key != key:
        sheet.leaving[twin.id] = _name(twin)
    row = Row(
        primary_id=_name(twin),
        verb=(Verb.CREATE if twin.deleted else Verb.UPDATE).value,
        title=kind.title_of(then.body),
        by=by,
        at=at,
        to_review=0,
        fields=() if twin.deleted else difference(shared(kind, body), shared(kind, then.body)),
        was_proof="" if twin.deleted else twin.proof,
        proof=proof,
        payload=(
            *(twin.id, twin.alt_id, key, written.decode(), whole, proof),
            *(twin.twin, twin.twin_alt, twin.twin_proof, twin.synced),
        ),
    )
    sheet.overs.add(tuple(row))
    sheet.tally.count(row)


def _name(twin: Twin) -> str:
    """The id in the primary; of what was made in the BCP tenant, its own."""
    return twin.twin or f"@{twin.id}"
