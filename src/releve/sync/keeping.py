"""Keeping: what people changed in the BCP tenant, drawn as a plan for the primary, by the parts that draw a sync.

The BCP tenant is what is read here, the primary what is written. Everything is looked up through the same counterparts, the
other way round (`mirrored.Mirrored`): references are translated back, scripts rewritten back, names watched, and what was
made in the BCP tenant gets ids of the primary. What was changed on both sides since it was copied is a conflict.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from releve.domain.clock import instant
from releve.domain.entities import Copy, Record, Twin
from releve.domain.proof import proof_of
from releve.domain.rewriting import ScriptRewriter
from releve.domain.runs import Change, Step, Verb, reasons, why
from releve.domain.say import Message, say
from releve.domain.store import Credential, Tx
from releve.domain.tenancy import Deletions, OpenPlaces, SyncConfig
from releve.sync.book import Book
from releve.sync.collect import Source
from releve.sync.desk import Desk, silent
from releve.sync.draw import draw_at
from releve.sync.logins import EMPLOYEE, logins
from releve.sync.mirrored import Mirrored
from releve.sync.plan import Plan
from releve.sync.planning import plan_of
from releve.sync.revived import with_revived
from releve.sync.rewriting import others_of
from releve.sync.scope import Approved, Scope
from releve.sync.selection import copied_kinds
from releve.sync.sheet import Held, Row, Sheet
from releve.sync.standing import CREDENTIALS, LEFT_BEHIND, Drifts, Standing, standing
from releve.sync.turning import turned

#: (kind, id in the BCP tenant).
Name = tuple[str, str]

#: Nothing is passed over, and what nobody can judge is held back. A person has looked at all of it.
_RULES = SyncConfig(deletions=Deletions.FOLLOW, open_places=OpenPlaces.HOLD)
_ANY = 2**53


@dataclass(frozen=True, slots=True)
class Item:
    """One change of the BCP tenant, as it would change the primary. In `step`, `fields` are (path, in the primary now, as the
    BCP tenant has it), `by` and `at` are who changed it in the BCP tenant, and when; `primary_id` is "" for what is new. `why`
    of what cannot be taken says why; of a conflict, what was done in the primary. `mark` is of both sides as they stand, the BCP tenant's first."""

    step: Step
    mark: str
    conflict: bool

    @property
    def name(self) -> Name:
        return self.step.kind, self.step.bcp_id or ""

    @property
    def can_be_taken(self) -> bool:
        return self.step.verb is not Verb.HOLD


@dataclass(frozen=True, slots=True)
class Kin:
    """Two that belong together once the plan is written: what stands in the BCP tenant as `digest` says, and what is then in
    the primary."""

    kind: str
    bcp_id: str
    digest: str
    primary_id: str
    primary_alt: str | None
    proof: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """`plan` is what is written into the primary, `kin` what is then to be noted in the BCP tenant. The caller closes it."""

    plan: Plan
    items: tuple[Item, ...]
    kin: tuple[Kin, ...]

    @property
    def digest(self) -> str:
        """Two with one digest show and do the same, from two sides that stand the same; but for the ids that are issued."""
        told = sorted((tuple(one.step), one.mark, one.conflict) for one in self.items)
        return hashlib.sha256(orjson.dumps(told)).hexdigest()

    def close(self) -> None:
        self.plan.close()


def back_scope(scope: Scope, *, slot: int, business_unit: int) -> Scope:
    """The way back of a pair. `slot` and `business_unit` are those of the primary."""
    kinds = copied_kinds()
    everything = dict.fromkeys(kinds, _ANY)
    return Scope(
        pair=scope.pair,
        primary=scope.bcp,
        bcp=scope.primary,
        slot=slot,
        business_unit=business_unit,
        epoch=scope.epoch,
        kinds=kinds,
        rules=_RULES,
        approved=Approved(everything, everything),
    )


