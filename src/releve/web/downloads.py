"""Lists as files: written aside first, so that whoever downloads slowly keeps no region's store waiting, and what goes
wrong is told before anything is sent."""

import codecs
import csv
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO

from starlette.background import BackgroundTask
from starlette.responses import StreamingResponse

from releve.app.sheets.formulas import guarded

#: What is larger waits on disk.
MEMORY_BYTES_MAX = 1024 * 1024
_CHUNK = 64 * 1024


def csv_file(name: str, rows: Iterable[Iterable[str]]) -> StreamingResponse:
    """UTF-8 with its mark, which spreadsheet programs recognise. No cell is taken for a formula."""
    return download(name, "text/csv; charset=utf-8", _csv(rows))


def json_file(name: str, items: Iterable[bytes]) -> StreamingResponse:
    """A list of what is JSON already."""
    return download(name, "application/json", _json(items))


class _Line:
    """Hands back what is written into it."""

    def write(self, text: str) -> str:
        return text


def _csv(rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    yield codecs.BOM_UTF8
    writer = csv.writer(_Line(), lineterminator="\n")
    for row in rows:
        yield str(writer.writerow([guarded(cell) for cell in row])).encode()


def _json(items: Iterable[bytes]) -> Iterator[bytes]:
    yield b"["
    for n, item in enumerate(items):
        yield (b",\n" if n else b"\n") + item
    yield b"\n]\n"


def download(name: str, media_type: str, parts: Iterable[bytes]) -> StreamingResponse:
    """What `parts` are put together, under a name."""
    aside = tempfile.SpooledTemporaryFile(MEMORY_BYTES_MAX)  # noqa: SIM115  closed when it is sent
    try:
        aside.writelines(parts)
    except BaseException:
        aside.close()
        raise
    aside.seek(0)
    return StreamingResponse(
        _chunks(aside),
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
        background=BackgroundTask(aside.close),
    )


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
