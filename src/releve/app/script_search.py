"""Find anything in the scripts of a tenant: a text, a regular expression, an identifier, an entity by its name.

There is no index: scripts are read as they are. One search looks at so many, or for so long, and says where it stopped.
"""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.script_look import Look, called_scripts, side_of
from releve.domain.entities import Entity, Page
from releve.domain.errors import Invalid
from releve.domain.kind import Kind, Ref
from releve.domain.kinds import KINDS
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.store import Tx
from releve.scripts import called, finding
from releve.scripts.decisions import decisions_of
from releve.scripts.finding import (
    HITS_MAX,
    Hit,
    OutOfTime,
    find,
    hits_of,
    is_identifier,
    wanted,
)
from releve.scripts.occurrences import Occurrence, Verdict
from releve.scripts.scan import Scan, scan
from releve.scripts.script import Script

#: A kind and an id.
Ident = tuple[str, str]

#: A search stops behind so many scripts in which something is found, behind so many looked at, or after so long.
FOUND_MAX = 20
LOOKED_MAX = 2000
SECONDS_MAX = 4.0
#: One script alone may take so long.
ALONE_SECONDS_MAX = 4.0
_AT_ONCE = 50
#: How many entities a name may mean.
NAMES_MAX = 40


class Where(StrEnum):
    """Where is searched: see `finding.Where`; NAMES: the places of entities of this name."""

    EVERYWHERE = "everywhere"
    IDENTIFIERS = "identifiers"
    NAMES = "names"
    CAPTIONS = "captions"
    ACTIONS = "actions"
    PROPERTIES = "properties"
    VALUES = "values"


@dataclass(frozen=True, slots=True)
class Asked:
    text: str
    where: Where = Where.EVERYWHERE
    is_pattern: bool = False
    match_case: bool = False


