"""A house behind its API, new for every test; the databases are made once and copied."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from releve.languages.speaker import speakers
from tests.helpers.houses import Hands, Paired, Story, copied_house, living_house


@pytest.fixture(scope="session", autouse=True)
def catalogues_read_once() -> Iterator[None]:
    """A speaker never changes and may be shared; here hundreds of houses share them, where a server has one."""
    once = cache(speakers)
    with pytest.MonkeyPatch.context() as patch:
        for door in ("releve.api.application", "releve.web.shell"):
            patch.setattr(f"{door}.speakers", once)
        yield


@pytest.fixture(scope="session")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the databases of a house in which nothing has happened."""
    folder = tmp_path_factory.mktemp("empty_house")
    with living_house(folder) as house:
        assert not house.regions.faults()  # opens both regions
    return folder


@pytest.fixture(scope="session")
def paired_house(
    empty_house: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Paired]:
    """The same with Acme and its BCP tenant in it."""
    folder = tmp_path_factory.mktemp("paired_house") / "house"
    hands = Hands()
    with copied_house(empty_house, folder, hands) as house:
        return folder, Story(house, hands).pair()


@pytest.fixture
def story(empty_house: Path, tmp_path: Path) -> Iterator[Story]:
    hands = Hands()
    with copied_house(empty_house, tmp_path / "house", hands) as house:
        yield Story(house, hands)


@pytest.fixture
def acme(paired_house: tuple[Path, Paired], tmp_path: Path) -> Iterator[tuple[Story, Paired]]:
    """Acme in ca1 and its BCP tenant in eu1, enabled on both."""
    folder, paired = paired_house
    hands = Hands()
    with copied_house(folder, tmp_path / "house", hands) as house:
        yield Story(house, hands, fresh=False), paired
