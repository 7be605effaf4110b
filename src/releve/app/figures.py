"""Figures of every pair, for whoever watches the house: how old the copy is, what is not in it, what a run did last.

They are asked for again and again, so a pair of which nothing has moved costs nothing: its newest run and the revisions
of both sides are read for all pairs of a region at once, and only where one of them is another than before is it looked
at more closely.
"""

import threading
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from releve.app.drifting import living_drift
from releve.app.equality import unequal
from releve.app.house import House
from releve.app.pairing import Bond, bond_of_pair
from releve.app.queueing import latest_runs
from releve.app.scoping import scope_of
from releve.domain.clock import instant, seconds_between
from releve.domain.errors import ReleveError, Unavailable
from releve.domain.ids import TenantId
from releve.domain.runs import Run, RunState, Verb
from releve.domain.tenancy import Frequency, Pair
from releve.sync.losing import count_losses

#: So many runs are looked through for those that have ended since the last look.
LOOKED_AT = 100


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


#: What must have moved for a pair to be looked at again.
Mark = tuple[object, ...]


@dataclass(slots=True)
class Figures:
    """`copied` counts, since this process was started, (pair, verb) → entities of the runs that have ended. Safe for
    several threads."""

    house: House
    copied: Counter[tuple[str, str]] = field(default_factory=Counter)
    _known: dict[str, tuple[Mark, PairFigures]] = field(default_factory=dict)
    _counted: dict[str, Run | None] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self) -> list[PairFigures]:
        """Every pair whose BCP tenant's region answers. Raises Unavailable when the directory does not."""
        with self._lock:
            pairs = self.house.registry.pairs()
            runs, revisions = latest_runs(self.house), self._revisions()
            there = [pair for pair in pairs if pair.bcp in revisions]
            self._known = {
                pair.id: known
                for pair in there
                if (known := self._look(pair, runs.get(pair.id), revisions)) is not None
            }
            return [self._aged(one) for _, one in self._known.values()]

    def _revisions(self) -> Mapping[TenantId, int]:
        """Of every tenant whose region answers; 0 of those that are empty."""
        by_region: dict[str, list[TenantId]] = {}
        for tenant in self.house.registry.tenants():
            by_region.setdefault(tenant.region, []).append(tenant.id)
        found: dict[TenantId, int] = {}
        for region, tenants in by_region.items():
            with suppress(Unavailable), self.house.regions.of(region).reading() as tx:
                found |= dict.fromkeys(tenants, 0) | tx.entities.revisions(tenants)
        return found

    def _look(
        self, pair: Pair, newest: Run | None, revisions: Mapping[TenantId, int]
    ) -> tuple[Mark, PairFigures] | None:
        run = (newest.id, newest.state, newest.ended_at) if newest else None
        mark = (pair, run, revisions.get(pair.primary), revisions[pair.bcp])
        mark_before, known = self._known.get(pair.id, (None, None))
        if known is not None and mark == mark_before:
            return mark, known
        try:
            bond = bond_of_pair(self.house, pair.id)
            self._count(bond, newest)
            return mark, self._figures(bond, newest)
        except ReleveError:
            return None  # the region has gone in this moment: no figure is better than a wrong one

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

    def _aged(self, one: PairFigures) -> PairFigures:
        if one.ended_at is None:
            return one
        age = self.house.clock() - instant(one.ended_at)
        return replace(one, age_s=max(0.0, age.total_seconds()))


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
