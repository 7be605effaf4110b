"""The tenant Larkmont, without BCP and with it. It is settled once; every test has a copy of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.houses import copied_house
from tests.house.app.larkmont import Larkmont, settle


@pytest.fixture(scope="session")
def settled(empty_house: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("settled") / "house"
    with copied_house(empty_house, folder) as house:
        settle(house)
    return folder


@pytest.fixture
def larkmont(settled: Path, tmp_path: Path) -> Iterator[Larkmont]:
    with copied_house(settled, tmp_path / "house") as house:
        yield Larkmont(house)


@pytest.fixture
def covered(larkmont: Larkmont) -> Larkmont:
    """The same with BCP enabled, and a caller who may set BCP types."""
    larkmont.cover()
    return larkmont
