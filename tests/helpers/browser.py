"""A browser without a window: asks an application directly, keeps its cookies, follows no redirect."""

from typing import Any

import anyio
import httpx
from starlette.types import ASGIApp


class Browser:
    """Each call is one request; a crash of the application is raised, not answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.cookies = httpx.Cookies()

    def ask(self, method: str, path: str, **rest: Any) -> httpx.Response:
        async def go() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://testserver", cookies=self.cookies
            ) as client:
                answer = await client.request(method, path, **rest)
                self.cookies = client.cookies
                return answer

        return anyio.run(go)

    def get(self, path: str, **rest: Any) -> httpx.Response:
        return self.ask("GET", path, **rest)

    def post(self, path: str, **rest: Any) -> httpx.Response:
        return self.ask("POST", path, **rest)

    def put(self, path: str, **rest: Any) -> httpx.Response:
        return self.ask("PUT", path, **rest)

    def delete(self, path: str, **rest: Any) -> httpx.Response:
        return self.ask("DELETE", path, **rest)
