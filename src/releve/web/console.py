"""The console as one ASGI application: its pages, its guards, and what it does when something goes wrong."""

import uuid
from pathlib import Path

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from releve import __version__
from releve.app.house import House
from releve.app.over_http import HTTP_STATUS
from releve.domain.errors import Invalid, NotFound, ReleveError
from releve.domain.say import say
from releve.languages.catalogue import ENGLISH
from releve.web.csrf import CsrfGuard
from releve.web.door import Door, LoginAgain
from releve.web.headers import SecurityHeaders
from releve.web.pages import ROUTERS
from releve.web.shell import SESSION_COOKIE, Shell, Style

_AGAIN = say("Go back, reload the page and repeat what you wanted to do. Nothing was changed.")


def add_web(
    app: FastAPI, house: House, *, secure_cookies: bool = False, language: str = ENGLISH
) -> None:
    """Mount the console below whatever doors `app` has already."""
    shell = Shell(house.clock, Style(secure_cookies, __version__, language))
    app.mount("/", console(Door(house, shell)))


def console(door: Door) -> FastAPI:
    """The console alone."""
    pages = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    for router in ROUTERS:
        pages.include_router(router(door))
    static = Path(__file__).parent / "static"
    pages.mount("/static", StaticFiles(directory=static), name="static")
    _handle_refusals(pages, door)
    pages.add_middleware(
        CsrfGuard,
        cookie=SESSION_COOKIE,
        refuse=lambda request, error: door.refused(request, error, HTTP_STATUS[error.code]),
    )
    pages.add_middleware(SecurityHeaders, secure=door.shell.style.secure)
    return pages


def _handle_refusals(pages: FastAPI, door: Door) -> None:
    @pages.exception_handler(ReleveError)
    def refused(request: Request, error: ReleveError) -> Response:
        return door.refused(request, error, HTTP_STATUS[error.code])

    @pages.exception_handler(LoginAgain)
    def login_again(request: Request, error: LoginAgain) -> Response:
        return door.to_login(request, error.message)

    @pages.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> Response:
        told = Invalid(say("Some parts of the request are not right."), _AGAIN)
        return door.refused(request, told, HTTP_STATUS[told.code])

    @pages.exception_handler(HTTPException)
    def unknown_page(request: Request, error: HTTPException) -> Response:
        told = (
            NotFound(
                say("There is no such page."),
                say("The address may be wrong, or what was there may be gone."),
            )
            if error.status_code in (404, 405)
            else Invalid(say("The request could not be read."), _AGAIN)
        )
        return door.shell.error(request, told, status=error.status_code)

    @pages.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        request_id = uuid.uuid4().hex[:12]
        structlog.get_logger("web").error("a page broke", request=request_id, exc_info=error)
        return door.shell.error(request, None, status=500, request_id=request_id)

    @pages.get("/")
    def start(request: Request) -> Response:
        caller = door.caller(request)
        if caller is None:
            return RedirectResponse("/login", 303)
        return RedirectResponse("/tm" if caller.tenant is None else "/admin", 303)
