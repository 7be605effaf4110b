"""The lookout: keeps the copy of the directory new, and the regions' copies of it.

Two threads, because one of them must see a switch also while a region hangs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from releve.app.house import House
from releve.app.whereabouts import LOOK_AFTER_S
from releve.domain.directory import Record
from releve.domain.errors import Unavailable
from releve.domain.store import RegionalStore

#: How long a directory is left alone that did not answer.
LEFT_ALONE = timedelta(seconds=1)

#: How long the directory is waited for to move: short enough that nobody else ever has to look.
WATCH_S = LOOK_AFTER_S * 0.8

#: How often a region is told that its copy is still what stands in the directory.
STILL_SO = timedelta(minutes=1)


@dataclass(slots=True)
class Lookout:
    """`turn` is called again and again, by a thread that does nothing else: it waits for the directory to move, and for
    nothing else."""

    house: House
    watch_s: float = WATCH_S
    follows: bool = True
    _lost_at: datetime | None = None

    def turn(self) -> list[str]:
        now = self.house.clock()
        if self._lost_at is not None and now - self._lost_at < LEFT_ALONE:
            return []
        was_lost = self._lost_at is not None
        try:
            self.house.whereabouts.follow(self.watch_s)
        except Unavailable as fault:
            self._lost_at = self.house.clock()
            return [] if was_lost else [f"the directory does not answer, its copy does: {fault}"]
        self._lost_at = None
        return ["the directory answers again"] if was_lost else []


@dataclass(slots=True)
class Copyist:
    """`turn` is called again and again: whatever the directory's copy in memory has, the regions of this process keep."""

    house: House
    follows: bool = False
    _kept: dict[str, tuple[Mapping[str, Record], datetime]] = field(default_factory=dict)

    def turn(self) -> list[str]:
        whereabouts, now, read_at = (
            self.house.whereabouts,
            self.house.clock(),
            self.house.directory_read_at,
        )
        records = whereabouts.records()
        if not read_at or whereabouts.fault is not None:
            return []
        said = []
        for store in self.house.regions.at_work():
            before, kept_at = self._kept.get(store.region, (None, now))
            if before is records and now - kept_at < STILL_SO:
                continue
            try:
                if not _keep(store, records, read_at):
                    said.append(f"the region {store.region} keeps a copy of a higher epoch")
            except Unavailable:
                continue  # the next turn tries again
            self._kept[store.region] = (records, now)
        return said


def _keep(store: RegionalStore, records: Mapping[str, Record], read_at: str) -> bool:
    """Write what differs. A copy that knows a higher epoch stays, and this is False: whoever slept brings an older one."""
    with store.writing() as tx:
        kept = tx.directory_copy.held()
        there = kept.records if kept else {}
        if any(epoch > _epoch(records.get(key)) for key, epoch in _epochs(there).items()):
            return False
        written = [one for key, one in records.items() if there.get(key) != one]
        tx.directory_copy.keep(written, there.keys() - records.keys(), read_at)
    return True


def _epochs(records: Mapping[str, Record]) -> dict[str, int]:
    return {key: _epoch(one) for key, one in records.items() if key.startswith("activation/")}


def _epoch(record: Record | None) -> int:
    """Of an activation; 0 where there is none yet: none is ever taken away."""
    return 0 if record is None else int(record.value["epoch"])
