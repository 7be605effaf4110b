"""Looking ahead: where little was changed, all that the drawing will want to know is looked up at once.

It changes nothing in what is drawn. A change then costs a handful of statements, however many kinds it touches.
"""

from collections.abc import Mapping, Sequence

import orjson

from releve.domain.entities import Record
from releve.domain.ids import Which
from releve.sync.desk import Desk
from releve.sync.slots import Space, asked_for


def look_ahead(desk: Desk) -> None:
    kept = desk.source.keep_few()
    if not kept:
        return
    ids = {kind: [one.id for one in records] for kind, records in kept.items()}
    desk.book.prefetch_all({(kind, Which.ID): some for kind, some in ids.items()})
    desk.read_ahead(
        [(kind, twin.id) for kind, some in ids.items() for twin in desk.book.twins(kind, some)]
    )
    desk.book.prefetch_all(_referred(desk, kept))


def _referred(desk: Desk, kept: Mapping[str, Sequence[Record]]) -> Mapping[Space, set[str]]:
    return asked_for(
        desk.finders[kind].slots(orjson.loads(one.text))
        for kind, records in kept.items()
        for one in records
        if not one.deleted
    )
