"""The work on scripts has its own tables: versions in the development workflow, and what people have confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
VERBATIM = sa.JSON(none_as_null=True)


def upgrade() -> None:
    op.create_table(
        "script_version",
        *(sa.Column(name, TEXT, nullable=False) for name in ("tenant_id", "key", "id", "path")),
        sa.Column("step", TEXT, nullable=False),
        sa.Column("body", VERBATIM, nullable=True),
        sa.Column("base", TEXT, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        *(
            sa.Column(name, TEXT, nullable=False)
            for name in (
                "changed_at",
                "changed_by",
                "review_at",
                "review_by",
                "published_at",
                "published_by",
                "note",
            )
        ),
        sa.PrimaryKeyConstraint("tenant_id", "key"),
    )
    op.create_index("script_version_id", "script_version", ["tenant_id", "id"], unique=True)
    op.create_table(
        "script_confirmation",
        *(
            sa.Column(name, TEXT, nullable=False)
            for name in (
                "tenant_id",
                "key",
                "item",
                "mark",
                "note",
                "confirmed_by",
                "confirmed_at",
            )
        ),
        sa.PrimaryKeyConstraint("tenant_id", "key", "item"),
    )
