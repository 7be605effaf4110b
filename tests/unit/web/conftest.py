"""A console of two pages: one shows a form, the other takes it."""

import datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from releve.domain.say import say
from releve.web.csrf import CsrfGuard
from releve.web.headers import SecurityHeaders
from releve.web.shell import SESSION_COOKIE, Shell
from tests.helpers.browser import Browser

NOW = datetime.datetime(2026, 11, 22, 15, 0, tzinfo=datetime.UTC)


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="session")
def shell(pages: Path) -> Shell:
    return Shell(lambda: NOW, None, pages)


@pytest.fixture
def client(shell: Shell) -> Browser:
    async def take(request: Request) -> Response:
        form = await request.form()
        name = form.get("name")
        return shell.redirect(request, "/", say("Saved: {name}", name=str(name)))

    async def read(request: Request) -> Response:
        return Response(await request.body())

    def show(request: Request) -> Response:
        return shell.error(request, None, status=200, request_id="r-1")

    app = Starlette(
        routes=[
            Route("/", show),
            Route("/take", take, methods=["POST"]),
            Route("/read", read, methods=["POST", "PUT", "DELETE"]),
            Mount("/static", shell.assets),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(
                CsrfGuard,
                cookie=SESSION_COOKIE,
                refuse=lambda request, error: shell.error(request, error, status=403),
                body_bytes_max=10_000,
            ),
        ],
    )
    return Browser(app)
