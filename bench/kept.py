"""Where measured tenants are kept, so that they are made once and not at every run.

What is kept is named after all that it was made with: another schema, another kind, another tenant is made
anew, and what nobody can use any more is removed.
"""

import hashlib
import os
import stat
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

#: What decides how a tenant is stored. To be complete matters; what is too much makes tenants anew for nothing.
STORED_BY = (
    *("bench/tenants.py", "bench/bodies.py", "src/releve/demo/studio"),
    *("src/releve/domain/kinds", "src/releve/domain/kind.py", "src/releve/domain/ids.py"),
    *(f"src/releve/stores/regional/{name}" for name in ("migrations", "schema.py", "put.py")),
)
#: What decides besides how it is copied.
COPIED_BY = ("bench/engine.py", "src/releve/sync", "src/releve/scripts")


def folder() -> Path:
    """`build/bench`, or what RELEVE_BENCH_DATA names. PostgreSQL does not run as root, and whom root starts it
    as must be able to get there; where that cannot be, it is a folder of the machine's."""
    told = os.environ.get("RELEVE_BENCH_DATA")
    place = Path(told).absolute() if told else ROOT / "build" / "bench"
    place.mkdir(parents=True, exist_ok=True)
    if os.getuid() == 0 and not told and not _open_to_all(place):
        place = Path("/var/tmp") / f"releve-bench-{key_of([str(ROOT)])}"  # noqa: S108
        place.mkdir(mode=0o755, exist_ok=True)
        if place.stat().st_uid != 0 or place.is_symlink():
            raise PermissionError(f"{place} is somebody else's")
    return place


def stored_key() -> str:
    return _key_of_files(STORED_BY)


def copied_key() -> str:
    return _key_of_files((*STORED_BY, *COPIED_BY))


def key_of(words: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:10]


@cache
def _key_of_files(names: tuple[str, ...]) -> str:
    """Read once a run: a change while it measures does not count."""
    files = (file for name in names for file in _files(ROOT / name))
    return key_of(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def _open_to_all(place: Path) -> bool:
    return all(one.stat().st_mode & stat.S_IXOTH for one in (place, *place.parents))
