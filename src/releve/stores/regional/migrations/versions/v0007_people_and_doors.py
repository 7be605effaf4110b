"""People log in with a second factor too, and see where they are logged in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)


def upgrade() -> None:
    op.add_column("credential", sa.Column("factor", DOCUMENT))
    for name in ("origin", "agent", "seen_at"):
        op.add_column("session", sa.Column(name, TEXT, nullable=False, server_default=""))
    op.execute("UPDATE session SET seen_at = created_at")
    op.create_index("session_username", "session", ["username"])
    op.create_table(
        "code_use",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("employee", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "employee", "code"),
    )
    op.create_index("code_use_at", "code_use", ["at"])
