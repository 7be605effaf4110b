"""Generated forms: what is shown and sent back unchanged changes nothing, whatever the kind."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from releve.app.browsing import Choices
from releve.domain.kind import Body, Kind, Open, Text
from releve.domain.kinds import KINDS, checked
from releve.domain.say import say
from releve.domain.validation import validated
from releve.web.forms.controls import VALUES_MAX, Control, Known, controls
from releve.web.forms.rows import with_row, without_row
from releve.web.forms.sent import Sent, read
from tests.helpers.bodies import full_body, issued, kinds_and_bodies

HOURS, BOOK, SKILL = KINDS["hours"], KINDS["address_book"], KINDS["skill"]


def sent_by(shown: Iterable[Control]) -> Iterator[tuple[str, str]]:
    """What a browser sends for these controls when nobody touches them."""
    for one in shown:
        if one.mark is not None:
            yield one.mark_name, one.mark
        if one.type == "flag":
            yield from [(one.path, "on")] if one.value else []
        elif one.type == "lines":
            yield one.path, re.sub(r"\r\n|\r|\n", "\r\n", one.value)
        elif one.type in ("group", "list"):
            yield from sent_by(one.controls)
            for row in one.rows:
                yield from sent_by(row.controls)
        elif one.type not in ("kept", "long"):
            yield one.path, str(one.value)


def untouched(kind: Kind, body: Body, known: Known | None = None) -> Body:
    """The document after somebody has looked at its form and saved it."""
    form = Sent(sent_by(controls(kind.fields, body, known or Known())))
    return checked(kind, {**body, **read(kind.fields, form, before=body)})


def blank_rows(value: Any) -> bool:
    if isinstance(value, list):
        return any(row in ({}, "") or blank_rows(row) for row in value)
    return isinstance(value, dict) and any(map(blank_rows, value.values()))


def odd_line_ends(value: Any) -> bool:
    """Whether lines end now so, now otherwise: no browser keeps that."""
    if isinstance(value, dict | list):
        return any(map(odd_line_ends, value.values() if isinstance(value, dict) else value))
    rest = str(value).replace("\r\n", "")
    return "\r" in rest or ("\n" in rest and "\r\n" in str(value))


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_what_is_shown_and_sent_back_changes_nothing(kind: Kind) -> None:
    for number in range(3):
        body = checked(kind, full_body(kind, number))
        assert untouched(kind, body) == body


@given(kinds_and_bodies())
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_whatever_the_document_looking_at_it_and_saving_it_changes_nothing(
    example: tuple[Kind, Body],
) -> None:
    kind, drawn = example
    body = checked(kind, drawn)
    assume(not blank_rows(body))
    assume(not odd_line_ends(body))
    assert untouched(kind, body) == body


def test_a_reference_is_sent_with_its_name_and_taken_by_its_id() -> None:
    skill, name = str(issued("skill", number=4)), "Ventes (FR)"
    body = checked(KINDS["agent_skill"], {"agentId": issued("employee"), "skillId": skill})
    known = Known({("skill", skill): name}, {("skill", "id"): Choices((), 5000)})
    shown = controls(KINDS["agent_skill"].fields, body, known)
    assert f"{name} ({skill})" in dict(sent_by(shown)).values()
    assert untouched(KINDS["agent_skill"], body, known) == body


def test_a_value_that_stands_where_ids_stand_stays_what_it_is() -> None:
    body = checked(
        SKILL, {"skillName": "Ventes", "mediaTypeId": 4, "campaignId": 0, "scriptId": -1}
    )
    assert untouched(SKILL, body) == body


def test_a_reference_typed_by_name_is_looked_up_where_it_leads() -> None:
    asked = []

    def named(target: tuple[str, str], text: str) -> str | None:
        asked.append((target, text))
        return "4711"

    form = Sent([("skillId", "Ventes FR")], named)
    assert read([KINDS["agent_skill"].field("skillId")], form) == {"skillId": "4711"}
    assert asked == [(("skill", "id"), "Ventes FR")]


def test_a_reference_whose_kind_is_told_beside_it_is_looked_up_there() -> None:
    asked = []

    def named(target: tuple[str, str], text: str) -> str | None:
        asked.append(target)
        return "4711"

    pairs = [
        ("~assignments", "0"),
        ("assignments.0.entityType", "Team"),
        ("assignments.0.entityId", "Équipe Fjord"),
    ]
    read([BOOK.field("assignments")], Sent(pairs, named))
    assert asked == [("team", "id")]


def test_what_was_emptied_leaves_the_document() -> None:
    body = checked(SKILL, {"skillName": "Ventes", "mediaTypeId": 4, "notes": "Old"})
    pairs = dict(sent_by(controls(SKILL.fields, body, Known()))) | {"notes": ""}
    after = checked(SKILL, {**body, **read(SKILL.fields, Sent(pairs.items()), before=body)})
    assert "notes" not in after


def test_a_secret_is_never_shown_and_stays_unless_a_new_one_is_typed() -> None:
    secret = Text(name="mfaSecret", label=say("MFA secret"), secret=True)
    [shown] = controls([secret], {"mfaSecret": "JBSWY3DPEHPK3PXP"}, Known())
    assert shown.value == ""
    assert read([secret], Sent([("mfaSecret", "")])) == {}
    assert read([secret], Sent([("mfaSecret", "NEW")])) == {"mfaSecret": "NEW"}


def test_any_json_is_told_by_its_size_and_never_sent() -> None:
    field = Open(name="data", label=say("Data"))
    [shown] = controls([field], {"data": {"a": [1], "b": 2}}, Known())
    assert (shown.type, str(shown.value)) == ("kept", "2 settings")
    assert read([field], Sent([("data", "{}")])) == {}


def test_rows_come_and_go_and_keep_their_order() -> None:
    body: Body = {"days": [{"day": "Monday"}, {"day": "Tuesday"}]}
    assert with_row(dict(body), "days", HOURS.fields)["days"][2:] == [{}]
    assert without_row(dict(body), "days.0", HOURS.fields)["days"] == [{"day": "Tuesday"}]
    for nowhere in ("days.9", "days.x", "nothing.0", "days", ""):
        assert without_row(dict(body), nowhere, HOURS.fields) == body


def test_rows_of_lists_within_rows_come_and_go() -> None:
    role = KINDS["role"]
    body: Body = {"dataRestrictions": [{"dataRoleEntityTypeName": "Team"}]}
    with_row(body, "dataRestrictions.0.entityIds", role.fields)
    assert body["dataRestrictions"][0]["entityIds"] == [""]
    without_row(body, "dataRestrictions.0.entityIds.0", role.fields)
    assert body["dataRestrictions"][0]["entityIds"] == []


def test_a_row_left_blank_is_no_row_but_stays_while_somebody_edits() -> None:
    pairs = [("~days", "1"), ("days.0.day", "Monday"), ("days.1.day", "")]
    days = [HOURS.field("days")]
    assert len(read(days, Sent(pairs))["days"]) == 1
    assert len(read(days, Sent(pairs), blanks=True)["days"]) == 2


def test_an_error_stands_at_the_row_that_is_wrong() -> None:
    errors = {"days.1.day": say("This field is required.")}
    [shown] = controls([HOURS.field("days")], {"days": [{}, {}]}, Known(errors=errors))
    assert not shown.rows[0].controls[0].wrong
    assert shown.rows[1].controls[0].wrong
    assert shown.wrong


def test_a_list_at_the_limit_is_edited_and_a_longer_one_is_shown_in_part_and_stays() -> None:
    group = KINDS["dnc_group"]
    field = group.field("records")
    for length, kind in ((VALUES_MAX, "list"), (VALUES_MAX + 1, "long")):
        rows = [{"phoneNumber": str(n)} for n in range(length)]
        [shown] = controls([field], {"records": rows}, Known())
        assert shown.type == kind
    assert read([field], Sent(sent_by([shown]))) == {}


def test_a_form_with_strange_names_is_read_without_harm() -> None:
    strange = [("", "x"), ("..", "x"), ("days.", "x"), ("days.99999999.day", "x"), ("~", "x")]
    assert read(HOURS.fields, Sent(strange), before={})["hoursOfOperationProfileName"] is None


def test_what_a_form_sends_is_judged_by_the_declaration() -> None:
    form = Sent([("skillName", "Ventes"), ("mediaTypeId", "4"), ("serviceLevelGoal", "80")])
    after = validated(SKILL, read(SKILL.fields, form))
    assert (after["mediaTypeId"], after["serviceLevelGoal"]) == (4, 80)
