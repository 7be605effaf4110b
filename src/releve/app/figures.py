"""Figures of every pair, for whoever watches the house: how old the copy is, what is not in it, what a run did last, which side
is active, and what a switch would be judged.

They are asked for again and again, so a pair of which nothing has moved costs nothing: the directory is read from its copy
in memory, the newest run and the revisions of both sides for all pairs of a region at once, and only where one of them
is another than before is the pair looked at more closely. For no longer than `LOOKS_S` at a time: after a start, and
when all pairs move at once, some wait for the next time, those first that were not looked at for the longest.
"""

import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from releve.activation.verdict import PASSKEY_AGE_MAX, Readiness, Verdict, judge
from releve.app.bonds import Bonds
from releve.app.drifting import living_drift
from releve.app.equality import unequal
from releve.app.far_ends import States, all_states
from releve.app.house import House
from releve.app.pairing import Bond
from releve.app.queueing import latest_runs
from releve.app.readiness import (
    directory_writes,
    left_behind,
    since_shown,
    since_switch,
    stored,
)
from releve.app.scoping import scope_of, seems_to_wait
from releve.domain.clock import instant, seconds_between
from releve.domain.errors import ReleveError, Unavailable
from releve.domain.ids import TenantId
from releve.domain.orders import Mode
from releve.domain.runs import Run, RunState, Verb
from releve.domain.switch_reports import SwitchReport, report_key
from releve.domain.tenancy import Activation, Frequency, Side
from releve.sync.losing import count_losses

#: So many runs are looked through for those that have ended since the last look.
LOOKED_AT = 100

#: For so long pairs are looked at more closely each time.
LOOKS_S = 2.0


@dataclass(frozen=True, slots=True)
class PairFigures:
    """What is None could not be found out, or there is nothing of the kind. `state` and `duration_s` are of the newest run;
    `age_s` is the time since the last one that brought both sides into step. `changes` are not copied yet, `lag` is by how
    many revisions of the primary one that is followed is behind."""

    pair: str
    state: str | None = None
    duration_s: float | None = None
    ended_at: str | None = None
    age_s: float | None = None
    held: int = 0
    drifted: int = 0
    changes: int | None = None
    equal: bool | None = None
    lag: int | None = None


@dataclass(frozen=True, slots=True)
class SwitchFigures:
    """Which side of a pair is active, and what is to be said of the next switch or revert. `took_s`: from the order of the last
    one to its commit; None of a pair that was never switched. `verdicts` is empty until the pair was looked at."""

    activation: Activation
    took_s: float | None
    verdicts: Mapping[Mode, Verdict]


@dataclass(frozen=True, slots=True)
class Looked:
    """All pairs at one moment. `pairs` are those whose BCP tenant's region answers; `waiting`, how many have moved
    and are told as they were, or not at all, until the next time. `runs` are the newest ones, by pair. `states` is what is
    remembered of the far ends."""

    bonds: Sequence[Bond]
    activations: Sequence[Activation]
    pairs: Sequence[PairFigures]
    switches: Sequence[SwitchFigures]
    runs: Mapping[str, Run]
    states: States
    waiting: int


class Mark(NamedTuple):
    """What must have moved for a pair to be looked at again. None: that region does not answer, which moves nothing."""

    versions: tuple[object, ...]
    target: tuple[object, ...] | None
    source: int | None

    def is_still(self, now: "Mark") -> bool:
        return (
            self.versions == now.versions
            and now.target in (self.target, None)
            and now.source in (self.source, None)
        )


class Kept(NamedTuple):
    """What a look at a pair has found. `figures` None: the BCP tenant's region did not answer. `shown_at`: when the
    passkey was shown last. `look` counts all looks."""

    mark: Mark
    look: int
    figures: PairFigures | None
    seen: Readiness
    edits: int | None
    shown_at: datetime | None
    took_s: float | None


#: Of every tenant whose region answers.
Revisions = Mapping[TenantId, int]


