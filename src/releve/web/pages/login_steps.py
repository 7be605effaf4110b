"""The steps of a login after the password: the second factor, shown or set up; and the link to a new password."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from releve.app import login, passwords
from releve.app.over_http import HTTP_STATUS, origin_of
from releve.domain.errors import Invalid, Refused, ReleveError, Unauthenticated
from releve.domain.say import say
from releve.web.door import Door
from releve.web.pages.authorize import open_to_popups
from releve.web.pages.login import (
    CHOICE_COOKIE,
    PROOF_COOKIE,
    agent_of,
    go_on,
    kept,
    open_session,
)
from releve.web.pages.profile_security import same_twice
from releve.web.qr import picture_of
from releve.web.shell import local

Text = Annotated[str, Form()]


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/login")
    _code(routes, door)
    _enrolment(routes, door)
    _new_password(routes, door)
    return routes


def _code(routes: APIRouter, door: Door) -> None:
    @routes.get("/code")
    def page(request: Request, next: str = "") -> Response:
        return open_to_popups(door.render(request, "login/code.html", next=next), next)

    @routes.post("/code")
    def submit(request: Request, code: Text = "", next: Text = "") -> Response:
        proof = request.cookies.get(PROOF_COOKIE, "")
        try:
            landed = login.show_code(
                door.house, proof, code, origin=origin_of(request), agent=agent_of(request)
            )
        except (Unauthenticated, Refused) as error:
            if not error.facts.get("again"):
                raise
            status = HTTP_STATUS[error.code]
            page = door.render(request, "login/code.html", status=status, next=next, error=error)
            return open_to_popups(page, next)
        response = go_on(door, request, landed, next)
        door.shell.drop_cookie(response, PROOF_COOKIE)
        return response


def _enrolment(routes: APIRouter, door: Door) -> None:
    @routes.get("/second-factor")
    def page(request: Request, next: str = "") -> Response:
        return _offer_page(door, request, next)

    @routes.post("/second-factor")
    def submit(request: Request, code: Text = "", next: Text = "") -> Response:
        proof = request.cookies.get(PROOF_COOKIE, "")
        try:
            enrolled = login.enrol(
                door.house, proof, code, origin=origin_of(request), agent=agent_of(request)
            )
        except (Invalid, Refused) as error:
            return _offer_page(door, request, next, error)
        landed = enrolled.landed
        chooses = isinstance(landed, login.MustChoose)
        onwards = f"/login/tenant{kept(next)}" if chooses else local(next or "/admin")
        response = door.render(request, "login/codes.html", codes=enrolled.codes, onwards=onwards)
        if isinstance(landed, login.MustChoose):
            door.shell.set_cookie(response, CHOICE_COOKIE, landed.proof, 300)
        else:
            open_session(door, request, response, landed.token)
        door.shell.drop_cookie(response, PROOF_COOKIE)
        return open_to_popups(response, next)


def _offer_page(
    door: Door, request: Request, next: str, error: ReleveError | None = None
) -> Response:
    offer = login.offer_factor(door.house, request.cookies.get(PROOF_COOKIE, ""))
    page = door.render(
        request,
        "login/enrol.html",
        status=HTTP_STATUS[error.code] if error else 200,
        next=next,
        offer=offer,
        picture=picture_of(offer.address),
        error=error,
        errors=error.fields if error else {},
    )
    return open_to_popups(page, next)


def _new_password(routes: APIRouter, door: Door) -> None:
    @routes.get("/password/{link}")
    def page(request: Request, link: str) -> Response:
        return _password_page(door, request, link)

    @routes.post("/password/{link}")
    def choose(request: Request, link: str, password: Text = "", again: Text = "") -> Response:
        try:
            same_twice(password, again)
            passwords.use_link(door.house, link, password, origin=origin_of(request))
        except Invalid as error:
            return _password_page(door, request, link, error)
        done = say("Your new password is set. Log in with it.")
        return door.redirect(request, "/login", done)


def _password_page(
    door: Door, request: Request, link: str, error: ReleveError | None = None
) -> Response:
    return door.render(
        request,
        "login/password.html",
        status=HTTP_STATUS[error.code] if error else 200,
        username=passwords.whose_link(door.house, link),
        error=error,
        errors=error.fields if error else {},
    )
