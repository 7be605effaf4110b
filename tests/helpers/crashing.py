"""Cut a procedure off at every point where it touches the world (style, pattern 11).

`Crashing` wraps a regional store so that before every call of it is such a point (`bombs`), before every statement of a
writing transaction, and before and after the commit.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import event

from releve.domain.store import RegionalStore, Tx
from releve.stores.regional.store import SqlRegionalStore
from releve.stores.sql.server import take_time
from tests.helpers.bombs import Bomb

#: What bulk writing calls before each statement that it hands to the driver.
_BULK = "releve.stores.sql.bulk.take_time"

#: Makes a writer of many, which is entered in pieces.
_COPY_IN = "copy_in"


class _Ticking:
    """An accessor of a transaction, each of whose methods ticks before it begins."""

    def __init__(self, accessor: Any, bomb: Bomb, name: str) -> None:
        self._accessor, self._bomb, self._name = accessor, bomb, name

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._accessor, name)

        def ticking(*args: Any, **kwargs: Any) -> Any:
            self._bomb.tick(f"{self._name}.{name}")
            made = method(*args, **kwargs)
            return _Ticking(made, self._bomb, "into") if name == _COPY_IN else made

        return ticking


class _TickingTx:
    def __init__(self, tx: Tx, bomb: Bomb) -> None:
        self._tx, self._bomb = tx, bomb

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._tx, name)
        if callable(found):
            return getattr(_Ticking(self._tx, self._bomb, "tx"), name)
        return _Ticking(found, self._bomb, name)


class Crashing:
    """A `RegionalStore` that dies when the bomb goes off; what the real one had committed stays."""

    def __init__(self, store: RegionalStore, bomb: Bomb) -> None:
        self._store, self._bomb = store, bomb

    @property
    def region(self) -> str:
        return self._store.region

    @contextmanager
    def reading(self) -> Iterator[Any]:
        with self._store.reading() as tx:
            self._bomb.tick("reading")
            yield _TickingTx(tx, self._bomb)

    @contextmanager
    def glancing(self) -> Iterator[Any]:
        with self._store.glancing() as tx:
            self._bomb.tick()
            yield _TickingTx(tx, self._bomb)

    @contextmanager
    def writing(self) -> Iterator[Any]:
        with self._store.writing() as tx:
            self._bomb.tick("writing")
            with _statements(self._store, self._bomb):
                yield _TickingTx(tx, self._bomb)
            self._bomb.tick("all is written, nothing committed")
        self._bomb.tick("committed, and nobody heard of it")

    def close(self) -> None:
        self._store.close()


@contextmanager
def _statements(store: RegionalStore, bomb: Bomb) -> Iterator[None]:
    """Every statement is a point: those that go by SQLAlchemy, and those in bulk that go past it."""
    if not isinstance(store, SqlRegionalStore):
        yield
        return
    engine = store.database.engine

    def statement(*args: Any) -> None:
        bomb.tick(args[2].split("(")[0].strip())

    def in_bulk(*args: Any) -> None:
        bomb.tick("in bulk")
        take_time(*args)

    event.listen(engine, "before_cursor_execute", statement)
    try:
        with patch(_BULK, in_bulk):
            yield
    finally:
        event.remove(engine, "before_cursor_execute", statement)
