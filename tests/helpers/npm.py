"""Packages for a page of the tests, fetched for one run by the ordinary client of the machine.

They are in no way part of the project: only their names, versions and hashes stand in the lock file, and npm refuses a
package with another hash. None of their scripts is run.
"""

import shutil
import subprocess
from pathlib import Path

FETCHED_S_MAX = 240


class NoPackages(Exception):
    """The packages are not to be had here; the text says why."""


def fetch(locked: Path, folder: Path) -> None:
    """Install what the lock file in `locked` names into `folder`. Raises NoPackages; what came with another hash than the
    lock file's is a failure."""
    if (npm := shutil.which("npm")) is None:
        raise NoPackages("there is no npm: install the package npm")
    for file in locked.iterdir():
        shutil.copy(file, folder)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]
    try:
        done = subprocess.run(
            [npm, "ci", *quiet], cwd=folder, capture_output=True, text=True, timeout=FETCHED_S_MAX
        )
    except subprocess.TimeoutExpired:
        raise NoPackages(f"the registry did not answer in {FETCHED_S_MAX} s") from None
    assert "EINTEGRITY" not in done.stderr, done.stderr
    if done.returncode:
        raise NoPackages(done.stderr[:300])


def bundled(folder: Path, page: str) -> str:
    """The script of a page, with everything that it imports, in one piece."""
    done = subprocess.run(
        [
            folder / "node_modules" / ".bin" / "esbuild",
            page,
            *("--bundle", "--format=iife", "--define:global=window", "--log-level=error"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
