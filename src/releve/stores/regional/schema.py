"""The tables of a regional store. One schema for SQLite and PostgreSQL; `migrations/` leads to it.

Tables that belong to a tenant begin with its id, so that a sharding PostgreSQL can distribute by it.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from releve.stores.sql.columns import DOCUMENT, SERIAL, TEXT, VERBATIM

METADATA = MetaData()


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, TEXT, nullable=nullable)


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


#: Whose store this is: opened as another region it would issue the ids of that one.
HOME = Table("home", METADATA, _text("region"), _number("slot"), PrimaryKeyConstraint("region"))

#: `proof` is what the entity adds to the ledger of its kind (`domain.proof`). In a BCP tenant `twin` and `twin_alt` are
#: the ids of its counterpart in the primary, `twin_proof` the counterpart's proof when it was copied, and `synced`
#: the share digest of what the copy wrote: whoever changes the copy back makes it equal again.
ENTITY = Table(
    "entity",
    METADATA,
    _text("tenant_id"),
    _text("kind"),
    _text("id"),
    _text("alt_id", nullable=True),
    _text("key"),
    Column("body", VERBATIM, nullable=False),
    _text("digest"),
    _number("revision"),
    Column("deleted", Boolean, nullable=False),
    _text("changed_at"),
    _text("changed_by"),
    _text("proof"),
    _text("twin", nullable=True),
    _text("twin_alt", nullable=True),
    _text("twin_proof", nullable=True),
    _text("synced", nullable=True),
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
    _text("tenant_id"),
    _text("kind"),
    _text("id"),
    _number("revision"),
    _number("until"),
    Column("body", VERBATIM, nullable=False),
    Column("deleted", Boolean, nullable=False),
    _text("changed_at"),
    _text("changed_by"),
    PrimaryKeyConstraint("tenant_id", "kind", "id", "revision"),
)
Index("entity_past_until", ENTITY_PAST.c.tenant_id, ENTITY_PAST.c.until)

TENANT_REVISION = Table(
    "tenant_revision",
    METADATA,
    _text("tenant_id"),
    _number("revision"),
    _number("epoch"),
    PrimaryKeyConstraint("tenant_id"),
)

#: Per kind: how many ids were ever issued, the last revision that touched it, how many live, the sum of their proofs.
LEDGER = Table(
    "ledger",
    METADATA,
    _text("tenant_id"),
    _text("kind"),
    _number("issued"),
    _number("revision"),
    _number("living"),
    _text("total"),
    PrimaryKeyConstraint("tenant_id", "kind"),
)

SYNC_RUN = Table(
    "sync_run",
    METADATA,
    Column("seq", SERIAL, primary_key=True, autoincrement=True),
    _text("id"),
    _text("pair"),
    _text("state"),
    _text("trigger"),
    _text("requested_by"),
    _text("requested_at"),
    _text("started_at", nullable=True),
    _text("ended_at", nullable=True),
    Column("source_revision", BigInteger),
    Column("target_revision", BigInteger),
    Column("counts", DOCUMENT, nullable=False),
    Column("held", Integer, nullable=False),
    Column("to_review", Integer, nullable=False),
    Column("error", DOCUMENT),
    _text("worker", nullable=True),
    _text("lease_until", nullable=True),
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
    _text("run"),
    _number("seq"),
    _text("verb"),
    _text("kind"),
    _number("steps"),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("run", "seq"),
)

#: Plans that were drawn to be looked at. `body` is the plan but its steps, which are kept like those of a run.
SYNC_PLAN = Table(
    "sync_plan",
    METADATA,
    _text("id"),
    _text("pair"),
    _text("drawn_at"),
    _text("drawn_by"),
    Column("body", DOCUMENT, nullable=False),
    PrimaryKeyConstraint("id"),
)
Index("sync_plan_pair", SYNC_PLAN.c.pair, SYNC_PLAN.c.drawn_at)

#: What was changed in a BCP tenant by others than the sync, and what was decided about it.
SYNC_DRIFT = Table(
    "sync_drift",
    METADATA,
    _text("pair"),
    _text("kind"),
    _text("bcp_id"),
    _text("primary_id", nullable=True),
    _text("title"),
    _text("change"),
    _text("changed_at"),
    _text("changed_by"),
    _text("decision"),
    _text("decided_by"),
    PrimaryKeyConstraint("pair", "kind", "bcp_id"),
)

SYNC_CURSOR = Table(
    "sync_cursor",
    METADATA,
    _text("pair"),
    Column("body", DOCUMENT, nullable=False),
    PrimaryKeyConstraint("pair"),
)

SYNC_HELD = Table(
    "sync_held",
    METADATA,
    _text("pair"),
    _number("seq"),
    _text("kind"),
    _text("primary_id"),
    _text("title"),
    _text("why"),
    PrimaryKeyConstraint("pair", "seq"),
)

SYNC_REVIEW = Table(
    "sync_review",
    METADATA,
    _text("pair"),
    _text("script"),
    _number("places"),
    PrimaryKeyConstraint("pair", "script"),
)

#: What others must know of the scripts of the primary, as of the cursor. `calls` are lists of keys.
SYNC_FACE = Table(
    "sync_face",
    METADATA,
    _text("pair"),
    _text("script"),
    _text("key"),
    Column("calls", DOCUMENT, nullable=False),
    _text("face"),
    PrimaryKeyConstraint("pair", "script"),
)

#: Scripts in the development workflow: `body` is the version that waits, until it is published.
SCRIPT_VERSION = Table(
    "script_version",
    METADATA,
    _text("tenant_id"),
    _text("key"),
    _text("id"),
    _text("path"),
    _text("step"),
    Column("body", VERBATIM, nullable=True),
    _text("base"),
    _number("version"),
    _text("changed_at"),
    _text("changed_by"),
    _text("review_at"),
    _text("review_by"),
    _text("published_at"),
    _text("published_by"),
    _text("note"),
    PrimaryKeyConstraint("tenant_id", "key"),
)
Index("script_version_id", SCRIPT_VERSION.c.tenant_id, SCRIPT_VERSION.c.id, unique=True)

#: What people have confirmed in the checklists of a BCP tenant's scripts, and the mark of what they looked at.
SCRIPT_CONFIRMATION = Table(
    "script_confirmation",
    METADATA,
    _text("tenant_id"),
    _text("key"),
    _text("item"),
    _text("mark"),
    _text("note"),
    _text("confirmed_by"),
    _text("confirmed_at"),
    PrimaryKeyConstraint("tenant_id", "key", "item"),
)

#: `factor` holds the sealed secret of a second factor (`sealing`) and the hashes of its recovery codes.
CREDENTIAL = Table(
    "credential",
    METADATA,
    _text("tenant_id"),
    _text("employee"),
    _text("username"),
    _text("hash"),
    _number("revision"),
    _text("changed_at"),
    Column("factor", DOCUMENT),
    PrimaryKeyConstraint("tenant_id", "employee"),
)
Index("credential_username", CREDENTIAL.c.username, CREDENTIAL.c.tenant_id, unique=True)
Index("credential_revision", CREDENTIAL.c.tenant_id, CREDENTIAL.c.revision)

#: Codes of second factors that were used, so that none is good twice.
CODE_USE = Table(
    "code_use",
    METADATA,
    _text("tenant_id"),
    _text("employee"),
    _text("code"),
    _text("at"),
    PrimaryKeyConstraint("tenant_id", "employee", "code"),
)
Index("code_use_at", CODE_USE.c.at)

SESSION = Table(
    "session",
    METADATA,
    _text("tenant_id", nullable=True),
    _text("token_hash"),
    _text("employee", nullable=True),
    _text("username"),
    _text("created_at"),
    _text("expires_at"),
    _number("epoch"),
    _text("impersonator", nullable=True),
    Column("data", DOCUMENT, nullable=False),
    _text("origin"),
    _text("agent"),
    _text("seen_at"),
    PrimaryKeyConstraint("token_hash"),
)
Index("session_employee", SESSION.c.tenant_id, SESSION.c.employee)
Index("session_username", SESSION.c.username)
Index("session_expiry", SESSION.c.expires_at)

#: What programs hold: a family is every token that follows from one login, a ticket a code or refresh token of it.
TOKEN_FAMILY = Table(
    "token_family",
    METADATA,
    _text("tenant_id"),
    _text("id"),
    _text("employee"),
    _text("client"),
    _text("created_at"),
    _text("expires_at"),
    _number("epoch"),
    _text("key", nullable=True),
    PrimaryKeyConstraint("tenant_id", "id"),
)
Index("token_family_employee", TOKEN_FAMILY.c.tenant_id, TOKEN_FAMILY.c.employee)
Index("token_family_key", TOKEN_FAMILY.c.tenant_id, TOKEN_FAMILY.c.key)
Index("token_family_expiry", TOKEN_FAMILY.c.expires_at)

TOKEN_TICKET = Table(
    "token_ticket",
    METADATA,
    _text("tenant_id"),
    _text("hash"),
    _text("purpose"),
    _text("family"),
    _text("expires_at"),
    _text("taken_at", nullable=True),
    Column("data", DOCUMENT, nullable=False),
    PrimaryKeyConstraint("hash"),
)
Index("token_ticket_family", TOKEN_TICKET.c.tenant_id, TOKEN_TICKET.c.family)
Index("token_ticket_expiry", TOKEN_TICKET.c.expires_at)

#: When an access key was used last. Beside the key itself, for a use is no change of the tenant.
KEY_USE = Table(
    "key_use",
    METADATA,
    _text("tenant_id"),
    _text("key"),
    _text("at"),
    PrimaryKeyConstraint("tenant_id", "key"),
)

DRAFT = Table(
    "draft",
    METADATA,
    _text("id"),
    _text("owner"),
    _text("subject"),
    Column("body", DOCUMENT, nullable=False),
    _text("expires_at"),
    PrimaryKeyConstraint("id"),
)

#: `tenant_id` is "" for the operators' chain. `details` is text, kept to the byte, for the hash covers it;
#: `words` is what the search looks through.
AUDIT = Table(
    "audit",
    METADATA,
    _text("tenant_id"),
    _number("seq"),
    _text("at"),
    _text("actor"),
    _text("acting_as", nullable=True),
    _text("act"),
    _text("subject"),
    _text("outcome"),
    _text("origin"),
    Column("details", Text, nullable=False),
    _text("previous"),
    _text("hash"),
    _text("words"),
    PrimaryKeyConstraint("tenant_id", "seq"),
)

#: The last entry of each chain. Whoever adds one holds this row; whoever cuts the end off leaves it behind.
AUDIT_HEAD = Table(
    "audit_head",
    METADATA,
    _text("tenant_id"),
    _number("seq"),
    _text("hash"),
    PrimaryKeyConstraint("tenant_id"),
)

#: What people of a tenant know of the outside identifiers in its scripts (`domain.outside`). `test` is the last one.
OUTSIDE_NOTE = Table(
    "outside_note",
    METADATA,
    _text("tenant_id"),
    _text("id"),
    _text("system"),
    _text("identifier"),
    _text("owner"),
    Column("test", DOCUMENT),
    _number("version"),
    _text("changed_at"),
    _text("changed_by"),
    PrimaryKeyConstraint("tenant_id", "id"),
)

#: Which of them each script used when it was last looked at: at a revision, by an edition of the rules.
OUTSIDE_SEEN = Table(
    "outside_seen",
    METADATA,
    _text("tenant_id"),
    _text("script"),
    _number("revision"),
    _number("edition"),
    _text("path"),
    _text("changed_at"),
    Column("uses", DOCUMENT, nullable=False),
    PrimaryKeyConstraint("tenant_id", "script"),
)

THROTTLE = Table(
    "throttle",
    METADATA,
    Column("seq", SERIAL, primary_key=True, autoincrement=True),
    _text("subject"),
    _text("at"),
)
Index("throttle_subject", THROTTLE.c.subject, THROTTLE.c.at)

#: An employees file between its check and its application. `file` stands last: it is long, and seldom read.
EMPLOYEE_UPLOAD = Table(
    "employee_upload",
    METADATA,
    _text("tenant_id"),
    _text("id"),
    _text("state"),
    _text("name"),
    _text("asked_by"),
    _text("asked_at"),
    _text("expires_at"),
    Column("asked", DOCUMENT, nullable=False),
    Column("only_good", Boolean, nullable=False),
    Column("counts", DOCUMENT, nullable=False),
    Column("facts", DOCUMENT, nullable=False),
    _text("digest"),
    _text("ended_at", nullable=True),
    Column("error", DOCUMENT),
    Column("progress", DOCUMENT),
    _text("worker", nullable=True),
    _text("lease_until", nullable=True),
    Column("file", LargeBinary, nullable=False),
    PrimaryKeyConstraint("tenant_id", "id"),
)
Index("employee_upload_state", EMPLOYEE_UPLOAD.c.state)

#: What a check found, many lines of one outcome to a row: `body` is compressed JSON.
EMPLOYEE_UPLOAD_LINES = Table(
    "employee_upload_lines",
    METADATA,
    _text("tenant_id"),
    _text("upload"),
    _number("seq"),
    _text("outcome"),
    _number("many"),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("tenant_id", "upload", "seq"),
)

#: The change history of employees. It outlives the versions in `entity_past`, and says which way a change came.
EMPLOYEE_CHANGE = Table(
    "employee_change",
    METADATA,
    _text("tenant_id"),
    _text("employee"),
    _number("revision"),
    _text("at"),
    _text("by"),
    _text("acting_as", nullable=True),
    _text("way"),
    _text("act"),
    Column("fields", DOCUMENT),
    PrimaryKeyConstraint("tenant_id", "employee", "revision"),
)
