"""Scripts are judged by what the scripts that they call take their parameters for, so the faces of scripts are remembered.

What was copied earlier was judged alone: the next sync of each pair looks at all scripts once, and remembers their faces.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)


def upgrade() -> None:
    op.create_table(
        "sync_face",
        sa.Column("pair", TEXT, nullable=False),
        sa.Column("script", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("calls", DOCUMENT, nullable=False),
        sa.Column("face", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("pair", "script"),
    )
    _look_at_all_scripts()


def _look_at_all_scripts() -> None:
    """How far the scripts were applied is forgotten."""
    cursor = sa.table("sync_cursor", sa.column("pair", TEXT), sa.column("body", DOCUMENT))
    connection = op.get_bind()
    for pair, body in connection.execute(sa.select(cursor.c.pair, cursor.c.body)).all():
        left = {name: at for name, at in body.items() if name != "script"}
        connection.execute(sa.update(cursor).where(cursor.c.pair == pair).values(body=left))
