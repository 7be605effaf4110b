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
from rich.text import Text

from releve.cli.client import Client
from releve.cli.exits import INTERRUPTED
from releve.cli.local import read_file
from releve.cli.outfit import Outfit, Wishes, language_of, zone_of
from releve.cli.tables import facts_of, table_of
from releve.cli.tokens import TokenFile, token_file
from releve.cli.told import Told, told
from releve.domain.clock import instant
from releve.domain.errors import Invalid, NotFound, Refused
from releve.domain.say import Message, say
from releve.languages.speaker import Speaker

#: A column: its heading, and the value of a row in it.
Column = tuple[Message, Callable[[Any], object]]


class Desk:
    """One command's work. Close it at the end."""

    def __init__(self, outfit: Outfit, wishes: Wishes) -> None:
        self.outfit, self.as_json = outfit, wishes.as_json
        self.zone = zone_of(outfit.environ)
        self.speaker = Speaker(language_of(outfit.environ, wishes.language))
        self.tokens: TokenFile = token_file(outfit.environ)
        self.out, self.err = Console(highlight=False), Console(stderr=True, highlight=False)
        server = wishes.server or outfit.environ.get("RELEVE_SERVER") or self.tokens.server
        token = wishes.token or outfit.environ.get("RELEVE_TOKEN") or self.tokens.top(server)
        self.api = Client(server, self.speaker, token, outfit.transport, self.zone.key)

    def close(self) -> None:
        self.api.close()

    def say(self, message: Message) -> str:
        return self.speaker.say(message)

    def when(self, stamp: str | None) -> str | None:
        """A time of the server's for people: in their language, by their clock, with the name of the zone."""
        if not stamp:
            return None
        return self.speaker.text(instant(stamp).astimezone(self.zone))

    def show(self, answer: Any, *parts: Message | RenderableType) -> None:
        """The answer: as JSON, or as `parts` for people."""
        if self.as_json:
            sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
            return
        for part in parts:
            self.tell(part)

    def tell(self, part: Message | RenderableType) -> None:
        """A part of the answer, for people."""
        cell = self._cell(part) if isinstance(part, Message | str) else part
        self.out.print(cell, soft_wrap=isinstance(cell, Text) and bool(cell.no_wrap))

    def whole(self, value: str) -> Text:
        """What is copied out of the terminal, such as an address: on one line, however long."""
        return Text(value, no_wrap=True)

    def note(self, message: Message) -> None:
        """A word for the person that is no part of the answer."""
        if not self.as_json:
            self.err.print(Text(self.say(message), style="dim"))

    def table(self, rows: Iterable[Any], *columns: Column) -> RenderableType:
        headings = [self.say(heading) for heading, _ in columns]
        cells = [[self._cell(of(row)) for _, of in columns] for row in rows]
        return table_of(headings, cells, self.out.width)

    def facts(self, *facts: tuple[Message, object]) -> RenderableType:
        """One thing, a line for each of its facts."""
        return facts_of([(self.say(name), self._cell(value)) for name, value in facts])

    def text(self, value: object) -> str:
        """A value as a person reads it."""
        return self._cell(value).plain

    def _cell(self, value: object) -> Text:
        match value:
            case None:
                return Text("–")
            case bool():
                return Text(self.say(say("yes") if value else say("no")))
            case Message():
                return Text(self.say(value))
            case list() | tuple():
                return Text(", ".join(map(self.text, value)))
            case _:
                return Text(str(value))

    def secret(self, question: Message, file: Path | None, variable: str = "") -> str:
        """Something that is not shown: out of a file, the environment, or asked for with hidden letters."""
        if file is not None:
            return read_file(file).decode("utf-8", "replace").strip()
        if variable and self.outfit.environ.get(variable):
            return self.outfit.environ[variable]
        return self.outfit.ask_secret(self.say(question))

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
        if not self.agreed(question):
            self.note(say("Nothing was done."))
            raise typer.Exit(INTERRUPTED)

    def agreed(self, question: Message) -> bool:
        """Whether the person says yes, in their language or in English, in a word or in its first letter."""
        return self.answered(question) is True

    def answered(self, question: Message) -> bool | None:
        """The same; None if nobody is there to answer."""
        yes, no = self.say(say("yes")), self.say(say("no"))
        asked = f"{self.say(question)} [{yes[0]}/{no[0].upper()}]"
        try:
            told = str(typer.prompt(asked, default="", show_default=False, err=True))
        except typer.Abort:  # the input has ended
            return None
        word = told.strip().casefold()
        return bool(word) and any(one.startswith(word) for one in (yes, "yes"))

    def found(self, kind: Message, name: str, among: Sequence[Any], *fields: str) -> Any:
        """The one of `among` that the person means: by its id, or by a name in any case. Raises Told."""
        for one in among:
            if one["id"] == name:
                return one
        wanted = name.casefold()
        fit = [one for one in among if any(str(one[f]).casefold() == wanted for f in fields)]
        if not fit:
            raise told(
                NotFound(
                    say("{kind} “{name}” was not found.", kind=kind, name=name),
                    say("Give the name as the list shows it, or the ID."),
                ),
                self.speaker,
            )
        if len(fit) > 1:
            raise self.wrong(
                say("There are several of {kind} “{name}”.", kind=kind, name=name),
                say("Give the ID instead; the list shows it."),
            )
        return fit[0]
