"""The desk at which a command works: who asks, in which language, of which server, and how answers are shown.

With `--json` nothing but JSON reaches standard output; what is meant for people goes to standard error.
"""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import typer
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from releve.cli.client import Client
from releve.cli.exits import INTERRUPTED
from releve.cli.outfit import Outfit, language_of, zone_of
from releve.cli.tokens import TokenFile, token_file
from releve.cli.told import Told, told
from releve.domain.clock import instant
from releve.domain.errors import Invalid, Refused
from releve.domain.say import Message, say
from releve.languages.speaker import Speaker

#: A column: its heading, and the value of a row in it.
Column = tuple[Message, Callable[[Any], object]]


class Desk:
    """One command's work. Close it at the end."""

    def __init__(
        self,
        outfit: Outfit,
        *,
        server: str = "",
        token: str = "",
        language: str = "",
        as_json: bool,
    ) -> None:
        self.outfit, self.as_json = outfit, as_json
        self.speaker = Speaker(language_of(outfit.environ, language))
        self.tokens: TokenFile = token_file(outfit.environ)
        self.out, self.err = Console(highlight=False), Console(stderr=True, highlight=False)
        server = server or outfit.environ.get("RELEVE_SERVER") or self.tokens.server
        given = token or outfit.environ.get("RELEVE_TOKEN")
        self.api = Client(server, self.speaker, given or self.tokens.top(server), outfit.transport)

    def close(self) -> None:
        self.api.close()

    def say(self, message: Message) -> str:
        return self.speaker.say(message)

    def when(self, stamp: str | None) -> str | None:
        """A time of the server's for people: in their language, by their clock, with the name of the zone."""
        if not stamp:
            return None
        return self.speaker.text(instant(stamp).astimezone(zone_of(self.outfit.environ)))

    def show(self, answer: Any, *parts: Message | RenderableType) -> None:
        """The answer: as JSON, or as `parts` for people."""
        if self.as_json:
            sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
            return
        for part in parts:
            self.tell(part)

    def tell(self, part: Message | RenderableType) -> None:
        """A part of the answer, for people."""
        self.out.print(Text(self.say(part)) if isinstance(part, Message) else part)

    def note(self, message: Message) -> None:
        """A word for the person that is no part of the answer."""
        if not self.as_json:
            self.err.print(Text(self.say(message), style="dim"))

    def table(self, rows: Iterable[Any], *columns: Column) -> Table:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading, _ in columns:
            table.add_column(self.say(heading), overflow="fold")
        for row in rows:
            table.add_row(*(self._cell(of(row)) for _, of in columns))
        return table

    def facts(self, *facts: tuple[Message, object]) -> Table:
        """One thing, a line for each of its facts."""
        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_column(style="dim")
        table.add_column(overflow="fold")
        for name, value in facts:
            table.add_row(self.say(name), self._cell(value))
        return table

    def _cell(self, value: object) -> Text:
        match value:
            case None:
                return Text("–")
            case bool():
                return Text(self.say(say("yes") if value else say("no")))
            case Message():
                return Text(self.say(value))
            case list() | tuple():
                return Text(", ".join(str(one) for one in value))
            case _:
                return Text(str(value))

    def secret(self, question: Message, file: Path | None, variable: str = "") -> str:
        """Something that is not shown: out of a file, the environment, or asked for with hidden letters."""
        if file is not None:
            return self.read(file).decode("utf-8", "replace").strip()
        if variable and self.outfit.environ.get(variable):
            return self.outfit.environ[variable]
        return self.outfit.ask_secret(self.say(question))

    def read(self, file: Path) -> bytes:
        """Raises Told for a file that cannot be read."""
        try:
            return file.read_bytes()
        except OSError as fault:
            raise self.wrong(
                say("{file} cannot be read: {why}.", file=file, why=fault.strerror or ""),
                say("Give the path of a file you may read."),
            ) from fault

    def wrong(self, message: Message, hint: Message) -> Told:
        return told(Invalid(message, hint), self.speaker)

    def refused(self, message: Message, hint: Message) -> Told:
        return told(Refused(message, hint), self.speaker)

    def must_be_told_beforehand(self, *, yes: bool) -> None:
        """Where only JSON is printed nobody can be asked. Raises Told unless `yes` was given."""
        if self.as_json and not yes:
            raise self.wrong(
                say("With --json nobody is asked for confirmation."),
                say("Look at it first, then add --yes."),
            )

    def confirm(self, question: Message, *, yes: bool) -> None:
        """Go on only if the person wants it. Exits with 130 otherwise: nothing was done."""
        if yes:
            return
        try:
            wanted = typer.confirm(self.say(question), err=True)
        except typer.Abort:  # the input has ended
            wanted = False
        if not wanted:
            self.note(say("Nothing was done."))
            raise typer.Exit(INTERRUPTED)

    def found(self, kind: Message, name: str, among: Sequence[Any], *fields: str) -> Any:
        """The one of `among` that the person means: by its id, or by a name in any case. Raises Told."""
        for one in among:
            if one["id"] == name:
                return one
        wanted = name.casefold()
        fit = [one for one in among if any(str(one[f]).casefold() == wanted for f in fields)]
        if len(fit) == 1:
            return fit[0]
        raise self.wrong(
            say("{kind} “{name}” was not found.", kind=kind, name=name)
            if not fit
            else say("There are several of {kind} “{name}”.", kind=kind, name=name),
            say("Give the ID instead; the list shows it."),
        )
