"""What a region keeps of the directory."""

import threading

from releve.domain.directory import KeptDirectory, Record
from releve.stores.regional import SqlRegionalStore
from releve.stores.regional.store import kept_directory
from tests.helpers.regional import AT

LATER = "2026-11-22T09:01:00.000Z"
TENANT = Record("tenant/a", {"name": "Été", "pair": None}, 3)
PAIR = Record("pair/p", {"primary": "a"}, 1)


def keep(
    store: SqlRegionalStore, *records: Record, gone: tuple[str, ...] = (), at: str = AT
) -> None:
    with store.writing() as tx:
        tx.directory_copy.keep(records, gone, at)


def kept(store: SqlRegionalStore) -> KeptDirectory | None:
    with store.reading() as tx:
        return tx.directory_copy.read()


def test_nothing_is_kept_at_first(store: SqlRegionalStore) -> None:
    assert kept(store) is None
    with store.writing() as tx:
        assert tx.directory_copy.held() is None
    assert kept(store) is None, "whoever only looked has kept nothing"


def test_what_was_written_is_replaced_and_what_is_gone_is_forgotten(
    store: SqlRegionalStore,
) -> None:
    keep(store, TENANT, PAIR)
    assert kept(store) == KeptDirectory({"tenant/a": TENANT, "pair/p": PAIR}, AT)
    renamed = Record("tenant/a", {"name": "Autumn"}, 4)
    keep(store, renamed, gone=("pair/p",), at=LATER)
    assert kept(store) == KeptDirectory({"tenant/a": renamed}, LATER)


def test_of_two_who_keep_at_once_the_second_sees_what_the_first_has_kept(
    store: SqlRegionalStore,
) -> None:
    keep(store, TENANT)
    seen: list[KeptDirectory | None] = []

    def second() -> None:
        with store.writing() as tx:
            seen.append(tx.directory_copy.held())

    with store.writing() as tx:
        tx.directory_copy.held()
        waiting = threading.Thread(target=second)
        waiting.start()
        tx.directory_copy.keep([PAIR], (), LATER)
    waiting.join()
    assert seen == [KeptDirectory({"tenant/a": TENANT, "pair/p": PAIR}, LATER)]


def test_it_is_read_without_knowing_how_the_store_is_opened(store: SqlRegionalStore) -> None:
    keep(store, TENANT)
    url = store.database.engine.url.render_as_string(hide_password=False)
    assert kept_directory(url, store.region) == KeptDirectory({"tenant/a": TENANT}, AT)
    assert kept_directory(url, "elsewhere") is None, "the store of another region is no witness"
