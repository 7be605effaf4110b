"""A tenant that is asked in the words of the field."""

import pytest

from tests.helpers.cxone import Field
from tests.helpers.houses import Paired, Story


@pytest.fixture
def acd(acme: tuple[Story, Paired]) -> Field:
    """An administrator of Acme."""
    story, paired = acme
    return Field(story, paired.inside)


@pytest.fixture
def stranger(acme: tuple[Story, Paired]) -> Field:
    """An administrator of another tenant in the same region."""
    story, paired = acme
    other = story.tenant(paired.operator, "Orbit")
    return Field(story, story.step_in(paired.operator, other))
