"""The regional store on SQL: everything of the tenants of one region but the directory's records."""

from releve.stores.regional.store import SqlRegionalStore, open_store

__all__ = ["SqlRegionalStore", "open_store"]
