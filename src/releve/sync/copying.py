"""Copying one kind: every changed entity in the words of the BCP tenant, compared with what stands there.

Only a declared place is a reference. A reference without counterpart is told, never passed through: an id of the primary
is a valid-looking value in the BCP tenant, and would fail much later, or not at all. What is equal already is not written.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from releve.domain.entities import Copy, Record, Tie, Twin
from releve.domain.ids import Which
from releve.domain.kind import Body, canonical, natural_key
from releve.domain.kinds import KINDS
from releve.domain.proof import share, value
from releve.domain.rewriting import SCRIPT
from releve.domain.runs import ScriptFace, Verb
from releve.sync import reasons
from releve.sync.callers import callers
from releve.sync.desk import Desk
from releve.sync.difference import difference
from releve.sync.pairing import LATE, Pairing, anchor
from releve.sync.rewriting import CONTENT, Rewriting
from releve.sync.sheet import Contested, Row, Sheet
from releve.sync.slots import Slot, Space, asked_for, by_space

#: (id in the primary, title, what is to stand under a key).
Taking = tuple[str, str, Copy]

_CREATE = Verb.CREATE.value
TO_REVIEW, PROOF = Row._fields.index("to_review"), Row._fields.index("proof")


class Wanted(NamedTuple):
    """A copy as it is to be, of something whose counterpart stands in the BCP tenant, if only as a tombstone."""

    record: Record
    copy: Copy
    twin: Twin
    title: str
    to_review: int

    @property
    def verb(self) -> Verb | None:
        if self.twin.deleted:
            return Verb.CREATE
        if self.twin.twin is None:
            return Verb.ADOPT
        return Verb.UPDATE if self.differs else None

    @property
    def differs(self) -> bool:
        return self.twin.deleted or self.twin.digest != self.copy.digest

    @property
    def is_tied(self) -> bool:
        """Whether the store knows all about the two already."""
        twin, copy = self.twin, self.copy
        known = (twin.twin, twin.twin_alt, twin.twin_proof, twin.synced, twin.proof)
        return known == (copy.twin, copy.twin_alt, copy.twin_proof, copy.synced, copy.proof)

    @property
    def takes_key(self) -> bool:
        return self.twin.deleted or self.twin.key != self.copy.key


class Copying:
    """Draws the sheet of one kind."""

    def __init__(self, desk: Desk, name: str) -> None:
        self._desk, self._kind = desk, KINDS[name]
        self._sheet = desk.sheets[name] = Sheet(name, desk.target.scratch)
        self._finder, self._pairing = desk.finders[name], Pairing(desk, self._kind)
        self._is_late, self._is_script = name in LATE, name == SCRIPT
        self._plain = not self._finder and not self._kind.private and not self._is_script
        self._new_ids, self._new_alts = (desk.book.fresh[name, which] for which in Which)
        self._lost: set[tuple[Space, str]] = set()
        self._looked_at: set[str] = set()
        if self._is_late:
            desk.book.issued.pop(name, None)  # if it is drawn again, the same ids are issued again

    def draw(self) -> Sheet:
        name, done = self._kind.name, 0
        total = self._desk.source.expected(name)
        for chunk in self._desk.source.chunks(name):
            self._copy(chunk)
            done += len(chunk)
            self._desk.tell("draw", name, done, total)
        if self._is_script:
            self._copy_callers()
        return self._sheet

    def _copy_callers(self) -> None:
        """Scripts that nobody changed, and that are judged otherwise now."""
        for chunk in callers(self._desk, self._looked_at):
            self._sheet.anew.update(one.id for one in chunk)
            self._pairing.pair(chunk)
            self._copy(chunk)

    def _copy(self, chunk: Sequence[Record]) -> None:
        self._looked_at.update(one.id for one in chunk)
        self._sheet.gone += [
            (one.id, one.changed_by, one.changed_at) for one in chunk if one.deleted
        ]
        if not (records := self._copied(chunk)):
            return
        bodies: list[Body] = [orjson.loads(one.text) for one in records]
        titles = [self._kind.title_of(body) for body in bodies]
        translated = self._translated(records, bodies, titles)
        reviews = self._rewritten(records, bodies, titles, translated)
        keys = self._keys(records, bodies)
        twins = self._twins(records, keys)
        texts = self._texts(twins.values())
        taking: list[Taking] = []
        added = []
        for n, record in enumerate(records):
            if not translated[n]:
                continue
            if (twin := twins.get(record.id)) is not None:
                taken = self._stand(record, bodies[n], titles[n], reviews[n], twin, keys[n], texts)
                if taken is not None:
                    taking.append((record.id, titles[n], taken))
            elif (ids := self._ids(record, keys[n])) is not None:
                copy = self._copy_of(record, bodies[n], ids, keys[n])
                added.append(_added(record, titles[n], reviews[n], copy))
                taking.append((record.id, titles[n], copy))
        self._add(added)
        self._contest(taking)

    def _copied(self, chunk: Sequence[Record]) -> list[Record]:
        """What is alive, and not barred from being copied."""
        name, barred = self._kind.name, self._desk.barred
        living = [one for one in chunk if not one.deleted]
        if not barred:
            return living
        for one in living:
            if (held := barred.get((name, one.id))) is not None:
                self._sheet.hold(one.id, held.title, *held.reasons, bcp_id=held.bcp_id)
        return [one for one in living if (name, one.id) not in barred]

    def _translated(
        self, records: Sequence[Record], bodies: Sequence[Body], titles: Sequence[str]
    ) -> list[bool]:
        """Put the ids of the BCP tenant in place of the primary's. False: it is held back."""
        if not self._finder:
            return [True] * len(records)
        slots = [self._finder.slots(body) for body in bodies]
        asked = asked_for(slots)
        self._desk.book.prefetch_all(asked)
        for space, olds in asked.items():
            anchor(self._desk, space, olds)
            self._look_for_lost(space, olds)
        return [self._translate(*one) for one in zip(records, titles, slots, strict=True)]

    def _translate(self, record: Record, title: str, slots: list[Slot]) -> bool:
        book, good = self._desk.book, True
        fresh = book.fresh
        for holder, at, space, whole, path in slots:
            old = str(holder[at])
            new = fresh[space].get(old)
            if new is None:
                new = book.translate(space, old)
                if new is None:
                    place = reasons.place(self._kind.name, path)
                    self._sheet.hold(record.id, title, self._desk.missing(space, old, place))
                    good = False
                    continue
                if (space, old) in self._lost:
                    told = reasons.deleted_over_there(
                        space[0], old, reasons.place(self._kind.name, path)
                    )
                    self._sheet.hold(record.id, title, told)
                    good = False
                    continue
            holder[at] = whole(new)
        return good

    def _look_for_lost(self, space: Space, olds: Collection[str]) -> None:
        """What the BCP tenant has lost and the primary still has. If neither has it, a copy is no worse."""
        kind, which = space
        dead = [one for one in olds if self._desk.book.is_dead(space, one)]
        if dead:
            source = self._desk.source.tx.entities
            found = source.many(self._desk.scope.primary, kind, dead, which)
            self._lost |= {(space, old) for old, one in found.items() if not one.deleted}

    def _rewritten(
        self,
        records: Sequence[Record],
        bodies: list[Body],
        titles: Sequence[str],
        translated: list[bool],
    ) -> Sequence[int]:
        """How many places remain to be reviewed. Scripts are rewritten; who cannot be is held back."""
        if not self._is_script:
            return [0] * len(records)
        done = Rewriting(self._desk).rewrite(bodies)
        for space, olds in by_space(use for outcome in done for use in outcome.dead).items():
            self._look_for_lost(space, olds)
        for n, outcome in enumerate(done):
            record = records[n]
            if outcome.unknown:
                self._sheet.hold(record.id, titles[n], *outcome.unknown)
                translated[n] = False
            for (kind, _), old in self._lost.intersection(outcome.dead):
                told = reasons.deleted_over_there(kind, old, reasons.place(SCRIPT, CONTENT))
                self._sheet.hold(record.id, titles[n], told)
                translated[n] = False
            bodies[n] = outcome.body
            self._desk.faces[record.id] = ScriptFace(
                record.id, record.key, outcome.calls, outcome.face
            )
        return [outcome.to_review for outcome in done]

    def _keys(self, records: Sequence[Record], bodies: Sequence[Body]) -> list[str]:
        """The keys under which the copies are to stand."""
        if not self._is_late:
            return [one.key for one in records]
        return [natural_key(self._kind, body) for body in bodies]

    def _twins(self, records: Sequence[Record], keys: Sequence[str]) -> dict[str, Twin]:
        """id in the primary → what stands in the BCP tenant."""
        desk, name = self._desk, self._kind.name
        if not desk.book.has(name):
            return {}
        ids = [one.id for one in records]
        found = {one.twin: one for one in desk.book.twins(name, ids) if one.twin is not None}
        new = {one: key for one, key in zip(ids, keys, strict=True) if one not in found}
        adoptable = self._pairing.adoptable(new.values())
        return found | {old: adoptable[key] for old, key in new.items() if key in adoptable}

    def _texts(self, twins: Collection[Twin]) -> dict[str, str]:
        """The bodies that stand in the BCP tenant: what each tenant keeps, and what an update changes."""
        if not twins:
            return {}
        return self._desk.texts(self._kind.name, [one.id for one in twins])

    def _add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Enter what is new."""
        if not rows:
            return
        sheet, tally = self._sheet, self._sheet.tally
        sheet.adds.extend(rows)
        tally.verbs[Verb.CREATE.value] += len(rows)
        tally.living += len(rows)
        tally.total += sum(value(row[PROOF]) for row in rows)
        if self._is_script:
            tally.to_review.update((row[0], row[TO_REVIEW]) for row in rows)

    def _stand(
        self,
        record: Record,
        body: Body,
        title: str,
        to_review: int,
        twin: Twin,
        key: str,
        texts: Mapping[str, str],
    ) -> Copy | None:
        """Something whose counterpart stands there. Returns it if it takes a key that it has not got."""
        desk, name = self._desk, self._kind.name
        if (kept := desk.before.keeps(desk.scope, name, twin.id)) is not None:
            self._sheet.hold(record.id, title, reasons.kept(kept), bcp_id=twin.id)
            return None
        here = texts.get(twin.id)
        copy = self._copy_of(record, body, (twin.id, twin.alt_id), key, here)
        wanted = Wanted(record, copy, twin, title, to_review)
        self._enter(wanted, here)
        return copy if wanted.takes_key else None

    def _copy_of(
        self,
        record: Record,
        body: Body,
        ids: tuple[str, str | None],
        key: str,
        here: str | None = None,
    ) -> Copy:
        """`here` is the body that stands in the BCP tenant."""
        kind = self._kind
        if self._plain:
            text = record.text
            whole = shared = record.digest
        else:
            if kind.private:
                body = self._settled(body, here)
            written = canonical(body)
            text, whole = written.decode(), hashlib.sha256(written).hexdigest()
            shared = share(kind, body, whole) if kind.private else whole
        proof = record.proof
        return Copy(*ids, key, text, whole, proof, record.id, record.alt_id, proof, shared)

    def _ids(self, record: Record, key: str) -> tuple[str, str | None] | None:
        if self._is_late:
            return self._pairing.place(record, key, {})
        alt = self._new_alts.get(record.alt_id) if record.alt_id else None
        return self._new_ids[record.id], alt

    def _settled(self, body: Body, text: str | None) -> Body:
        """What each tenant keeps for itself stays as the BCP tenant has it; what is new there never gets secrets."""
        kind = self._kind
        if text is None:
            secrets = kind.private - set(kind.local)
            return body if secrets.isdisjoint(body) else _without(body, secrets)
        here: Body = orjson.loads(text)
        kept = {name: here[name] for name in kind.private if name in here}
        return _without(body, kind.private) | kept

    def _enter(self, wanted: Wanted, here: str | None) -> None:
        sheet, twin = self._sheet, wanted.twin
        if self._is_script:
            sheet.tally.to_review[wanted.record.id] = wanted.to_review
        if wanted.differs:
            row = _row(wanted, tuple(wanted.copy), here)
            sheet.overs.add(tuple(row))
            sheet.tally.count(row)
        elif not wanted.is_tied:
            row = _row(wanted, tuple(_tie(wanted.copy)), None)
            sheet.ties.add(tuple(row))
            sheet.tally.count(row)
        if (sheet.kind, twin.id) in self._desk.before.drifts:
            sheet.settled.add(twin.id)
        if not twin.deleted and twin.key != wanted.copy.key:
            sheet.leaving[twin.id] = wanted.record.id

    def _contest(self, taking: Sequence[Taking]) -> None:
        """Whoever is to stand under a key that another has now is looked at again when all is known."""
        desk, name = self._desk, self._kind.name
        if not taking or not desk.has_any(name):
            return
        keys = [copy.key for _, _, copy in taking]
        holders = desk.counterparts.holders(desk.scope.bcp, name, keys)
        for primary_id, title, copy in taking:
            holder = holders.get(copy.key)
            if holder is not None and holder.id != copy.id:
                self._sheet.contested.append(Contested(primary_id, title, copy.key, holder))


def _added(record: Record, title: str, to_review: int, copy: Copy) -> tuple[Any, ...]:
    """The values of the `Row` of something new."""
    return (
        record.id,
        _CREATE,
        title,
        record.changed_by,
        record.changed_at,
        to_review,
        (),
        "",
        record.proof,
        tuple(copy),
    )


def _without(body: Body, names: frozenset[str]) -> Body:
    return {name: value for name, value in body.items() if name not in names}


def _tie(copy: Copy) -> Tie:
    assert copy.twin is not None
    return Tie(copy.id, copy.proof, copy.twin, copy.twin_alt, copy.twin_proof, copy.synced)


def _row(wanted: Wanted, payload: tuple[str | None, ...], here: str | None) -> Row:
    record, twin, verb = wanted.record, wanted.twin, wanted.verb
    changes = here is not None and not twin.deleted
    after = orjson.loads(wanted.copy.text) if changes else {}
    return Row(
        primary_id=record.id,
        verb=verb.value if verb else None,
        title=wanted.title,
        by=record.changed_by,
        at=record.changed_at,
        to_review=wanted.to_review,
        fields=difference(orjson.loads(here), after) if here and changes else (),
        was_proof="" if twin.deleted else twin.proof,
        proof=record.proof,
        payload=payload,
    )
