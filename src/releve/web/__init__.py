"""The web console: pages made on the server, in the language of the reader."""

from releve.web.console import add_web

__all__ = ["add_web"]
