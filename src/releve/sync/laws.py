"""The laws of a pair that a sync must leave true, looked up in the two tenants as they are.

They are asked of the stores, not of what the sync says that it did.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from releve.domain.ids import IdMap, Which
from releve.domain.kind import key_told, places
from releve.domain.kinds import KINDS
from releve.domain.say import Message, say
from releve.domain.store import Tx

#: (kind, id in the primary) of what a run has held back, with its reason told.
Excused = Collection[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Violation:
    """A law that does not hold. `law` is its name: counterpart, reference, count or id."""

    law: str
    kind: str
    what: Message


def check_laws(
    source: Tx, target: Tx, idmap: IdMap, kinds: Collection[str], excused: Excused = ()
) -> list[Violation]:
    """What does not hold, for the kinds copied: every entity of the primary has a living counterpart (but those
    excused), every declared reference in the BCP tenant is to an entity of the BCP tenant, both count
    the same, and no id is used on both sides."""
    return [
        *_without_counterpart(source, target, idmap, kinds, excused),
        *_foreign_references(target, idmap, kinds),
        *_uncounted(source, target, idmap, kinds),
        *_shared_ids(source, target, idmap, kinds),
    ]


def _without_counterpart(
    source: Tx, target: Tx, idmap: IdMap, kinds: Collection[str], excused: Excused
) -> Iterator[Violation]:
    for kind in kinds:
        here = {one for one, _ in target.entities.idents(idmap.target, kind).values()}
        for key, (primary_id, _) in source.entities.idents(idmap.source, kind).items():
            bcp_id = idmap.translate(kind, primary_id)
            if bcp_id not in here and (kind, primary_id) not in excused:
                told = say("“{key}” has no counterpart in the BCP tenant.", key=key_told(key))
                yield Violation("counterpart", kind, told)


def _foreign_references(target: Tx, idmap: IdMap, kinds: Collection[str]) -> Iterator[Violation]:
    users: dict[tuple[str, Which], dict[str, tuple[str, str]]] = {}
    for name in kinds:
        for entity in target.entities.all(idmap.target, name):
            for place in places(KINDS[name], entity.body):
                asked = users.setdefault((place.kind, place.which), {})
                asked.setdefault(place.value, (name, f"{entity.key}, {place.path}"))
    for (kind, which), asked in users.items():
        known = target.entities.many(idmap.target, kind, list(asked), which)
        for value, (user, where) in asked.items():
            if value not in known:
                told = say("{id} is not an id of the BCP tenant ({where}).", id=value, where=where)
                yield Violation("reference", user, told)


def _uncounted(source: Tx, target: Tx, idmap: IdMap, kinds: Collection[str]) -> Iterator[Violation]:
    there, here = source.entities.counts(idmap.source), target.entities.counts(idmap.target)
    for kind in kinds:
        if there.get(kind, 0) != here.get(kind, 0):
            told = say(
                "{there} in the primary tenant, {here} in the BCP tenant.",
                there=there.get(kind, 0),
                here=here.get(kind, 0),
            )
            yield Violation("count", kind, told)


def _shared_ids(
    source: Tx, target: Tx, idmap: IdMap, kinds: Collection[str]
) -> Iterator[Violation]:
    for kind in kinds:
        there = _ids(source.entities.idents(idmap.source, kind))
        here = _ids(target.entities.idents(idmap.target, kind))
        for value in sorted(there & here):
            yield Violation("id", kind, say("{id} is an id on both sides.", id=value))


def _ids(idents: dict[str, tuple[str, str | None]]) -> set[str]:
    return {one for pair in idents.values() for one in pair if one is not None}
