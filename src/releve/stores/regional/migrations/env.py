"""Run by Alembic: migrates on the connection that it is handed, in the transaction that is open there."""

from alembic import context

attributes = context.config.attributes
context.configure(connection=attributes["connection"], version_table=attributes["version_table"])
context.run_migrations()
