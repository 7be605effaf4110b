"""The first tables of a regional store."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("acting_as", TEXT, nullable=True),
        sa.Column("act", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("origin", TEXT, nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", TEXT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("words", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "seq"),
    )
    op.create_table(
        "audit_head",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id"),
    )
    op.create_table(
        "credential",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("employee", TEXT, nullable=False),
        sa.Column("username", TEXT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "employee"),
    )
    op.create_index("credential_revision", "credential", ["tenant_id", "revision"], unique=False)
    op.create_index("credential_username", "credential", ["username", "tenant_id"], unique=True)
    op.create_table(
        "draft",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("body", DOCUMENT, nullable=False),
        sa.Column("expires_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "entity",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("alt_id", TEXT, nullable=True),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("body", DOCUMENT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("changed_by", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "kind", "id"),
    )
    op.create_index("entity_alt", "entity", ["tenant_id", "kind", "alt_id"], unique=True)
    op.create_index(
        "entity_key",
        "entity",
        ["tenant_id", "kind", "key"],
        unique=True,
        sqlite_where=sa.text("deleted = 0"),
        postgresql_where=sa.text("NOT deleted"),
    )
    op.create_index("entity_revision", "entity", ["tenant_id", "revision"], unique=False)
    op.create_table(
        "home",
        sa.Column("region", TEXT, nullable=False),
        sa.Column("slot", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("region"),
    )
    op.create_table(
        "id_counter",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("issued", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "kind"),
    )
    op.create_table(
        "id_map",
        sa.Column("pair", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("primary_id", TEXT, nullable=False),
        sa.Column("bcp_id", TEXT, nullable=False),
        sa.Column("primary_alt", TEXT, nullable=True),
        sa.Column("bcp_alt", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("pair", "kind", "primary_id"),
    )
    op.create_index("id_map_bcp", "id_map", ["pair", "kind", "bcp_id"], unique=True)
    op.create_index("id_map_bcp_alt", "id_map", ["pair", "kind", "bcp_alt"], unique=True)
    op.create_index("id_map_primary_alt", "id_map", ["pair", "kind", "primary_alt"], unique=True)
    op.create_table(
        "session",
        sa.Column("tenant_id", TEXT, nullable=True),
        sa.Column("token_hash", TEXT, nullable=False),
        sa.Column("employee", TEXT, nullable=True),
        sa.Column("username", TEXT, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("expires_at", TEXT, nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("impersonator", TEXT, nullable=True),
        sa.Column("data", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("session_employee", "session", ["tenant_id", "employee"], unique=False)
    op.create_index("session_expiry", "session", ["expires_at"], unique=False)
    op.create_table(
        "sync_cursor",
        sa.Column("pair", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("pair", "kind"),
    )
    op.create_table(
        "sync_held",
        sa.Column("pair", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("primary_id", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("pair", "seq"),
    )
    op.create_table(
        "sync_review",
        sa.Column("pair", TEXT, nullable=False),
        sa.Column("script", TEXT, nullable=False),
        sa.Column("places", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("pair", "script"),
    )
    op.create_table(
        "sync_run",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("pair", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("trigger", TEXT, nullable=False),
        sa.Column("requested_by", TEXT, nullable=False),
        sa.Column("requested_at", TEXT, nullable=False),
        sa.Column("started_at", TEXT, nullable=True),
        sa.Column("ended_at", TEXT, nullable=True),
        sa.Column("source_revision", sa.BigInteger(), nullable=True),
        sa.Column("target_revision", sa.BigInteger(), nullable=True),
        sa.Column("counts", DOCUMENT, nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("to_review", sa.Integer(), nullable=False),
        sa.Column("error", DOCUMENT, nullable=True),
        sa.Column("worker", TEXT, nullable=True),
        sa.Column("lease_until", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("sync_run_id", "sync_run", ["id"], unique=True)
    op.create_index(
        "sync_run_open",
        "sync_run",
        ["pair"],
        unique=True,
        sqlite_where=sa.text("state IN ('queued', 'running')"),
        postgresql_where=sa.text("state IN ('queued', 'running')"),
    )
    op.create_index("sync_run_pair", "sync_run", ["pair", "requested_at"], unique=False)
    op.create_table(
        "sync_step",
        sa.Column("run", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("verb", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("primary_id", TEXT, nullable=False),
        sa.Column("bcp_id", TEXT, nullable=True),
        sa.Column("why", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("run", "seq"),
    )
    op.create_table(
        "tenant_revision",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id"),
    )
    op.create_table(
        "throttle",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("throttle_subject", "throttle", ["subject", "at"], unique=False)


def downgrade() -> None:
    op.drop_table("throttle")
    op.drop_table("tenant_revision")
    op.drop_table("sync_step")
    op.drop_table("sync_run")
    op.drop_table("sync_review")
    op.drop_table("sync_held")
    op.drop_table("sync_cursor")
    op.drop_table("session")
    op.drop_table("id_map")
    op.drop_table("id_counter")
    op.drop_table("home")
    op.drop_table("entity")
    op.drop_table("draft")
    op.drop_table("credential")
    op.drop_table("audit_head")
    op.drop_table("audit")
