"""Files that are sent while they are read, so that a long one costs no memory."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import TypeVar

from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

T = TypeVar("T")

CSV, JSON = "text/csv; charset=utf-8", "application/json"


class Download(StreamingResponse):
    """What `write` makes of what `reading` gives. It is entered at once, so that errors are problems and no broken
    files; it is left when the file was sent, or whoever wanted it has gone."""

    def __init__(
        self,
        reading: AbstractContextManager[T],
        write: Callable[[T], Iterator[bytes]],
        *,
        name: str,
        media_type: str,
    ) -> None:
        self._open = ExitStack()
        found = self._open.enter_context(reading)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        super().__init__(write(found), media_type=media_type, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await run_in_threadpool(self._open.close)
