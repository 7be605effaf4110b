"""`releve`: the whole command line. It knows every command by name, and loads the one that is used.

What is imported here is paid for by every command: neither the server nor the HTTP client is.
"""

import json
import os
import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from releve import __version__
from releve.cli.exits import EXIT_STATUS, INTERRUPTED
from releve.cli.later import Later
from releve.cli.outfit import Outfit, language_of
from releve.cli.shared import Json, Language, Server, Token, wish
from releve.cli.told import Told, print_told, told
from releve.cli.usage import misused, was_helped
from releve.domain.errors import Code, ReleveError
from releve.languages.speaker import Speaker

#: What each module adds, with the first paragraph of its help.
COMMANDS: Mapping[str, Mapping[str, str]] = {
    "commands.session": {
        "login": "Log in, and keep the token for the commands that follow.",
        "logout": "Log out; out of an impersonation, back to where one was.",
        "whoami": "Who is logged in, where, and what they may do.",
        "impersonate": "Impersonate & Support: step into a tenant. `releve logout` steps out again.",
    },
    "commands.account": {"account": "Your own account: password and sessions."},
    "commands.tenants": {"tenants": "Tenants, for operators."},
    "commands.bcp": {"bcp": "Business Continuity Plan, for operators."},
    "commands.roles": {"roles": "Roles and their permissions."},
    "commands.employees": {"employees": "Employees of the tenant."},
    "commands.tonight": {"tonight": "Who could work in the BCP tenant now, who not, and why."},
    "commands.files": {
        "import": "Take files into the tenant.",
        "export": "Write files out of the tenant.",
    },
    "commands.scripts": {
        "scripts": "Script files: find, rewrite and check identifiers in them, without a server. And the checklist of a tenant's scripts."
    },
    "commands.sync": {"sync": "The sync with the BCP tenant."},
    "commands.switching": {
        "switch": "Switch to the BCP tenant.",
        "revert": "Revert to the primary tenant.",
        "confirm": "Confirm the order of another person, where two are wanted.",
    },
    "commands.switch_reports": {
        "reports": "The reports of all switches and reverts; with an epoch, of the one that began it.",
    },
    "commands.drills": {
        "drill": "Rehearsals of the switch: all of it is tried, and nothing is moved."
    },
    "commands.passkeys": {"passkey": "The passkey of the pair, without a switch."},
    "commands.audit": {
        "audit": "Who did what, the newest first: of the tenant, or for an operator of Tenant Management.",
    },
    "commands.signing_keys": {"signing-keys": "The keys that sign tokens, for operators."},
    "programs": {
        "serve": "Start the server: every region of the settings in one process, or the process of one region, until Ctrl-C.",
        "demo": "Start a living example: two regions, a company in step with its BCP tenant, people to log in as.",
        "story": "Perform the whole story headless: from two empty regions to a switch and back. Exit status 9 if a check fails.",
        "operators": "Operators of this installation.",
        "directory": "The directory of this installation.",
    },
}


class Program(TyperGroup):
    """All commands by name, none of them loaded."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        for module, commands in COMMANDS.items():
            for name, what in commands.items():
                self.add_command(Later(name, module, what))


def program() -> typer.Typer:
    """The whole command line."""
    app = typer.Typer(
        name="releve",
        cls=Program,
        help="Business continuity for contact centres: a BCP tenant kept in step, and a switch one can trust.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_options)
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"releve {__version__}")
        raise typer.Exit


def _options(
    ctx: typer.Context,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Which release this is."
        ),
    ] = False,
    server: Server = "",
    token: Token = "",
    language: Language = "",
    as_json: Json = False,
) -> None:
    """What may stand before any command."""
    wish(ctx, server, token, language, as_json)


def run() -> None:
    """The entry point: nobody ever sees a traceback for something that can happen in operation."""
    environ = dict(os.environ)
    try:
        sys.exit(program()(obj=Outfit(environ), prog_name="releve", standalone_mode=False))
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(INTERRUPTED)
    except (ReleveError, Told) as error:
        sys.exit(_failed(error, environ))
    except typer.TyperException as error:
        if was_helped(error):
            sys.exit(EXIT_STATUS[Code.INVALID])
        sys.exit(_failed(misused(error), environ))


def _failed(error: ReleveError | Told, environ: dict[str, str]) -> int:
    speaker = Speaker(language_of(environ, _given_language(sys.argv)))
    return fail(error, speaker, as_json="--json" in sys.argv)


def fail(error: ReleveError | Told, speaker: Speaker, *, as_json: bool = False) -> int:
    """Tell the error: to people on standard error, to programs on standard output. Returns the exit status."""
    said = error if isinstance(error, Told) else told(error, speaker)
    if as_json:
        typer.echo(json.dumps({"error": said.record()}, ensure_ascii=False, indent=2))
    else:
        print_told(said, speaker, Console(stderr=True, highlight=False))
    return EXIT_STATUS[said.code]


def _given_language(arguments: list[str]) -> str:
    for at, word in enumerate(arguments):
        if word == "--lang" and at + 1 < len(arguments):
            return arguments[at + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return ""
