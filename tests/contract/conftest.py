"""The stores that every contract is held against: SQLite and PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from releve.stores.directory.sql import SqlDirectory, open_directory
from releve.stores.regional import SqlRegionalStore, open_store

REGION, SLOT = "ca1", 3

Url = str


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Url:
    """Where a new, empty database is."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ca1.db'}"
    found: Url = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
def store(url: Url) -> Iterator[SqlRegionalStore]:
    opened = open_store(url, REGION, SLOT)
    yield opened
    opened.close()


@pytest.fixture
def directory(url: Url) -> Iterator[SqlDirectory]:
    opened = open_directory(url)
    yield opened
    opened.close()


@pytest.fixture
def opened() -> Iterator[Callable[..., SqlRegionalStore]]:
    """`open_store`, whose stores are closed after the test."""
    stores: list[SqlRegionalStore] = []

    def remember(url: Url, region: str = REGION, **options: object) -> SqlRegionalStore:
        stores.append(open_store(url, region, SLOT, **options))  # type: ignore[arg-type]
        return stores[-1]

    yield remember
    for store in stores:
        store.close()
