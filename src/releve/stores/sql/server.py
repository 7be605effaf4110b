"""Connections to a PostgreSQL server that may vanish, or freeze, without a word.

The kernel of a frozen server goes on confirming what it receives, so that no setting of TCP notices; and a
time limit that the server keeps is not kept by one that stands still. Therefore a connection that has heard
nothing for a while asks the server, over a connection of its own, whether it is still there.
"""

import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import InvalidatePoolError

#: How long a server may take to let us in; libpq takes no less.
CONNECT_S = 2
#: How long it may take to answer at all, before a connection that has lain idle is used.
PING_S = 1.0
#: A server that has spoken so short a time ago need not be asked whether it is there.
RECENT_S = 0.2
#: After this long without a word while a statement is at work it is asked whether it is there.
SILENCE_S = 2.0
#: How long one statement may take, and one of many rows or of a migration.
STATEMENT_S, LONG_STATEMENT_S = 30.0, 600.0

#: Under this name the pool keeps who watches over a connection.
WATCH = "releve_watch"
#: And under this one the transaction that was given time last.
TIMED = "releve_timed"

Waiting = Generator[Any, Any, Any]


class Watch:
    """Watches over what one connection waits for, and closes it once the server is silent."""

    def __init__(self, connection: Any, is_alive: Callable[[], bool]) -> None:
        self._connection, self._is_alive = connection, is_alive
        self._wait: Callable[..., Any] = connection.wait
        self._pings, self._heard = False, time.monotonic()
        connection.wait = self.wait

    def wait(self, waiting: Waiting, *options: Any, **named: Any) -> Any:
        """In place of the driver's own, through which every answer of the server comes."""
        return self._wait(self._watched(waiting), *options, **named)

    def ping(self) -> None:
        """Raises the driver's error unless the server answers at once. One that has just spoken need not be asked."""
        if time.monotonic() - self._heard < RECENT_S:
            return
        self._pings = self._connection.autocommit = True  # no transaction is begun for it
        try:
            self._connection.execute("SELECT 1")
        finally:
            self._pings = False
            if not self._connection.closed:
                self._connection.autocommit = False

    def _watched(self, waiting: Waiting) -> Waiting:
        patience_s = PING_S if self._pings else SILENCE_S
        self._heard = time.monotonic()
        try:
            wanted = next(waiting)
            while True:
                ready = yield wanted
                if ready:
                    self._heard = time.monotonic()
                elif time.monotonic() - self._heard >= patience_s:
                    self._must_answer(patience_s)
                    patience_s *= 2
                wanted = waiting.send(ready)
        except StopIteration as end:
            return end.value

    def _must_answer(self, silent_s: float) -> None:
        if self._pings or silent_s > LONG_STATEMENT_S or not self._is_alive():
            self._connection.close()
            raise self._connection.OperationalError("the server is silent")


@dataclass(frozen=True, slots=True)
class Caller:
    """Connects as SQLAlchemy would, and knows how to call the same server once more."""

    dialect: Dialect
    arguments: Any
    options: Mapping[str, Any]

    def connect(self) -> tuple[Any, Watch]:
        connection: Any = self.dialect.connect(*self.arguments, **self.options)
        where = _where(connection)
        return connection, Watch(connection, lambda: self._is_alive(where))

    def _is_alive(self, where: Mapping[str, Any]) -> bool:
        driver: Any = self.dialect.loaded_dbapi
        try:
            self.dialect.connect(*self.arguments, **{**self.options, **where}).close()
        except driver.errors.ConnectionTimeout:
            return False
        except driver.Error:
            pass  # it speaks, if only to turn us away; if it is gone, our own connection will say so
        return True


def _where(connection: Any) -> dict[str, Any]:
    """The server that a connection is to, of several that the settings may name."""
    told = {"host": connection.info.host, "hostaddr": connection.info.hostaddr}
    return {**{name: one for name, one in told.items() if one}, "port": connection.info.port}


def arguments(patience_s: float) -> dict[str, Any]:
    """libpq's settings. Those on TCP end an idle connection to a host that vanished; while a statement is at work
    they are generous, for a server that is too busy to take in more looks to the kernel like one that is gone."""
    settings = {"lock_timeout": patience_s, "statement_timeout": patience_s + STATEMENT_S}
    options = (f"-c {name}={round(seconds * 1000)}" for name, seconds in settings.items())
    return {
        "connect_timeout": CONNECT_S,
        "options": " ".join(options),
        "tcp_user_timeout": 60_000,
        "keepalives_idle": 2,
        "keepalives_interval": 1,
        "keepalives_count": 3,
    }


def watch(engine: Engine) -> None:
    """Have every connection of the engine watched, and asked for an answer each time it is taken up again."""
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "checkout", _ping)


def take_time(connection: Connection) -> None:
    """What follows in this transaction may take long: the server works on many rows at once."""
    transaction = connection.get_transaction()
    if connection.dialect.name == "postgresql" and connection.info.get(TIMED) is not transaction:
        timeout = round(LONG_STATEMENT_S * 1000)
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {timeout}")
        connection.info[TIMED] = transaction


def _connect(dialect: Dialect, record: Any, arguments: Any, options: Mapping[str, Any]) -> Any:
    connection, record.info[WATCH] = Caller(dialect, arguments, options).connect()
    return connection


def _ping(connection: Any, record: Any, _: Any) -> None:
    try:
        record.info[WATCH].ping()
    except (
        connection.Error
    ) as error:  # the driver's; it need not be installed where no server is used
        raise InvalidatePoolError("the server does not answer") from error
