"""The tables of a regional store. One schema for SQLite and PostgreSQL; `migrations/` leads to it.

Those of people stand in `people_schema`. Tables that belong to a tenant begin with its id, so that a sharding PostgreSQL can distribute by it.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from releve.stores.regional.columns import METADATA, number_column, text_column
from releve.stores.sql.columns import DOCUMENT, SERIAL, VERBATIM

#: Whose store this is: opened as another region it would issue the ids of that one.

HOME = Table(
    "home", METADATA, text_column("region"), number_column("slot"), PrimaryKeyConstraint("region")
)

#: `proof` is what the entity adds to the ledger of its kind (`domain.proof`). In a BCP tenant `twin` and `twin_alt` are

#: the ids of its counterpart in the primary, `twin_proof` the counterpart's proof when it was copied, and `synced`

#: the share digest of what the copy wrote: whoever changes the copy back makes it equal again.

ENTITY = Table(
    "entity",
    METADATA,
    text_column("tenant_id"),
    text_column("kind"),
    text_column("id"),
    text_column("alt_id", nullable=True),
    text_column("key"),
    Column("body", VERBATIM, nullable=False),
    text_column("digest"),
    number_column("revision"),
    Column("deleted", Boolean, nullable=False),
    text_column("changed_at"),
    text_column("changed_by"),
    text_column("proof"),
    text_column("twin", nullable=True),
    text_column("twin_alt", nullable=True),
    text_column("twin_proof", nullable=True),
    text_column("synced", nullable=True),
    PrimaryKeyConstraint("tenant_id", "kind", "id"),
)
Index(
    "entity_key",
    ENTITY.c.tenant_id,
    ENTITY.c.kind,
    ENTITY.c.key,
    unique=True,
    sqlite_where=text("deleted = 0"),
    postgresql_where=text("NOT deleted"),
)
Index("entity_alt", ENTITY.c.tenant_id, ENTITY.c.kind, ENTITY.c.alt_id, unique=True)
Index("entity_revision", ENTITY.c.tenant_id, ENTITY.c.kind, ENTITY.c.revision)
Index(
    "entity_twin",
    ENTITY.c.tenant_id,
    ENTITY.c.twin,
    ENTITY.c.kind,
    unique=True,
    sqlite_where=text("twin IS NOT NULL"),
    postgresql_where=text("twin IS NOT NULL"),
)
Index(
    "entity_twin_alt",
    ENTITY.c.tenant_id,
    ENTITY.c.twin_alt,
    ENTITY.c.kind,
    unique=True,
    sqlite_where=text("twin_alt IS NOT NULL"),
    postgresql_where=text("twin_alt IS NOT NULL"),
)

# There is one more index, `entity_surname`, over an expression that each database writes in its own words
# (`fields.surname`): the migration makes it.

#: What an entity was from `revision` to `until`, when the version that followed was written.

ENTITY_PAST = Table(
    "entity_past",
    METADATA,
    text_column("tenant_id"),
    text_column("kind"),
    text_column("id"),
    number_column("revision"),
    number_column("until"),
    Column("body", VERBATIM, nullable=False),
    Column("deleted", Boolean, nullable=False),
    text_column("changed_at"),
    text_column("changed_by"),
    PrimaryKeyConstraint("tenant_id", "kind", "id", "revision"),
)
Index("entity_past_until", ENTITY_PAST.c.tenant_id, ENTITY_PAST.c.until)

TENANT_REVISION = Table(
    "tenant_revision",
    METADATA,
    text_column("tenant_id"),
    number_column("revision"),
    number_column("epoch"),
    PrimaryKeyConstraint("tenant_id"),
)

#: Per kind: how many ids were ever issued, the last revision that touched it, how many live, the sum of their proofs.

LEDGER = Table(
    "ledger",
    METADATA,
    text_column("tenant_id"),
    text_column("kind"),
    number_column("issued"),
    number_column("revision"),
    number_column("living"),
    text_column("total"),
    PrimaryKeyConstraint("tenant_id", "kind"),
)

SYNC_RUN = Table(
    "sync_run",
    METADATA,
    Column("seq", SERIAL, primary_key=True, autoincrement=True),
    text_column("id"),
    text_column("pair"),
    text_column("state"),
    text_column("trigger"),
    text_column("requested_by"),
    text_column("requested_at"),
    text_column("started_at", nullable=True),
    text_column("ended_at", nullable=True),
    Column("source_revision", BigInteger),
    Column("target_revision", BigInteger),
    Column("counts", DOCUMENT, nullable=False),
    Column("held", Integer, nullable=False),
    Column("to_review", Integer, nullable=False),
    Column("error", DOCUMENT),
    text_column("worker", nullable=True),
    text_column("lease_until", nullable=True),
    Column("work", DOCUMENT),
    Column("asks", DOCUMENT),
    Column("progress", DOCUMENT),
    Column("cancelled", Boolean, nullable=False),
)
Index("sync_run_id", SYNC_RUN.c.id, unique=True)
Index("sync_run_pair", SYNC_RUN.c.pair, SYNC_RUN.c.requested_at)
Index(
    "sync_run_open",
    SYNC_RUN.c.pair,
    unique=True,
    sqlite_where=text("state IN ('queued', 'running')"),
    postgresql_where=text("state IN ('queued', 'running')"),
)

#: Steps of a run or of a plan, many to a row: `body` is compressed JSON (`step_blocks`), `first` the number of its

#: first step among those of its verb.

SYNC_STEP = Table(
    "sync_step",
    METADATA,
    text_column("run"),
    number_column("seq"),
    text_column("verb"),
    text_column("kind"),
    number_column("steps"),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("run", "seq"),
)

#: Plans that were drawn to be looked at. `body` is the plan but its steps, which are kept like those of a run.

SYNC_PLAN = Table(
    "sync_plan",
    METADATA,
    text_column("id"),
    text_column("pair"),
    text_column("drawn_at"),
    text_column("drawn_by"),
    Column("body", DOCUMENT, nullable=False),
    PrimaryKeyConstraint("id"),
)
Index("sync_plan_pair", SYNC_PLAN.c.pair, SYNC_PLAN.c.drawn_at)

#: What was changed in a BCP tenant by others than the sync, and what was decided about it.

SYNC_DRIFT = Table(
    "sync_drift",
    METADATA,
    text_column("pair"),
    text_column("kind"),
    text_column("bcp_id"),
    text_column("primary_id", nullable=True),
    text_column("title"),
    text_column("change"),
    text_column("changed_at"),
    text_column("changed_by"),
    text_column("decision"),
    text_column("decided_by"),
    PrimaryKeyConstraint("pair", "kind", "bcp_id"),
)

SYNC_CURSOR = Table(
    "sync_cursor",
    METADATA,
    text_column("pair"),
    Column("body", DOCUMENT, nullable=False),
    PrimaryKeyConstraint("pair"),
)

SYNC_HELD = Table(
    "sync_held",
    METADATA,
    text_column("pair"),
    number_column("seq"),
    text_column("kind"),
    text_column("primary_id"),
    text_column("title"),
    text_column("why"),
    PrimaryKeyConstraint("pair", "seq"),
)

SYNC_REVIEW = Table(
    "sync_review",
    METADATA,
    text_column("pair"),
    text_column("script"),
    number_column("places"),
    PrimaryKeyConstraint("pair", "script"),
)

#: What others must know of the scripts of the primary, as of the cursor. `calls` are lists of keys.

SYNC_FACE = Table(
    "sync_face",
    METADATA,
    text_column("pair"),
    text_column("script"),
    text_column("key"),
    Column("calls", DOCUMENT, nullable=False),
    text_column("face"),
    PrimaryKeyConstraint("pair", "script"),
)

#: Scripts in the development workflow: `body` is the version that waits, until it is published.

SCRIPT_VERSION = Table(
    "script_version",
    METADATA,
    text_column("tenant_id"),
    text_column("key"),
    text_column("id"),
    text_column("path"),
    text_column("step"),
    Column("body", VERBATIM, nullable=True),
    text_column("base"),
    number_column("version"),
    text_column("changed_at"),
    text_column("changed_by"),
    text_column("review_at"),
    text_column("review_by"),
    text_column("published_at"),
    text_column("published_by"),
    text_column("note"),
    PrimaryKeyConstraint("tenant_id", "key"),
)
Index("script_version_id", SCRIPT_VERSION.c.tenant_id, SCRIPT_VERSION.c.id, unique=True)

#: What people have confirmed in the checklists of a BCP tenant's scripts, and the mark of what they looked at.

SCRIPT_CONFIRMATION = Table(
    "script_confirmation",
    METADATA,
    text_column("tenant_id"),
    text_column("key"),
    text_column("item"),
    text_column("mark"),
    text_column("note"),
    text_column("confirmed_by"),
    text_column("confirmed_at"),
    PrimaryKeyConstraint("tenant_id", "key", "item"),
)

#: `factor` holds the sealed secret of a second factor (`sealing`) and the hashes of its recovery codes.

#: Codes of second factors that were used, so that none is good twice.

#: What programs hold: a family is every token that follows from one login, a ticket a code or refresh token of it.

#: When an access key was used last. Beside the key itself, for a use is no change of the tenant.

DRAFT = Table(
    "draft",
    METADATA,
    text_column("id"),
    text_column("owner"),
    text_column("subject"),
    Column("body", DOCUMENT, nullable=False),
    text_column("expires_at"),
    PrimaryKeyConstraint("id"),
)

#: `tenant_id` is "" for the operators' chain. `details` is text, kept to the byte, for the hash covers it;

#: `words` is what the search looks through.

AUDIT = Table(
    "audit",
    METADATA,
    text_column("tenant_id"),
    number_column("seq"),
    text_column("at"),
    text_column("actor"),
    text_column("acting_as", nullable=True),
    text_column("act"),
    text_column("subject"),
    text_column("outcome"),
    text_column("origin"),
    Column("details", Text, nullable=False),
    text_column("previous"),
    text_column("hash"),
    text_column("words"),
    PrimaryKeyConstraint("tenant_id", "seq"),
)

#: The last entry of each chain. Whoever adds one holds this row; whoever cuts the end off leaves it behind.

AUDIT_HEAD = Table(
    "audit_head",
    METADATA,
    text_column("tenant_id"),
    number_column("seq"),
    text_column("hash"),
    PrimaryKeyConstraint("tenant_id"),
)

#: What people of a tenant know of the outside identifiers in its scripts (`domain.outside`). `test` is the last one.

OUTSIDE_NOTE = Table(
    "outside_note",
    METADATA,
    text_column("tenant_id"),
    text_column("id"),
    text_column("system"),
    text_column("identifier"),
    text_column("owner"),
    Column("test", DOCUMENT),
    number_column("version"),
    text_column("changed_at"),
    text_column("changed_by"),
    PrimaryKeyConstraint("tenant_id", "id"),
)

#: Which of them each script used when it was last looked at: at a revision, by an edition of the rules.

OUTSIDE_SEEN = Table(
    "outside_seen",
    METADATA,
    text_column("tenant_id"),
    text_column("script"),
    number_column("revision"),
    number_column("edition"),
    text_column("path"),
    text_column("changed_at"),
    Column("uses", DOCUMENT, nullable=False),
    PrimaryKeyConstraint("tenant_id", "script"),
)

#: What is remembered of a pair at a far end that follows its active side (`domain.traffic`), under the primary tenant.

DRIVER_STATE = Table(
    "driver_state",
    METADATA,
    text_column("tenant_id"),
    text_column("pair"),
    text_column("driver"),
    number_column("epoch_seen"),
    number_column("epoch_observed"),
    text_column("observed_at"),
    text_column("since"),
    text_column("checked_at"),
    number_column("tries"),
    Column("sentence", DOCUMENT),
    Column("took_ms", BigInteger),
    PrimaryKeyConstraint("tenant_id", "pair", "driver"),
)

#: What was last read of the directory, for a process that starts while that does not answer, and when.
DIRECTORY_COPY = Table(
    "directory_copy",
    METADATA,
    text_column("key"),
    number_column("version"),
    Column("value", DOCUMENT, nullable=False),
    PrimaryKeyConstraint("key"),
)

DIRECTORY_READ = Table(
    "directory_read",
    METADATA,
    number_column("only"),
    text_column("read_at"),
    PrimaryKeyConstraint("only"),
)

#: An employees file between its check and its application. `file` stands last: it is long, and seldom read.

#: What a check found, many lines of one outcome to a row: `body` is compressed JSON.

#: The change history of employees. It outlives the versions in `entity_past`, and says which way a change came.
