"""Opening a store: it is brought to the schema of this release, once, and refused if it is not ours."""

import multiprocessing
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, inspect

from releve.domain.errors import Refused, Unavailable
from releve.domain.say import say
from releve.stores.directory import schema as directory_schema
from releve.stores.directory.sql import open_directory
from releve.stores.regional import SqlRegionalStore, open_store, schema
from releve.stores.regional.columns import METADATA
from releve.stores.regional.store import MIGRATIONS
from releve.stores.sql.database import Database, open_database
from releve.stores.sql.statements import upsert
from tests.helpers.regional import put, team, teams

Opened = Callable[..., SqlRegionalStore]

#: Processes that are made from one which has imported everything: they start at the same moment.
PROCESSES = multiprocessing.get_context("forkserver")


def open_and_close(url: str) -> None:
    open_store(url, "ca1", 3).close()


def differences(database: Database, metadata: MetaData) -> list[object]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[object] = compare_metadata(context, metadata)
    return [one for one in found if "_version" not in str(one)]


#: An index over an expression, which each database writes in its own words: `test_lists.py` sees that it is used.
OVER_AN_EXPRESSION = "entity_surname"


@pytest.mark.filterwarnings(f"ignore:Skipped unsupported reflection .* {OVER_AN_EXPRESSION}")
def test_the_migrations_lead_to_the_schema(url: str, opened: Opened) -> None:
    found = differences(opened(url).database, METADATA)
    assert [one for one in found if OVER_AN_EXPRESSION not in str(one)] == []


def test_the_migrations_of_the_directory_lead_to_its_schema(url: str) -> None:
    with closing(open_directory(url)) as directory:
        assert differences(directory.database, directory_schema.METADATA) == []


def test_every_table_of_a_tenant_begins_with_its_id(store: SqlRegionalStore) -> None:
    tables = inspect(store.database.engine)
    for table in METADATA.tables:
        columns = [column["name"] for column in tables.get_columns(table)]
        assert "tenant_id" not in columns[1:]


def test_a_store_keeps_what_was_written(url: str, opened: Opened) -> None:
    first = opened(url)
    put(first, team("Blue"))
    first.close()
    assert teams(opened(url, create=False)) == ["Blue"]


def test_scripts_that_were_copied_before_faces_were_kept_are_all_looked_at_once(
    url: str, opened: Opened
) -> None:
    before = ScriptDirectory(str(MIGRATIONS.folder)).get_revision("0008").down_revision
    assert isinstance(before, str)
    old = open_database(url, say("an old one"), create=True, patience_s=5)
    with closing(old), old.writing() as connection:
        command.upgrade(MIGRATIONS.config(connection), before)
        cursor = {"script": 7, "skill": 7, "@bcp": 9}
        upsert(connection, schema.SYNC_CURSOR, [{"pair": "p", "body": cursor}])
    with opened(url).reading() as tx:
        assert tx.runs.cursor("p") == {"skill": 7, "@bcp": 9}
        assert tx.runs.faces("p") == {}


def test_processes_that_start_at_once_do_not_hinder_each_other(url: str) -> None:
    PROCESSES.set_forkserver_preload([__name__])
    starting = [PROCESSES.Process(target=open_and_close, args=(url,)) for _ in range(4)]
    for one in starting:
        one.start()
    for one in starting:
        one.join()
    assert [one.exitcode for one in starting] == [0] * 4


def test_the_store_of_another_region_is_refused(url: str, opened: Opened) -> None:
    opened(url)
    with pytest.raises(Refused, match="ca1 \\(3\\), not of eu1"):
        opened(url, "eu1")


def test_a_store_of_a_newer_release_is_left_alone(url: str, opened: Opened) -> None:
    store = opened(url)
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE regional_version SET version_num = '9999'")
    with pytest.raises(Unavailable, match="newer"):
        opened(url)


def test_a_region_and_the_directory_can_share_a_database(url: str, opened: Opened) -> None:
    store, directory = opened(url), open_directory(url)
    put(store, team("Blue"))
    assert directory.list("") == []
    directory.close()


def test_a_missing_file_is_named_and_not_made(tmp_path: Path, opened: Opened) -> None:
    file = tmp_path / "lost" / "ca1.db"
    with pytest.raises(Unavailable) as missing:
        opened(f"sqlite:///{file}", create=False)
    assert str(file) in str(missing.value.message)
    assert missing.value.hint is not None
    assert not file.parent.exists()
    with pytest.raises(Unavailable, match="missing"):
        open_directory(f"sqlite:///{file}", create=False)


def test_the_folder_of_a_new_file_is_made(tmp_path: Path, opened: Opened) -> None:
    opened(f"sqlite:///{tmp_path / 'new' / 'deep' / 'ca1.db'}")
    assert (tmp_path / "new" / "deep" / "ca1.db").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, opened: Opened) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="cannot be created"):
        opened(f"sqlite:///{tmp_path / 'file' / 'ca1.db'}")


def test_a_file_that_is_no_database_is_told_and_kept(tmp_path: Path, opened: Opened) -> None:
    file = tmp_path / "ca1.db"
    file.write_text("My shopping list. " * 100)
    with pytest.raises(Unavailable, match="not one of ours"):
        opened(f"sqlite:///{file}")
    assert file.read_text().startswith("My shopping list.")
