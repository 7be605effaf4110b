"""The programs of the house: serve, demo, story, operators, directory. The one module here that starts the daemon.

Whoever imports it imports the server.
"""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from releve.app.setup import create_operator
from releve.cli.client import Client
from releve.cli.exits import CHECK_FAILED
from releve.cli.local import read_file
from releve.cli.outfit import Outfit, Wishes, language_of
from releve.cli.shared import Json, Language, Server, outfit_of
from releve.cli.story.plot import Plot
from releve.cli.story.telling import tell
from releve.daemon.build import build_house, close
from releve.daemon.demo import demo as run_demo
from releve.daemon.directory_move import move_directory
from releve.daemon.logs import set_up_logs
from releve.daemon.main import embedded
from releve.daemon.main import serve as run_server
from releve.daemon.settings import Settings, load
from releve.demo.company import company
from releve.domain.say import Message, say
from releve.languages.speaker import Speaker

#: Where `releve demo` keeps its example, in the folder it is started in.
DEMO_DATA = Path("data/demo")

Config = Annotated[Path | None, typer.Option(help="Settings file [RELEVE_CONFIG].")]
Data = Annotated[Path | None, typer.Option(help="Folder of the embedded stores [RELEVE_DATA].")]
Host = Annotated[str | None, typer.Option(help="Address to listen on [RELEVE_HOST].")]
Port = Annotated[int | None, typer.Option(help="Port to listen on [RELEVE_PORT].")]
Employees = Annotated[int, typer.Option(help="How many employees the example has.")]


def add_to(app: typer.Typer) -> None:
    for command in (story, serve, demo):
        app.command()(command)
    operators = typer.Typer(help="Operators of this installation.", no_args_is_help=True)
    operators.command("create")(create)
    operators.callback()(_operators)
    app.add_typer(operators, name="operators")
    directory = typer.Typer(help="The directory of this installation.", no_args_is_help=True)
    directory.command("move")(move)
    directory.callback()(_directory)
    app.add_typer(directory, name="directory")


def _operators() -> None:
    """Operators: people with the permission TM Admin. Works on the stores, not over the API."""


def _directory() -> None:
    """The directory: tenants, pairs, activations, operators. Works on the stores, not over the API."""


def move(
    ctx: typer.Context,
    to: Annotated[
        str, typer.Argument(help="The new address, such as etcd://host:2379,host:2379,host:2379.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what there is.")] = False,
    config: Config = None,
    data: Data = None,
) -> None:
    """Move the directory of the settings to another address. Stop every server first."""
    speaker = _speaker(outfit_of(ctx))
    moved = move_directory(_settings(config, data), to, dry_run=dry_run)
    for sort, count in sorted(moved.counts.items()):
        typer.echo(f"{count:>7}  {sort}")
    told = (
        say(
            "{n} records would be moved, {there} are there already. Nothing was changed.",
            n=moved.total,
            there=moved.already,
        )
        if dry_run
        else say(
            "Moved and compared: {n} records. Now give the new address as the setting `directory`.",
            n=moved.total,
        )
    )
    typer.echo(speaker.say(told))


def serve(
    config: Config = None,
    data: Data = None,
    host: Host = None,
    port: Port = None,
    region: Annotated[
        str | None, typer.Option(help="Be the process of this region [RELEVE_REGION].")
    ] = None,
) -> None:
    """Start the server: every region of the settings in one process, or the process of one region, until Ctrl-C."""
    run_server(_settings(config, data, host, port, region))


def demo(
    ctx: typer.Context,
    fresh: Annotated[bool, typer.Option("--fresh", help="Start the example anew.")] = False,
    employees: Employees = 250,
    data: Annotated[Path, typer.Option(help="Folder of the example.")] = DEMO_DATA,
    host: Host = None,
    port: Port = None,
) -> None:
    """Start a living example: two regions, a company in step with its BCP tenant, people to log in as."""
    settings = _settings(None, data, host, port)
    set_up_logs(settings.log)
    speaker = _speaker(outfit_of(ctx))
    console = Console(highlight=False)

    def say_aloud(line: Message | str) -> None:
        console.print(Text(speaker.say(line) if isinstance(line, Message) else line))

    run_demo(settings, fresh=fresh, employees=employees, tell=say_aloud)


