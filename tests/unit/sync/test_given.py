"""How a configuration is read that a door was given: every wrong field is named, nothing else is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releve.domain.errors import Invalid
from releve.domain.tenancy import Deletions, Drift, Frequency, SyncConfig
from releve.sync.given import configuration, whole_number

#: A word or a number that is not right, for every field that has one.
WRONG: dict[str, Any] = {
    "frequency": "yearly",
    "at": "25:00",
    "zone": "Mars/Olympus",
    "weekday": 7,
    "deletions": "sometimes",
    "deletions_max": -1,
    "deletions_share": 101,
    "edits_share": 0,
    "drift": "",
    "restore_points": "ten",
    "kinds": ["unicorn"],
}


def test_what_is_absent_is_as_in_a_new_configuration() -> None:
    assert configuration({}) == SyncConfig()
    assert configuration({"enabled": True, "at": "03:00"}) == SyncConfig(enabled=True, at="03:00")


def test_words_and_numbers_are_read_from_a_form_as_from_a_program() -> None:
    form = {"frequency": "weekly", "weekday": "6", "deletions": "follow", "deletions_max": " 7 "}
    program = {"frequency": "weekly", "weekday": 6, "deletions": "follow", "deletions_max": 7}
    read = configuration(form)
    assert read == configuration(program)
    assert (read.frequency, read.weekday) == (Frequency.WEEKLY, 6)
    assert (read.deletions, read.deletions_max) == (Deletions.FOLLOW, 7)
    assert configuration({"drift": "keep"}).drift is Drift.KEEP


def test_every_wrong_field_is_named_at_once() -> None:
    with pytest.raises(Invalid) as told:
        configuration(WRONG)
    assert set(told.value.fields) == set(WRONG)


@pytest.mark.parametrize("field", WRONG)
def test_a_wrong_field_is_named_alone(field: str) -> None:
    with pytest.raises(Invalid) as told:
        configuration({"frequency": "weekly", "deletions": "follow", field: WRONG[field]})
    assert set(told.value.fields) == {field}


@pytest.mark.parametrize(
    ("chosen", "blank"),
    [
        ({"frequency": "continuous"}, "at"),
        ({"frequency": "daily"}, "weekday"),
        ({"deletions": "ask"}, "deletions_max"),
        ({"deletions": "off"}, "deletions_share"),
    ],
)
def test_what_is_blank_and_does_not_count_is_as_in_a_new_configuration(
    chosen: dict[str, str], blank: str
) -> None:
    read = configuration({**chosen, blank: " "})
    assert getattr(read, blank) == getattr(SyncConfig(), blank)


@pytest.mark.parametrize(
    ("chosen", "blank"),
    [
        ({"frequency": "hourly"}, "at"),
        ({"frequency": "weekly"}, "weekday"),
        ({"deletions": "follow"}, "deletions_max"),
        ({"deletions": "off"}, "restore_points"),
    ],
)
def test_what_is_blank_and_counts_is_asked_for(chosen: dict[str, str], blank: str) -> None:
    with pytest.raises(Invalid) as told:
        configuration({**chosen, blank: ""})
    assert set(told.value.fields) == {blank}


def test_a_time_of_day_is_kept_as_hours_and_minutes() -> None:
    assert configuration({"at": "02:00:00"}).at == "02:00"
    assert configuration({"at": "0930"}).at == "09:30"


@given(text=st.text(max_size=12) | st.integers() | st.floats() | st.none() | st.booleans())
def test_a_number_is_read_or_it_is_none(text: object) -> None:
    number = whole_number(text, 0, 100)
    assert number is None or (0 <= number <= 100 and int(str(text).strip()) == number)


@given(
    text=st.text(max_size=300),
    field=st.sampled_from([name for name in WRONG if name != "kinds"]),
)
def test_whatever_stands_in_a_field_it_is_read_or_named(text: str, field: str) -> None:
    wrong = {field}
    try:
        configuration({"frequency": "weekly", "deletions": "follow", field: text})
    except Invalid as told:
        wrong = set(told.fields)
    assert wrong == {field}
