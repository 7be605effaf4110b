"""The wheel carries all that the product reads while it runs, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house_rules.addresses import ROOT, tracked

#: What is read while running, as file endings by room.
CARRIED = [
    ("web/templates/", ".html"),
    ("web/static/", ".css"),
    ("web/static/", ".js"),
    ("languages/", ".po"),
    ("stores/", "migrations/"),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The names in a wheel built from this tree."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(out),
            str(ROOT),
        ],
        check=True,
        capture_output=True,
    )
    [file] = out.glob("*.whl")
    with zipfile.ZipFile(file) as opened:
        return frozenset(opened.namelist())


def test_every_file_of_the_package_is_in_the_wheel(wheel: frozenset[str]) -> None:
    source = ROOT / "src"
    files = {str(file.relative_to(source)) for file in tracked() if file.is_relative_to(source)}
    assert files - wheel == set()


def test_nothing_but_the_package_is_in_the_wheel(wheel: frozenset[str]) -> None:
    assert {Path(name).parts[0].split("-")[0] for name in wheel} == {"releve"}


@pytest.mark.parametrize(("folder", "ending"), CARRIED)
def test_pages_languages_and_migrations_are_in_the_wheel(
    wheel: frozenset[str], folder: str, ending: str
) -> None:
    inside = [name for name in wheel if name.startswith(f"releve/{folder}")]
    assert [name for name in inside if name.endswith(ending) or f"/{ending}" in name]
