"""Rows that wait to be written: in memory while they are few, in a file of no name when they are many."""

import marshal
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

#: Rows of a spool that are held in memory at most.
ROWS_MAX = 2_000

#: How a block in the file begins: with its length in bytes.
_LENGTH = 8

Row = tuple[Any, ...]


class Spool:
    """A list of tuples of plain values that is written once and read as often as wanted. `scratch` opens a file that
    vanishes when it is closed, or with the process."""

    def __init__(self, scratch: Callable[[], IO[bytes]]) -> None:
        self._scratch = scratch
        self._rows: list[Row] = []
        self._file: IO[bytes] | None = None
        self._many = 0

    def add(self, row: Row) -> None:
        self._rows.append(row)
        if len(self._rows) >= ROWS_MAX:
            self._write()

    def extend(self, rows: Iterable[Row]) -> None:
        self._rows.extend(rows)
        if len(self._rows) >= ROWS_MAX:
            self._write()

    def __len__(self) -> int:
        return self._many + len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        if self._file is not None:
            self._file.seek(0)
            while length := self._file.read(_LENGTH):
                # Our own, of this very process.
                yield from marshal.loads(self._file.read(int.from_bytes(length)))  # noqa: S302
        yield from self._rows

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _write(self) -> None:
        if self._file is None:
            self._file = self._scratch()
        block = marshal.dumps(self._rows)
        self._file.seek(0, 2)
        self._file.write(len(block).to_bytes(_LENGTH))
        self._file.write(block)
        self._many += len(self._rows)
        self._rows = []
