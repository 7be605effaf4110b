"""Sync: collect → match → remap → plan → apply → verify. Pure but for the ports it is handed."""
