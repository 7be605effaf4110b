"""Acme with two people in it who are on both sides; settled once, and copied for every test. And the same with an access
key for each of them."""

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from releve.app import signing
from tests.helpers.houses import Hands, Paired, Story, copied_house
from tests.helpers.tokens import TERMS, Key, Keyed, People, make_key

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


@pytest.fixture(scope="session")
def keyed_house(
    peopled_house: tuple[Path, People],
    paired_house: tuple[Path, Paired],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, Mapping[str, Key]]:
    """The house of Sam and Olive with an access key for each, and the signing keys made."""
    (template, people), hands = peopled_house, Hands()
    folder = tmp_path_factory.mktemp("keyed_house") / "house"
    with copied_house(template, folder, hands) as house:
        story = Story(dataclasses.replace(house, terms=TERMS), hands, fresh=False)
        inside = paired_house[1].inside
        keys = {name: make_key(story, inside, people[name]) for name in people}
        assert len(signing.jwks(story.house)["keys"]) == 4
    return folder, keys


@pytest.fixture
def keyed(
    keyed_house: tuple[Path, Mapping[str, Key]],
    peopled_house: tuple[Path, People],
    paired_house: tuple[Path, Paired],
    tmp_path: Path,
) -> Iterator[Keyed]:
    (folder, keys), hands = keyed_house, Hands()
    with copied_house(folder, tmp_path / "house", hands) as house:
        story = Story(dataclasses.replace(house, terms=TERMS), hands, fresh=False)
        yield story, paired_house[1], keys, peopled_house[1]
