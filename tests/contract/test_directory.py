"""The directory: versioned records, written all or not at all if nobody else was faster."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from releve.domain.directory import Change, Directory, Record, unmoved
from releve.domain.errors import Conflict
from releve.stores.directory.addresses import open_etcd
from releve.stores.directory.sql import open_directory

PAIR, ACME = "pair/1", "tenant/acme"


def test_a_record_counts_its_writes(directory: Directory) -> None:
    directory.commit(Change(PAIR, {"é": [1, None, {"b": 1, "a": 2}]}, 0))
    assert directory.get(PAIR) == Record(PAIR, {"é": [1, None, {"b": 1, "a": 2}]}, 1)
    directory.commit(Change(PAIR, {}, 1))
    assert directory.get(PAIR) == Record(PAIR, {}, 2)
    assert directory.get("pair/2") is None


def test_a_stale_writer_is_refused(directory: Directory) -> None:
    directory.commit(Change(PAIR, {"n": 1}, 0))
    directory.commit(Change(PAIR, {"n": 2}, 1))
    with pytest.raises(Conflict) as stale:
        directory.commit(Change(PAIR, {"n": 9}, 1))
    assert stale.value.facts == {"key": PAIR, "expected": 1, "version": 2}
    assert directory.get(PAIR) == Record(PAIR, {"n": 2}, 2)


@pytest.mark.parametrize("expect", [0, 2])
def test_a_record_must_be_at_the_version_expected(directory: Directory, expect: int) -> None:
    directory.commit(Change(PAIR, {"n": 1}, 0))
    with pytest.raises(Conflict):
        directory.commit(Change(PAIR, {"n": 9}, expect))
    with pytest.raises(Conflict):
        directory.commit(Change(PAIR, None, expect))


def test_what_is_not_there_cannot_be_changed(directory: Directory) -> None:
    with pytest.raises(Conflict):
        directory.commit(Change(PAIR, {"n": 9}, 1))
    assert directory.get(PAIR) is None


def test_a_removed_record_is_absent_and_can_be_made_again(directory: Directory) -> None:
    directory.commit(Change(PAIR, {"n": 1}, 0))
    directory.commit(Change(PAIR, None, 1))
    assert directory.get(PAIR) is None
    directory.commit(Change(PAIR, {"n": 2}, 0))
    assert directory.get(PAIR) == Record(PAIR, {"n": 2}, 1)


def test_several_keys_are_written_together_or_not_at_all(directory: Directory) -> None:
    directory.commit(Change(PAIR, {"n": 1}, 0), Change(ACME, {"n": 1}, 0))
    with pytest.raises(Conflict):
        directory.commit(
            Change("tenant/new", {}, 0), Change(PAIR, {"n": 2}, 1), Change(ACME, {"n": 2}, 7)
        )
    assert [record.version for record in directory.list("")] == [1, 1]
    directory.commit(Change(ACME, None, 1), Change("tenant/new", {}, 0), Change(PAIR, {}, 1))
    assert [record.key for record in directory.list("")] == [PAIR, "tenant/new"]


def test_a_list_begins_with_its_prefix_literally_and_is_sorted(directory: Directory) -> None:
    keys = ["tenant/b", "tenant/a", "Tenant/c", "tenantx", "a%b", "axb", "a_c", "tenant/é"]
    directory.commit(*(Change(key, {}, 0) for key in keys))

    def listed(prefix: str) -> list[str]:
        return [record.key for record in directory.list(prefix)]

    assert listed("tenant/") == ["tenant/a", "tenant/b", "tenant/é"]
    assert (listed("a%"), listed("a_"), listed("nothing")) == (["a%b"], ["a_c"], [])
    assert listed("") == sorted(keys)


def test_of_two_who_create_a_record_at_once_one_succeeds(directory: Directory) -> None:
    start = threading.Barrier(2)

    def create(key: str, who: str) -> str | None:
        start.wait()
        try:
            directory.commit(Change(f"{key}/{who}", {}, 0), Change(key, {}, 0))
        except Conflict:
            return None
        return f"{key}/{who}"

    with ThreadPoolExecutor(2) as threads:
        for n in range(20):
            key = f"activation/{n}"
            asked = [threads.submit(create, key, who) for who in ("ana", "bob")]
            [winner] = [name for one in asked if (name := one.result())]
            assert [record.key for record in directory.list(key)] == [key, winner]
            directory.commit(Change(key, None, 1), Change(winner, None, 1))


def test_of_many_who_change_a_record_at_once_none_is_lost(directory: Directory) -> None:
    directory.commit(Change("a", {"n": 0}, 0), Change("b", {"n": 0}, 0))

    def add(order: tuple[str, str]) -> None:
        for _ in range(10):
            while True:
                records = [record for key in order if (record := directory.get(key))]
                changes = [Change(r.key, {"n": r.value["n"] + 1}, r.version) for r in records]
                try:
                    directory.commit(*changes)
                    break
                except Conflict:
                    continue

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(add, [("a", "b"), ("b", "a")]))
    assert [record.value for record in directory.list("")] == [{"n": 20}, {"n": 20}]


def test_a_directory_keeps_its_records(url: str) -> None:
    with closing(open_directory(url)) as first:
        first.commit(Change(PAIR, {"n": 1}, 0))
    with closing(open_directory(url, create=False)) as again:
        assert again.get(PAIR) == Record(PAIR, {"n": 1}, 1)


def test_a_directory_on_etcd_keeps_its_records(etcd_url: str) -> None:
    with closing(open_etcd(etcd_url)) as first:
        first.commit(Change(PAIR, {"n": 1}, 0))
    with closing(open_etcd(etcd_url)) as again:
        assert again.get(PAIR) == Record(PAIR, {"n": 1}, 1)


def test_every_commit_moves_the_mark_and_nothing_else_does(directory: Directory) -> None:
    seen = [directory.mark()]

    def moved() -> bool:
        seen.append(directory.mark())
        return seen[-1] != seen[-2]

    directory.commit(Change(PAIR, {"n": 1}, 0), Change(ACME, {"n": 1}, 0))
    assert moved()
    directory.get(PAIR)
    with pytest.raises(Conflict):
        directory.commit(Change(PAIR, {"n": 2}, 7))
    assert not moved()
    directory.commit(unmoved(PAIR, 1), unmoved(ACME, 1))
    assert not moved()
    directory.commit(Change(PAIR, None, 1))
    assert moved()
    assert [record.key for record in directory.list("")] == [ACME]
    assert len(set(seen)) == 3


def test_who_waits_is_told_of_a_commit_and_otherwise_when_the_patience_is_over(
    directory: Directory,
) -> None:
    before = directory.mark()
    assert directory.wait(before, 0.05) == before
    assert directory.wait(before - 1, 60) == before
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(directory.wait, before, 60)
        directory.commit(Change(PAIR, {"n": 1}, 0))
        assert waiting.result(timeout=30) != before
    assert waiting.result() == directory.mark()
