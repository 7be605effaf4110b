"""Logging in and out: employees, operators, the selector of those with multiple access, the language."""

from contextlib import suppress
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from releve.app import login, operator_login
from releve.app.over_http import HTTP_STATUS, origin_of
from releve.domain.errors import ReleveError, Unavailable
from releve.domain.say import say
from releve.web.door import OPERATOR_COOKIE, Door, is_login
from releve.web.flash import Tone
from releve.web.pages.authorize import PATH as AUTHORIZE
from releve.web.pages.authorize import open_to_popups
from releve.web.shell import SESSION_COOKIE, local

#: What an address keeps in a header.
_AS_IT_IS = ":/%#?=@[]!$&'()*+,;"
CHOICE_COOKIE = "releve_choice"
#: What holds the proof of a password while the second factor is asked for.
PROOF_COOKIE = "releve_proof"
PROOF_AGE_S = 900

Text = Annotated[str, Form()]


def router(door: Door) -> APIRouter:
    routes = APIRouter()
    _employees(routes, door)
    _operators(routes, door)
    _frame(routes, door)
    return routes


def _employees(routes: APIRouter, door: Door) -> None:
    @routes.get("/login")
    def page(request: Request, next: str = "", username: str = "") -> Response:
        return _page(door, request, "login/login.html", next, username[:300])

    @routes.post("/login")
    def submit(
        request: Request,
        username: Text = "",
        password: Text = "",
        company: Text = "",
        next: Text = "",
    ) -> Response:
        try:
            outcome = login.log_in(
                door.house,
                username,
                password,
                origin=origin_of(request),
                company=company,
                agent=agent_of(request),
            )
        except ReleveError as error:
            return _page(door, request, "login/login.html", next, username, error)
        if isinstance(outcome, login.WhichCompany):
            # The password is asked for again: no page ever carries it.
            return _page(
                door, request, "login/login.html", next, username, companies=outcome.companies
            )
        if isinstance(outcome, login.MustProve | login.MustEnrol):
            return _one_more_step(door, request, outcome, next)
        return go_on(door, request, outcome, next)

    @routes.get("/login/tenant")
    def selector(request: Request, next: str = "") -> Response:
        proof = request.cookies.get(CHOICE_COOKIE, "")
        choices = login.choices(door.house, proof).sides
        page = door.render(request, "login/tenant.html", choices=choices, next=next)
        return open_to_popups(page, next)

    @routes.post("/login/tenant")
    def choose(request: Request, tenant: Text = "", next: Text = "") -> Response:
        proof = request.cookies.get(CHOICE_COOKIE, "")
        outcome = login.choose(
            door.house, proof, tenant, origin=origin_of(request), agent=agent_of(request)
        )
        response = _welcome(door, request, outcome, next)
        door.shell.drop_cookie(response, CHOICE_COOKIE)
        return response


def _page(
    door: Door,
    request: Request,
    template: str,
    next: str,
    username: str = "",
    error: ReleveError | None = None,
    companies: list[tuple[str, str]] | None = None,
) -> Response:
    page = door.render(
        request,
        template,
        status=HTTP_STATUS[error.code] if error else 200,
        next=next,
        username=username,
        error=error,
        companies=companies or [],
    )
    return open_to_popups(page, next)


def agent_of(request: Request) -> str:
    """What the browser calls itself, for the list of sessions."""
    return request.headers.get("user-agent", "")


def _one_more_step(
    door: Door, request: Request, outcome: login.MustProve | login.MustEnrol, next: str
) -> Response:
    page = "/login/code" if isinstance(outcome, login.MustProve) else "/login/second-factor"
    response = open_to_popups(door.redirect(request, f"{page}{kept(next)}"), next)
    door.shell.set_cookie(response, PROOF_COOKIE, outcome.proof, PROOF_AGE_S)
    return response


def go_on(door: Door, request: Request, landed: login.Landed, next: str) -> Response:
    """From a login that is complete: into the tenant, or to the selector."""
    if isinstance(landed, login.LoggedIn):
        return _welcome(door, request, landed, next)
    response = open_to_popups(door.redirect(request, f"/login/tenant{kept(next)}"), next)
    door.shell.set_cookie(response, CHOICE_COOKIE, landed.proof, 300)
    return response


def kept(next: str) -> str:
    """What an address says of the page that somebody logs in for."""
    return f"?{urlencode({'next': local(next)})}" if next else ""


def _welcome(door: Door, request: Request, outcome: login.LoggedIn, next: str) -> Response:
    start = "/admin" if outcome.tenant else "/tm"
    back = local(next) if next else start
    if back.startswith(f"{AUTHORIZE}?"):
        # From here it goes on to a program: a redirect of our form may lead to our own pages only.
        response = door.render(request, "login/onward.html", next=back)
        response.headers["Refresh"] = f"0; url={quote(back, safe=_AS_IT_IS)}"
        open_to_popups(response, back)
    else:
        response = door.redirect(request, start if is_login(back) else back)
    open_session(door, request, response, outcome.token)
    return response


def open_session(door: Door, request: Request, response: Response, token: str) -> None:
    """What the browser had open before ends: nobody's session lives on under a login that is not theirs."""
    for cookie in (SESSION_COOKIE, OPERATOR_COOKIE):
        if request.cookies.get(cookie):
            _end(door, request, cookie)
    door.shell.set_cookie(response, SESSION_COOKIE, token)
    door.shell.drop_cookie(response, OPERATOR_COOKIE)


def _operators(routes: APIRouter, door: Door) -> None:
    @routes.get("/tm/login")
    def page(request: Request, next: str = "") -> Response:
        return _page(door, request, "login/operator.html", next)

    @routes.post("/tm/login")
    def submit(
        request: Request, username: Text = "", password: Text = "", next: Text = ""
    ) -> Response:
        try:
            outcome = operator_login.log_in_operator(
                door.house,
                username,
                password,
                origin=origin_of(request),
                agent=agent_of(request),
            )
        except ReleveError as error:
            return _page(door, request, "login/operator.html", next, username, error)
        return _welcome(door, request, outcome, next)


def _frame(routes: APIRouter, door: Door) -> None:
    @routes.post("/logout")
    def log_out(request: Request) -> Response:
        for cookie in (SESSION_COOKIE, OPERATOR_COOKIE):
            _end(door, request, cookie)
        response = door.redirect(request, "/login", (Tone.INFO, say("You are logged out.")))
        door.shell.drop_cookie(response, SESSION_COOKIE)
        door.shell.drop_cookie(response, OPERATOR_COOKIE)
        return response

    @routes.post("/impersonation/stop")
    def stop(request: Request) -> Response:
        _end(door, request, SESSION_COOKIE)
        if request.cookies.get(OPERATOR_COOKIE):
            return door.own_name_again(request, say("You act under your own name again."))
        response = door.redirect(request, "/tm/login", (Tone.INFO, say("You are logged out.")))
        door.shell.drop_cookie(response, SESSION_COOKIE)
        return response

    @routes.post("/language")
    def language(request: Request, language: Text = "", next: Text = "/") -> Response:
        return door.shell.switch_language(request, language, next)

    @routes.post("/theme")
    def theme(request: Request, theme: Text = "", next: Text = "/") -> Response:
        return door.shell.switch_theme(request, theme, next)


def _end(door: Door, request: Request, cookie: str) -> None:
    """End the session of a cookie, which is dropped whether or not its region answers."""
    with suppress(Unavailable):
        login.log_out(door.house, request.cookies.get(cookie, ""), origin=origin_of(request))
