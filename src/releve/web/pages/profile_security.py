"""My profile › Security: one's password, second factor, and the sessions that are open."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from releve.app import own_sessions, passwords, second_factor
from releve.app.over_http import HTTP_STATUS, origin_of
from releve.app.proofs import Visit
from releve.app.second_factor import Offer, Standing
from releve.domain.errors import Invalid, Refused, ReleveError
from releve.domain.people import Caller
from releve.domain.programs import program_named
from releve.domain.say import say, say_n
from releve.web.door import Door
from releve.web.pages.login import agent_of
from releve.web.pages.profile import HOME
from releve.web.qr import picture_of
from releve.web.shell import SESSION_COOKIE

HERE = f"{HOME}/security"
Text = Annotated[str, Form()]


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HERE)
    _overview(routes, door)
    _factor(routes, door)
    return routes


def _overview(routes: APIRouter, door: Door) -> None:
    @routes.get("")
    def page(request: Request) -> Response:
        return _page(door, request)

    @routes.post("/password")
    def change(
        request: Request, current: Text = "", password: Text = "", again: Text = ""
    ) -> Response:
        caller = door.caller(request)
        try:
            same_twice(password, again)
            token = passwords.change_own(door.house, caller, current, password)
        except (Invalid, Refused) as error:
            return _page(door, request, error, about="password")
        done = say("Your password is changed. Every other session of yours has ended.")
        response = door.redirect(request, HERE, done)
        door.shell.set_cookie(response, SESSION_COOKIE, token)
        return response

    @routes.post("/sessions/end")
    def end(request: Request, id: Text = "") -> Response:
        own_sessions.end_own(door.house, door.caller(request), id)
        return door.redirect(request, HERE, say("The session has ended."))

    @routes.post("/sessions/end-others")
    def end_others(request: Request) -> Response:
        ended = own_sessions.end_own_others(door.house, door.caller(request))
        done = say_n("{n} session has ended.", "{n} sessions have ended.", ended)
        return door.redirect(request, HERE, done)


def same_twice(password: str, again: str) -> None:
    """Raises Invalid for somebody who mistyped."""
    if password != again:
        raise Invalid(
            say("The two passwords are not the same."),
            say("Type the new password twice. Nothing was changed."),
            fields={"again": say("This differs from the first one.")},
        )


def _page(
    door: Door, request: Request, error: ReleveError | None = None, *, about: str = ""
) -> Response:
    """`about`: which of the forms the error is about, for several ask for the password."""
    caller = own_sessions.logged_in(door.caller(request))
    return door.render(
        request,
        "profile/security.html",
        status=HTTP_STATUS[error.code] if error else 200,
        tab="security",
        sessions=own_sessions.own(door.house, caller),
        factor=_standing(door, caller),
        program=program_named,
        error=error,
        errors=error.fields if error else {},
        about=about,
    )


def _standing(door: Door, caller: Caller) -> Standing | None:
    """None for operators, whose accounts have no second factor."""
    return second_factor.standing(door.house, caller) if caller.tenant else None


def _factor(routes: APIRouter, door: Door) -> None:
    @routes.post("/second-factor")
    def begin(request: Request, current: Text = "") -> Response:
        caller = door.caller(request)
        visit = Visit(origin_of(request), agent_of(request))
        try:
            offer = second_factor.begin(door.house, caller, current, visit)
        except (Invalid, Refused) as error:
            return _page(door, request, error, about="factor")
        return _offer_page(door, request, offer)

    @routes.post("/second-factor/code")
    def finish(request: Request, proof: Text = "", code: Text = "") -> Response:
        caller = door.caller(request)
        try:
            codes, token = second_factor.finish(door.house, caller, proof, code)
        except (Invalid, Refused) as error:
            return _offered_again(door, request, caller, proof, error)
        response = _codes_page(door, request, codes)
        door.shell.set_cookie(response, SESSION_COOKIE, token)
        return response

    @routes.post("/second-factor/codes")
    def new_codes(request: Request, current: Text = "") -> Response:
        caller = door.caller(request)
        try:
            codes = second_factor.new_codes(door.house, caller, current)
        except (Invalid, Refused) as error:
            return _page(door, request, error, about="factor")
        return _codes_page(door, request, codes)

    @routes.post("/second-factor/remove")
    def remove(request: Request, current: Text = "") -> Response:
        caller = door.caller(request)
        try:
            second_factor.give_up(door.house, caller, current)
        except (Invalid, Refused) as error:
            return _page(door, request, error, about="factor")
        return door.redirect(
            request, HERE, say("Your second factor is taken away. You log in with your password.")
        )


def _offered_again(
    door: Door, request: Request, caller: Caller | None, proof: str, error: ReleveError
) -> Response:
    """The same secret, for who mistyped the code; the start, when the time to do it is over."""
    try:
        offer = second_factor.again(door.house, caller, proof)
    except Invalid as over:
        return _page(door, request, over, about="factor")
    return _offer_page(door, request, offer, error)


def _offer_page(
    door: Door, request: Request, offer: Offer, error: ReleveError | None = None
) -> Response:
    return door.render(
        request,
        "profile/enrol.html",
        status=HTTP_STATUS[error.code] if error else 200,
        tab="security",
        offer=offer,
        picture=picture_of(offer.address),
        error=error,
        errors=error.fields if error else {},
    )


def _codes_page(door: Door, request: Request, codes: tuple[str, ...]) -> Response:
    return door.render(request, "profile/codes.html", tab="security", codes=codes)