def draw_keep(
    primary: Tx,
    bcp: Tx,
    scope: Scope,
    back: Scope,
    rewrite: ScriptRewriter,
    left: Collection[Name] = frozenset(),
) -> Keeping:
    """What keeping would do now, but for what is `left`. `scope` is the pair's, `back` its way back."""
    before = with_revived(primary, bcp, scope, standing(bcp, scope))
    drifts = {
        name: one
        for name, one in before.drifts.items()
        if one.kind in scope.kinds and not one.is_restored
    }
    desk = _desk(primary, bcp, scope, back, rewrite, before, _read(drifts, left))
    _bar(desk, bcp, scope, {name: drifts[name] for name in left if name in drifts})
    draw_at(desk)
    found = logins(desk)
    drawn = plan_of(desk, found)
    sides = _Sides(primary, bcp, scope, drifts, drawn)
    items = tuple(_item(step, sides, found.refused) for step in drawn.steps())
    sheets = tuple(_own(sheet, primary) for sheet in drawn.sheets)
    plan = replace(
        drawn,
        sheets=sheets,
        ties={},
        held=(),
        credentials=tuple(_of_written(found.credentials, sheets)),
    )
    kin = tuple(_kin(sides, sheets))
    drawn.close()
    return Keeping(plan, items, kin)


def _read(drifts: Drifts, left: Collection[Name]) -> Mapping[str, set[str]]:
    """What is looked at: what is deleted and stays so in the BCP tenant alone is not."""
    again: dict[str, set[str]] = {}
    for name, one in drifts.items():
        if name not in left or one.change is not Change.DELETED:
            again.setdefault(one.kind, set()).add(one.bcp_id)
    return again


def _desk(
    primary: Tx,
    bcp: Tx,
    scope: Scope,
    back: Scope,
    rewrite: ScriptRewriter,
    before: Standing,
    again: Mapping[str, set[str]],
) -> Desk:
    since = bcp.runs.cursor(scope.pair).get(LEFT_BEHIND, before.revision)
    read = dict.fromkeys(back.kinds, before.revision)
    there = Standing(
        revision=primary.entities.revision(scope.primary),
        cursor={**read, CREDENTIALS: since},
        held=(),
        ledger=primary.entities.ledger(scope.primary),
        drifts={},
        news={},
        back=frozenset(),
        with_callers=False,
    )
    source = Source(bcp, back, before.revision, before.ledger, read, again, ())
    counterparts = Mirrored(primary, bcp, scope.primary, scope.bcp)
    book = Book(counterparts, back.bcp, back.slot, there.ledger)
    return Desk(source, primary, back, there, book, rewrite(others_of(bcp, scope.bcp)), silent)


def _bar(desk: Desk, bcp: Tx, scope: Scope, left: Drifts) -> None:
    """What is left is held back from the beginning. What has a counterpart may be referred to all the same."""
    for kind, twin in _owned(bcp, scope, left):
        if twin.deleted:
            continue
        title = left[kind, twin.id].title
        held = Held(title, [say("It is left in the BCP tenant.")], bcp_id=twin.twin)
        if twin.twin is None:
            desk.bar((kind, twin.id), twin.alt_id, held)
        else:
            desk.barred[kind, twin.id] = held


def _owned(bcp: Tx, scope: Scope, names: Collection[Name]) -> Iterator[tuple[str, Twin]]:
    ids: dict[str, list[str]] = {}
    for kind, own in names:
        ids.setdefault(kind, []).append(own)
    for kind, some in ids.items():
        yield from bcp.entities.own_twins(scope.bcp, (kind,), some)


