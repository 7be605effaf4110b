"""The tables of people: how they log in, what is open in their name, and the files in which employees come."""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
)

from releve.stores.regional.columns import METADATA, number_column, text_column
from releve.stores.sql.columns import DOCUMENT, SERIAL

CREDENTIAL = Table(
    "credential",
    METADATA,
    text_column("tenant_id"),
    text_column("employee"),
    text_column("username"),
    text_column("hash"),
    number_column("revision"),
    text_column("changed_at"),
    Column("factor", DOCUMENT),
    PrimaryKeyConstraint("tenant_id", "employee"),
)
Index("credential_username", CREDENTIAL.c.username, CREDENTIAL.c.tenant_id, unique=True)
Index("credential_revision", CREDENTIAL.c.tenant_id, CREDENTIAL.c.revision)

CODE_USE = Table(
    "code_use",
    METADATA,
    text_column("tenant_id"),
    text_column("employee"),
    text_column("code"),
    text_column("at"),
    PrimaryKeyConstraint("tenant_id", "employee", "code"),
)
Index("code_use_at", CODE_USE.c.at)

SESSION = Table(
    "session",
    METADATA,
    text_column("tenant_id", nullable=True),
    text_column("token_hash"),
    text_column("employee", nullable=True),
    text_column("username"),
    text_column("created_at"),
    text_column("expires_at"),
    number_column("epoch"),
    text_column("impersonator", nullable=True),
    Column("data", DOCUMENT, nullable=False),
    text_column("origin"),
    text_column("agent"),
    text_column("seen_at"),
    PrimaryKeyConstraint("token_hash"),
)
Index("session_employee", SESSION.c.tenant_id, SESSION.c.employee)
Index("session_username", SESSION.c.username)
Index("session_expiry", SESSION.c.expires_at)

TOKEN_FAMILY = Table(
    "token_family",
    METADATA,
    text_column("tenant_id"),
    text_column("id"),
    text_column("employee"),
    text_column("client"),
    text_column("created_at"),
    text_column("expires_at"),
    number_column("epoch"),
    text_column("key", nullable=True),
    PrimaryKeyConstraint("tenant_id", "id"),
)
Index("token_family_employee", TOKEN_FAMILY.c.tenant_id, TOKEN_FAMILY.c.employee)
Index("token_family_key", TOKEN_FAMILY.c.tenant_id, TOKEN_FAMILY.c.key)
Index("token_family_expiry", TOKEN_FAMILY.c.expires_at)

TOKEN_TICKET = Table(
    "token_ticket",
    METADATA,
    text_column("tenant_id"),
    text_column("hash"),
    text_column("purpose"),
    text_column("family"),
    text_column("expires_at"),
    text_column("taken_at", nullable=True),
    Column("data", DOCUMENT, nullable=False),
    PrimaryKeyConstraint("hash"),
)
Index("token_ticket_family", TOKEN_TICKET.c.tenant_id, TOKEN_TICKET.c.family)
Index("token_ticket_expiry", TOKEN_TICKET.c.expires_at)

KEY_USE = Table(
    "key_use",
    METADATA,
    text_column("tenant_id"),
    text_column("key"),
    text_column("at"),
    PrimaryKeyConstraint("tenant_id", "key"),
)

THROTTLE = Table(
    "throttle",
    METADATA,
    Column("seq", SERIAL, primary_key=True, autoincrement=True),
    text_column("subject"),
    text_column("at"),
)
Index("throttle_subject", THROTTLE.c.subject, THROTTLE.c.at)

EMPLOYEE_UPLOAD = Table(
    "employee_upload",
    METADATA,
    text_column("tenant_id"),
    text_column("id"),
    text_column("state"),
    text_column("name"),
    text_column("asked_by"),
    text_column("asked_at"),
    text_column("expires_at"),
    Column("asked", DOCUMENT, nullable=False),
    Column("only_good", Boolean, nullable=False),
    Column("counts", DOCUMENT, nullable=False),
    Column("facts", DOCUMENT, nullable=False),
    text_column("digest"),
    text_column("ended_at", nullable=True),
    Column("error", DOCUMENT),
    Column("progress", DOCUMENT),
    text_column("worker", nullable=True),
    text_column("lease_until", nullable=True),
    Column("file", LargeBinary, nullable=False),
    PrimaryKeyConstraint("tenant_id", "id"),
)
Index("employee_upload_state", EMPLOYEE_UPLOAD.c.state)

EMPLOYEE_UPLOAD_LINES = Table(
    "employee_upload_lines",
    METADATA,
    text_column("tenant_id"),
    text_column("upload"),
    number_column("seq"),
    text_column("outcome"),
    number_column("many"),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("tenant_id", "upload", "seq"),
)

EMPLOYEE_CHANGE = Table(
    "employee_change",
    METADATA,
    text_column("tenant_id"),
    text_column("employee"),
    number_column("revision"),
    text_column("at"),
    text_column("by"),
    text_column("acting_as", nullable=True),
    text_column("way"),
    text_column("act"),
    Column("fields", DOCUMENT),
    PrimaryKeyConstraint("tenant_id", "employee", "revision"),
)
