"""Stores on SQLite to be measured: a primary tenant that is kept, and empty files beside it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import kept
from bench.engine import opened
from bench.tenants import Roster, fill


def primary(size: int) -> Path:
    """The file of the primary tenant's region. Made under another name until it is whole."""
    place = _folder() / f"primary_{size}_{kept.stored_key()}.db"
    for old in _folder().iterdir():
        if old.is_dir():  # of a run that was killed
            shutil.rmtree(old)
        elif kept.stored_key() not in old.name:
            old.unlink()
    if not place.exists():
        making = place.with_suffix(".making")
        making.unlink(missing_ok=True)
        with opened(address(making), "ca1") as store:
            fill(store, Roster(size))
        making.rename(place)
    return place


@contextmanager
def empty() -> Iterator[Path]:
    """The file of the BCP tenant's region, on the same disk; gone at the end."""
    with tempfile.TemporaryDirectory(dir=_folder(), prefix="work-") as name:
        place = Path(name) / "eu1.db"
        with opened(address(place), "eu1"):
            pass
        yield place


def address(file: Path) -> str:
    return f"sqlite:///{file}"


def _folder() -> Path:
    folder = kept.folder() / "sqlite"
    folder.mkdir(exist_ok=True)
    return folder
