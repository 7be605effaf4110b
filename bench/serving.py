"""Servers to be asked by `bench.load`, each in a process of its own.

python -m bench.serving house FOLDER      the product, as `releve serve` runs it
python -m bench.serving bare              an ASGI application that answers with the same bytes, on the same server

It prints its port, and ends with its standard input.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, cast

import uvicorn
from starlette.types import Receive, Scope, Send

from bench import kept
from releve.daemon.ground import take
from releve.daemon.logs import set_up_logs
from releve.daemon.main import Server, server_config
from releve.daemon.settings import Settings
from releve.daemon.settings import load as read_settings

#: What API discovery answers, give or take the names.
BYTES = b'{"private":false,"tenantId":"5d2f7a10-3c41-4b7e-9a55-1f0c6e8b2a01","area":"ca1","cluster":"ca1","domain":"ca1.localhost","acdDomain":"ca1.localhost","uhDomain":"ca1.localhost","globaldomain":"ca1.localhost","ui_endpoint":"http://127.0.0.1:8321","auth_endpoint":"http://127.0.0.1:8321","api_endpoint":"http://127.0.0.1:8321"}'


async def bare(scope: Scope, receive: Receive, send: Send) -> None:
    """The least that can be answered."""
    if scope["type"] != "http":
        raise RuntimeError("there is nothing to begin")  # the server goes on without
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(BYTES)).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": BYTES})


def settings_in(folder: Path) -> Settings:
    """A house on SQLite files in a folder, at any free port."""
    flags = {"data": str(folder), "port": 0}
    return replace(read_settings({}, flags), port=0)


def serve_house(folder: Path) -> None:
    settings = settings_in(folder)
    set_up_logs(settings.log)
    with closing(take(settings)) as ground:
        server = Server(settings, ground)
        _tell(ground.listener)
        server.run()


def serve_bare() -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    _tell(listener)
    uvicorn.Server(server_config(bare)).run(sockets=[listener])


def _tell(listener: socket.socket) -> None:
    print(listener.getsockname()[1], flush=True)
    threading.Thread(target=_end_with_input, daemon=True).start()


def _end_with_input() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def served(*words: str) -> Iterator[int]:
    """The port of such a server; it has ended afterwards."""
    command = [sys.executable, "-m", "bench.serving", *words]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=kept.ROOT
    ) as process:
        try:
            yield int(cast(IO[str], process.stdout).readline())
        finally:
            cast(IO[str], process.stdin).close()


def asked(port: int, path: str, requests: int, *headers: str) -> float:
    """Seconds an answer, measured by a process of its own."""
    command = [sys.executable, "-m", "bench.load", str(port), str(requests), path, *headers]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=kept.ROOT)
    return float(told.stdout)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["house", folder]:
            serve_house(Path(folder))
        case ["bare"]:
            serve_bare()
