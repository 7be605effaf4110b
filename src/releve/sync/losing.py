"""What would be lost now: what was changed in the primary and is not in the BCP tenant yet, with who, when and what."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

import orjson

from releve.domain.entities import Record
from releve.domain.errors import Invalid
from releve.domain.kind import Body, Kind
from releve.domain.kinds import KINDS
from releve.domain.proof import shared
from releve.domain.rewriting import SCRIPT, ScriptRewriter, nobody
from releve.domain.runs import Verb
from releve.domain.store import Tx
from releve.sync.collect import CHUNK
from releve.sync.difference import Change, difference
from releve.sync.scope import Scope


@dataclass(frozen=True, slots=True)
class Loss:
    """One entity of the primary that is not in the BCP tenant as it is. `verb` is what a sync would do, as far as can be
    told from the primary alone."""

    kind: str
    primary_id: str
    title: str
    verb: Verb
    by: str
    at: str
    fields: tuple[Change, ...] = ()


def count_losses(source: Tx, target: Tx, scope: Scope) -> int:
    """How many entities were changed since they were last read. Counted by the database."""
    cursor = target.runs.cursor(scope.pair)
    return sum(
        sum(
            source.entities.changed_counts(
                scope.primary, [kind], after=cursor.get(kind, 0)
            ).values()
        )
        for kind in _touched(source, cursor, scope)
    )


#: What the BCP tenant would be given of a script, but for the ids in it.
Common = Callable[[Body], Body]


def losses(source: Tx, target: Tx, scope: Scope, rewrite: ScriptRewriter) -> Iterator[Loss]:
    """Each of them, kind by kind, the oldest change first; streamed. Who changed something and changed it back is not
    told of; nor is what never reaches the BCP tenant, such as the business unit in the header of a script."""
    common = _common(scope, rewrite)
    cursor = target.runs.cursor(scope.pair)
    for kind in _touched(source, cursor, scope):
        after = cursor.get(kind, 0)
        records = source.entities.records(scope.primary, kind, after=after)
        while chunk := list(islice(records, CHUNK)):
            yield from _told(source, scope, kind, after, chunk, common)


def _common(scope: Scope, rewrite: ScriptRewriter) -> Common:
    rewriter = rewrite(
        nobody
    )  # no id is translated, so it does not matter what others take one for

    def common(script: Body) -> Body:
        with suppress(Invalid):  # what is no script is compared as it stands
            return rewriter(script, lambda _, one: one, lambda _: [], scope.business_unit).body
        return script

    return common


def _touched(source: Tx, cursor: dict[str, int], scope: Scope) -> list[str]:
    ledger = source.entities.ledger(scope.primary)
    return [
        kind
        for kind in scope.kinds
        if kind in ledger and ledger[kind].revision > cursor.get(kind, 0)
    ]


def _told(
    source: Tx, scope: Scope, kind: str, after: int, chunk: list[Record], common: Common
) -> Iterator[Loss]:
    ids = [one.id for one in chunk]
    before = source.entities.versions(scope.primary, kind, ids, at=after) if after else {}
    for one in chunk:
        body = orjson.loads(one.text)
        then = before.get(one.id)
        verb, fields = _change(KINDS[kind], one, body, then.body if then else None, common)
        if verb is not None:
            title = KINDS[kind].title_of(body)
            yield Loss(kind, one.id, title, verb, one.changed_by, one.changed_at, fields)


def _change(
    kind: Kind, one: Record, body: Body, was: Body | None, common: Common
) -> tuple[Verb | None, tuple[Change, ...]]:
    """What happened to it. None: nothing that is shared, in the end."""
    if one.deleted:
        return (Verb.DELETE if was is not None else None), ()
    if was is None:
        return Verb.CREATE, ()
    if kind.name == SCRIPT:
        was, body = common(was), common(body)
    fields = difference(shared(kind, was), shared(kind, body))
    return (Verb.UPDATE if fields else None), fields
