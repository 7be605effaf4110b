"""What every command of the API has in common: the shared options, and a desk.

A command is written as a function of a `Desk` and its own arguments; `at_desk` makes a Typer command of it.
"""

import inspect
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

import typer

from releve.cli.desk import Desk
from releve.cli.shared import SHARED, outfit_of, wishes_of
from releve.cli.told import told
from releve.domain.errors import ReleveError

P = ParamSpec("P")

_CONTEXT = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)


def at_desk(command: Callable[Concatenate[Desk, P], None]) -> Callable[..., None]:
    """The command with the shared options added. Its documentation is the help text."""

    def run(ctx: typer.Context, **given: Any) -> None:
        outfit = outfit_of(ctx)
        desk = Desk(outfit, wishes_of(outfit, given))
        try:
            command(desk, **given)  # type: ignore[call-arg]  # Typer has read the signature below
        except ReleveError as error:
            raise told(error, desk.speaker) from error
        finally:
            desk.close()

    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
    parameters = [
        _CONTEXT,
        *(one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in (*own, *SHARED)),
    ]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run
