"""A nest of servers: a process that has everything imported, and forks one server for each line it is told.

Run as `python -m tests.helpers.serve_for_tests`. A line is JSON: `environ` (the settings), `log` (a file), if some disk
shall be full, `pages` (a file with the number of pages that each SQLite database may have), and if the server shall die at
a step of its work, `fate` (a file that says at which: `dying`). The answer is the server's process id. The child is the product as `releve serve` runs it, in a process of its own to be killed.
"""

import ctypes
import json
import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from releve.cli.exits import EXIT_STATUS
from releve.daemon.main import serve
from releve.daemon.settings import load
from releve.domain.errors import ReleveError
from tests.helpers.dying import mortal

PR_SET_PDEATHSIG = 1


def nest() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried at once
    for line in sys.stdin:
        told = json.loads(line)
        sys.stdout.flush()
        if (child := os.fork()) == 0:
            _become_server(told)
        print(child, flush=True)


def _become_server(told: dict[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if sys.platform == "linux":
        # The nest ends with the tests, however they end, and no server outlives the nest.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    log = os.open(told["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.close(0)
    os.setsid()
    if told["pages"]:
        event.listen(Engine, "begin", partial(_limit, Path(told["pages"])))
    if told["fate"]:
        mortal(Path(told["fate"]))
    status = 0
    try:
        serve(load(told["environ"]))
    except ReleveError as error:
        print(error.message, error.hint, file=sys.stderr)
        status = EXIT_STATUS[error.code]
    finally:
        sys.stderr.flush()
        os._exit(status)


def _limit(pages: Path, connection: Connection) -> None:
    """A database without room for another page says what it says on a full disk: SQLITE_FULL."""
    if connection.dialect.name == "sqlite":
        most = int(pages.read_text("ascii"))
        connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")


if __name__ == "__main__":
    nest()
