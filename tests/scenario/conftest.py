"""What the scenarios share: a nest of servers, and a company to be copied and spoilt."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.processes import Nest, nest
from tests.scenario.offices import Prepared, office, prepared


@pytest.fixture(scope="session")
def hatchery() -> Iterator[Nest]:
    with nest() as one:
        yield one


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A company in step with its BCP tenant."""
    data = tmp_path_factory.mktemp("template") / "data"
    with prepared(data) as story:
        pair = office(story, story.operator(), "Larkmont")
        story.sync(pair.inside)
    return Prepared(data, pair)


@pytest.fixture
def company(template: Prepared, tmp_path: Path) -> Prepared:
    """A copy of it, to be spoilt."""
    data = tmp_path / "data"
    shutil.copytree(template.data, data)
    return Prepared(data, template.pair)
