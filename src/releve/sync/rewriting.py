"""Rewriting scripts many at a time: whatever in them could be an id is looked up together first.

The rewriter asks one by one as it reads; a statement per script and number would cost more than everything else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from releve.domain.ids import Which
from releve.domain.kind import Body
from releve.domain.kinds import KINDS
from releve.domain.rewriting import ScriptOutcome
from releve.domain.say import Message
from releve.sync.desk import Desk
from releve.sync.pairing import anchor
from releve.sync.slots import Space

#: Where the references of a script stand, as far as its declaration goes.
CONTENT = "content"

#: What can be an id at all: numbers, UUIDs. Anything else is looked up when it is asked for.
_IDS = re.compile(r"(?<!\w)(?:\d{2,18}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?!\w)")


@dataclass(frozen=True, slots=True)
class Rewritten:
    """`unknown` are the reasons why the body is not to be used. `dead` are references to what was deleted in the BCP
    tenant."""

    body: Body
    unknown: tuple[Message, ...]
    to_review: int
    dead: tuple[tuple[Space, str], ...]


class Rewriting:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def rewrite(self, bodies: Sequence[Body]) -> list[Rewritten]:
        found = {one for body in bodies for one in _IDS.findall(str(body.get(CONTENT, "")))}
        self._desk.book.prefetch_any(found)
        return [self._one(body) for body in bodies]

    def _one(self, body: Body) -> Rewritten:
        book = self._desk.book
        dead: dict[tuple[Space, str], None] = {}
        barred: list[Message] = []

        def translate(kind: str, value: str) -> str | None:
            for which in (Which.ID, Which.ALT) if KINDS[kind].alt else (Which.ID,):
                if (new := self._counterpart((kind, which), value)) is not None:
                    if book.is_dead((kind, which), value):
                        dead[(kind, which), value] = None
                    return new
            if (kind, value) in self._desk.barred:
                barred.append(self._desk.missing((kind, Which.ID), value, CONTENT))
            return None

        outcome: ScriptOutcome = self._desk.rewrite(
            body, translate, book.kinds_of, self._desk.scope.business_unit
        )
        unknown = (*barred, *outcome.unknown) if outcome.unknown else ()
        return Rewritten(outcome.body, unknown, outcome.to_review, tuple(dead))

    def _counterpart(self, space: Space, value: str) -> str | None:
        if space[0] not in self._desk.scope.kinds:
            anchor(self._desk, space, (value,))
        return self._desk.book.translate(space, value)
