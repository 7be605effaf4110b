"""The verdict: what stands in the way of a switch, what it would only cost, and what is not known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from releve.activation.verdict import (
    AGE_MAX,
    PASSKEY_AGE_MAX,
    Readiness,
    judge_revert,
    judge_switch,
)
from releve.domain.orders import Mode

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
    dear = replace(dear, drifted=3, syncing=True, passkey_age=PASSKEY_AGE_MAX * 2)
    verdict = judge_switch(replace(dear, restored_at=datetime(2026, 11, 25, tzinfo=UTC)))
    assert (verdict.go, len(verdict.warnings)) == (True, 8)


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (replace(READY, changes=None), "primary_silent"),
        (replace(READY, changes=2, sync_on=False), "sync_off"),
        (replace(READY, since_switch=timedelta(), calm=timedelta(minutes=5)), "switched_lately"),
    ],
)
def test_what_binds_a_planned_switch_alone_warns_in_an_emergency(
    seen: Readiness, code: str
) -> None:
    assert [one.code for one in judge_switch(seen).obstacles] == [code]
    emergency = judge_switch(seen, Mode.EMERGENCY)
    assert emergency.go
    assert emergency.warnings[0].code == code


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (replace(READY, features_missing=("Acme",)), "bcp_off"),
        (replace(READY, directory_writes=False), "directory_read_only"),
        (replace(READY, passkey_age=None), "passkey_missing"),
    ],
)
def test_what_nobody_can_overcome_is_absolute_in_both_modes_and_both_ways(
    seen: Readiness, code: str
) -> None:
    for mode in Mode:
        back = judge_revert(seen, mode, primary_answers=True, edits=0)
        for verdict in (judge_switch(seen, mode), back):
            assert [one.code for one in verdict.absolute] == [code]


def test_a_calm_period_ends() -> None:
    calm = timedelta(minutes=5)
    assert judge_switch(replace(READY, since_switch=calm, calm=calm)).go
    ahead = judge_switch(replace(READY, since_switch=-calm, calm=calm))  # by another clock
    assert "in 300 seconds" in str(ahead.obstacles[0])


def test_the_same_facts_give_the_same_codes_in_the_same_order() -> None:
    seen = replace(READY, age=None, people=0, changes=None, passkey_age=None)
    codes = [one.code for one in judge_switch(seen).obstacles]
    assert codes == ["passkey_missing", "never_synced", "nobody_could_log_in", "primary_silent"]


def test_nothing_is_claimed_of_a_region_that_does_not_answer() -> None:
    unknown = Readiness(None, None, 0, 0, 0, target_answers=False)
    verdict = judge_switch(unknown)
    assert [str(one) for one in verdict.obstacles] == ["The BCP tenant's region does not answer."]
    assert verdict.warnings == ()


def test_an_empty_bcp_tenant_does_not_stand_in_the_way_of_a_revert() -> None:
    verdict = judge_revert(replace(READY, age=None, people=0), primary_answers=True, edits=0)
    assert verdict.go
