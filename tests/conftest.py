"""What all tests share: how they are run (`house_rules.running`), and databases to be had for the asking."""

import os
import uuid
from collections.abc import Callable, Iterator

import pytest

from tests.helpers.postgres import Cluster, NoPostgres, cluster

pytest_plugins = ["tests.house_rules.running"]

#: Which PostgreSQL the tests start: 16 or 18.
VERSION = "RELEVE_TEST_POSTGRES"

Urls = Callable[[], str]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """One PostgreSQL cluster for the whole session. Tests that kill one start their own."""
    running = cluster(os.environ.get(VERSION, "18"))
    try:
        started = running.__enter__()
    except NoPostgres as missing:
        pytest.skip(f"no PostgreSQL: {missing}")
    try:
        yield started
    finally:
        running.__exit__(None, None, None)


@pytest.fixture
def postgres_urls(postgres: Cluster) -> Iterator[Urls]:
    """Call it for the url of a new, empty database; they are dropped after the test."""
    names: list[str] = []

    def create() -> str:
        names.append(f"test_{uuid.uuid4().hex}")
        return postgres.create(names[-1])

    yield create
    for name in names:
        postgres.drop(name)


@pytest.fixture
def postgres_url(postgres_urls: Urls) -> str:
    """The url of a new, empty PostgreSQL database."""
    return postgres_urls()
