"""The language of an answer: what the client asks for with `Accept-Language`, else that of the installation."""

from typing import Annotated, cast

from fastapi import Depends, Request

from releve.languages.choice import choose
from releve.languages.speaker import Speaker


def speaker_of(request: Request) -> Speaker:
    """The speaker of this client's language; they are made once, with the application."""
    speakers = cast(dict[str, Speaker], request.app.state.speakers)
    wanted = request.headers.get("accept-language", "")
    default = request.app.state.language
    return speakers[choose(tuple(speakers), accept_language=wanted, default=default)]


Speaking = Annotated[Speaker, Depends(speaker_of)]
