"""The language of an answer: what the client asks for with `Accept-Language`, else that of the installation.

With `Time-Zone` (a name such as Europe/Paris) times inside sentences are told by the clock of that zone.
"""

from typing import Annotated, cast
from zoneinfo import ZoneInfoNotFoundError

from fastapi import Depends, Request

from releve.languages.choice import choose
from releve.languages.speaker import Speaker


def speaker_of(request: Request) -> Speaker:
    """The speaker of this client's language; they are made once, with the application."""
    speakers = cast(dict[str, Speaker], request.app.state.speakers)
    wanted = request.headers.get("accept-language", "")
    default = request.app.state.language
    speaker = speakers[choose(tuple(speakers), accept_language=wanted, default=default)]
    try:
        return speaker.by_clock_of(request.headers["time-zone"])
    except (KeyError, ValueError, OSError, ZoneInfoNotFoundError):  # none, or none that there is
        return speaker


Speaking = Annotated[Speaker, Depends(speaker_of)]
