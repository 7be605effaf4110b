"""Verify: are the configurations of two tenants equivalent although every id differs?

An entity is compared as an id-neutral document: its own ids are not in it, and where an id stands, the kind and the
natural key of what it refers to is put (in turn id-neutral, where a key is made of references). None of the
code that translates is used here, so that a defect in it shows. A script is compared with what the rewriter
makes of the primary's.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

import orjson

from releve.domain.entities import Entity
from releve.domain.ids import IdMap, TenantId, Which
from releve.domain.kind import Body, Kind, canonical, key_told, natural_key, places
from releve.domain.kinds import KINDS
from releve.domain.proof import shared
from releve.domain.rewriting import SCRIPT, Rewriter, ScriptRewriter
from releve.domain.say import Message, say
from releve.domain.store import Tx
from releve.sync.pairing import key_kinds
from releve.sync.rewriting import AHEAD, others_of

#: What an id stands for on both sides: the kind and its natural key, None for the key of what is not alive.
Name = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """One entity that is not the same on both sides. `where` names the top-level fields that differ."""

    kind: str
    title: str
    what: Message
    where: tuple[str, ...] = ()


@dataclass(slots=True)
class Names:
    """Says what the ids of one tenant stand for, reading each kind once."""

    tx: Tx
    tenant: TenantId
    _read: dict[tuple[str, Which], dict[str, Name]] = field(default_factory=dict)

    def of(self, kind: str, which: Which, value: str) -> Name:
        if (kind, which) not in self._read:
            self._read_kind(KINDS[kind])
        return self._read[kind, which].get(value, (kind, None))

    def entity(self, entity: Entity) -> Name:
        kind = KINDS[entity.kind]
        return kind.name, self._key(kind, entity.body) if key_kinds(kind) else entity.key

    def neutral(self, kind: Kind, body: Body) -> Body:
        """A copy without ids."""
        copy: Body = orjson.loads(canonical(body))
        for place in places(kind, copy):
            place.holder[place.at] = self.of(place.kind, place.which, place.value)
        return copy

    def _key(self, kind: Kind, body: Body) -> str:
        only = {name: body[name] for name in kind.key if name in body}
        return natural_key(kind, self.neutral(kind, only))

    def _read_kind(self, kind: Kind) -> None:
        ids = self._read[kind.name, Which.ID] = {}
        alts = self._read[kind.name, Which.ALT] = {}
        for entity_id, alt_id, key in self._idents(kind):
            ids[entity_id] = kind.name, key
            if alt_id is not None:
                alts[alt_id] = kind.name, key

    def _idents(self, kind: Kind) -> Iterator[tuple[str, str | None, str]]:
        if key_kinds(kind):
            for entity in self.tx.entities.all(self.tenant, kind.name):
                yield entity.id, entity.alt_id, self._key(kind, entity.body)
        else:
            for key, idents in self.tx.entities.idents(self.tenant, kind.name).items():
                yield *idents, key


def equivalent(
    source: Tx,
    target: Tx,
    idmap: IdMap,
    kinds: Collection[str],
    *,
    rewrite: ScriptRewriter,
    business_unit: int,
) -> list[Difference]:
    """Every difference between the two tenants of `idmap`, as far as the kinds go; none if they are equivalent.

    `business_unit` is that of the BCP tenant. What each tenant keeps for itself, and what never travels, is not
    compared.
    """
    there, here = Names(source, idmap.source), Names(target, idmap.target)
    rewriter = rewrite(others_of(source, idmap.source))
    found: list[Difference] = []
    for name in kinds:
        if name == SCRIPT:
            wanted = _scripts(there, rewriter, idmap, business_unit)
        else:
            wanted = _rows(there, KINDS[name], there.neutral)
        actual = _rows(here, KINDS[name], here.neutral)
        found.extend(_compared(KINDS[name], wanted, actual))
    return found


Neutral = Callable[[Kind, Body], Body]


def _rows(names: Names, kind: Kind, neutral: Neutral) -> dict[Name, Body]:
    return {
        names.entity(entity): _common(kind, neutral(kind, entity.body))
        for entity in names.tx.entities.all(names.tenant, kind.name)
    }


def _common(kind: Kind, body: Body) -> Body:
    """What both tenants must agree on."""
    return shared(kind, body)


def _scripts(
    names: Names, rewriter: Rewriter, idmap: IdMap, business_unit: int
) -> dict[Name, Body]:
    """The scripts of the primary as the rewriter makes them for the BCP tenant."""

    def translate(kind: str, value: str) -> str | None:
        found = idmap.translate(kind, value)
        return found or idmap.translate(kind, value, Which.ALT)

    kind = KINDS[SCRIPT]
    rows: dict[Name, Body] = {}
    entities = names.tx.entities.all(names.tenant, SCRIPT)
    while some := list(islice(entities, AHEAD)):
        rewriter.look_ahead([entity.body for entity in some])
        for entity in some:
            done = rewriter(entity.body, translate, idmap.kinds_of, business_unit)
            rows[names.entity(entity)] = _common(kind, done.body)
    return rows


def _compared(
    kind: Kind, wanted: Mapping[Name, Body], actual: Mapping[Name, Body]
) -> Iterator[Difference]:
    for name, body in wanted.items():
        title = _title(kind, body)
        if name not in actual:
            yield Difference(kind.name, title, say("It is missing in the BCP tenant."))
        elif where := _where(body, actual[name]):
            yield Difference(kind.name, title, say("It differs in the BCP tenant."), where)
    for name in actual.keys() - wanted.keys():
        title = _title(kind, actual[name])
        yield Difference(kind.name, title, say("It is in the BCP tenant only."))


def _title(kind: Kind, body: Body) -> str:
    """What people call the entity: where that is an id, the names that its key is made of."""
    if not isinstance(body.get(kind.title or kind.key[0]), tuple):
        return kind.title_of(body)
    return " · ".join(_told(body.get(name)) for name in kind.key)


def _told(part: object) -> str:
    return key_told(part[1] or "–") if isinstance(part, tuple) else str(part)


def _where(wanted: Body, actual: Body) -> tuple[str, ...]:
    if canonical(wanted) == canonical(actual):
        return ()
    names = sorted(wanted.keys() | actual.keys())
    return tuple(name for name in names if wanted.get(name) != actual.get(name)) or ("*",)
