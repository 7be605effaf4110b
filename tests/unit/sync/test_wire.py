"""The configuration in the field's words: there and back nothing changes, and what is not offered is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releve.domain.errors import Invalid, Refused
from releve.domain.kinds import KINDS
from releve.domain.tenancy import Deletions, Frequency, SyncConfig
from releve.sync.selection import copied_kinds, selected
from releve.sync.wire import configured, items_of, name_of

SKILL: dict[str, Any] = {
    "syncMode": "OneWay",
    "syncFrequency": "Daily",
    "syncType": "Standard",
    "domain": "acd",
    "entityType": "skill",
}
CHOSEN = st.sets(st.sampled_from(copied_kinds()), min_size=1).map(
    lambda kinds: tuple(sorted(kinds))
)
FOREIGN = st.lists(
    st.tuples(st.just("wem"), st.from_regex(r"[a-z]{1,8}", fullmatch=True)), unique=True, max_size=3
).map(tuple)
CONFIGS = st.builds(
    SyncConfig,
    enabled=st.booleans(),
    frequency=st.sampled_from(Frequency),
    custom=st.just(True),
    kinds=CHOSEN,
    others=FOREIGN,
) | st.builds(SyncConfig, frequency=st.sampled_from(Frequency), others=FOREIGN)


@given(config=CONFIGS)
def test_who_sends_back_what_they_were_told_changes_nothing(config: SyncConfig) -> None:
    assert configured(items_of(config), config) == config


@given(config=CONFIGS, before=CONFIGS)
def test_the_items_say_the_same_of_whatever_they_are_written_over(
    config: SyncConfig, before: SyncConfig
) -> None:
    after = configured(items_of(config), before)
    assert set(selected(after)) == set(selected(config))
    assert after.others == config.others
    assert items_of(after) == items_of(config)
    assert (after.enabled, after.deletions) == (before.enabled, before.deletions)


def test_every_kind_has_a_name_of_its_own() -> None:
    names = [name_of(kind) for kind in KINDS]
    assert len(set(names)) == len(KINDS)
    assert name_of("skill") == ("acd", "skill")
    assert name_of("point_of_contact") == ("acd", "pointOfContact")


def test_the_fields_two_frequencies_are_daily_and_real_time() -> None:
    def words(frequency: Frequency) -> set[str]:
        return {item["syncFrequency"] for item in items_of(SyncConfig(frequency=frequency))}

    assert words(Frequency.CONTINUOUS) == {"RealTime"}
    assert {*map(frozenset, map(words, (Frequency.HOURLY, Frequency.DAILY, Frequency.WEEKLY)))} == {
        frozenset({"Daily"})
    }


def test_real_time_turns_a_weekly_sync_into_a_continuous_one_and_daily_back_into_a_daily_one() -> (
    None
):
    weekly = SyncConfig(frequency=Frequency.WEEKLY, deletions=Deletions.OFF)
    continuous = configured([{**SKILL, "syncFrequency": "RealTime"}], weekly)
    assert continuous.frequency is Frequency.CONTINUOUS
    assert (continuous.custom, continuous.kinds) == (True, ("skill",))
    assert configured([SKILL], continuous).frequency is Frequency.DAILY
    assert configured([SKILL], weekly).frequency is Frequency.WEEKLY


def test_names_of_other_houses_are_kept_and_told_again() -> None:
    form = {**SKILL, "domain": "wem", "entityType": "Form"}
    after = configured([SKILL, form, form], SyncConfig())
    assert after.others == (("wem", "Form"),)
    assert items_of(after) == [SKILL, form]


def test_our_names_are_read_in_any_case() -> None:
    after = configured([{**SKILL, "domain": "ACD", "entityType": "Skill"}], SyncConfig())
    assert (after.kinds, after.others) == (("skill",), ())


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ([{**SKILL, "syncMode": "TwoWay"}], "TwoWay"),
        (
            [SKILL, {**SKILL, "entityType": "tag", "syncFrequency": "RealTime"}],
            "same syncFrequency",
        ),
        ([SKILL, {**SKILL, "domain": "user", "entityType": "accessKey"}], "Access keys"),
        ([{**SKILL, "domain": "wem"}], "None of the entity types"),
    ],
)
def test_what_is_not_offered_is_refused_with_the_reason(
    items: list[dict[str, Any]], told: str
) -> None:
    with pytest.raises(Refused) as refused:
        configured(items, SyncConfig())
    [reason] = refused.value.reasons
    assert told in str(reason)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"syncMode": "Sideways"}, "syncMode"),
        ({"syncFrequency": "Weekly"}, "syncFrequency"),
        ({"syncType": None}, "syncType"),
        ({"domain": "  "}, "domain"),
        ({"entityType": 7}, "entityType"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_place(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as told:
        configured([SKILL, {**SKILL, **changes}], SyncConfig())
    assert set(told.value.fields) == {f"entitySyncConfiguration[1].{field}"}


def test_no_item_at_all_is_not_a_configuration() -> None:
    with pytest.raises(Invalid):
        configured([], SyncConfig())