@dataclass(frozen=True, slots=True)
class FoundScript:
    """`hits` in the order of the file. `is_cut`: there are more; or, without any, the search took too long in this script."""

    script: Entity
    hits: Sequence[Hit]
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was found in the scripts behind `skip`, of which there are `total` to look at; the search goes on at `next`, None at
    the end. `named` are the entities found by their name, `unread` scripts that cannot be read."""

    found: Sequence[FoundScript]
    skip: int
    total: int
    next: int | None
    unread: Sequence[Entity] = ()
    named: Mapping[Ident, str] = field(default_factory=dict)

    @property
    def looked_at(self) -> int:
        return (self.total if self.next is None else self.next) - self.skip

    @property
    def places(self) -> int:
        return sum(len(one.hits) for one in self.found)


#: What is found in a script. Asks for its scan where identifiers are looked for, and raises OutOfTime when it is told to stop.
_HitsIn = Callable[[Script, Callable[[], Scan], Callable[[], bool]], Sequence[Hit]]


def search_scripts(
    house: House, caller: Caller | None, asked: Asked, *, skip: int = 0
) -> SearchPage:
    """Look through the scripts behind `skip`, in the order of their paths. Raises Invalid for nothing to search for, and for a
    regular expression that is wrong or could take too long."""
    caller = must(caller, Act.SCRIPTS_VIEW)
    tenant = caller.tenant or ""
    if asked.where is Where.NAMES and asked.is_pattern:
        raise Invalid(
            say("An entity is not found by a regular expression."),
            say("Type a part of its name, or search elsewhere."),
        )
    what = wanted(asked.text, is_pattern=asked.is_pattern, match_case=asked.match_case)
    with house.store_of(tenant).reading() as tx:
        if asked.where is Where.NAMES:
            return _by_name(house, tx, tenant, asked.text, skip)
        where = finding.Where(asked.where)
        is_plain = where is finding.Where.IDENTIFIERS and not asked.is_pattern
        walk = _Walk(house, tx, tenant, judges=where is finding.Where.IDENTIFIERS)
        return walk.through(
            {asked.text} if is_plain else None,
            skip,
            lambda script, scanned, is_over: find(script, what, where, scanned, is_over),
        )


def _by_name(house: House, tx: Tx, tenant: str, name: str, skip: int) -> SearchPage:
    """The places of the entities that are called so. What stands in no script is not told: whoever sees scripts need not see
    what else there is."""
    named = _named(tx, tenant, name)
    stands: set[Ident] = set()

    def hits_in(script: Script, scanned: Callable[[], Scan], _: Callable[[], bool]) -> list[Hit]:
        hits = hits_of(script, scanned(), lambda one: meant(one, named) is not None)
        stands.update(ident for hit in hits if hit.found and (ident := meant(hit.found, named)))
        return hits

    walk = _Walk(house, tx, tenant, judges=True)
    page = walk.through({value for _, value in named}, skip, hits_in)
    return replace(page, named={ident: named[ident] for ident in named if ident in stands})


def meant(one: Occurrence, idents: Collection[Ident]) -> Ident | None:
    """Which of these entities the place means: as its kind says, or as one of what it may be until a person decides."""
    if not is_identifier(one):
        return None
    for kind, value in idents:
        if value == one.value and (kind == one.kind or one.verdict is Verdict.ASK):
            return kind, value
    return None


def _named(tx: Tx, tenant: str, name: str) -> dict[Ident, str]:
    """The ids of the entities with this text in their names, and those names; at most `NAMES_MAX` entities."""
    named: dict[Ident, str] = {}
    left = NAMES_MAX
    for kind in KINDS.values():
        if left <= 0 or not _is_named(kind):
            continue
        page = tx.entities.page(tenant, kind.name, search=name, top=left)
        left -= len(page.rows)
        for entity in page.rows:
            for value in filter(None, (entity.id, entity.alt_id)):
                named[kind.name, value] = kind.title_of(entity.body)
    return named


def _is_named(kind: Kind) -> bool:
    """Scripts are known by their paths, and what ties two things together has no name of its own."""
    return kind.name != "script" and not any(isinstance(kind.field(one), Ref) for one in kind.key)


def readable(entity: Entity) -> Script | None:
    """The script of this entity; None where it cannot be read."""
    return called.readable(entity.body)


def _scanned(entity: Entity, script: Script, judge: Look | None) -> Scan:
    return judge.scanned(script, decisions_of(entity.body)) if judge else scan(script)


class _Walk:
    """One search on its way through the scripts. `judges`: every place is judged by what the tenant has."""

    def __init__(self, house: House, tx: Tx, tenant: str, *, judges: bool) -> None:
        self._tx, self._tenant, self._judges = tx, tenant, judges
        self._ids = side_of(house, tx, tenant)[1] if judges else None
        self._called = called_scripts(tx, tenant)
        self._end = time.monotonic() + SECONDS_MAX
        self._found: list[FoundScript] = []
        self._unread: list[Entity] = []

    def through(self, texts: Collection[str] | None, skip: int, hits_in: _HitsIn) -> SearchPage:
        """Through the scripts that hold one of these texts; None: through all."""
        at = skip
        while True:
            page = self._page(texts, at)
            looked = self._look(page.rows, hits_in)
            at += looked
            if at >= page.total or looked < len(page.rows) or at - skip >= LOOKED_MAX:
                break
        following = at if at < page.total else None
        return SearchPage(self._found, skip, page.total, following, self._unread)

    def _page(self, texts: Collection[str] | None, at: int) -> Page:
        entities = self._tx.entities
        if texts is None:
            return entities.page(self._tenant, "script", skip=at, top=_AT_ONCE)
        return entities.mentioning(self._tenant, "script", texts, skip=at, top=_AT_ONCE)

    def _look(self, rows: Sequence[Entity], hits_in: _HitsIn) -> int:
        """At these, as far as it goes; at how many."""
        read = {one.id: script for one in rows if (script := readable(one)) is not None}
        judge = self._judge(read.values())
        for number, entity in enumerate(rows):
            if len(self._found) >= FOUND_MAX or (number and time.monotonic() > self._end):
                return number
            if entity.id in read:
                self._try(entity, read[entity.id], judge, hits_in)
            else:
                self._unread.append(entity)
        return len(rows)

    def _judge(self, scripts: Iterable[Script]) -> Look | None:
        if not self._judges:
            return None
        return Look(self._tx, self._tenant, self._ids, scripts, self._called)

    def _try(self, entity: Entity, script: Script, judge: Look | None, hits_in: _HitsIn) -> None:
        alone = time.monotonic() + ALONE_SECONDS_MAX
        try:
            hits = hits_in(
                script, lambda: _scanned(entity, script, judge), lambda: time.monotonic() > alone
            )
        except OutOfTime:
            self._found.append(FoundScript(entity, (), is_cut=True))
            return
        if hits:
            self._found.append(FoundScript(entity, hits, is_cut=len(hits) >= HITS_MAX))
