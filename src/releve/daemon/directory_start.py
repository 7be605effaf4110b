"""The directory at the start of a process; and without it, what a region has kept of it.

Only a cluster is started without: a directory that is a database is opened, or nothing is.
"""

from datetime import UTC, datetime

import structlog

from releve.app.directory_move import must_not_have_moved
from releve.app.whereabouts import Whereabouts
from releve.daemon.lost import refuse_lost_directory
from releve.daemon.settings import Settings
from releve.domain.clock import instant
from releve.domain.directory import KeptDirectory
from releve.domain.errors import Unavailable
from releve.stores.directory.addresses import ETCD, directory_at
from releve.stores.regional.store import kept_directory


def begun(settings: Settings) -> Whereabouts:
    """The directory of the settings, in use. Raises Refused if it was moved, Unavailable if it was lost, or if it does not
    answer and nothing was kept of it."""
    if not settings.directory.startswith(ETCD):
        refuse_lost_directory(settings)
    whereabouts = Whereabouts(
        directory_at(settings.directory), copy_s=float(settings.directory_copy_s)
    )
    try:
        must_not_have_moved(whereabouts)
    except Unavailable as fault:
        if (kept := _newest_kept(settings)) is None:
            raise
        age_s = (datetime.now(UTC) - instant(kept.read_at)).total_seconds()
        whereabouts.begin_with(kept.records, max(age_s, 0.0))
        structlog.get_logger("directory").warning(
            "begun without the directory, on what a region has kept of it",
            why=str(fault),
            read_at=kept.read_at,
        )
        return whereabouts
    if settings.directory.startswith(ETCD):
        refuse_lost_directory(settings)
    return whereabouts


def _newest_kept(settings: Settings) -> KeptDirectory | None:
    """Of the regions that answer: that with the highest epochs, for clocks may differ."""
    found = []
    for region in settings.regions.values():
        try:
            kept = kept_directory(region.store, region.name)
        except Unavailable:
            continue
        found += [kept] if kept else []
    return max(found, key=lambda kept: (_epochs(kept), kept.read_at), default=None)


def _epochs(kept: KeptDirectory) -> int:
    """All together: epochs only grow."""
    return sum(
        int(one.value["epoch"])
        for key, one in kept.records.items()
        if key.startswith("activation/")
    )
