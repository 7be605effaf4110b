"""Traffic follows the active side at far ends, and what was seen there is remembered."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)


def upgrade() -> None:
    op.create_table(
        "driver_state",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("pair", TEXT, nullable=False),
        sa.Column("driver", TEXT, nullable=False),
        sa.Column("epoch_seen", sa.BigInteger(), nullable=False),
        sa.Column("epoch_observed", sa.BigInteger(), nullable=False),
        sa.Column("observed_at", TEXT, nullable=False),
        sa.Column("since", TEXT, nullable=False),
        sa.Column("checked_at", TEXT, nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("sentence", DOCUMENT),
        sa.Column("took_ms", sa.BigInteger()),
        sa.PrimaryKeyConstraint("tenant_id", "pair", "driver"),
    )
