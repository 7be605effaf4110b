"""The verdict: what stands in the way of a switch, what it would only cost, and what is not known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from releve.activation.verdict import AGE_MAX, Readiness, judge_revert, judge_switch

READY = Readiness(
    age=timedelta(hours=3), changes=0, held=0, to_review=0, people=4, target_answers=True
)


def test_a_fresh_copy_that_lets_people_in_is_ready() -> None:
    verdict = judge_switch(READY)
    assert (verdict.go, verdict.warnings) == (True, ())


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (replace(READY, age=None), "Nothing was ever synced"),
        (replace(READY, people=0), "Nobody could log in"),
        (replace(READY, target_answers=False), "does not answer"),
        (replace(READY, features_missing=("Acme",)), "not enabled on Acme"),
    ],
)
def test_what_would_strand_people_stands_in_the_way(seen: Readiness, told: str) -> None:
    verdict = judge_switch(seen)
    assert not verdict.go
    assert [told in str(one) for one in verdict.obstacles] == [True]


def test_what_a_switch_only_costs_is_no_obstacle() -> None:
    dear = replace(READY, age=AGE_MAX + timedelta(hours=1), changes=7, held=2, to_review=1)
    verdict = judge_switch(replace(dear, restored_at=datetime(2026, 11, 25, tzinfo=UTC)))
    assert (verdict.go, len(verdict.warnings)) == (True, 5)


def test_nothing_is_claimed_of_a_region_that_does_not_answer() -> None:
    unknown = Readiness(None, None, 0, 0, 0, target_answers=False)
    verdict = judge_switch(unknown)
    assert [str(one) for one in verdict.obstacles] == ["The BCP tenant's region does not answer."]
    assert verdict.warnings == ()


def test_an_empty_bcp_tenant_does_not_stand_in_the_way_of_a_revert() -> None:
    verdict = judge_revert(replace(READY, age=None, people=0), primary_answers=True, edits=0)
    assert verdict.go
