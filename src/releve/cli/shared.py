"""The options that all commands share. They may stand before a command or after it; what stands after it counts.

They are read before any command is loaded, so this brings no HTTP client along.
"""

import inspect
from dataclasses import replace
from typing import Annotated, Any

import typer

from releve.cli.outfit import Outfit, Wishes

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


def wish(
    ctx: typer.Context,
    server: Server = "",
    token: Token = "",
    language: Language = "",
    as_json: Json = False,
) -> None:
    """Keep what stands before a command for the command."""
    outfit = outfit_of(ctx)
    given = Wishes(server, token, language, as_json)
    ctx.obj = replace(outfit, wishes=given.over(outfit.wishes))


#: The options themselves, as parameters of a command.
SHARED = tuple(inspect.signature(wish).parameters.values())[1:]


def outfit_of(ctx: typer.Context) -> Outfit:
    outfit = ctx.find_object(Outfit)
    assert outfit is not None, "the program gives every command its outfit"
    return outfit


def wishes_of(outfit: Outfit, given: dict[str, Any]) -> Wishes:
    """What is wished before and after the command together; its own are taken out of `given`."""
    after = Wishes(**{one.name: given.pop(one.name) for one in SHARED})
    return after.over(outfit.wishes)


def noun(what: str) -> typer.Typer:
    """A group of commands, before which the options may stand too."""
    group = typer.Typer(help=what, no_args_is_help=True)
    group.callback()(wish)
    return group
