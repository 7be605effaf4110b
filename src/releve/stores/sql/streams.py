"""Reading long lists bit by bit.

On PostgreSQL a stream is a cursor of the server. One that its reader has left half read is closed with
the transaction: closed later, by the collector, it would disturb whoever has the connection then.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from sqlalchemy import Connection, Row, Select

#: How many rows a stream holds in memory at a time.
ROWS = 1000


class Streams:
    """The streams of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._open = connection, ExitStack()

    def rows(self, query: Select[Any], *, at_once: int = ROWS) -> Iterator[Row[Any]]:
        result = self._connection.execute(query.execution_options(yield_per=at_once))
        self._open.callback(result.close)
        return (row for some in result.partitions() for row in some)

    def close(self) -> None:
        self._open.close()
