"""The register of outside identifiers: every system beyond the platform that scripts speak with, who answers for it, and whether it
was tried in this tenant.

Where scripts use them is found out when somebody looks, script by script, and kept until the script changes. What people say is
kept apart from the scripts. Each tenant has its own register: what works from one region may be refused from the other.
"""

import datetime
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.script_look import pair_of
from releve.domain.clock import instant, stamp
from releve.domain.entities import Entity
from releve.domain.errors import Conflict, Invalid, NotFound, ReleveError, Unavailable
from releve.domain.ids import TenantId
from releve.domain.outside import Note, Outcome, Seen, Sort, Test
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.store import Tx
from releve.scripts.body import script_of
from releve.scripts.outside import EDITION, may_speak, outside_of

TOP = 50
OWNER_MAX, BY_MAX, NOTE_MAX = 120, 120, 500
#: Scripts that have changed are looked at for so long before the page is shown; the rest waits for the next look.
SECONDS_MAX = 4.0
_AT_ONCE = 50
#: A day begins first there: what is today for somebody is not in the future.
_FIRST = datetime.timedelta(hours=14)


class State(StrEnum):
    """What there is to say of a line, the most urgent first."""

    FAILED = "failed"
    UNTESTED = "untested"
    CHANGED = "changed"  # a script was changed since the last test
    TESTED = "tested"
    GONE = "gone"  # no script uses it any more


