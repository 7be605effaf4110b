"""The last moment of a writer on PostgreSQL: who decides waits for it, and for nothing else a writer does; who stands still
in it is thrown out."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from releve.domain.errors import Unavailable
from releve.stores.regional import SqlRegionalStore, moments, schema
from releve.stores.regional.columns import METADATA
from tests.contract.conftest import clear
from tests.helpers.regional import ACME, AT, team

WAIT_S = 60


@pytest.fixture
def store(store_on_postgres: SqlRegionalStore) -> SqlRegionalStore:
    clear(store_on_postgres.database, METADATA, but=schema.HOME.name)
    return store_on_postgres


@contextmanager
def writer(store: SqlRegionalStore, *, comes_to_it: bool) -> Iterator[Callable[[], bool]]:
    """Somebody who writes in the background and then waits to be told to end; yields how to tell, which returns whether it
    was committed."""
    ready, end = threading.Event(), threading.Event()

    def work() -> bool:
        try:
            with store.writing() as tx:
                tx.entities.lock(ACME)
                tx.entities.put(ACME, [team("Late")], by="sync", at=AT)
                if comes_to_it:
                    tx.last_moment(ACME)
                ready.set()
                assert end.wait(WAIT_S)
        except Unavailable:
            return False
        return True

    with ThreadPoolExecutor(1) as threads:
        working = threads.submit(work)
        assert ready.wait(WAIT_S)

        def ended() -> bool:
            end.set()
            return working.result(timeout=WAIT_S)

        try:
            yield ended
        finally:
            end.set()


def decide(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        tx.past_last_moments(ACME)


def test_who_decides_does_not_wait_for_a_writer_that_has_not_come_to_it(
    store: SqlRegionalStore,
) -> None:
    with writer(store, comes_to_it=False) as ended:
        decide(store)
        assert ended()


def test_who_decides_waits_for_a_writer_at_its_last_moment(store: SqlRegionalStore) -> None:
    with writer(store, comes_to_it=True) as ended, ThreadPoolExecutor(1) as threads:
        deciding = threads.submit(decide, store)
        with pytest.raises(TimeoutError):
            deciding.result(timeout=0.3)
        assert ended()
        deciding.result(timeout=WAIT_S)


def test_a_writer_comes_to_its_last_moment_when_it_was_decided(store: SqlRegionalStore) -> None:
    came = threading.Event()

    def write() -> None:
        with store.writing() as tx:
            tx.last_moment(ACME)
            came.set()

    with ThreadPoolExecutor(1) as threads:
        with store.writing() as tx:
            tx.past_last_moments(ACME)
            writing = threads.submit(write)
            assert not came.wait(0.3)
        writing.result(timeout=WAIT_S)
    assert came.is_set()


def test_who_stands_still_at_the_last_moment_is_rolled_back_and_does_not_hold_up_who_decides(
    store: SqlRegionalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moments, "STILL_S_MAX", 0.3)
    with writer(store, comes_to_it=True) as ended:
        decide(store)  # nobody has told the writer to end
        assert not ended(), "what it committed after that was refused"
    with store.reading() as tx:
        assert list(tx.entities.all(ACME, "team")) == []


def test_who_is_in_a_hurry_does_not_wait_for_a_lock(store: SqlRegionalStore) -> None:
    with writer(store, comes_to_it=False) as ended:
        with store.writing() as tx:
            tx.hurry(0.1)
            with pytest.raises(Unavailable, match="locked"):
                tx.show_epoch(ACME, 2)
        assert ended()
