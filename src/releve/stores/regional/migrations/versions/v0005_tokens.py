"""What programs hold: families of tokens, tickets that are good once, and when access keys were used last."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)


def upgrade() -> None:
    op.create_table(
        "token_family",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("employee", TEXT, nullable=False),
        sa.Column("client", TEXT, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("expires_at", TEXT, nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("key", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index("token_family_employee", "token_family", ["tenant_id", "employee"])
    op.create_index("token_family_key", "token_family", ["tenant_id", "key"])
    op.create_index("token_family_expiry", "token_family", ["expires_at"])
    op.create_table(
        "token_ticket",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("purpose", TEXT, nullable=False),
        sa.Column("family", TEXT, nullable=False),
        sa.Column("expires_at", TEXT, nullable=False),
        sa.Column("taken_at", TEXT, nullable=True),
        sa.Column("data", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index("token_ticket_family", "token_ticket", ["tenant_id", "family"])
    op.create_index("token_ticket_expiry", "token_ticket", ["expires_at"])
    op.create_table(
        "key_use",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "key"),
    )
