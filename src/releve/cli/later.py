"""A command that is loaded when it is used. Until then it is a name, a line of help, and a module of this room."""

import importlib
from collections.abc import Mapping
from typing import Any

import typer
from typer.core import TyperCommand
from typer.main import get_group


class Later(TyperCommand):
    """Stands in the list of commands for the one that its module adds under the same name."""

    def __init__(self, name: str, module: str, what: str) -> None:
        super().__init__(name, help=what)
        self.module = module

    def loaded(self) -> Any:
        """The command itself: one of Typer's, or a group of them."""
        return self.added()[str(self.name)]

    def added(self) -> Mapping[str, Any]:
        """All commands that the module adds."""
        app = typer.Typer()
        importlib.import_module(f"releve.cli.{self.module}").add_to(app)
        return get_group(app).commands

    def make_context(self, *given: Any, **more: Any) -> Any:
        """A command is used from here on: to run, or to tell its own help."""
        return self.loaded().make_context(*given, **more)
