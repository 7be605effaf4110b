"""What a sync costs follows what changed: proofs, ledgers and twins stand with the entities, earlier versions are kept.

The id map of earlier releases names pairs, not tenants, so it cannot be carried over here: the next sync of each pair
reads everything and finds the counterparts again by their natural keys. Proofs and ledgers are filled in when the store
is opened (`ledgers.fill_in`).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)
VERBATIM = sa.JSON(none_as_null=True)


def upgrade() -> None:
    _widen_entities()
    _keep_the_past()
    _keep_ledgers()
    _keep_steps_in_blocks()
    _widen_runs()
    op.drop_table("id_map")
    # Everything is read again once, and every counterpart found again by its key.
    op.drop_table("sync_cursor")
    op.create_table(
        "sync_cursor",
        sa.Column("pair", TEXT, nullable=False),
        sa.Column("body", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("pair"),
    )


def _widen_entities() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE entity ALTER COLUMN body TYPE json USING body::text::json")
    op.add_column("entity", sa.Column("proof", TEXT, nullable=False, server_default=""))
    for name in ("twin", "twin_alt", "twin_proof", "synced"):
        op.add_column("entity", sa.Column(name, TEXT, nullable=True))
    op.drop_index("entity_revision", "entity")
    op.create_index("entity_revision", "entity", ["tenant_id", "kind", "revision"])
    for name in ("twin", "twin_alt"):
        there = sa.text(f"{name} IS NOT NULL")
        op.create_index(
            f"entity_{name}",
            "entity",
            ["tenant_id", name, "kind"],
            unique=True,
            sqlite_where=there,
            postgresql_where=there,
        )


def _keep_the_past() -> None:
    op.create_table(
        "entity_past",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("body", VERBATIM, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("changed_by", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "kind", "id", "revision"),
    )
    op.create_index("entity_past_until", "entity_past", ["tenant_id", "until"])


def _keep_ledgers() -> None:
    op.create_table(
        "ledger",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("issued", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("living", sa.BigInteger(), nullable=False),
        sa.Column("total", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "kind"),
    )
    op.execute(
        "INSERT INTO ledger (tenant_id, kind, issued, revision, living, total)"
        " SELECT tenant_id, kind, issued, 0, 0, '' FROM id_counter"
    )
    op.drop_table("id_counter")


def _keep_steps_in_blocks() -> None:
    op.drop_table("sync_step")
    op.create_table(
        "sync_step",
        sa.Column("run", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("verb", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("steps", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run", "seq"),
    )
    op.create_table(
        "sync_plan",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("pair", TEXT, nullable=False),
        sa.Column("drawn_at", TEXT, nullable=False),
        sa.Column("drawn_by", TEXT, nullable=False),
        sa.Column("body", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("sync_plan_pair", "sync_plan", ["pair", "drawn_at"])
    op.create_table(
        "sync_drift",
        sa.Column("pair", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("bcp_id", TEXT, nullable=False),
        sa.Column("primary_id", TEXT, nullable=True),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("change", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("changed_by", TEXT, nullable=False),
        sa.Column("decision", TEXT, nullable=False),
        sa.Column("decided_by", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("pair", "kind", "bcp_id"),
    )


def _widen_runs() -> None:
    for name in ("work", "asks", "progress"):
        op.add_column("sync_run", sa.Column(name, DOCUMENT))
    no = sa.text("false") if op.get_bind().dialect.name == "postgresql" else sa.text("0")
    op.add_column(
        "sync_run", sa.Column("cancelled", sa.Boolean(), nullable=False, server_default=no)
    )
