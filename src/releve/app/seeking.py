"""Lists as programs ask for them: with filters, and with what the rows refer to, however far one must go for it.

Whoever may see a kind may see what its references are called; a door shows no more of what they lead to than names and ids,
unless the caller may see that kind too.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from releve.access.policy import may, must
from releve.app.entities import edit_act, must_exist, save_entity, view_act
from releve.app.house import House
from releve.domain.clock import stamp
from releve.domain.entities import Entity, Sought
from releve.domain.errors import Conflict
from releve.domain.ids import Which
from releve.domain.kind import Body, Field, Ref, natural_key, places
from releve.domain.kinds import KINDS, kind_named
from releve.domain.people import Caller
from releve.domain.store import Tx

#: So many rows one list may hold.
TOP_MAX = 10_000
#: What was changed so shortly before a list was read may not have been visible yet: whoever asks for changes since then is
#: told of it a second time.
OVERLAP_S = 10
#: How often a change is begun anew because somebody else has changed the same thing in between.
TRIES_MAX = 5

#: Fields one after the other: the reference in a row, the reference in what that leads to, and so on. The last one may
#: stand in a list: `dispositions.*.dispositionId`.
Path = tuple[str, ...]
#: A kind and a field of it, of which it is counted how many hold what.
Tally = tuple[str, str]
#: A kind, and one of its ids.
Ident = tuple[str, Which, str]


@dataclass(slots=True)
class Known:
    """Entities that rows refer to, tombstones too, and which kinds the caller may see."""

    caller: Caller
    _found: dict[Ident, Entity] = field(default_factory=dict)
    _tallies: dict[Tally, dict[str, int]] = field(default_factory=dict)

    def of(self, kind: str, which: Which, value: object) -> Entity | None:
        return self._found.get((kind, which, str(value)))

    def at(self, row: Entity, path: Path) -> Entity | None:
        """What stands at the end of a path of references; None where one of them is empty."""
        here: Entity | None = row
        for name in path:
            if here is None:
                return None
            ref = reference(here.kind, name)
            here = self.of(ref.kind, ref.which, here.body.get(name))
        return here

    def count(self, tally: Tally, value: object) -> int:
        """How many entities hold this in the field."""
        return self._tallies[tally].get(str(value), 0)

    def tally(self, tx: Tx, tallies: Collection[Tally]) -> None:
        for kind, name in tallies:
            counted = tx.entities.tally(self.caller.tenant or "", kind, name)
            self._tallies[kind, name] = counted

    def may_see(self, kind: str) -> bool:
        return may(self.caller, view_act(kind))

    def learn(self, tx: Tx, wanted: Iterable[Ident]) -> None:
        """A handful of statements, however many are wanted."""
        values: dict[tuple[str, Which], set[str]] = defaultdict(set)
        for kind, which, value in wanted:
            if (kind, which, value) not in self._found:
                values[kind, which].add(value)
        for (kind, which), ids in values.items():
            for value, entity in tx.entities.many(
                self.caller.tenant or "", kind, ids, which
            ).items():
                self._found[kind, which, value] = entity

    def follow(self, tx: Tx, rows: Iterable[Entity], paths: Collection[Path]) -> None:
        """Learn what stands along these paths."""
        rows = list(rows)
        for length in range(1, max(map(len, paths), default=0) + 1):
            heads = {path[:length] for path in paths if len(path) >= length}
            self.learn(tx, (one for head in heads for one in self._ends(rows, head)))

    def _ends(self, rows: list[Entity], head: Path) -> Iterable[Ident]:
        for row in rows:
            holder = self.at(row, head[:-1])
            if holder is None:
                continue
            if "." in head[-1]:
                yield from _within(holder, head[-1])
                continue
            ref = reference(holder.kind, head[-1])
            if (value := holder.body.get(head[-1])) not in (None, ""):
                yield ref.kind, ref.which, str(value)


def _within(holder: Entity, path: str) -> Iterable[Ident]:
    for place in places(KINDS[holder.kind], holder.body):
        if ".".join("*" if one.isdigit() else one for one in place.path.split(".")) == path:
            yield place.kind, place.which, place.value


def reference(kind: str, name: str) -> Ref:
    """The declared reference of this name."""
    found: Field = KINDS[kind].field(name)
    assert isinstance(found, Ref), f"{kind}.{name} is no reference"
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """A part of a list; `total` counts before paging, `unit` is the number of the tenant's business unit. Whoever asks for
    what was changed since `at` misses nothing."""

    rows: list[Entity]
    total: int
    known: Known
    unit: int
    at: str


def seek(
    house: House,
    caller: Caller | None,
    kind: str,
    sought: Sought,
    paths: Collection[Path] = (),
    tallies: Collection[Tally] = (),
) -> Found:
    """Raises Invalid for a field that the kind has not."""
    caller = must(caller, view_act(kind))
    tenant, _ = house.registry.tenant(caller.tenant or "")
    at = stamp(house.clock() - timedelta(seconds=OVERLAP_S))
    known = Known(caller)
    sought = replace(sought, skip=max(sought.skip, 0), top=min(max(sought.top, 0), TOP_MAX))
    with house.store_of(tenant.id).reading() as tx:
        page = tx.entities.sought(tenant.id, kind, sought)
        known.follow(tx, page.rows, paths)
        known.tally(tx, tallies)
    return Found(page.rows, page.total, known, tenant.business_unit, at)


def find(
    house: House,
    caller: Caller | None,
    kind: str,
    id: str,
    paths: Collection[Path] = (),
    tallies: Collection[Tally] = (),
) -> Found:
    """One entity as a list of one, by either of its ids. Raises NotFound, also for another tenant's."""
    return _find(house, must(caller, view_act(kind)), kind, id, paths, tallies)


