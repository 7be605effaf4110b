"""An honest twin of the store's throttle: what one handle counts, every handle of the same region sees."""

import datetime
from dataclasses import dataclass, field

from releve.domain.clock import instant, stamp
from releve.domain.store import Throttle


@dataclass
class Failures:
    """The table that the processes of one region share: subject → stamps."""

    rows: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class SharedThrottle:
    """One process's handle on the table. It keeps nothing of its own."""

    table: Failures = field(default_factory=Failures)

    def hold(self, subject: str) -> None:
        """Nobody else is here."""

    def failures(self, subject: str, since: str) -> tuple[int, str | None]:
        counted = [at for at in self.table.rows.get(subject, []) if at >= since]
        return len(counted), max(counted, default=None)

    def fail(self, subject: str, at: str) -> None:
        self.table.rows.setdefault(subject, []).append(at)

    def take_back(self, subject: str, at: str) -> None:
        if at in (counted := self.table.rows.get(subject, [])):
            counted.remove(at)

    def clear(self, subject: str) -> None:
        self.table.rows.pop(subject, None)

    def sweep(self, now: str) -> int:
        before = stamp(instant(now) - datetime.timedelta(hours=24))
        rows = self.table.rows.items()
        old = [(subject, at) for subject, counted in rows for at in counted if at < before]
        for subject, at in old:
            self.table.rows[subject].remove(at)
        return len(old)


def two_processes() -> tuple[Throttle, Throttle]:
    table = Failures()
    return SharedThrottle(table), SharedThrottle(table)
