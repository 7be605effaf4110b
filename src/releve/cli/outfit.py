"""What the world gives a command: an environment, a way to the server, somebody who types secrets.

Commands that ask no server are given it too, so it brings no HTTP client along.
"""

import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import typer

from releve.languages.catalogue import languages
from releve.languages.choice import choose

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class Outfit:
    """What the world gives a command. Tests give another one."""

    environ: dict[str, str]
    transport: "httpx.BaseTransport | None" = None
    ask_secret: Callable[[str], str] = field(
        default=lambda text: str(typer.prompt(text, hide_input=True, err=True))
    )


def language_of(environ: dict[str, str], wanted: str = "") -> str:
    """The language of the reader: `--lang`, else what the terminal is set to, else that of the installation."""
    names = ("RELEVE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    asked = wanted or next((environ[name] for name in names if environ.get(name)), "")
    preference = asked.partition(".")[0].replace("_", "-")
    return choose(languages(), preference=preference, default=environ.get("RELEVE_LANGUAGE", ""))


def zone_of(environ: dict[str, str]) -> zoneinfo.ZoneInfo | None:
    """The time zone of the reader: `TZ`, else None, the machine's own."""
    try:
        return zoneinfo.ZoneInfo(environ["TZ"].removeprefix(":"))
    except (KeyError, ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return None
