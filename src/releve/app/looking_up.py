"""The search across pages: what is called so, or has this id or number, of everything that the caller may see.

It is asked at every letter that somebody types, so it is bounded: a few of each kind, and only keys that are together at most
`WHOLE_MAX` are read from end to end. Kinds with more are searched by how their names begin, which an index answers.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from releve.access.policy import Act, may, must
from releve.app.browsing import entity_name
from releve.app.entities import titles_of, view_act
from releve.app.evidence import DIGITS_MAX
from releve.app.house import House
from releve.app.pairing import Bond, bond_of
from releve.app.plans import found_run
from releve.app.tenants import list_tenants
from releve.domain.drills import drill_key
from releve.domain.entities import Entity, Glimpsed
from releve.domain.errors import NotFound, Unavailable
from releve.domain.kinds import KINDS
from releve.domain.people import Caller
from releve.domain.runs import Run
from releve.domain.switch_reports import report_key

#: So many of a kind are told.
HITS_MAX = 5
#: A name is looked for from so many letters on; a number is one from its first digit on.
LETTERS_MIN = 2
#: More than any name or id has.
TEXT_MAX = 200
#: So many keys are read from end to end.
WHOLE_MAX = 30_000
#: Their titles say nothing: whoever has some sees them in their profile.
_NAMELESS = ("access_key",)


@dataclass(frozen=True, slots=True)
class Hit:
    """`id` is what the address of its page ends with, `beside` what tells it from its like."""

    id: str
    title: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """`kind` is one of `KINDS`, or `run`, `report`, `drill`, `tenant`. `more`: there are others."""

    kind: str
    hits: tuple[Hit, ...]
    more: bool = False


def look_up(house: House, caller: Caller | None, text: str) -> tuple[Group, ...]:
    """Nothing for a text too short to mean anything. Raises Unauthenticated for nobody."""
    if caller is None:
        caller = must(caller, Act.ENTITIES_VIEW)
    words = " ".join(text.split())[:TEXT_MAX]
    if len(words) < LETTERS_MIN and not words.isdecimal():
        return ()
    if caller.tenant is None:
        return tuple(_tenants(house, caller, words))
    return (*_pair_things(house, caller, words), *_entities(house, caller, words))


def _tenants(house: House, caller: Caller, words: str) -> Iterator[Group]:
    if not may(caller, Act.TENANTS_VIEW):
        return
    lines, total = list_tenants(house, caller, search=words, top=HITS_MAX)
    if lines:
        hits = tuple(Hit(one.tenant.id, one.tenant.name, one.tenant.region) for one in lines)
        yield Group("tenant", hits, total > HITS_MAX)


def _entities(house: House, caller: Caller, words: str) -> Iterator[Group]:
    tenant = caller.tenant or ""
    kinds = [kind for kind in KINDS if kind not in _NAMELESS and may(caller, view_act(kind))]
    if not kinds:
        return
    with house.store_of(tenant).reading() as tx:
        counts = tx.entities.counts(tenant)
        within, beginning = _divided([kind for kind in kinds if counts.get(kind)], counts)
        found = tx.entities.glimpses(tenant, Glimpsed(words, within, beginning, HITS_MAX + 1))
        groups = _grouped(found)
        titles = titles_of(
            tx, tenant, [one for kind in groups for one in groups[kind] if _refers(kind)]
        )
    for kind in sorted(groups, key=_first):
        rows = groups[kind]
        hits = tuple(_hit(one, entity_name(one, titles)) for one in rows[:HITS_MAX])
        yield Group(kind, hits, len(rows) > HITS_MAX)


def _divided(kinds: list[str], counts: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """The kinds that are searched whole, the small ones first, and the others."""
    within: list[str] = []
    beginning: list[str] = []
    left = WHOLE_MAX
    for kind in sorted(kinds, key=lambda one: counts[one]):
        left -= counts[kind]
        (within if left >= 0 else beginning).append(kind)
    return within, beginning


def _grouped(found: list[Entity]) -> dict[str, list[Entity]]:
    groups: dict[str, list[Entity]] = {}
    for one in found:
        groups.setdefault(one.kind, []).append(one)
    return groups


def _refers(kind: str) -> bool:
    """Whether its entities have no name of their own."""
    return not KINDS[kind].title and len(KINDS[kind].key) > 1


def _first(kind: str) -> tuple[bool, bool, str]:
    """People and scripts are looked for more often than all else."""
    return kind != "employee", kind != "script", str(KINDS[kind].plural)


def _hit(one: Entity, name: str) -> Hit:
    if one.kind != "employee":
        return Hit(one.id, name)
    full = " ".join(str(one.body.get(part) or "") for part in ("firstName", "lastName")).strip()
    return Hit(one.id, full or name, name)


def _pair_things(house: House, caller: Caller, words: str) -> Iterator[Group]:
    """A run by its id; reports of switches and of rehearsals by their number."""
    wants_run = may(caller, Act.SYNC_VIEW) and len(words) > DIGITS_MAX
    number = int(words) if words.isascii() and words.isdigit() and len(words) < DIGITS_MAX else 0
    wants_report = may(caller, Act.SWITCH_VIEW) and number > 0
    if not (wants_run or wants_report):
        return
    try:
        bond = bond_of(house, caller.tenant or "")
    except NotFound:
        return
    if wants_run and (run := _run(house, bond, words)) is not None:
        yield Group("run", (Hit(run.id, run.id, run.requested_at),))
    if wants_report:
        with suppress(Unavailable):
            yield from _reports(house, bond, number)


def _run(house: House, bond: Bond, id: str) -> Run | None:
    """A run of this pair; None too where its region does not answer."""
    with suppress(NotFound, Unavailable), house.regions.of(bond.bcp.region).reading() as tx:
        return found_run(tx, bond, id)
    return None


def _reports(house: House, bond: Bond, number: int) -> Iterator[Group]:
    keys = {"report": report_key(bond.pair.id, number), "drill": drill_key(bond.pair.id, number)}
    for kind, key in keys.items():
        if house.registry.directory.get(key) is not None:
            yield Group(kind, (Hit(str(number), str(number)),))
