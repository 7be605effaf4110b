"""Failures per subject, counted in the database so that all processes of a region count together."""

import datetime

from sqlalchemy import Connection, delete, func, insert, select

from releve.domain.clock import instant, stamp
from releve.stores.regional.people_schema import THROTTLE

#: Sets the locks of subjects apart from other ones.
LOCKS = 7_265_766

#: How long failures are counted at most, whatever the subject.
KEPT = datetime.timedelta(hours=24)


class SqlThrottle:
    """Implements `Throttle`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, subject: str) -> None:
        """On SQLite the writing transaction is alone already."""
        if self._connection.dialect.name == "postgresql":
            number = func.hashtextextended(subject, LOCKS)
            self._connection.execute(select(func.pg_advisory_xact_lock(number)))

    def failures(self, subject: str, since: str) -> tuple[int, str | None]:
        """Those at `since` or later; None if there are none."""
        query = select(func.count(), func.max(THROTTLE.c.at)).where(
            THROTTLE.c.subject == subject, THROTTLE.c.at >= since
        )
        count, last = self._connection.execute(query).one()
        return count, last

    def fail(self, subject: str, at: str) -> None:
        self._connection.execute(insert(THROTTLE).values(subject=subject, at=at))

    def take_back(self, subject: str, at: str) -> None:
        counted = select(func.max(THROTTLE.c.seq)).where(
            THROTTLE.c.subject == subject, THROTTLE.c.at == at
        )
        self._connection.execute(
            delete(THROTTLE).where(THROTTLE.c.seq == counted.scalar_subquery())
        )

    def clear(self, subject: str) -> None:
        self._connection.execute(delete(THROTTLE).where(THROTTLE.c.subject == subject))

    def sweep(self, now: str) -> int:
        before = stamp(instant(now) - KEPT)
        return self._connection.execute(delete(THROTTLE).where(THROTTLE.c.at < before)).rowcount
