"""Relève keeps contact centres open: a primary tenant, a BCP tenant, and a switch one can trust."""

__version__ = "0.1.0"
