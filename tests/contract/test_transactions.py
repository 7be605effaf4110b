"""Transactions: one snapshot, all or nothing, and the fence of epochs."""

import pytest

from releve.domain.errors import Conflict
from releve.stores.regional import SqlRegionalStore
from tests.helpers.regional import ACME, AT, put, team, teams


class Bang(Exception):
    pass


def test_a_block_that_raises_writes_nothing(store: SqlRegionalStore) -> None:
    def attempt() -> None:
        with store.writing() as tx:
            tx.entities.put(ACME, [team("Blue")], by="ana", at=AT)
            tx.audit.add(tenant=ACME, at=AT, actor="ana", act="team.create")
            raise Bang

    with pytest.raises(Bang):
        attempt()
    assert teams(store) == []
    with store.reading() as tx:
        assert (tx.entities.revision(ACME), tx.entities.issued(ACME)) == (0, {})
        assert tx.audit.page(ACME) == ([], 0)


def test_a_reader_sees_one_moment_from_its_beginning(store: SqlRegionalStore) -> None:
    put(store, team("Blue"))
    with store.reading() as tx:
        put(store, team("Red"))
        assert [one.key for one in tx.entities.all(ACME, "team")] == ["blue"]
        put(store, team("Green"))
        assert tx.entities.counts(ACME) == {"team": 1}
        assert tx.entities.revision(ACME) == 1
    assert teams(store) == ["Blue", "Green", "Red"]


def test_a_stream_goes_on_while_others_write(store: SqlRegionalStore) -> None:
    put(store, *(team(f"T{n:04}") for n in range(2500)))
    with store.reading() as tx:
        stream = tx.entities.changed(ACME, after=0, kinds=["team"])
        next(stream)
        put(store, team("Late"))
        assert sum(1 for _ in stream) == 2499


def test_a_reader_cannot_write(store: SqlRegionalStore) -> None:
    with store.reading() as tx, pytest.raises(AssertionError):
        tx.entities.put(ACME, [team("Blue")], by="ana", at=AT)


def test_a_writer_sees_what_it_wrote(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        tx.entities.put(ACME, [team("Blue")], by="ana", at=AT)
        assert tx.entities.counts(ACME) == {"team": 1}
        tx.entities.put(ACME, [team("Red")], by="ana", at=AT)
        assert tx.entities.revision(ACME) == 2


def test_a_lower_epoch_than_one_seen_is_refused_and_forgotten(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        assert tx.epoch_seen(ACME) == 0
        tx.show_epoch(ACME, 4)
        tx.show_epoch(ACME, 4)
    with pytest.raises(Conflict), store.writing() as tx:
        tx.show_epoch(ACME, 3)
    with store.writing() as tx:
        tx.show_epoch(ACME, 5)
    with store.reading() as tx:
        assert tx.epoch_seen(ACME) == 5


def test_an_epoch_is_no_change_of_the_configuration(store: SqlRegionalStore) -> None:
    put(store, team("Blue"))
    with store.writing() as tx:
        tx.show_epoch(ACME, 2)
    with store.reading() as tx:
        assert tx.entities.revision(ACME) == 1
