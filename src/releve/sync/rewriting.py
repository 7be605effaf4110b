"""Rewriting scripts many at a time: whatever in them could be an id is looked up together first.

The rewriter asks one by one as it reads; a statement per script and number would cost more than everything else.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import orjson

from releve.domain.ids import TenantId, Which
from releve.domain.kind import Body
from releve.domain.kinds import KINDS
from releve.domain.rewriting import SCRIPT, Call, Others, ScriptOutcome, Translate
from releve.domain.say import Message
from releve.domain.store import Tx
from releve.domain.tenancy import OpenPlaces
from releve.sync import reasons
from releve.sync.desk import Desk
from releve.sync.pairing import anchor
from releve.sync.slots import Space

#: Where the references of a script stand, as far as its declaration goes.
CONTENT = "content"

#: So many scripts are looked at ahead together: they are held in memory as they were read.
AHEAD = 50

#: What can be an id at all: numbers, UUIDs. Anything else is looked up when it is asked for.
_IDS = re.compile(r"(?<!\w)(?:\d{2,18}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?!\w)")


@dataclass(frozen=True, slots=True)
class Rewritten:
    """`unknown` are the reasons why the body is not to be used. `dead` are references to what was deleted in the BCP
    tenant. For `calls` and `face` see `ScriptOutcome`."""

    body: Body
    unknown: tuple[Message, ...]
    to_review: int
    dead: tuple[tuple[Space, str], ...]
    calls: tuple[Call, ...]
    face: str


def others_of(tx: Tx, tenant: TenantId) -> Others:
    """The scripts of a tenant, for those that call them."""

    def others(keys: Collection[str]) -> Mapping[str, Body]:
        found = tx.entities.holders(tenant, SCRIPT, keys)
        texts = tx.entities.texts(tenant, SCRIPT, [one.id for one in found.values()])
        return {key: orjson.loads(texts[one.id]) for key, one in found.items()}

    return others


class Rewriting:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def rewrite(self, bodies: Sequence[Body]) -> list[Rewritten]:
        found = {one for body in bodies for one in _IDS.findall(str(body.get(CONTENT, "")))}
        self._desk.book.prefetch_any(found)
        done = []
        for begin in range(0, len(bodies), AHEAD):
            some = bodies[begin : begin + AHEAD]
            self._desk.rewriter.look_ahead(some)
            done += [self._one(body) for body in some]
        return done

    def _one(self, body: Body) -> Rewritten:
        book = self._desk.book
        dead: dict[tuple[Space, str], None] = {}
        barred: dict[tuple[str, str], Message] = {}

        def translate(kind: str, value: str) -> str | None:
            for which in (Which.ID, Which.ALT) if KINDS[kind].alt else (Which.ID,):
                if (new := self._counterpart((kind, which), value)) is not None:
                    if book.is_dead((kind, which), value):
                        dead[(kind, which), value] = None
                    return new
            if (meant := self._desk.barred_as(kind, value)) is not None:
                barred[kind, value] = self._desk.missing(
                    (kind, meant), value, reasons.place(SCRIPT, CONTENT)
                )
            return None

        outcome = self._asked(body, translate)
        unknown = outcome.unknown
        if unknown and barred:
            # Once more as if what is held back were there: what then is unknown is a reason of the script's own.
            waiting = self._asked(
                body,
                lambda kind, value: value if (kind, value) in barred else translate(kind, value),
            )
            unknown = (*barred.values(), *waiting.unknown)
        if outcome.to_review and self._desk.scope.rules.open_places is OpenPlaces.HOLD:
            unknown = (*unknown, reasons.to_settle(outcome.to_review))
        return Rewritten(
            outcome.body, unknown, outcome.to_review, tuple(dead), outcome.calls, outcome.face
        )

    def _asked(self, body: Body, translate: Translate) -> ScriptOutcome:
        desk = self._desk
        return desk.rewriter(body, translate, desk.book.kinds_of, desk.scope.business_unit)

    def _counterpart(self, space: Space, value: str) -> str | None:
        if space[0] not in self._desk.scope.kinds:
            anchor(self._desk, space, (value,))
        return self._desk.book.translate(space, value)
