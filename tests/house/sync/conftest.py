"""A pair of tenants in two regions, new for every test; the two stores are made once."""

import uuid
from collections.abc import Iterator

import pytest

from releve.domain.store import RegionalStore
from tests.helpers.twins import Twins, two_regions


@pytest.fixture(scope="session")
def regions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RegionalStore, ...]]:
    stores = two_regions(tmp_path_factory.mktemp("regions"))
    yield stores
    for store in stores:
        store.close()


@pytest.fixture
def twins(regions: tuple[RegionalStore, RegionalStore]) -> Twins:
    there, here = regions
    return Twins(there, here, str(uuid.uuid4()), str(uuid.uuid4()), pair=uuid.uuid4().hex)
