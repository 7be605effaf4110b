"""What every command of the API has in common: the options `--server`, `--token`, `--lang` and `--json`, and a desk.

A command is written as a function of a `Desk` and its own arguments; `at_desk` makes a Typer command of it.
"""

import inspect
from collections.abc import Callable
from typing import Annotated, Any, Concatenate, ParamSpec

import typer

from releve.cli.desk import Desk
from releve.cli.outfit import Outfit

P = ParamSpec("P")

Server = Annotated[
    str, typer.Option("--server", help="Address of the server [RELEVE_SERVER].", show_default=False)
]
Token = Annotated[
    str, typer.Option("--token", help="Token to use [RELEVE_TOKEN].", show_default=False)
]
Language = Annotated[
    str, typer.Option("--lang", help="Language: en, fr [LANG].", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print nothing but JSON.")]

_SHARED = (
    inspect.Parameter("server", inspect.Parameter.KEYWORD_ONLY, default="", annotation=Server),
    inspect.Parameter("token", inspect.Parameter.KEYWORD_ONLY, default="", annotation=Token),
    inspect.Parameter("language", inspect.Parameter.KEYWORD_ONLY, default="", annotation=Language),
    inspect.Parameter("as_json", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Json),
)
_CONTEXT = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)


def at_desk(command: Callable[Concatenate[Desk, P], None]) -> Callable[..., None]:
    """The command with the shared options added. Its documentation is the help text."""

    def run(ctx: typer.Context, **given: Any) -> None:
        outfit = ctx.find_object(Outfit)
        assert outfit is not None, "the program gives every command its outfit"
        shared = {one.name: given.pop(one.name) for one in _SHARED}
        desk = Desk(outfit, **shared)
        try:
            command(desk, **given)  # type: ignore[call-arg]  # Typer has read the signature below
        finally:
            desk.close()

    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
    parameters = [
        _CONTEXT,
        *(one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own),
        *_SHARED,
    ]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run
