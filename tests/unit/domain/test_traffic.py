"""What is wanted of a far end: where the traffic belongs, and under which names."""

import pytest

from releve.domain.traffic import PLACES
from tests.helpers.far_ends import BCP, PRIMARY, later, wanted


def test_names_at_a_far_end_are_the_same_whichever_side_is_active() -> None:
    template = "{tenant}/{bcp_tenant}/{business_unit}/{bcp_business_unit}/{pair}"
    before = wanted(1)
    assert before.fill(template) == f"{PRIMARY.id}/{BCP.id}/40/41/p"
    assert later(before).fill(template) == before.fill(template)
    assert (before.region, later(before).region) == ("ca1", "eu1")


@pytest.mark.parametrize("text", ["", "voice.example", "{other}", "{tenant", "{{x}}", "{0}"])
def test_what_is_no_place_stays_as_it_is(text: str) -> None:
    assert not any(place in text for place in PLACES)
    assert wanted(1).fill(text) == text
