"""The stores that every contract is held against: SQLite and PostgreSQL.

Most tests need a store that is at the schema of this release with nothing in it. To make one anew for each
test takes longer than the test: on SQLite a file is copied, on PostgreSQL one database is emptied.
"""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import MetaData, delete

from releve.domain.directory import Directory
from releve.stores.directory import schema as directory_schema
from releve.stores.directory.addresses import open_etcd
from releve.stores.directory.sql import SqlDirectory, open_directory
from releve.stores.regional import SqlRegionalStore, open_store, schema
from releve.stores.regional.columns import METADATA
from releve.stores.sql.database import Database
from tests.helpers.etcd import EtcdCluster, NoEtcd, etcd_cluster
from tests.helpers.postgres import Cluster

REGION, SLOT = "ca1", 3
KEY = b"k" * 32

Url = str


@pytest.fixture(params=["sqlite", "postgresql"])
def sort(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def url(sort: str, request: pytest.FixtureRequest, tmp_path: Path) -> Url:
    """Where a new, empty database is."""
    if sort == "sqlite":
        return f"sqlite:///{tmp_path / 'ca1.db'}"
    found: Url = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
def store(
    sort: str, request: pytest.FixtureRequest, tmp_path: Path, furnished: Path
) -> Iterator[SqlRegionalStore]:
    if sort == "sqlite":
        shutil.copy(furnished, tmp_path / "ca1.db")
        with closing(
            open_store(f"sqlite:///{tmp_path / 'ca1.db'}", REGION, SLOT, key=KEY)
        ) as opened:
            yield opened
    else:
        kept: SqlRegionalStore = request.getfixturevalue("store_on_postgres")
        clear(kept.database, METADATA, but=schema.HOME.name)
        yield kept


@pytest.fixture(params=["sqlite", "postgresql", "etcd"])
def directory(
    request: pytest.FixtureRequest, tmp_path: Path, furnished: Path
) -> Iterator[Directory]:
    if request.param == "sqlite":
        shutil.copy(furnished, tmp_path / "directory.db")
        with closing(open_directory(f"sqlite:///{tmp_path / 'directory.db'}")) as opened:
            yield opened
    elif request.param == "etcd":
        url: Url = request.getfixturevalue("etcd_url")
        with closing(open_etcd(url)) as on_etcd:
            yield on_etcd
    else:
        kept: SqlDirectory = request.getfixturevalue("directory_on_postgres")
        clear(kept.database, directory_schema.METADATA)
        yield kept


@pytest.fixture(scope="session")
def etcd() -> Iterator[EtcdCluster]:
    """A cluster that nobody kills."""
    try:
        with etcd_cluster(size=1) as running:
            yield running
    except NoEtcd as missing:
        pytest.skip(f"no etcd: {missing}")


@pytest.fixture
def etcd_url(etcd: EtcdCluster) -> Url:
    """Where a new, empty directory is."""
    return etcd.url(f"test/{uuid.uuid4().hex}")


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that is both, a region's store and a directory."""
    file = tmp_path_factory.mktemp("furnished") / "ca1.db"
    open_store(f"sqlite:///{file}", REGION, SLOT).close()
    open_directory(f"sqlite:///{file}").close()
    return file


@pytest.fixture(scope="session")
def store_on_postgres(postgres: Cluster) -> Iterator[SqlRegionalStore]:
    with closing(open_store(postgres.create("kept_store"), REGION, SLOT, key=KEY)) as opened:
        yield opened


@pytest.fixture(scope="session")
def directory_on_postgres(postgres: Cluster) -> Iterator[SqlDirectory]:
    with closing(open_directory(postgres.create("kept_directory"))) as opened:
        yield opened


def clear(database: Database, metadata: MetaData, *, but: str = "") -> None:
    with database.writing() as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name != but:
                connection.execute(delete(table))


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
