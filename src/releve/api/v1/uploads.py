"""Files that come in as they are: as the body of the request, or as a form with several of them."""

from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from releve.domain.errors import Invalid
from releve.domain.say import say

FILES_MAX = 500

#: What such a request looks like, for the OpenAPI document.
RAW: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}


async def raw_body(request: Request) -> bytes:
    """The bytes of the body, whatever their type is said to be. Reading them is all that is asynchronous."""
    return await request.body()


Raw = Annotated[bytes, Depends(raw_body)]


async def files_of(request: Request) -> list[tuple[str, bytes]]:
    """`(name, bytes)` of every file sent. One alone may be the body; the query's `name` is then its name."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return [(request.query_params.get("name", ""), await request.body())]
    async with request.form(max_files=FILES_MAX) as form:
        files = [one for _, one in form.multi_items() if isinstance(one, UploadFile)]
        return [(one.filename or "", await one.read()) for one in files]


async def some_files(
    files: Annotated[list[tuple[str, bytes]], Depends(files_of)],
) -> list[tuple[str, bytes]]:
    """Raises Invalid when there is nothing in the request."""
    if not any(raw for _, raw in files):
        raise Invalid(
            say("There is no file in the request."),
            say("Send the file as the body, or several files as a form."),
        )
    return files


Files = Annotated[list[tuple[str, bytes]], Depends(some_files)]