_ORDER = {state: number for number, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class Place:
    action: str
    place: str


@dataclass(frozen=True, slots=True)
class UsedIn:
    """A script that uses it, with the places in it."""

    script: str
    path: str
    changed_at: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One identifier of one outside system. `there` is the last test in the other tenant of the pair, None if there was none or
    nobody can tell."""

    id: str
    system: str
    identifier: str
    sorts: tuple[Sort, ...]
    used_in: tuple[UsedIn, ...]
    note: Note
    state: State
    there: Test | None = None

    @property
    def changed_at(self) -> str:
        """When a script that uses it was last changed."""
        return max((one.changed_at for one in self.used_in), default="")


@dataclass(frozen=True, slots=True)
class Register:
    """`lines` of this page, of `total` that match. `waiting` scripts were not looked at yet. `other` is the name of the pair's
    other tenant, empty without a pair; `answers`: its region does. `urgent` counts what failed, or was not tested as it is now."""

    lines: Sequence[Line]
    total: int
    urgent: int
    waiting: int
    other: str = ""
    answers: bool = True


def outside_register(
    house: House, caller: Caller | None, *, search: str = "", skip: int = 0, top: int = TOP
) -> Register:
    """What has to be tested first, then by system and identifier; those with `search` in the system, the identifier, the owner or
    the path of a script."""
    caller = must(caller, Act.SCRIPTS_VIEW)
    tenant = caller.tenant or ""
    waiting = _catch_up(house, tenant)
    with house.store_of(tenant).reading() as tx:
        lines = _lines(tx, tenant)
    other, there = _over_there(house, tenant)
    word = search.strip().casefold()
    found = [one for one in lines if word in _words(one)]
    urgent = sum(one.state in (State.FAILED, State.UNTESTED, State.CHANGED) for one in lines)
    shown = found[skip : skip + top]
    if there is not None:
        shown = [replace(one, there=_test_of(there, one.id)) for one in shown]
    return Register(shown, len(found), urgent, waiting, other, there is not None)


def all_lines(house: House, caller: Caller | None) -> Sequence[Line]:
    """The whole register, for a file."""
    caller = must(caller, Act.SCRIPTS_VIEW)
    tenant = caller.tenant or ""
    _catch_up(house, tenant)
    with house.store_of(tenant).reading() as tx:
        lines = _lines(tx, tenant)
    _, there = _over_there(house, tenant)
    return [replace(one, there=_test_of(there or {}, one.id)) for one in lines]


@dataclass(frozen=True, slots=True)
class LinePage:
    """One line, how many others its system has, and what `Register` says of the other tenant."""

    line: Line
    siblings: int
    other: str
    answers: bool


def outside_line(house: House, caller: Caller | None, id: str) -> LinePage:
    """Raises NotFound for what no script uses and nobody has said anything of."""
    caller = must(caller, Act.SCRIPTS_VIEW)
    tenant = caller.tenant or ""
    _catch_up(house, tenant)
    with house.store_of(tenant).reading() as tx:
        lines = _lines(tx, tenant)
    line = _one_of(lines, id)
    siblings = sum(one.system == line.system and bool(one.used_in) for one in lines if one != line)
    other, there = _over_there(house, tenant)
    shown = replace(line, there=_test_of(there or {}, id))
    return LinePage(shown, siblings, other, there is not None)


def set_owner(
    house: House,
    caller: Caller | None,
    id: str,
    owner: str,
    *,
    expect: int,
    whole_system: bool = False,
) -> Line:
    """Who answers for it: a person, by whatever name people use. `expect` is the version of the line that the caller has seen;
    `whole_system`: it holds for the other lines of the system too. Raises NotFound, Invalid, Conflict."""
    caller = must(caller, Act.SCRIPTS_EDIT)
    owner = _short("owner", owner, OWNER_MAX)
    told = {"owner": owner}
    return _changed(house, caller, _Change(id, expect, "outside.owner", told, owner), whole_system)


def record_test(
    house: House,
    caller: Caller | None,
    id: str,
    *,
    on: str,
    outcome: str,
    by: str = "",
    note: str = "",
    expect: int,
    whole_system: bool = False,
) -> Line:
    """Keep how the last test in this tenant went. `on` is a day, today if it is empty; `by` the caller if nobody is named; see
    `set_owner`."""
    caller = must(caller, Act.SCRIPTS_EDIT)
    if outcome not in [*Outcome]:
        raise Invalid(
            say("Say how the test went."),
            say("Choose whether it works or fails."),
            fields={"outcome": say("Choose one.")},
        )
    day, at = _day(house, on)
    test = Test(
        on=day,
        at=at,
        outcome=Outcome(outcome),
        by=_short("by", by, BY_MAX) or caller.actor,
        note=_short("note", note, NOTE_MAX),
    )
    told = {"on": day, "outcome": test.outcome.value, "by": test.by, "note": test.note}
    change = _Change(id, expect, "outside.test", told, test=test)
    return _changed(house, caller, change, whole_system)


def _short(name: str, text: str, most: int) -> str:
    text = " ".join(text.split())
    if len(text) > most:
        told = say("It has more than {max} characters.", max=most)
        raise Invalid(told, say("Say it in fewer words."), fields={name: told})
    return text


def _day(house: House, on: str) -> tuple[str, str]:
    """The day, and from when a test on it counts: a past day from its begin, for nobody knows the hour."""
    now = instant(house.now())
    if not on.strip():
        return now.date().isoformat(), house.now()
    try:
        day = datetime.date.fromisoformat(on.strip())
    except ValueError:
        told = say("“{day}” is no day.", day=on.strip()[:40])
        raise Invalid(told, say("Write it as in 2026-03-31."), fields={"on": told}) from None
    if day > (now + _FIRST).date():
        told = say("This day is still to come.")
        raise Invalid(told, say("Give the day on which it was tested."), fields={"on": told})
    if day >= now.date():
        return day.isoformat(), house.now()
    begin = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    return day.isoformat(), stamp(begin)


@dataclass(frozen=True, slots=True)
class _Change:
    """What somebody says of a line: an owner, or a test."""

    id: str
    expect: int
    act: str
    told: Mapping[str, str]
    owner: str | None = None
    test: Test | None = None

    def of(self, note: Note, by: str, at: str) -> Note:
        return replace(
            note,
            owner=note.owner if self.owner is None else self.owner,
            test=self.test or note.test,
            version=note.version + 1,
            changed_at=at,
            changed_by=by,
        )


def _changed(house: House, caller: Caller, change: _Change, whole_system: bool) -> Line:
    tenant = caller.tenant or ""
    _catch_up(house, tenant)
    with house.store_of(tenant).writing() as tx:
        line = _line(tx, tenant, change.id)
        if line.note.version != change.expect:
            raise Conflict(
                say("Somebody else changed this meanwhile."),
                say("Look at it again, then repeat your change."),
            )
        others = [
            one
            for one in (_lines(tx, tenant) if whole_system else ())
            if one.system == line.system and one.id != line.id and one.used_in
        ]
        for one in (line, *others):
            tx.outside.put(tenant, change.of(one.note, caller.actor, house.now()))
            subject = f"{one.system} {one.identifier}"
            house.trace(tx, caller, change.act, subject, **change.told)
        return _line(tx, tenant, change.id)


def _catch_up(house: House, tenant: TenantId) -> int:
    """Look at the scripts that have changed since they were looked at; how many are left."""
    store = house.store_of(tenant)
    with store.reading() as tx:
        records = list(tx.entities.records(tenant, "script", after=0, texts=False))
        there = {one.id: one.revision for one in records if not one.deleted}
        known = tx.outside.looked_at(tenant)
        stale = [one for one, at in there.items() if known.get(one) != (at, EDITION)]
        seen = _looked_at(tx, tenant, stale)
    gone = known.keys() - there.keys()
    if seen or gone:
        try:
            with store.writing() as tx:
                tx.outside.see(tenant, seen, gone)
        except Unavailable:  # a store that is locked or full is still read
            return len(stale)
    return len(stale) - len(seen)


def _looked_at(tx: Tx, tenant: TenantId, scripts: Sequence[str]) -> list[Seen]:
    """As many of these as there is time for; one in any case."""
    end, seen = time.monotonic() + SECONDS_MAX, list[Seen]()
    for start in range(0, len(scripts), _AT_ONCE):
        found = tx.entities.many(tenant, "script", scripts[start : start + _AT_ONCE])
        for one in found.values():
            seen.append(_look(one))
            if time.monotonic() > end:
                return seen
    return seen


def _look(entity: Entity) -> Seen:
    seen = Seen(entity.id, entity.revision, EDITION, str(entity.body["path"]), entity.changed_at)
    if not may_speak(str(entity.body["content"])):
        return seen
    with suppress(ReleveError):  # one that cannot be read uses nothing
        seen = replace(seen, uses=outside_of(script_of(entity.body)))
    return seen


@dataclass(slots=True)
class _Gathered:
    sorts: dict[Sort, None] = field(default_factory=dict)
    used_in: list[UsedIn] = field(default_factory=list)


def _lines(tx: Tx, tenant: TenantId) -> list[Line]:
    notes = tx.outside.notes(tenant)
    gathered: dict[tuple[str, str, str], _Gathered] = {
        (one.id, one.system, one.identifier): _Gathered() for one in notes.values()
    }
    for script in tx.outside.seen(tenant):
        places: dict[tuple[str, str, str], dict[Place, None]] = {}
        for use in script.uses:
            key = (use.line, use.system, use.identifier)
            gathered.setdefault(key, _Gathered()).sorts[use.sort] = None
            places.setdefault(key, {})[Place(use.action, use.place)] = None
        for key, where in places.items():
            used = UsedIn(script.script, script.path, script.changed_at, tuple(where))
            gathered[key].used_in.append(used)
    lines = [
        _told(Note(*key) if key[0] not in notes else notes[key[0]], one)
        for key, one in gathered.items()
    ]
    return sorted(lines, key=lambda one: (_ORDER[one.state], one.system, one.identifier))


def _told(note: Note, found: _Gathered) -> Line:
    sorts, used_in = tuple(sort for sort in Sort if sort in found.sorts), tuple(found.used_in)
    state = state_of(note, max((one.changed_at for one in used_in), default=""))
    return Line(note.id, note.system, note.identifier, sorts, used_in, note, state)


def state_of(note: Note, changed_at: str) -> State:
    """What there is to say of a line when the last of the scripts that use it was changed then; empty if none does."""
    if not changed_at:
        return State.GONE
    if note.test is None:
        return State.UNTESTED
    if note.test.outcome is Outcome.FAILS:
        return State.FAILED
    return State.CHANGED if changed_at > note.test.at else State.TESTED


def _line(tx: Tx, tenant: TenantId, id: str) -> Line:
    return _one_of(_lines(tx, tenant), id)


def _one_of(lines: Iterable[Line], id: str) -> Line:
    found = next((one for one in lines if one.id == id), None)
    if found is None:
        raise NotFound(
            say("This outside identifier does not exist here."),
            say("No script uses it any more, or none ever did. Look for it in the list."),
        )
    return found


def _words(one: Line) -> str:
    paths = (used.path for used in one.used_in)
    return "\n".join([one.system, one.identifier, one.note.owner, *paths]).casefold()


def _over_there(house: House, tenant: TenantId) -> tuple[str, Mapping[str, Note] | None]:
    """The other tenant of the pair, and what is known there; None while its region does not answer."""
    pair = pair_of(house, tenant)
    if pair is None:
        return "", {}
    other = pair.tenant(pair.side(tenant).other)
    name = house.registry.tenant(other)[0].name
    with suppress(Unavailable), house.store_of(other).reading() as tx:
        return name, tx.outside.notes(other)
    return name, None


def _test_of(notes: Mapping[str, Note], id: str) -> Test | None:
    return notes[id].test if id in notes else None
