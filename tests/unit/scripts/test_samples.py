"""The real scripts: each is read, holds exactly the references that its page says, and is written back unchanged."""

from pathlib import Path

import pytest

from releve.scripts.body import export, script_body
from releve.scripts.formats import read_script
from releve.scripts.references import Role, references
from releve.scripts.rewrite import rewrite
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
#: Ids of the invented tenant that stand in no typed place: file → value → how often.
HIDDEN = {
    "CustomEvents_PROD.json": {"2216": 1, "2284": 3, "41870264": 1, "41692718": 1, "45316691": 1},
    "Digital_Entry_PROD.json": {"41866307": 3, "6811": 4, "6813": 3, "41866395": 3},
    "Menu_PROD.json": {"609": 1},
    "Common/AddressBookLookup.json": {"514": 1, "528": 1},
    "Common/CongestionHeavyVol.json": {"36104927": 1},
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


@pytest.mark.parametrize("name", HIDDEN)
def test_ids_in_other_places_are_counted(name: str) -> None:
    script = read_script(raw(name))
    known = {value for values in HIDDEN.values() for value in values}
    found = rewrite(
        script,
        lambda kind, value: value,
        lambda value: ["skill"] if value in known else [],
        script.business_unit,
    )
    values = [each.value for each in found.to_review]
    assert {value: values.count(value) for value in values} == HIDDEN[name]


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
