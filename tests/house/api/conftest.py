"""Acme with two people in it who are on both sides; settled once, and copied for every test."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.helpers.houses import Hands, Paired, Story, copied_house

#: Sam has single access, Olive has multiple.
ACCESS = {"sam": "single", "olive": "multiple"}


@pytest.fixture(scope="session")
def peopled_house(
    paired_house: tuple[Path, Paired], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Mapping[str, str]]:
    """A folder with the house, and the ids of its people. A sync has carried them and their passwords over."""
    folder, hands = tmp_path_factory.mktemp("peopled_house") / "house", Hands()
    template, paired = paired_house
    with copied_house(template, folder, hands) as house:
        story = Story(house, hands, fresh=False)
        people = {name: story.employee(paired.inside, name, ACCESS[name]) for name in ACCESS}
        assert story.sync(paired.inside)["state"] == "done"
    return folder, people


@pytest.fixture
def peopled(
    peopled_house: tuple[Path, Mapping[str, str]],
    paired_house: tuple[Path, Paired],
    tmp_path: Path,
) -> Iterator[tuple[Story, Paired, Mapping[str, str]]]:
    (folder, people), hands = peopled_house, Hands()
    with copied_house(folder, tmp_path / "house", hands) as house:
        yield Story(house, hands, fresh=False), paired_house[1], people
