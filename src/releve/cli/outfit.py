"""What the world gives a command: an environment, a way to the server, somebody who types secrets.

Commands that ask no server are given it too, so it brings no HTTP client along.
"""

import zoneinfo
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import typer
from babel.dates import LOCALTZ

from releve.languages.catalogue import languages
from releve.languages.choice import choose

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class Wishes:
    """The values of the options that all commands share; empty where nothing is wished."""

    server: str = ""
    token: str = ""
    language: str = ""
    as_json: bool = False

    def over(self, before: "Wishes") -> "Wishes":
        """These, and those before where there are none."""
        return Wishes(
            self.server or before.server,
            self.token or before.token,
            self.language or before.language,
            self.as_json or before.as_json,
        )


@dataclass(frozen=True, slots=True)
class Outfit:
    """What the world gives a command. Tests give another one."""

    environ: dict[str, str]
    transport: "httpx.BaseTransport | None" = None
    ask_secret: Callable[[str], str] = field(
        default=lambda text: str(typer.prompt(text, hide_input=True, err=True))
    )
    wishes: Wishes = Wishes()


def language_of(environ: dict[str, str], wanted: str = "") -> str:
    """The language of the reader: `--lang`, else what the terminal is set to, else that of the installation."""
    names = ("RELEVE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    asked = wanted or next((environ[name] for name in names if environ.get(name)), "")
    preference = asked.partition(".")[0].replace("_", "-")
    return choose(languages(), preference=preference, default=environ.get("RELEVE_LANGUAGE", ""))


def zone_of(environ: dict[str, str]) -> zoneinfo.ZoneInfo:
    """The time zone of the reader: `TZ`, else the machine's own; UTC where that has no name that a server knows."""
    for name in (environ.get("TZ", "").removeprefix(":"), getattr(LOCALTZ, "key", "")):
        with suppress(ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
            return zoneinfo.ZoneInfo(name)
    return zoneinfo.ZoneInfo("UTC")
