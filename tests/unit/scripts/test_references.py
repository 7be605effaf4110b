"""The kind comes from the place; what is not an id is not taken for one."""

import re

import pytest

from releve.domain.kinds import KINDS
from releve.scripts.actions import (
    NUMBERED,
    SLOTS,
    SLOTS_BY_NAME,
    WORDED,
    names_of_positions,
    slots_of,
)
from releve.scripts.formats import read_script
from releve.scripts.references import Role, references
from releve.scripts.script import Script
from tests.helpers.scripts import clipboard, desktop, one, web, web_script


def typed(script: Script) -> list[tuple[str, str, str]]:
    return [
        (each.kind, each.value, each.property)
        for each in references(script)
        if each.role not in (Role.TENANT, Role.TRACE)
        and script.text[each.start : each.end] == each.value
    ]


@pytest.mark.parametrize(
    ("action", "property", "kind"),
    [
        ("REQAGENT", "Skill", "skill"),
        ("REQAGENT", "TargetAgent", "employee"),
        ("REQAGENT", "RoutingAttribute", "routing_attribute"),
        ("HOURS", "Profile", "hours"),
    ],
)
def test_a_number_in_a_typed_place_is_an_id_of_the_kind_of_the_place(
    action: str, property: str, kind: str
) -> None:
    assert typed(web_script(action, one(property, "2284"))) == [(kind, "2284", property)]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "0",
        "-1",
        "000",
        "Default",
        "NotApplicable",
        "{queueSkill}",
        "Home Policy Triage",
        "41870264x",
        "4187.0",
    ],
)
def test_what_stands_in_a_typed_place_and_is_not_a_number_is_not_an_id(value: str) -> None:
    assert typed(web_script("REQAGENT", one("Skill", value))) == []


def test_a_number_in_a_place_without_a_kind_is_not_an_id() -> None:
    assert typed(web_script("REQAGENT", one("MaxPriority", "41870264"))) == []


def test_an_unknown_action_has_no_typed_place() -> None:
    assert typed(web_script("TELEPORT", one("Skill", "41870264"))) == []


def test_an_action_known_by_name_only_has_typed_places_in_the_web_format() -> None:
    assert typed(web_script("SPAWN", one("Skill", "41870264"))) == [("skill", "41870264", "Skill")]


def test_the_name_of_a_property_decides_and_not_its_position() -> None:
    script = web_script("REQAGENT", one("TargetAgent", "70518823"), one("skill", "41870264"))
    assert typed(script) == [
        ("employee", "70518823", "TargetAgent"),
        ("skill", "41870264", "skill"),
    ]


def test_a_property_without_a_published_name_is_found_by_its_position() -> None:
    script = web_script("AGENTSTATE", one("WhoKnows", "70518823"), one("State", "12345"))
    assert typed(script) == [("employee", "70518823", "WhoKnows")]


def test_the_display_copy_is_a_reference_too() -> None:
    script = web_script("REQAGENT", one("Skill", "41870264", description="41870264 - Triage"))
    assert [each.role for each in references(script)][1:] == [Role.TYPED, Role.COPY]
    assert typed(script)[1] == ("skill", "41870264", "Skill.description")


def test_a_skill_list_holds_several_ids_and_the_braces_hold_none() -> None:
    script = web_script("GETQUEUE", one("Skills", "41870264, 41870265,{pick(1,41870263,2)},Triage"))
    assert [value for _, value, _ in typed(script)] == ["41870264", "41870265"]


def test_the_elements_of_a_list_are_places_of_their_own() -> None:
    script = web_script("GETQUEUE", one("Skills", ["41870264", "{x}", "41870265"]))
    assert [place for _, _, place in typed(script)] == ["Skills[0]", "Skills[2]"]


def test_a_bare_number_is_an_id_as_well() -> None:
    assert typed(web_script("HOURS", one("Profile", 2284))) == [("hours", "2284", "Profile")]


def test_an_object_in_a_typed_place_is_not_read_as_an_id() -> None:
    assert typed(web_script("HOURS", one("Profile", {"id": 2284}))) == []


@pytest.mark.parametrize(("target", "kind"), [("Agent", "employee"), ("Teams", "team")])
def test_the_kind_may_be_told_by_another_property(target: str, kind: str) -> None:
    script = web_script("MESSAGES", one("TargetType", target), one("TargetIDs", "301,302"))
    assert typed(script) == [(kind, "301", "TargetIDs"), (kind, "302", "TargetIDs")]


def test_targets_of_no_known_kind_are_no_ids() -> None:
    script = web_script("MESSAGES", one("TargetType", "Contact"), one("TargetIDs", "301"))
    assert typed(script) == []


def test_the_desktop_and_the_clipboard_have_the_same_places() -> None:
    wanted = [("skill", "41870264", "Skill"), ("employee", "70518823", "TargetAgent")]
    assert typed(read_script(desktop("REQAGENT", "41870264", "70518823"))) == wanted
    assert typed(read_script(clipboard("REQAGENT", "41870264", "70518823"))) == wanted


def test_the_header_of_both_formats_names_the_tenant() -> None:
    of_web = [(each.kind, each.property) for each in references(read_script(web()))]
    of_desktop = [(each.kind, each.property) for each in references(read_script(desktop("HOURS")))]
    assert of_web == [("business_unit", "busNo")]
    assert of_desktop == [
        ("business_unit", "BusNo"),
        ("employee", "UserID"),
        ("business_unit", "BusNo"),
        ("employee", "ModifyUserID"),
        ("business_unit", "URI"),
    ]


def test_every_kind_of_the_table_is_a_kind_of_the_house() -> None:
    assert set(KINDS) >= NUMBERED | WORDED


def test_every_place_of_the_table_says_something_known() -> None:
    classes = {"", "script", "file", "url", "phone", "mail", "snippet", "code", "any"}
    for slots in SLOTS_BY_NAME.values():
        for slot in slots:
            assert slot.kind in classes | NUMBERED | WORDED
            assert not slot.told_by or any(each.name == slot.told_by for each in slots)


def test_the_table_is_keyed_by_guids_in_lower_case() -> None:
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|-", guid) for guid in SLOTS)
    assert len(SLOTS) == 84
    assert slots_of("689A4A1B-FA0D-47B3-9A02-CBEB4735F08F")[0].kind == "skill"


def test_a_list_takes_the_positions_that_are_left() -> None:
    begin = "b2f794c5-0232-40e7-9830-76d573bf57d7"
    assert names_of_positions(begin, 2) == ["RootFolder", "Application"]
    assert names_of_positions(begin, 5)[3:] == ["Parameters[0]", "Parameters[1]"]
    assert names_of_positions("unknown", 2) == ["#0", "#1"]
