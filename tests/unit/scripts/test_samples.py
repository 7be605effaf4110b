"""The real scripts: each is read, holds exactly the references that its page says, and is written back unchanged."""

from pathlib import Path

import pytest

from releve.scripts.body import export, script_body
from releve.scripts.claims import Rule
from releve.scripts.formats import read_script
from releve.scripts.occurrences import Verdict
from releve.scripts.references import Role, references
from releve.scripts.rewrite import rewrite
from releve.scripts.scan import scan
from releve.scripts.script import Script
from releve.scripts.snippets.parser import read_snippet
from tests.helpers.scripts import SAMPLES

pytestmark = pytest.mark.skipif(
    not (SAMPLES / "scripts").is_dir(), reason=f"the samples are not at {SAMPLES}"
)

AWAY = "7390114"
IMPERSONATED = [
    ("employee", "70518823", action, place)
    for action in ("10", "15")
    for place in ("Agent", "Agent.description")
]
#: File → path, business-unit number, typed references and display copies.
EXPECTED: dict[str, tuple[str, str, list[tuple[str, str, str, str]]]] = {
    "Entry_PROD.json": ("Entry_PROD", "7314250", []),
    "CustomEvents_PROD.json": ("CustomEvents_PROD", "7314250", IMPERSONATED),
    "Menu_PROD.json": ("Menu_PROD", "7314250", []),
    "Digital_Entry_PROD.json": ("PROD\\Digital_Entry_PROD", "7318302", []),
    "Common/Voicemail.json": (
        "Common\\Voicemail",
        "7312677",
        [("skill", "38207451", "12", "Skill")],
    ),
    "Common/HooExtended.json": ("Common\\HooExtended", "7314250", []),
    "Common/AddressBookLookup.json": (
        "Common\\AddressBookLookup",
        "7312677",
        [("employee", "52749016", "26", "Agent")],
    ),
    "Common/CongestionHeavyVol.json": ("Common\\CongestionHeavyVol", "7312677", []),
    "Common/PortChecker.json": ("Common\\PortChecker", "7318302", []),
    "Applet/AppletTemplate.json": ("Applet\\AppletTemplate", "7309941", []),
    "Applet/Survey.XML": ("Applet\\Survey", "7306153", []),
}
#: Ids of the invented tenant, as its page lists them.
KNOWN = {
    "skill": "41870263 41870264 41870265 45316690 45316691 41692718 38207451 36104927 41866307 41866308 41866309 "
    "41866310 41866311 41866312 41866395",
    "digital_tag": "6733 6734 6735 6736 6811 6812 6813 6816",
    "hours": "1 2216 2284 609",
    "address_book": "514 528",
    "employee": "70518823 52749016 58130447",
}
KINDS_OF = {value: [kind] for kind, values in KNOWN.items() for value in values.split()}
#: What is rewritten in places that no table knows: file → value → how often.
FOUND = {
    "CustomEvents_PROD.json": {
        "1": 1,
        "2216": 1,
        "2284": 3,
        "41692718": 1,
        "41870263": 1,
        "41870264": 1,
        "41870265": 1,
        "45316690": 1,
        "45316691": 1,
    },
    "Digital_Entry_PROD.json": {
        "41866307": 1,
        "41866308": 5,
        "41866309": 1,
        "41866310": 2,
        "41866311": 1,
        "41866312": 2,
        "41866395": 1,
        "6733": 1,
        "6735": 1,
        "6811": 2,
        "6812": 1,
        "6813": 2,
        "6816": 1,
    },
    "Menu_PROD.json": {"609": 1},
    "Common/AddressBookLookup.json": {"514": 1, "528": 1},
    "Common/CongestionHeavyVol.json": {},
    "Common/PortChecker.json": {},
}


def raw(name: str) -> bytes:
    return Path(SAMPLES / "scripts" / name).read_bytes()


def shifted(by: int, script: Script, number: str) -> str:
    """The script in a tenant whose every id is `by` higher."""
    found = rewrite(script, lambda kind, old: str(int(old) + by), lambda value: (), number)
    assert found.unknown == ()
    return found.text


def test_every_sample_is_expected_here() -> None:
    files = {
        path.relative_to(SAMPLES / "scripts").as_posix()
        for path in (SAMPLES / "scripts").rglob("*")
        if path.is_file()
    }
    assert files == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_is_written_back_byte_for_byte(name: str) -> None:
    assert export(script_body(read_script(raw(name)))) == raw(name)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_holds_the_references_that_its_page_says(name: str) -> None:
    script = read_script(raw(name))
    path, number, wanted = EXPECTED[name]
    assert (script.path, script.business_unit) == (path, number)
    found = [each for each in references(script) if each.role in (Role.TYPED, Role.COPY)]
    assert [(each.kind, each.value, each.action, each.property) for each in found] == wanted


def test_the_desktop_sample_names_its_tenant_and_its_authors() -> None:
    found = [
        (each.property, each.kind, each.value)
        for each in references(read_script(raw("Applet/Survey.XML")))
    ]
    assert found == [
        ("BusNo", "business_unit", "7306153"),
        ("UserID", "employee", "58130447"),
        ("BusNo", "business_unit", "7306153"),
        ("ModifyUserID", "employee", "58130447"),
        ("URI", "business_unit", "7295508"),
    ]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_with_its_own_ids_does_not_change(name: str) -> None:
    script = read_script(raw(name))
    found = rewrite(script, lambda kind, value: value, lambda value: (), script.business_unit)
    assert (found.text, found.changed, found.unknown) == (script.text, (), ())


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_sent_there_and_back_is_the_file_it_was(name: str) -> None:
    script = read_script(raw(name))
    there = read_script(shifted(1, script, AWAY).encode(script.encoding))
    assert there.business_unit == AWAY
    assert there.text != script.text
    assert shifted(-1, there, script.business_unit) == script.text


@pytest.mark.parametrize("name", FOUND)
def test_ids_in_code_are_found_and_none_of_them_is_left_to_a_person(name: str) -> None:
    script = read_script(raw(name))
    found = scan(script, lambda value: KINDS_OF.get(value, [])).occurrences
    in_code = [one for one in found if one.rule not in (Rule.TYPED, Rule.COPY, Rule.HEADER)]
    values = [one.value for one in in_code if one.verdict is Verdict.REWRITTEN]
    assert {value: values.count(value) for value in values} == FOUND[name]
    asked = [one.value for one in found if one.is_open and one.value in KINDS_OF]
    assert asked == []


@pytest.mark.parametrize("name", EXPECTED)
def test_every_snippet_is_read_whole(name: str) -> None:
    snippets = [
        value.text
        for action in read_script(raw(name)).actions
        for each in action.properties
        if (action.name, each.name) == ("SNIPPET", "Data")
        for value in each.values
    ]
    for code in snippets:
        assert not read_snippet(code).unread
