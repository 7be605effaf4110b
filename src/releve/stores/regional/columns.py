"""What the tables of a regional store are made of."""

from sqlalchemy import BigInteger, Column, MetaData

from releve.stores.sql.columns import TEXT

METADATA = MetaData()


def text_column(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, TEXT, nullable=nullable)


def number_column(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)
