"""The console of a house with a pair in it; the tests of one file share it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from tests.helpers.houses import Hands, Paired, Story, copied_house
from tests.house.web.visitors import Visitor, site_of


@pytest.fixture(scope="module")
def story(
    paired_house: tuple[Path, Paired], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    """A house of its own for the tests of one file."""
    hands = Hands()
    with copied_house(paired_house[0], tmp_path_factory.mktemp("web") / "house", hands) as house:
        yield Story(house, hands, fresh=False)


@pytest.fixture(scope="module")
def site(story: Story) -> ASGIApp:
    return site_of(story.house)


@pytest.fixture(scope="module")
def paired(paired_house: tuple[Path, Paired]) -> Paired:
    """Acme and its BCP tenant, BCP enabled on both."""
    return paired_house[1]


@pytest.fixture
def admin(site: ASGIApp, paired: Paired) -> Visitor:
    """The administrator of Acme, with every permission."""
    return Visitor(site, paired.inside)
