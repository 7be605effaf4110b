"""The way of a database to the schema of this release; `releve.stores.sql.migration` walks it."""
