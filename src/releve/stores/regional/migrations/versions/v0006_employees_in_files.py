"""Employees files are kept between their check and their application; what was changed about an employee is remembered;
the list of employees is sorted by an index."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)


def upgrade() -> None:
    op.create_table(
        "employee_upload",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("asked_by", TEXT, nullable=False),
        sa.Column("asked_at", TEXT, nullable=False),
        sa.Column("expires_at", TEXT, nullable=False),
        sa.Column("asked", DOCUMENT, nullable=False),
        sa.Column("only_good", sa.Boolean(), nullable=False),
        sa.Column("counts", DOCUMENT, nullable=False),
        sa.Column("facts", DOCUMENT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("ended_at", TEXT, nullable=True),
        sa.Column("error", DOCUMENT, nullable=True),
        sa.Column("progress", DOCUMENT, nullable=True),
        sa.Column("worker", TEXT, nullable=True),
        sa.Column("lease_until", TEXT, nullable=True),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index("employee_upload_state", "employee_upload", ["state"])
    op.create_table(
        "employee_upload_lines",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("upload", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("many", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "upload", "seq"),
    )
    op.create_table(
        "employee_change",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("employee", TEXT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("acting_as", TEXT, nullable=True),
        sa.Column("way", TEXT, nullable=False),
        sa.Column("act", TEXT, nullable=False),
        sa.Column("fields", DOCUMENT, nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "employee", "revision"),
    )
    # As the list of employees is sorted unless somebody wants another order: `fields.surname` says the same.
    surname, living = {
        "sqlite": ("""lower(json_extract(body, '$."lastName"'))""", "deleted = 0"),
        "postgresql": ("""(lower(body ->> 'lastName')) COLLATE "C\"""", "NOT deleted"),
    }[op.get_bind().dialect.name]
    op.execute(
        f"CREATE INDEX entity_surname ON entity (tenant_id, kind, {surname}, key, id)"
        f" WHERE kind = 'employee' AND {living}"
    )