def create(
    ctx: typer.Context,
    username: Annotated[str, typer.Argument(help="What the operator logs in with.")],
    name: Annotated[str, typer.Option(help="The operator's own name.")] = "",
    password_file: Annotated[Path | None, typer.Option(help="File with the password.")] = None,
    config: Config = None,
    data: Data = None,
) -> None:
    """Create an operator on this installation. The server may be running."""
    speaker = _speaker(outfit_of(ctx))
    if password_file is not None:
        password = read_file(password_file).decode("utf-8", "replace").strip()
    else:
        password = os.environ.get("RELEVE_PASSWORD") or typer.prompt(
            speaker.say(say("Password")), hide_input=True, confirmation_prompt=True, err=True
        )
    house = build_house(_settings(config, data))
    try:
        made = create_operator(
            house, username=username, name=name, password=password, by="command line"
        )
    finally:
        close(house)
    typer.echo(speaker.say(say("{name} may log in to Tenant Management.", name=made.username)))


def _speaker(outfit: Outfit) -> Speaker:
    return Speaker(language_of(outfit.environ, outfit.wishes.language))


def _settings(
    config: Path | None = None,
    data: Path | None = None,
    host: str | None = None,
    port: int | None = None,
    region: str | None = None,
) -> Settings:
    flags = {"data": data, "host": host, "port": port, "region": region}
    return load(os.environ, flags, config=config)


def story(
    ctx: typer.Context,
    employees: Employees = 250,
    server: Server = "",
    operator: Annotated[
        str, typer.Option(help="An operator of the server; the password is RELEVE_PASSWORD.")
    ] = "",
    language: Language = "",
    as_json: Json = False,
) -> None:
    """Perform the whole story headless: from two empty regions to a switch and back. Exit status 9 if a check fails.

    Without --server, on a server of its own: on SQLite in a folder that is removed afterwards, or on the stores
    that the environment names (RELEVE_REGIONS_CA1_STORE, …).
    """
    outfit = outfit_of(ctx)
    wishes = Wishes(server, language=language, as_json=as_json).over(outfit.wishes)
    speaker = Speaker(language_of(outfit.environ, wishes.language))
    with _stage(wishes.server, operator, outfit, speaker) as (api, username, password):
        plot = Plot(
            api=api,
            operator=username,
            operator_password=password,
            name=f"Havrelune {secrets.token_hex(3)}",
            password=secrets.token_urlsafe(18),
            employees=employees,
        )
        holds = tell(plot, speaker, as_json=wishes.as_json)
    if not holds:
        raise typer.Exit(CHECK_FAILED)


@contextmanager
def _stage(
    server: str, operator: str, outfit: Outfit, speaker: Speaker
) -> Iterator[tuple[Client, str, str]]:
    """A server to perform on: the client, and an operator with their password."""
    if server:
        password = outfit.environ.get("RELEVE_PASSWORD") or outfit.ask_secret(
            speaker.say(say("Password"))
        )
        api = Client(server, speaker, transport=outfit.transport)
        try:
            yield api, operator, password
        finally:
            api.close()
        return
    with tempfile.TemporaryDirectory(prefix="releve-story-") as folder:
        yield from _own_stage(outfit.environ, folder, speaker)


def _own_stage(
    environ: dict[str, str], folder: str, speaker: Speaker
) -> Iterator[tuple[Client, str, str]]:
    quiet = {"RELEVE_DATA": folder, "RELEVE_LOG_LEVEL": "warning", "RELEVE_SYNC_TICK_S": "0.2"}
    settings = load({**quiet, **environ}, {"port": 0})
    set_up_logs(settings.log)
    username, password = f"story-{secrets.token_hex(3)}", secrets.token_urlsafe(18)
    with embedded(settings, company=company) as running:
        create_operator(
            running.house, username=username, name="Story", password=password, by="story"
        )
        api = Client(running.url, speaker)
        try:
            yield api, username, password
        finally:
            api.close()
