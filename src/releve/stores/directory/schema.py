"""The one table of a directory on SQL."""

from sqlalchemy import JSON, BigInteger, Column, MetaData, PrimaryKeyConstraint, Table

from releve.stores.sql.columns import TEXT

METADATA = MetaData()

RECORD = Table(
    "record",
    METADATA,
    Column("key", TEXT, nullable=False),
    Column("value", JSON, nullable=False),
    Column("version", BigInteger, nullable=False),
    PrimaryKeyConstraint("key"),
)