@dataclass(slots=True)
class Figures:
    """`copied` counts, since this process was started, (pair, verb) → entities of the runs that have ended. Safe for
    several threads."""

    house: House
    looks_s: float = LOOKS_S
    copied: Counter[tuple[str, str]] = field(default_factory=Counter)
    _bonds: Bonds[Bond] = field(init=False)
    _kept: dict[str, Kept] = field(default_factory=dict)
    _looks: int = 0
    _counted: dict[str, Run | None] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._bonds = Bonds(self.house.whereabouts, lambda bond: bond)

    def read(self) -> Looked:
        """While the directory does not answer, of the pairs that it told of last."""
        with self._lock:
            bonds = self._bonds.read()
            revisions, runs = self._revisions(bonds), latest_runs(self.house)
            waiting = self._look_at(bonds, runs, revisions)
            states = all_states(self.house)
            writes = all(directory_writes(self.house, bond) for bond in bonds[:1])  # once for all
            known = [(bond, self._kept.get(bond.pair.id)) for bond in bonds]
            return Looked(
                bonds,
                [bond.activation for bond in bonds],
                [
                    self._now(kept.figures, bond, revisions)
                    for bond, kept in known
                    if kept is not None and kept.figures and bond.bcp.id in revisions
                ],
                [self._switch(bond, kept, revisions, states, writes) for bond, kept in known],
                runs,
                states,
                waiting,
            )

    def _revisions(self, bonds: Sequence[Bond]) -> Revisions:
        """0 of those that are empty."""
        by_region: dict[str, list[TenantId]] = {}
        for bond in bonds:
            for tenant in (bond.primary, bond.bcp):
                by_region.setdefault(tenant.region, []).append(tenant.id)
        found: dict[TenantId, int] = {}
        for region, tenants in by_region.items():
            with suppress(Unavailable), self.house.regions.of(region).reading() as tx:
                found |= dict.fromkeys(tenants, 0) | tx.entities.revisions(tenants)
        return found

    def _look_at(self, bonds: Sequence[Bond], runs: Mapping[str, Run], revisions: Revisions) -> int:
        """Look at those that have moved, for as long as that may take; returns how many are left."""
        there = {bond.pair.id for bond in bonds}
        self._kept = {pair: kept for pair, kept in self._kept.items() if pair in there}
        moved = []
        for bond in bonds:
            mark = _mark(bond, runs.get(bond.pair.id), revisions)
            kept = self._kept.get(bond.pair.id)
            if kept is None or not kept.mark.is_still(mark):
                moved.append((kept.look if kept else 0, bond, mark))
        # A look asks the directory for reports too, which its copy does not have.
        if self.house.whereabouts.fault is not None:
            for _, bond, _ in moved:
                self._kept.pop(bond.pair.id, None)
            return len(moved)
        moved.sort(key=lambda one: one[0])
        until = time.monotonic() + self.looks_s
        for done, (_, bond, mark) in enumerate(moved):
            if done and time.monotonic() > until:
                return len(moved) - done
            self._looks += 1
            try:
                self._kept[bond.pair.id] = self._look(bond, mark, runs.get(bond.pair.id))
            except ReleveError:  # gone in this moment: no figure is better than a wrong one
                self._kept.pop(bond.pair.id, None)
        return 0

    def _look(self, bond: Bond, mark: Mark, newest: Run | None) -> Kept:
        figures = None
        if mark.target is not None:
            self._count(bond, newest)
            figures = self._figures(bond, newest)
        seen, last = stored(self.house, bond)
        away = bond.activation.active is Side.BCP
        shown = since_shown(self.house, bond.pair)
        return Kept(
            mark,
            self._looks,
            figures,
            seen,
            left_behind(self.house, bond, last) if away else None,
            None if shown is None else self.house.clock() - shown,
            self._took_s(bond),
        )

    def _took_s(self, bond: Bond) -> float | None:
        """None of a switch that has no report: it was made by an earlier release."""
        now = bond.activation
        if now.epoch == 1:
            return None
        record = self.house.registry.directory.get(report_key(now.pair, now.epoch))
        if record is None:
            return None
        return max(0.0, seconds_between(SwitchReport.of(record.value).order.given_at, now.at))

    def _switch(
        self, bond: Bond, kept: Kept | None, revisions: Revisions, states: States, writes: bool
    ) -> SwitchFigures:
        if kept is None:
            return SwitchFigures(bond.activation, None, {})
        source, target = bond.primary.id in revisions, bond.bcp.id in revisions
        names = [driver.name for driver in self.house.drivers]
        failing = (
            name for name in names if (one := states.get((bond.pair.id, name))) and one.tries
        )
        seen = replace(
            kept.seen,
            directory_writes=writes,
            changes_wait=seems_to_wait(self.house, bond),
            since_switch=since_switch(self.house, bond.activation),
            passkey_age=self._passkey_age(bond, kept),
            drivers_failing=tuple(failing),
            primary_unsteady=self.house.unsteady.get(bond.primary.region),
            bcp_unsteady=self.house.unsteady.get(bond.bcp.region),
        )
        if not source:
            seen = replace(seen, changes=None, moved=False)
        ended_at = kept.figures.ended_at if kept.figures else None
        age = self.house.clock() - instant(ended_at) if target and ended_at else None
        seen = replace(seen, age=age, target_answers=target)
        edits = kept.edits if target else None
        active = bond.activation.active
        verdicts = {mode: judge(active, seen, mode, edits=edits) for mode in Mode}
        return SwitchFigures(bond.activation, kept.took_s, verdicts)

    def _passkey_age(self, bond: Bond, kept: Kept) -> timedelta | None:
        """Showing a passkey moves nothing else: whether it was shown is asked again once it matters."""
        if kept.shown_at is None:
            return None
        age = self.house.clock() - kept.shown_at
        if age > PASSKEY_AGE_MAX:
            with suppress(Unavailable):
                return since_shown(self.house, bond.pair)
        return age

    def _figures(self, bond: Bond, newest: Run | None) -> PairFigures:
        with self.house.regions.of(bond.bcp.region).reading() as tx:
            last = tx.runs.last_done(bond.pair.id)
            held = len(tx.runs.held(bond.pair.id))
            drifted = len(living_drift(tx, scope_of(self.house, bond)))
        known = PairFigures(
            pair=bond.pair.id,
            state=newest.state if newest else None,
            duration_s=_duration(newest),
            ended_at=last.ended_at if last else None,
            held=held,
            drifted=drifted,
        )
        with suppress(Unavailable):
            known = self._both_sides(bond, known)
        different = unequal(self.house, bond)
        return replace(known, equal=None if different is None else not different)

    def _both_sides(self, bond: Bond, known: PairFigures) -> PairFigures:
        """With what only the primary's region can tell."""
        scope = scope_of(self.house, bond)
        with (
            self.house.regions.of(bond.primary.region).reading() as source,
            self.house.regions.of(bond.bcp.region).reading() as target,
        ):
            known = replace(known, changes=count_losses(source, target, scope))
            if not bond.pair.sync.enabled or bond.pair.sync.frequency is not Frequency.CONTINUOUS:
                return known
            ledger, cursor = (
                source.entities.ledger(bond.primary.id),
                target.runs.cursor(bond.pair.id),
            )
        behind = (
            ledger[kind].revision - cursor.get(kind, 0) for kind in scope.kinds if kind in ledger
        )
        return replace(known, lag=max(0, max(behind, default=0)))

    def _count(self, bond: Bond, newest: Run | None) -> None:
        """Add what runs have done since the last look. A run that follows grows after it has ended."""
        pair = bond.pair.id
        if pair not in self._counted:
            self._counted[pair] = newest
            return
        before = self._counted[pair]
        with self.house.regions.of(bond.bcp.region).reading() as tx:
            runs, _ = tx.runs.page(pair, top=LOOKED_AT)
        for run in runs:
            self.copied.update({(pair, verb): many for verb, many in _written(run).items()})
            if before is not None and run.id == before.id:
                self.copied.subtract({(pair, verb): n for verb, n in _written(before).items()})
                break
        self._counted[pair] = runs[0] if runs else None

    def _now(self, one: PairFigures, bond: Bond, revisions: Revisions) -> PairFigures:
        if bond.primary.id not in revisions:
            one = replace(one, changes=None, equal=None, lag=None)
        if one.ended_at is None:
            return one
        age = self.house.clock() - instant(one.ended_at)
        return replace(one, age_s=max(0.0, age.total_seconds()))


def _mark(bond: Bond, newest: Run | None, revisions: Revisions) -> Mark:
    run = (newest.id, newest.state, newest.ended_at) if newest else None
    there = revisions.get(bond.bcp.id)
    return Mark(
        (bond.pair_version, bond.activation_version, *bond.versions.values()),
        None if there is None else (run, there),
        revisions.get(bond.primary.id),
    )


def _written(run: Run) -> Counter[str]:
    """verb → how many entities a run has written."""
    written: Counter[str] = Counter()
    for verbs in run.counts.values() if run.state is RunState.DONE else ():
        written.update({verb: many for verb, many in verbs.items() if verb != Verb.HOLD})
    return written


def _duration(run: Run | None) -> float | None:
    if run is None or run.started_at is None or run.ended_at is None:
        return None
    return seconds_between(run.started_at, run.ended_at)
