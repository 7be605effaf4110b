"""The tenant Larkmont, without BCP and with it. It is settled once; every test has a copy of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.houses import living_house
from tests.unit.app.larkmont import Larkmont, settle


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("settled")
    with living_house(folder) as house:
        settle(house)
    return folder


@pytest.fixture
def larkmont(settled: Path, tmp_path: Path) -> Iterator[Larkmont]:
    with living_house(shutil.copytree(settled, tmp_path / "house")) as house:
        yield Larkmont(house)


@pytest.fixture
def covered(larkmont: Larkmont) -> Larkmont:
    """The same with BCP enabled, and a caller who may set BCP types."""
    larkmont.cover()
    return larkmont
