"""What the pair tells for the checklists of scripts: how each stands in the other tenant, and what was confirmed there.

The other region may be slow to answer, or not there: its facts are asked for when the transaction of the own one is over, and
left out while it is away.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from releve.app.house import House
from releve.app.outside import State, state_of
from releve.app.script_facts import Facts, Read
from releve.app.script_lineage import counterparts
from releve.domain.clock import instant
from releve.domain.entities import Twin
from releve.domain.errors import ReleveError, Unavailable
from releve.domain.outside import Note
from releve.domain.say import Message, say
from releve.domain.script_work import WORK_STEPS, Confirmation, ScriptVersion, WorkStep
from releve.domain.store import Tx
from releve.domain.tenancy import Pair, Side
from releve.scripts.body import script_of
from releve.scripts.checklist.items import Other, Topic
from releve.scripts.checklist.reading import Ident, marks
from releve.scripts.checklist.ticking import Around

Marks = Mapping[Topic, str]
#: So many records are read one by one, with their bodies; more than that all at once, without.
_FEW = 5


@dataclass(frozen=True, slots=True)
class _There:
    """What the BCP tenant's region says to the primary tenant; scripts by the ids that they have in the primary."""

    twins: Mapping[str, Twin]
    held: frozenset[str]
    counterparts: frozenset[Ident]
    confirmed: Mapping[str, Mapping[str, Confirmation]]
    marks: Mapping[str, Marks]
    notes: Mapping[str, Note]
    access_keys: int
    answers: bool = True


_SILENT = _There({}, frozenset(), frozenset(), {}, {}, {}, 0, answers=False)


