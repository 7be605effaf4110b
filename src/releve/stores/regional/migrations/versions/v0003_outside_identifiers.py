"""Outside identifiers: what people know of them, and which script uses which. The second fills itself when it is looked at."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)


def upgrade() -> None:
    op.create_table(
        "outside_note",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("system", TEXT, nullable=False),
        sa.Column("identifier", TEXT, nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("test", DOCUMENT),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("changed_by", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_table(
        "outside_seen",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("script", TEXT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("path", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("uses", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "script"),
    )
