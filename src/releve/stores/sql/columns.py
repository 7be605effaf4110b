"""Column types that mean the same on SQLite and PostgreSQL.

Text compares and sorts by code point on both: the collation of a PostgreSQL cluster would otherwise decide
the order of a list, and no index could serve a prefix.
"""

from sqlalchemy import JSON, BigInteger, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
DOCUMENT = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
#: A document kept letter for letter as `written` writes it, so that equal documents are equal texts on both.
VERBATIM = JSON(none_as_null=True)
#: A column that numbers its own rows; SQLite does that for its INTEGER primary key only.
SERIAL = BigInteger().with_variant(Integer(), "sqlite")
