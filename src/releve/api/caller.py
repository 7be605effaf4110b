"""Who is calling: `Authorization: Bearer`, with the token that a login gave, or with an access token of `/auth/token`.

Every door asks here, ours and those of the field alike: `Whoever`, or `Somebody` where nobody has any business.

A caller may be nobody; the use cases say what nobody may do. A person whose side is not active any more is told
so once, with the words of the switch, and must log in again.
"""

from dataclasses import replace
from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from releve.app import login, tokens
from releve.app.house import House
from releve.app.over_http import origin_of
from releve.app.tokens import looks_signed
from releve.domain.changes import COMMAND_LINE, Way
from releve.domain.errors import Unauthenticated
from releve.domain.people import Caller
from releve.domain.say import say


def house_of(request: Request) -> House:
    return cast(House, request.app.state.house)


Open = Annotated[House, Depends(house_of)]


def _origin(request: Request) -> str:
    return origin_of(request)


Origin = Annotated[str, Depends(_origin)]


def _agent(request: Request) -> str:
    return request.headers.get("user-agent", "")


#: What the client calls itself, for the list of sessions.
Agent = Annotated[str, Depends(_agent)]

_BEARER = HTTPBearer(
    auto_error=False,
    description="The token that `POST /api/v1/login` returns, or an access token of `/auth/token`.",
)


def token_of(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
) -> str:
    return credentials.credentials if credentials else ""


Token = Annotated[str, Depends(token_of)]


# What it needs besides is read from the request, and not asked for: FastAPI looks through a tree of dependencies again for each
# of some hundred doors when the server starts, and goes to another thread for each when it is asked.
def caller_of(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
) -> Caller | None:
    """None for nobody. Raises Unauthenticated for somebody whom a switch, or their region, has left behind, and for an
    access token that is not good any more."""
    caller = _known(house_of(request), token_of(credentials), origin_of(request))
    way = Way.COMMAND_LINE if _agent(request) == COMMAND_LINE else Way.API
    return replace(caller, way=way) if caller else None


def _known(house: House, token: str, origin: str) -> Caller | None:
    if looks_signed(token):
        return tokens.caller_of(house, token, origin=origin)
    caller = login.caller_of(house, token, origin=origin) if token else None
    if isinstance(caller, login.SentAway):
        raise Unauthenticated(
            caller.message, say("Log in again: you land where you may work now."), sent_away=True
        )
    return caller


Whoever = Annotated[Caller | None, Depends(caller_of)]


def somebody(caller: Whoever) -> Caller:
    """For what everybody who is logged in may see. Raises Unauthenticated for nobody."""
    if caller is None:
        raise Unauthenticated(
            say("Log in first."),
            say("Your session may have ended; after logging in, do the same again."),
        )
    return caller


Somebody = Annotated[Caller, Depends(somebody)]
