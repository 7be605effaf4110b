"""Stores whose reading goes wrong in the ways that the field has seen."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from releve.domain.entities import Record
from releve.domain.errors import Unavailable
from releve.domain.store import RegionalStore, Tx


class CutShort:
    """A `RegionalStore` whose list of changes ends after `n`: with an error, or (None) as if that were all."""

    def __init__(self, store: RegionalStore, n: int, fault: Unavailable | None) -> None:
        self._store, self._n, self._fault = store, n, fault

    @property
    def region(self) -> str:
        return self._store.region

    @contextmanager
    def reading(self) -> Iterator[Any]:
        with self._store.reading() as tx:
            yield _Tx(tx, self._n, self._fault)

    def glancing(self) -> AbstractContextManager[Tx]:
        return self._store.glancing()

    def writing(self) -> AbstractContextManager[Tx]:
        return self._store.writing()

    def close(self) -> None:
        self._store.close()


class _Tx:
    def __init__(self, tx: Tx, n: int, fault: Unavailable | None) -> None:
        self._tx, self.entities = tx, _Entities(tx.entities, n, fault)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)


class _Entities:
    def __init__(self, entities: Any, n: int, fault: Unavailable | None) -> None:
        self._entities, self._n, self._fault = entities, n, fault

    def __getattr__(self, name: str) -> Any:
        return getattr(self._entities, name)

    def records(self, *args: Any, **kwargs: Any) -> Iterator[Record]:
        return self._cut(self._entities.records(*args, **kwargs))

    def records_among(self, *args: Any, **kwargs: Any) -> Iterator[tuple[str, Record]]:
        return self._cut(self._entities.records_among(*args, **kwargs))

    def _cut(self, records: Iterator[Any]) -> Iterator[Any]:
        for record in records:
            if self._n == 0:
                if self._fault:
                    raise self._fault
                return
            self._n -= 1
            yield record