@dataclass(frozen=True, slots=True)
class Arounds:
    """What the tenants tell of each script that was looked at."""

    facts: Facts
    _there: _There = _SILENT
    #: In a BCP tenant: script of the primary → its proof now; None while its region does not answer.
    _sources: Mapping[str, str] | None = field(default=None)

    def of(self, one: Read) -> Around:
        facts, key = self.facts, one.script.key
        absent, reviewed = self._calls(one)
        is_published, step, published = _step(facts, key)
        base = Around(
            absent=absent,
            reviewed=reviewed,
            step=step,
            is_published=is_published,
            published=published,
        )
        if facts.side is Side.BCP:
            return self._in_bcp(one, base)
        return self._in_primary(one, base)

    def _in_bcp(self, one: Read, base: Around) -> Around:
        script, twin = one.script, self.facts.twins.get(one.script.key)
        other = Other.OWN
        if twin is not None and twin.twin is not None:
            if self._sources is None:
                other = Other.CHANGED if _is_changed(twin) else Other.COPIED
            else:
                other = _compared(twin, self._sources.get(twin.twin))
        return replace(
            base,
            other=other,
            revision=script.revision,
            since=instant(script.changed_at),
            works=_tried(one, self.facts.notes, script.changed_at, State.TESTED),
            fails=_tried(one, self.facts.notes, script.changed_at, State.FAILED),
            access_keys=self.facts.access_keys,
            marks=one.tells.marks if one.tells else {},
            confirmed=_by_topic(self.facts.confirmed.get(script.key, {})),
        )

    def _in_primary(self, one: Read, base: Around) -> Around:
        script, there = one.script, self._there
        if self.facts.pair is None:
            return base
        if not there.answers:
            return replace(base, other=Other.SILENT)
        twin = there.twins.get(script.id)
        if twin is None or twin.deleted:
            other = Other.HELD if script.id in there.held else Other.ABSENT
        elif script.id in there.held:
            other = Other.HELD
        else:
            other = _compared(twin, self.facts.proofs.get(script.id))
        changed_at = twin.changed_at if twin else ""
        return replace(
            base,
            other=other,
            revision=twin.revision if twin else 0,
            since=instant(twin.changed_at) if twin else None,
            counterparts=there.counterparts,
            works=_tried(one, there.notes, changed_at, State.TESTED),
            fails=_tried(one, there.notes, changed_at, State.FAILED),
            access_keys=there.access_keys,
            marks=there.marks.get(script.id, {}),
            confirmed=_by_topic(there.confirmed.get(script.key, {})),
        )

    def _calls(self, one: Read) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Of the scripts that this one runs: those that are not there, and those with something to review."""
        absent, reviewed = [], []
        for path in one.tells.calls if one.tells else ():
            found = self.facts.meant(one.script, path)
            if found is None:
                absent.append(path)
            elif found.tells is None or found.tells.open or found.tells.built:
                reviewed.append(path)
        return tuple(absent), tuple(reviewed)

    def ids_of_calls(self, one: Read) -> Mapping[str, str]:
        """Path → the id of the script that this one runs by it."""
        found = {
            path: self.facts.meant(one.script, path)
            for path in (one.tells.calls if one.tells else ())
        }
        return {path: read.script.id for path, read in found.items() if read is not None}


def arounds(house: House, facts: Facts) -> Arounds:
    """Ask the other region, if there is one."""
    if facts.pair is None:
        return Arounds(facts)
    if facts.side is Side.BCP:
        return Arounds(facts, _sources=_sources(house, facts.pair, facts.twins.values()))
    with suppress(Unavailable), house.store_of(facts.pair.bcp).reading() as tx:
        return Arounds(facts, _asked(tx, facts, facts.pair))
    return Arounds(facts)


def _sources(house: House, pair: Pair, twins: Iterable[Twin]) -> Mapping[str, str] | None:
    ids = [one.twin for one in twins if one.twin is not None]
    with suppress(Unavailable), house.store_of(pair.primary).reading() as tx:
        found = (
            iter(tx.entities.records_of(pair.primary, "script", ids))
            if len(ids) < _FEW
            else tx.entities.records(pair.primary, "script", after=0, texts=False)
        )
        return {one.id: one.proof for one in found if not one.deleted}
    return None


def _asked(tx: Tx, facts: Facts, pair: Pair) -> _There:
    keys = {one.script.id: key for key, one in facts.scripts.items()}
    twins = {
        one.twin: one for one in tx.entities.twins(pair.bcp, "script", keys.keys()) if one.twin
    }
    confirmed = tx.script_work.confirmations(pair.bcp, facts.scripts.keys())
    living = {own: one.id for own, one in twins.items() if not one.deleted}
    asked = [living[own] for own, key in keys.items() if key in confirmed and own in living]
    bodies = tx.entities.many(pair.bcp, "script", asked)
    idents = {ident for one in facts.scripts.values() if one.tells for ident in one.tells.idents}
    return _There(
        twins,
        frozenset(one.primary_id for one in tx.runs.held(pair.id) if one.kind == "script"),
        frozenset(counterparts(tx, pair.bcp, idents)),
        confirmed,
        {own: _marks(bodies[twin].body) for own, twin in living.items() if twin in bodies},
        tx.outside.notes(pair.bcp),
        tx.entities.counts(pair.bcp).get("access_key", 0),
    )


def _marks(body: Mapping[str, object]) -> Marks:
    try:
        return marks(script_of(body))
    except ReleveError:
        return {}


def _tried(one: Read, notes: Mapping[str, Note], changed_at: str, state: State) -> frozenset[str]:
    """The lines of the script's outside identifiers that are in this state, if the script in the BCP tenant changed then."""
    lines = {use.line for use in one.tells.outside} if one.tells and notes else set()
    return frozenset(
        line for line in lines if line in notes and state_of(notes[line], changed_at) is state
    )


def _compared(twin: Twin, source: str | None) -> Other:
    """A copy beside the proof of its script in the primary; None if that was deleted there."""
    if source is None:
        return Other.LEFT
    if _is_changed(twin):
        return Other.CHANGED
    return Other.IN_STEP if twin.twin_proof == source else Other.BEHIND


def _is_changed(twin: Twin) -> bool:
    """Whether the copy is no more what the sync has written."""
    return twin.proof != twin.twin_proof


def _step(facts: Facts, key: str) -> tuple[bool, Message | None, Message | None]:
    """Whether the script is published, its step, and who published it when."""
    if facts.steps is None:
        return True, None, None
    version = facts.steps.get(key)
    if version is None:  # it was there before there were steps
        return True, WORK_STEPS[WorkStep.PUBLISHED], None
    is_published = version.step is WorkStep.PUBLISHED
    return is_published, WORK_STEPS[version.step], _published(version) if is_published else None


def _published(version: ScriptVersion) -> Message:
    return say(
        "Published by {who}, {at}.",
        who=version.published_by,
        at=instant(version.published_at),
    )


def _by_topic(found: Mapping[str, Confirmation]) -> Mapping[Topic, Confirmation]:
    return {Topic(item): one for item, one in found.items() if item in tuple(Topic)}
