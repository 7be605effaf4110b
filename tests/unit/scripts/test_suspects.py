"""What looks like an id and stands in no typed place is shown, with its place; what is a part of something is not."""

import pytest

from releve.scripts.formats import read_script
from releve.scripts.script import Script
from releve.scripts.suspects import Suspect, suspects
from tests.helpers.scripts import desktop, one, web_script

INVENTORY = {
    "41870264": ["skill"],
    "2284": ["hours"],
    "22050500": ["skill"],
    "448927032017": ["team"],
}


def found_in(script: Script) -> list[Suspect]:
    return list(suspects(script, lambda value: INVENTORY.get(value, [])))


def in_code(code: str) -> list[Suspect]:
    return found_in(web_script("SNIPPET", one("Data", code)))


@pytest.mark.parametrize(
    "code",
    [
        'queueSkill = "41870264"',
        "queueSkill = 41870264",
        'AddOption("MENU_1,QUEUE,41870264,")',
        'filters[1] = "41870264\t1\t\tCONTAINS\twords"',
        'books = "514|41870264"',
        "url = 'https://au1.example/skills/41870264/activity'",
        "$'\\{\"skill\": 41870264}'",
        'file = "{promptPath}41870264.wav"',
    ],
)
def test_an_id_of_the_tenant_anywhere_in_code_is_a_suspect(code: str) -> None:
    (suspect,) = in_code(code)
    assert (suspect.value, suspect.kinds) == ("41870264", ("skill",))
    assert (suspect.action, suspect.property) == ("10", "Data")
    assert code[suspect.offset :].startswith("41870264")
    assert not suspect.informational


@pytest.mark.parametrize(
    "code",
    [
        "x = 41870263",
        "x = skill_41870264",
        "x = 418702641",
        'x = "a2284"',
        'guid = "22050500-6dc0-4949-af9c-1e52975f141d"',
        'guid = "6be5bed4-dc69-43b5-b331-448927032017"',
        "x = ٢٢٨٤",
        "",
    ],
)
def test_what_is_no_id_or_a_part_of_something_longer_is_no_suspect(code: str) -> None:
    assert in_code(code) == []


@pytest.mark.parametrize(
    ("code", "remark"),
    [
        ("x = 1 // was 41870264", True),
        ('skill = "1" //General "Emails 41870264', True),
        ('skill = "41870264" //General Emails"', False),
        ('url = "https://a.example/skills/41870264/x"', False),
        ("url = 'https://a.example/skills/41870264'", False),
        ('t = "{now.datefmt("// yyyy")} 41870264"', False),
        ('broken = "https://a.example/41870264', False),
        ('broken = "x\n// 41870264', True),
        ('path = "PROD\\" // 41870264', True),
    ],
)
def test_a_comment_is_information_and_an_address_is_not_a_comment(code: str, remark: bool) -> None:
    assert [suspect.informational for suspect in in_code(code)] == [remark]


def test_an_address_outside_code_is_not_a_comment() -> None:
    address = one("ServiceAddress", "https://api-au1.example/skills/41870264/activity")
    assert [each.informational for each in found_in(web_script("REST_API", address))] == [False]


def test_the_place_in_the_text_counts_escapes() -> None:
    script = web_script("SNIPPET", one("Data", 'a = "\t"\r\né\U0001f600 41870264 "x"'))
    (suspect,) = found_in(script)
    assert script.text[suspect.start : suspect.end] == "41870264"


def test_the_place_in_xml_counts_entities_comments_and_line_ends() -> None:
    inside = "<string>a &amp;\r\n<!-- 2284 --><![CDATA[& \r\n]]>x 41870264</string>"
    script = read_script(desktop("SNIPPET", raw=inside))
    suspect = found_in(script)[0]
    assert (suspect.offset, suspect.value) == (9, "41870264")
    assert script.text[suspect.start : suspect.end] == "41870264"


def test_labels_of_branches_are_searched_and_wiring_is_not() -> None:
    script = web_script(
        "CASE",
        branches=[{"to": 2284, "label": "41870264", "type": "custom", "index": 0}],
        label="Queue 2284",
        header={"nextActionId": 2284},
    )
    found = [(each.property, each.value, each.informational) for each in found_in(script)]
    assert found == [("label", "2284", True), ("branch[0]", "41870264", False)]


def test_the_label_of_a_desktop_case_is_searched_and_the_rest_of_its_wiring_is_not() -> None:
    found = [(each.property, each.value) for each in found_in(read_script(desktop("HOURS")))]
    assert found == [("branch[0]", "41870264")]


def test_remarks_and_left_over_state_are_information() -> None:
    note = web_script("NOTE", one("Comments", "2284"), startTraceOptions={"skill": "41870264"})
    assert [(each.action, each.informational) for each in found_in(note)] == [
        ("10", True),
        ("header", True),
    ]


def test_the_computed_index_of_variables_is_not_searched() -> None:
    assert found_in(web_script("SNIPPET", variables={"41870264": [2284]})) == []


def test_the_tenants_own_number_in_code_is_a_suspect_whoever_knows_it() -> None:
    (suspect,) = in_code("SWITCH global:busNo { CASE 7314250 { } }")
    assert suspect.kinds == ("business_unit",)


def test_a_value_that_is_no_text_is_searched_as_it_stands() -> None:
    (suspect,) = found_in(web_script("HOURS", one("Profile", {"id": 2284})))
    assert (suspect.property, suspect.value) == ("Profile", "2284")


def test_a_long_hostile_line_is_searched_in_reasonable_time() -> None:
    assert len(in_code('x = "{"{' + '{"2284 ' * 20_000)) == 20_000
