"""Following: pairs whose sync is continuous are brought into step as soon as anything is committed in the primary.

The revisions of all primaries of a region are read with one small statement, again and again; a pair whose primary moved
is synced at once. What fails is left alone for a while and tried again, each time later.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from releve.app.house import House
from releve.app.pairing import Bond, bond_of_pair
from releve.app.scoping import scope_of, seems_to_wait, still_primary
from releve.domain.errors import ReleveError, Unavailable
from releve.domain.runs import Run, RunState
from releve.domain.tenancy import Frequency, Pair, Side
from releve.sync.run import follow_once

#: How a run is called that follows.
CONTINUOUS = "continuous"

#: How often the directory is asked which pairs are to be followed.
LOOK_EVERY = timedelta(seconds=1)

#: How long a pair is left alone after its first failure; twice as long after each further one.
REST, REST_MAX = timedelta(seconds=1), timedelta(minutes=5)


@dataclass(slots=True)
class Followed:
    """What the follower remembers of a pair; all of it can be forgotten."""

    pair: Pair
    primary_region: str
    seen: int = -1
    failures: int = 0
    rests_until: datetime | None = None


@dataclass(slots=True)
class Follower:
    """`turn` is called again and again, by one thread."""

    house: House
    _looked: datetime | None = None
    _pairs: dict[str, Followed] = field(default_factory=dict)

    @property
    def follows(self) -> bool:
        """Whether there is any pair to be followed."""
        return bool(self._pairs)

    def turn(self) -> list[str]:
        """One look at every pair that is followed. Says in sentences what was done."""
        self._look()
        said = []
        for region in {one.primary_region for one in self._pairs.values()}:
            for one, revision in self._moved(region):
                said.append(self._follow(one, revision))
        return said

    def _look(self) -> None:
        now = self.house.clock()
        if self._looked is not None and now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        found: dict[str, Followed] = {}
        for pair in self.house.registry.pairs():
            if pair.sync.enabled and pair.sync.frequency is Frequency.CONTINUOUS:
                known = self._pairs.get(pair.id)
                if known is not None and known.pair == pair:
                    found[pair.id] = known
                elif self.house.regions.works_for(self.house.registry.tenant(pair.bcp)[0].region):
                    primary, _ = self.house.registry.tenant(pair.primary)
                    found[pair.id] = Followed(pair, primary.region)
        self._pairs = found

    def _moved(self, region: str) -> list[tuple[Followed, int]]:
        now = self.house.clock()
        here = [
            one
            for one in self._pairs.values()
            if one.primary_region == region and (one.rests_until or now) <= now
        ]
        try:
            with self.house.regions.of(region).glancing() as tx:
                revisions = tx.entities.revisions([one.pair.primary for one in here])
        except Unavailable:
            for one in here:
                self._rest(one)
            return []
        at = [(one, revisions.get(one.pair.primary, 0)) for one in here]
        return [(one, revision) for one, revision in at if revision != one.seen]

    def _follow(self, one: Followed, revision: int) -> str:
        try:
            bond = bond_of_pair(self.house, one.pair.id)
            done = self._bring_over(bond)
        except ReleveError as error:
            self._rest(one)
            return f"pair {one.pair.id} could not be followed: {error}"
        one.seen, one.failures, one.rests_until = revision, 0, None
        return f"pair {one.pair.id} followed to revision {revision}" if done else ""

    def _bring_over(self, bond: Bond) -> Run | None:
        if bond.activation.active is Side.BCP:
            return None
        house = self.house
        if self._asks(bond) or seems_to_wait(house, bond):
            return None
        run = Run(
            id=house.new_id(),
            pair=bond.pair.id,
            state=RunState.RUNNING,
            trigger=CONTINUOUS,
            requested_by=CONTINUOUS,
            requested_at=house.now(),
            started_at=house.now(),
            worker=house.worker,
        )
        return follow_once(
            scope_of(house, bond),
            house.regions.of(bond.primary.region),
            house.regions.of(bond.bcp.region),
            rewrite=house.rewriter,
            guard=lambda: still_primary(house, bond),
            run=run,
            by=f"sync ({CONTINUOUS})",
            clock=house.clock,
        )

    def _asks(self, bond: Bond) -> bool:
        """Whether the last run waits for a person's answer: until then nothing is brought over."""
        with self.house.regions.of(bond.bcp.region).glancing() as tx:
            latest = tx.runs.newest(bond.pair.id)
        return latest is not None and latest.state is RunState.ASKING

    def _rest(self, one: Followed) -> None:
        one.failures += 1
        span = min(REST * 2 ** min(one.failures - 1, 16), REST_MAX)
        one.rests_until = self.house.clock() + span
