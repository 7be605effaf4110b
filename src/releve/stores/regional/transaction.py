"""One transaction of a regional store: an accessor per noun, all on one connection."""

import tempfile
from typing import IO

from sqlalchemy import Connection

from releve.domain.ids import TenantId
from releve.domain.say import Message
from releve.stores.regional import moments
from releve.stores.regional.audit import SqlAudit
from releve.stores.regional.credentials import SqlCredentials
from releve.stores.regional.directory_copy import SqlDirectoryCopy
from releve.stores.regional.drafts import SqlDrafts
from releve.stores.regional.driver_states import SqlDriverStates
from releve.stores.regional.employee_changes import SqlEmployeeChanges
from releve.stores.regional.entities import SqlEntities
from releve.stores.regional.families import SqlFamilies
from releve.stores.regional.id_maps import SqlIdMaps
from releve.stores.regional.ledgers import Ledgers
from releve.stores.regional.notices import SqlNotices
from releve.stores.regional.outside import SqlOutside
from releve.stores.regional.revisions import Revisions
from releve.stores.regional.runs import SqlRuns
from releve.stores.regional.script_work import SqlScriptWork
from releve.stores.regional.sealing import Seal
from releve.stores.regional.sessions import SqlSessions
from releve.stores.regional.throttle import SqlThrottle
from releve.stores.regional.uploads import SqlUploads
from releve.stores.sql.streams import Streams


class SqlTx:
    """Implements `Tx`."""

    def __init__(self, connection: Connection, slot: int, store: Message, seal: Seal) -> None:
        self.connection = connection
        self._revisions = Revisions(connection)
        self._streams = Streams(connection)
        ledgers = Ledgers(connection, slot)
        self.entities = SqlEntities(connection, self._streams, self._revisions, ledgers, store)
        self.ids = SqlIdMaps(connection, self._streams)
        self.runs = SqlRuns(connection, self._streams, store)
        self.script_work = SqlScriptWork(connection)
        self.credentials = SqlCredentials(connection, self._streams, self._revisions, store, seal)
        self.families = SqlFamilies(connection)
        self.sessions = SqlSessions(connection, self.families)
        self.drafts = SqlDrafts(connection)
        self.audit = SqlAudit(connection, self._streams)
        self.throttle = SqlThrottle(connection)
        self.outside = SqlOutside(connection)
        self.uploads = SqlUploads(connection, self._streams)
        self.employee_changes = SqlEmployeeChanges(connection, store)
        self.driver_states = SqlDriverStates(connection)
        self.directory_copy = SqlDirectoryCopy(connection)
        self.notices = SqlNotices(connection)

    def close(self) -> None:
        """End the streams that are left half read."""
        self._streams.close()

    def scratch(self) -> IO[bytes]:
        return tempfile.TemporaryFile(prefix="releve-")

    def epoch_seen(self, tenant: TenantId) -> int:
        return self._revisions.epoch_seen(tenant)

    def show_epoch(self, tenant: TenantId, epoch: int) -> None:
        self._revisions.show_epoch(tenant, epoch)

    def last_moment(self, tenant: TenantId) -> None:
        moments.come_to(self.connection, tenant)

    def past_last_moments(self, tenant: TenantId) -> None:
        moments.wait_out(self.connection, tenant)

    def hurry(self, patience_s: float) -> None:
        moments.hurry(self.connection, patience_s)
