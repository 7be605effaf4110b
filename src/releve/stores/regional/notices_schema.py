"""The tables of notices: what people are told of a pair, who has read up to when, what leaves the house and what became of it.

All but the second stand under the BCP tenant. `mark` is "" while a condition holds, then its own id, and of an event what it is
told once for: with the code it makes that nothing is told twice.
"""

from sqlalchemy import Column, Index, PrimaryKeyConstraint, Table

from releve.stores.regional.columns import METADATA, number_column, text_column
from releve.stores.sql.columns import DOCUMENT

NOTICE = Table(
    "notice",
    METADATA,
    text_column("tenant_id"),
    text_column("id"),
    text_column("code"),
    text_column("mark"),
    text_column("once"),
    text_column("began_at"),
    text_column("ended_at"),
    text_column("changed_at"),
    Column("message", DOCUMENT, nullable=False),
    text_column("page"),
    PrimaryKeyConstraint("tenant_id", "id"),
)
Index("notice_once", NOTICE.c.tenant_id, NOTICE.c.code, NOTICE.c.mark, unique=True)
Index("notice_began", NOTICE.c.tenant_id, NOTICE.c.began_at)
Index("notice_changed", NOTICE.c.changed_at)

NOTICE_READ = Table(
    "notice_read",
    METADATA,
    text_column("tenant_id"),
    text_column("person"),
    text_column("read_at"),
    PrimaryKeyConstraint("tenant_id", "person"),
)

NOTICE_CHOICE = Table(
    "notice_choice",
    METADATA,
    text_column("tenant_id"),
    number_column("version"),
    Column("body", DOCUMENT, nullable=False),
    PrimaryKeyConstraint("tenant_id"),
)

NOTICE_POST = Table(
    "notice_post",
    METADATA,
    text_column("tenant_id"),
    text_column("notice"),
    text_column("phase"),
    text_column("channel"),
    text_column("state"),
    number_column("tries"),
    text_column("next_at"),
    text_column("worker"),
    text_column("lease_until"),
    Column("why", DOCUMENT),
    text_column("done_at"),
    PrimaryKeyConstraint("tenant_id", "notice", "phase", "channel"),
)
Index("notice_post_due", NOTICE_POST.c.state, NOTICE_POST.c.next_at)
