"""Where an entity is used: in which scripts, at which places, and which entities refer to it. Asked before somebody deletes it.

Nobody is told more than they may see: kinds whose entities the caller may not look at are named, and not looked through.
"""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from releve.access.policy import Act, may, must
from releve.app.entities import must_exist, titles_of, view_act
from releve.app.house import House
from releve.app.script_look import Look, side_of
from releve.app.script_search import FoundScript, meant, readable
from releve.domain.entities import Entity
from releve.domain.ids import IdMap, Which
from releve.domain.kind import Body, Field, Group, KeyRef, Kind, Many, folded, places, references
from releve.domain.kinds import KINDS, kind_named
from releve.domain.people import Caller
from releve.domain.store import Tx
from releve.scripts.context import candidates
from releve.scripts.decisions import decisions_of
from releve.scripts.finding import HITS_MAX, Hit, calls_of, hits_of
from releve.scripts.script import Script

#: How many scripts that hold the id are looked at, and how many entities of each kind.
SCRIPTS_MAX = 20
REFERRERS_MAX = 50
#: How long scripts are looked at.
SECONDS_MAX = 3.0


@dataclass(frozen=True, slots=True)
class Referrer:
    """An entity that refers to the one asked about, in these declared fields."""

    entity: Entity
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Referrers:
    """Those of one kind. `is_all`: there are no others."""

    kind: Kind
    rows: Sequence[Referrer]
    is_all: bool


@dataclass(frozen=True, slots=True)
class Uses:
    """`scripts` are those of this part; `next` is where the search goes on, None at the end. `unseen` are the kinds that the
    caller may not look at, though they can refer to this one."""

    entity: Entity
    scripts: Sequence[FoundScript]
    skip: int
    next: int | None
    referrers: Sequence[Referrers]
    titles: Mapping[tuple[str, str], str]
    unseen: Sequence[Kind]

    @property
    def is_used(self) -> bool:
        return bool(self.scripts or self.referrers)


def uses_of(house: House, caller: Caller | None, kind: str, id: str, *, skip: int = 0) -> Uses:
    """Looks at the scripts behind `skip` among those that hold the id at all. Raises NotFound, also for another tenant's."""
    caller = must(caller, view_act(kind))
    declared = kind_named(kind)
    with house.store_of(caller.tenant or "").reading() as tx:
        entity = must_exist(tx, caller, kind, id)
        referring = [one for one in KINDS.values() if _can_refer(one, declared)]
        seen = [one for one in referring if may(caller, view_act(one.name))]
        unseen = [one for one in referring if one not in seen]
        asking = _Asking(tx, entity)
        found = [one for kind_of in seen if (one := asking.referrers(kind_of)).rows]
        if may(caller, Act.SCRIPTS_VIEW):
            scripts, following = asking.scripts(side_of(house, tx, entity.tenant)[1], skip)
        else:
            scripts, following = [], None
            if KINDS["script"] not in unseen:
                unseen.append(KINDS["script"])
        rows = [row.entity for one in found for row in one.rows]
        titles = titles_of(tx, entity.tenant, rows)
    return Uses(entity, scripts, skip, following, found, titles, unseen)


def _can_refer(kind: Kind, to: Kind) -> bool:
    return any(target == to.name for _, target in references(kind))


class _Asking:
    """About one entity, in one transaction."""

    def __init__(self, tx: Tx, entity: Entity) -> None:
        self._tx, self._entity = tx, entity
        self._values = {Which.ID: entity.id, Which.ALT: entity.alt_id}
        self._texts = {one for one in self._values.values() if one}
        self._path = str(entity.body["path"]) if entity.kind == "script" else ""
        if self._path:
            self._texts.add(_telling(self._path))

    def referrers(self, kind: Kind) -> Referrers:
        page = self._tx.entities.mentioning(
            self._entity.tenant, kind.name, self._texts, top=REFERRERS_MAX
        )
        rows = [
            Referrer(one, fields)
            for one in page.rows
            if (kind.name, one.id) != (self._entity.kind, self._entity.id)
            and (fields := self._fields(kind, one.body))
        ]
        return Referrers(kind, rows, page.total <= len(page.rows))

    def _fields(self, kind: Kind, body: Body) -> tuple[Field, ...]:
        """The fields that refer to the entity, each once."""
        found = {
            tuple(part for part in place.path.split(".") if not part.isdigit())
            for place in places(kind, body)
            if place.kind == self._entity.kind and place.value == self._values[place.which]
        }
        found |= {
            (field.name,)
            for field in kind.fields
            if isinstance(field, KeyRef)
            and field.kind == self._entity.kind
            and folded(str(body.get(field.name, ""))) == folded(self._path)
        }
        return tuple(_field_at(kind.fields, names) for names in sorted(found))

    def scripts(self, ids: IdMap | None, skip: int) -> tuple[list[FoundScript], int | None]:
        """The scripts of this part that use the entity, and where the next part begins."""
        end = time.monotonic() + SECONDS_MAX
        page = self._tx.entities.mentioning(
            self._entity.tenant, "script", self._texts, skip=skip, top=SCRIPTS_MAX
        )
        read = {one.id: script for one in page.rows if (script := readable(one)) is not None}
        looked = Look(self._tx, self._entity.tenant, ids, read.values())
        found, at = [], skip
        for one in page.rows:
            if at > skip and time.monotonic() > end:
                break
            at += 1
            own = (one.kind, one.id) == (self._entity.kind, self._entity.id)
            if one.id in read and not own and (hits := self._hits(looked, one, read[one.id])):
                found.append(FoundScript(one, hits, is_cut=len(hits) >= HITS_MAX))
        return found, at if at < page.total else None

    def _hits(self, looked: Look, entity: Entity, script: Script) -> list[Hit]:
        kind = self._entity.kind
        idents = {(kind, one) for one in self._values.values() if one}
        scanned = looked.scanned(script, decisions_of(entity.body))
        hits = hits_of(script, scanned, lambda one: bool(meant(one, idents)))
        return hits + (calls_of(script, partial(self._calls, script)) if self._path else [])

    def _calls(self, script: Script, path: str) -> bool:
        """Whether a call by this path means the script that is asked about."""
        asked, meant = folded(self._path), candidates(script.path, path)
        if asked not in meant:
            return False
        nearer, entities = meant[: meant.index(asked)], self._tx.entities
        return not any(entities.by_key(self._entity.tenant, "script", one) for one in nearer)


#: What is written the same in every format of scripts, however it escapes.
_PLAIN = re.compile(r"[A-Za-z0-9_. -]{2,}")


def _telling(path: str) -> str:
    """A part of the path that stands in whatever names the script: of its own name if there is one, else of its folders."""
    for part in (path.rpartition("\\")[2], path):
        if found := _PLAIN.findall(part):
            return str(max(found, key=len))
    return path


def _field_at(fields: Sequence[Field], names: Sequence[str]) -> Field:
    """The field of this name; of several, each stands in the one before it."""
    found = next(one for one in fields if one.name == names[0])
    match found:
        case Group(fields=inner) | Many(item=Group(fields=inner)) if names[1:]:
            return _field_at(inner, names[1:])
    return found