class _Sides:
    """Both sides of every change, as they stand."""

    def __init__(self, primary: Tx, bcp: Tx, scope: Scope, drifts: Drifts, drawn: Plan) -> None:
        self.own = {(kind, twin.id): twin for kind, twin in _owned(bcp, scope, drifts)}
        self.drifts = drifts
        wanted: dict[str, set[str]] = {}
        for (kind, _), twin in self.own.items():
            if twin.twin is not None:
                wanted.setdefault(kind, set()).add(twin.twin)
        for step in drawn.steps():
            if step.bcp_id:
                wanted.setdefault(step.kind, set()).add(step.bcp_id)
        self.there = {
            (kind, record.id): record
            for kind, ids in wanted.items()
            for record in primary.entities.records_of(scope.primary, kind, ids)
        }

    def mark(self, twin: Twin, there: Record | None) -> str:
        there_told = [there.digest, there.deleted] if there else []
        return ".".join(map(_short, ([twin.digest, twin.deleted], there_told)))


def _short(told: list[Any]) -> str:
    return hashlib.sha256(orjson.dumps(told)).hexdigest()[:16]


def _item(step: Step, sides: _Sides, refused: Mapping[str, str]) -> Item:
    """A step of the drawing names the BCP tenant's id first: it is what is read there."""
    twin = sides.own[step.kind, step.primary_id]
    there = sides.there.get((step.kind, step.bcp_id or twin.twin or ""))
    conflict = None if step.verb is Verb.HOLD else _conflict(twin, there)
    told = [turned(one) for one in reasons(step.why)]
    if step.kind == EMPLOYEE and step.primary_id in refused and step.verb is not Verb.HOLD:
        told.append(_without_login(refused[step.primary_id]))
    if conflict is not None:
        told.insert(0, conflict)
    shown = step._replace(
        primary_id=there.id if there else "",
        bcp_id=twin.id,
        why=why(*told),
        by=twin.changed_by,
        at=twin.changed_at,
    )
    return Item(shown, sides.mark(twin, there), conflict is not None)


def _conflict(twin: Twin, there: Record | None) -> Message | None:
    """What was done to it in the primary since it was copied."""
    if there is None:
        return None
    told = {"who": there.changed_by, "when": instant(there.changed_at)}
    if twin.twin is None:
        return say(
            "The primary tenant has one of the same name, changed by {who} on {when}. It would be written over.",
            **told,
        )
    if there.deleted:
        return say(
            "{who} deleted it in the primary tenant on {when}. It would be brought back.", **told
        )
    if twin.twin_proof == there.proof:
        return None
    return say(
        "{who} changed it in the primary tenant too, on {when}. That would be written over.", **told
    )


def _without_login(username: str) -> Message:
    return say(
        "Another employee of the primary tenant logs in as “{username}” already: no login is made.",
        username=username,
    )


def _own(sheet: Sheet, primary: Tx) -> Sheet:
    """The sheet as the primary keeps it: its entities are nobody's copies, and their proofs their own."""
    mine = Sheet(
        sheet.kind,
        primary.scratch,
        held=sheet.held,
        leaving=sheet.leaving,
        doomed=sheet.doomed,
    )
    for spool, into in ((sheet.adds, mine.adds), (sheet.overs, mine.overs)):
        for one in spool:
            row = Row._make(one)
            if row.primary_id in sheet.held:
                continue
            copy = Copy._make(row.payload)
            proof = proof_of(sheet.kind, copy.id, copy.alt_id, copy.synced or "")
            own = copy._replace(proof=proof, twin=None, twin_alt=None, twin_proof=None, synced=None)
            row = row._replace(proof=proof, payload=tuple(own))
            into.add(tuple(row))
            mine.tally.count(row)
    return mine


def _of_written(some: Collection[Credential], sheets: Collection[Sheet]) -> Iterator[Credential]:
    """Logins travel with the employees who are taken, and with nobody else."""
    written = {row.payload[0] for one in sheets if one.kind == EMPLOYEE for row in one.rows()}
    return (one for one in some if one.employee in written)


def _kin(sides: _Sides, sheets: Collection[Sheet]) -> Iterator[Kin]:
    for sheet in sheets:
        for row in sheet.rows():
            copy, twin = Copy._make(row.payload), sides.own[sheet.kind, row.primary_id]
            yield Kin(sheet.kind, twin.id, twin.digest, copy.id, copy.alt_id, row.proof)
