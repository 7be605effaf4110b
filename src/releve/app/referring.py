"""What an entity refers to: by the references that its kind declares, and, of a script, by what stands in its actions. The other
direction is `uses`.

Whoever may see an entity may see the names of what it refers to; only what they may look at is a link (`may_see`).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from releve.access.policy import may, must
from releve.app.entities import must_exist, view_act
from releve.app.house import House
from releve.app.script_search import readable
from releve.domain.entities import Entity
from releve.domain.ids import Which
from releve.domain.kind import KeyRef, folded, places
from releve.domain.kinds import KINDS, kind_named
from releve.domain.people import Caller
from releve.domain.store import Tx
from releve.scripts.context import candidates
from releve.scripts.finding import calls_of
from releve.scripts.references import Role, references
from releve.scripts.script import Script

#: So many paths of other scripts are looked up for one script.
CALLS_MAX = 50

#: kind, which of its ids → the values.
_Wanted = dict[tuple[str, Which], list[str]]


@dataclass(frozen=True, slots=True)
class Referred:
    """Something that the entity refers to. `title` is its name as its kind gives it."""

    kind: str
    id: str
    title: str
    may_see: bool


def referred_by(house: House, caller: Caller | None, kind: str, id: str) -> list[Referred]:
    """In the order of the document, each once. A handful of statements, however many. What refers to nothing that stands in
    this tenant is left out. Raises NotFound, also for another tenant's."""
    caller = must(caller, view_act(kind))
    kind_named(kind)
    with house.store_of(caller.tenant or "").reading() as tx:
        entity = must_exist(tx, caller, kind, id)
        found = {(one.kind, one.id): one for one in _found(tx, entity) if not one.deleted}
    found.pop((entity.kind, entity.id), None)
    return [
        Referred(
            one.kind, one.id, KINDS[one.kind].title_of(one.body), may(caller, view_act(one.kind))
        )
        for one in found.values()
    ]


def _found(tx: Tx, entity: Entity) -> Iterator[Entity]:
    script = readable(entity) if entity.kind == "script" else None
    wanted: _Wanted = defaultdict(list)
    for place in places(KINDS[entity.kind], entity.body):
        wanted[place.kind, place.which].append(place.value)
    for one in references(script) if script else ():
        if one.role is Role.TYPED:
            wanted[one.kind, one.which].append(one.value)
    for (kind, which), values in wanted.items():
        by_id: Mapping[str, Entity] = tx.entities.many(entity.tenant, kind, set(values), which)
        yield from (by_id[value] for value in values if value in by_id)
    for kind, keys in _keys(entity, script):
        named = (tx.entities.by_key(entity.tenant, kind, key) for key in keys)
        yield from filter(None, [next(filter(None, named), None)])


def _keys(entity: Entity, script: Script | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A kind, and the natural keys of which the first that exists is meant."""
    for field in KINDS[entity.kind].fields:
        if isinstance(field, KeyRef) and entity.body.get(field.name):
            yield field.kind, (folded(str(entity.body[field.name])),)
    if script is not None:
        paths: dict[str, None] = {}
        calls_of(script, lambda path: bool(paths.setdefault(path)))
        yield from (("script", candidates(script.path, path)) for path in list(paths)[:CALLS_MAX])
