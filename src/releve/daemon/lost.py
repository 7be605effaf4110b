"""A directory that was lost is noticed: where regions have stores there was one, and no empty one takes its place."""

from contextlib import closing
from pathlib import Path

from sqlalchemy import select

from releve.daemon.settings import RegionSettings, Settings
from releve.domain.errors import Unavailable
from releve.domain.say import say
from releve.stores.directory import sql as directory
from releve.stores.directory.addresses import ETCD, directory_at
from releve.stores.directory.schema import RECORD
from releve.stores.regional import store as regional
from releve.stores.sql.database import open_database

#: How the address of an embedded store begins.
SQLITE = "sqlite:///"


def embedded_file(url: str) -> Path | None:
    """The file of an embedded store; None for a store on a server."""
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None


def refuse_lost_directory(settings: Settings) -> None:
    """Raises Unavailable if the directory is missing or empty although a region has a store. Makes nothing."""
    if _has_records(settings.directory):
        return
    orphans = [region.name for region in settings.regions.values() if _has_store(region)]
    # Asked again: another process may have made both meanwhile, the directory first.
    if not orphans or _has_records(settings.directory):
        return
    names, file = ", ".join(orphans), embedded_file(settings.directory)
    raise Unavailable(
        say("The directory is empty, but there are stores of regions: {names}.", names=names)
        if file is None or _is_there(file)
        else say(
            "The directory {path} is missing, but there are stores of regions: {names}.",
            path=file,
            names=names,
        ),
        say(
            "Put it back or restore it from a backup: it knows the tenants and operators. To start anew, "
            "remove the stores of the regions as well."
        ),
    )


def _has_records(url: str) -> bool:
    """Whether this is a directory in use. Raises Unavailable if it does not answer."""
    if (file := embedded_file(url)) is not None and not _is_there(file):
        return False
    if url.startswith(ETCD):
        with closing(directory_at(url)) as cluster:
            return bool(cluster.list("region/"))
    name, patience_s = say("the directory"), directory.PATIENCE_S
    with (
        closing(open_database(url, name, create=False, patience_s=patience_s)) as database,
        database.reading() as connection,
    ):
        if directory.MIGRATIONS.version(connection) is None:
            return False
        return connection.execute(select(RECORD.c.key).limit(1)).first() is not None


def _has_store(region: RegionSettings) -> bool:
    """Whether a region was used before. Raises Unavailable if nobody can know: then an empty directory stays so."""
    if (file := embedded_file(region.store)) is not None:
        return _is_there(file)
    name, patience_s = say("region {region}", region=region.name), regional.PATIENCE_S
    with (
        closing(open_database(region.store, name, create=False, patience_s=patience_s)) as database,
        database.reading() as connection,
    ):
        return regional.MIGRATIONS.version(connection) is not None


def _is_there(file: Path) -> bool:
    try:
        return file.exists()
    except OSError:
        return True  # whoever opens it will say what is wrong
