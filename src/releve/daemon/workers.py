"""Who works here, named so that another process of the same machine can tell whether that worker is still there.

A name holds the machine's start, the namespace of process ids, the id, and the tick in which the process began:
together they never come twice. Where the system does not tell (no /proc), and of workers elsewhere, nothing is
known: then the lease of a run decides, as it does between machines.
"""

import os
import secrets
from pathlib import Path

_PROC = Path("/proc")


def worker_name() -> str:
    """A new name for a worker in this process."""
    pid = os.getpid()
    return f"{_place()} {pid} {_began(pid)} {secrets.token_hex(4)}"


def is_gone(worker: str) -> bool:
    """True when the worker's process has certainly ended; False when it lives, or nobody can know."""
    match worker.split(" "):
        case [place, pid, began, _] if place and began and place == _place():
            return _has_ended(int(pid), began)
    return False


def _has_ended(pid: int, began: str) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False  # it is there, and somebody else's
    return _began(pid) not in ("", began)


def _place() -> str:
    """This machine since its last start, and the processes that see the same ids; empty if it cannot be known."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot}/{(_PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return ""


def _began(pid: int) -> str:
    """The tick in which a process began; `ended` for one that only waits to be buried; empty if not known."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()  # the name before may hold anything
    return "ended" if fields[0] in "ZX" else fields[19]
