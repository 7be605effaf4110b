"""Where programs send people to log in, and to log out: our login page, then back to the program with a code.

The login page brings people back here by their `next`; here they have a session, and leave with a code.
"""

from contextlib import suppress
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from releve.app import login, tokens
from releve.app.authorizing import (
    Unasked,
    Wish,
    grant_code,
    may_return_to,
    must_be_asked_well,
    must_be_declared,
)
from releve.app.over_http import origin_of
from releve.app.pairing import same_company
from releve.domain.errors import Forbidden, Unauthenticated, Unavailable
from releve.domain.people import Caller
from releve.domain.say import say
from releve.web.door import OPERATOR_COOKIE, Door, LoginAgain
from releve.web.flash import Tone
from releve.web.shell import SESSION_COOKIE

PATH = "/auth/authorize"

Word = Annotated[str, Query(max_length=2_000)]


def router(door: Door) -> APIRouter:
    routes = APIRouter()
    _authorize(routes, door)
    _log_out(routes, door)
    return routes


def _authorize(routes: APIRouter, door: Door) -> None:
    @routes.get(PATH)
    def authorize(
        request: Request,
        client_id: Word = "",
        redirect_uri: Word = "",
        response_type: Word = "",
        scope: Word = "",
        state: Word = "",
        nonce: Word = "",
        prompt: Word = "",
        code_challenge: Word = "",
        code_challenge_method: Word = "",
        tenant: Annotated[str, Query(alias="tenantId", max_length=100)] = "",
        again: Word = "",
    ) -> Response:
        must_be_declared(door.house, client_id, redirect_uri)

        def back(**told: str) -> Response:
            return _back(redirect_uri, {**told, "state": state})

        try:
            must_be_asked_well(response_type, scope, code_challenge, code_challenge_method)
        except Unasked as fault:
            return back(error=fault.error)
        caller = _employee(door, request)
        fits = caller is not None and same_company(door.house, caller.tenant or "", tenant)
        if caller is None or not fits or (prompt == "login" and not again):
            if prompt == "none":
                return back(error="login_required")
            if again and caller is not None:
                return back(error="access_denied")
            return _to_login(door, request)
        try:
            wish = Wish(client_id, redirect_uri, code_challenge, nonce)
            return back(code=grant_code(door.house, caller, wish))
        except (Unauthenticated, Forbidden):
            return back(error="access_denied")
        except Unavailable:
            return back(error="temporarily_unavailable")


def _employee(door: Door, request: Request) -> Caller | None:
    """Who is logged in to a tenant in their own name; whoever else is asked to log in."""
    try:
        caller = door.caller(request)
    except LoginAgain:
        return None
    own = caller is not None and caller.tenant is not None and caller.operator is None
    return caller if own else None


def _to_login(door: Door, request: Request) -> Response:
    """The login page, which comes back here, once."""
    kept = [one for one in request.query_params.multi_items() if one[0] != "again"]
    here = f"{PATH}?{urlencode([*kept, ('again', '1')])}"
    hint = request.query_params.get("login_hint", "")[:300]
    asked = {"next": here} | ({"username": hint} if hint else {})
    return open_to_popups(RedirectResponse(f"/login?{urlencode(asked)}", 302), here)


def _back(redirect_uri: str, told: dict[str, str]) -> Response:
    query = urlencode({name: value for name, value in told.items() if value})
    separator = "&" if "?" in redirect_uri else "?"
    response = RedirectResponse(f"{redirect_uri}{separator}{query}", 302)
    response.headers["Referrer-Policy"] = "no-referrer"
    return open_to_popups(response, "display=popup")


def open_to_popups(response: Response, next: str) -> Response:
    """In a pop-up of the program the window that opened it must not be lost on the way."""
    if "display=popup" in next:
        response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


def _log_out(routes: APIRouter, door: Door) -> None:
    @routes.get(f"{PATH}/logout")
    def log_out(
        request: Request,
        id_token_hint: Annotated[str, Query(max_length=8_000)] = "",
        post_logout_redirect_uri: Word = "",
        state: Word = "",
    ) -> Response:
        hint = None
        with suppress(Unauthenticated, Unavailable):
            if id_token_hint:
                hint = tokens.log_out(door.house, id_token_hint, origin=origin_of(request))
        # Anybody can send somebody here with an ID token of their own.
        if hint is None or not _is_here(door, request, hint.tenant, hint.agent):
            return door.render(request, "login/logout.html")
        if may_return_to(door.house, hint.client, post_logout_redirect_uri):
            response = _back(post_logout_redirect_uri, {"state": state})
        else:
            response = door.render(request, "login/logged_out.html")
        return _without_session(door, request, response)

    @routes.post(f"{PATH}/logout")
    def confirmed(request: Request) -> Response:
        response = door.redirect(request, "/login", (Tone.INFO, say("You are logged out.")))
        return _without_session(door, request, response)


def _is_here(door: Door, request: Request, tenant: str, employee: str) -> bool:
    """Whether nobody is logged in in this browser but this employee."""
    if request.cookies.get(OPERATOR_COOKIE):
        return False
    try:
        caller = door.caller(request)
    except LoginAgain:  # what it had is good no more
        return True
    if caller is None:
        return True
    return caller.operator is None and (caller.tenant, caller.employee) == (tenant, employee)


def _without_session(door: Door, request: Request, response: Response) -> Response:
    for cookie in (SESSION_COOKIE, OPERATOR_COOKIE):
        with suppress(Unavailable):
            token = request.cookies.get(cookie, "")
            login.log_out(door.house, token, origin=origin_of(request))
        door.shell.drop_cookie(response, cookie)
    return response
