"""Notices: what people are told of a pair, read marks, choices of what leaves the house, and what became of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)


def text_(name: str) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=False)


def upgrade() -> None:
    op.create_table(
        "notice",
        text_("tenant_id"),
        text_("id"),
        text_("code"),
        text_("mark"),
        text_("once"),
        text_("began_at"),
        text_("ended_at"),
        text_("changed_at"),
        sa.Column("message", DOCUMENT, nullable=False),
        text_("page"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index("notice_once", "notice", ["tenant_id", "code", "mark"], unique=True)
    op.create_index("notice_began", "notice", ["tenant_id", "began_at"])
    op.create_index("notice_changed", "notice", ["changed_at"])
    op.create_table(
        "notice_read",
        text_("tenant_id"),
        text_("person"),
        text_("read_at"),
        sa.PrimaryKeyConstraint("tenant_id", "person"),
    )
    op.create_table(
        "notice_choice",
        text_("tenant_id"),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("body", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id"),
    )
    op.create_table(
        "notice_post",
        text_("tenant_id"),
        text_("notice"),
        text_("phase"),
        text_("channel"),
        text_("state"),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        text_("next_at"),
        text_("worker"),
        text_("lease_until"),
        sa.Column("why", DOCUMENT),
        text_("done_at"),
        sa.PrimaryKeyConstraint("tenant_id", "notice", "phase", "channel"),
    )
    op.create_index("notice_post_due", "notice_post", ["state", "next_at"])