def find_employee(
    house: House, caller: Caller | None, id: str, paths: Collection[Path] = ()
) -> Found:
    """The same for an employee; nobody needs a permission to read of themselves."""
    own = caller if caller and _is_self(house, caller, id) else None
    return _find(house, own or must(caller, view_act("employee")), "employee", id, paths)


def _is_self(house: House, caller: Caller, id: str) -> bool:
    if caller.tenant is None or caller.employee is None:
        return False
    with house.store_of(caller.tenant).reading() as tx:
        entity = tx.entities.get(caller.tenant, "employee", caller.employee)
    return entity is not None and id in (entity.id, entity.alt_id)


def _find(
    house: House,
    caller: Caller,
    kind: str,
    id: str,
    paths: Collection[Path],
    tallies: Collection[Tally] = (),
) -> Found:
    tenant, _ = house.registry.tenant(caller.tenant or "")
    at, known = stamp(house.clock() - timedelta(seconds=OVERLAP_S)), Known(caller)
    with house.store_of(tenant.id).reading() as tx:
        entity = by_either(tx, caller, kind, id)
        known.follow(tx, [entity], paths)
        known.tally(tx, tallies)
    return Found([entity], 1, known, tenant.business_unit, at)


def find_by_key(house: House, caller: Caller | None, kind: str, **key: object) -> Entity:
    """One entity by what makes it the same on both sides, such as a script by its path. Raises NotFound."""
    caller = must(caller, view_act(kind))
    declared, tenant = kind_named(kind), caller.tenant or ""
    with house.store_of(tenant).reading() as tx:
        found = tx.entities.by_key(tenant, kind, natural_key(declared, key))
        return found or must_exist(tx, caller, kind, " · ".join(map(str, key.values())))


def by_either(tx: Tx, caller: Caller, kind: str, id: str) -> Entity:
    """An entity by its id, or by its other one. Raises NotFound."""
    declared, tenant = kind_named(kind), caller.tenant or ""
    if declared.id.reads(id) and (found := tx.entities.get(tenant, kind, id)) is not None:
        return found
    if declared.alt is not None and declared.alt.reads(id):
        found = tx.entities.by_alt(tenant, kind, id)
        if found is not None:
            return found
    return must_exist(tx, caller, kind, id)


def learn(house: House, caller: Caller | None, kind: str, wanted: Iterable[Ident]) -> Known:
    """What somebody who edits a kind refers to, by ids of either sort; what does not exist is not known."""
    known, wanted = Known(must(caller, edit_act(kind))), list(wanted)
    if wanted:
        with house.store_of(known.caller.tenant or "").reading() as tx:
            known.learn(tx, wanted)
    return known


def change_entity(
    house: House,
    caller: Caller | None,
    kind: str,
    id: str,
    changing: Callable[[Body], Mapping[str, object]],
) -> Entity:
    """Replace some fields, which `changing` says from what stands there, and leave the others; None clears one. For callers
    who have not told which revision they have seen: what somebody else changes in other fields at the same moment stays."""
    caller = must(caller, edit_act(kind))
    for tries_left in reversed(range(TRIES_MAX)):
        with house.store_of(caller.tenant or "").reading() as tx:
            before = by_either(tx, caller, kind, id)
        body = {**before.body, **changing(before.body)}
        if body == before.body:
            return before
        try:
            return save_entity(house, caller, kind, before.id, body, expect=before.revision)
        except Conflict:
            if not tries_left or not _moved(house, caller, before):
                raise
    raise AssertionError("the last try returns or raises")


def _moved(house: House, caller: Caller, before: Entity) -> bool:
    """Whether somebody else has changed it; else the conflict is another one."""
    with house.store_of(caller.tenant or "").reading() as tx:
        now = tx.entities.get(before.tenant, before.kind, before.id)
    return now is not None and now.revision != before.revision
