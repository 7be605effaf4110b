"""The scripts hold what they promise: every hiding place of domain.md §7.7, and traps of §7.8."""

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

import pytest

from releve.demo.company import Company
from releve.demo.scripts import SCRIPTS
from releve.demo.studio.places import Filling
from releve.domain.entities import Draft
from releve.domain.kind import Body
from releve.scripts.body import export, script_of
from releve.scripts.references import references
from tests.unit.demo.havrelune import BUSINESS_UNIT, at_first, moved_in

Read = Mapping[str, str]


@pytest.fixture(scope="module")
def company() -> Company:
    return moved_in()


@pytest.fixture(scope="module")
def bodies(company: Company) -> Mapping[str, Body]:
    return {d.body["path"]: d.body for d in company.drafts() if d.kind == "script"}


@pytest.fixture(scope="module")
def read(bodies: Mapping[str, Body]) -> Read:
    """path → every value of the script, decoded, one after the other; a named value as `Name=value`."""
    return {path: "\n".join(_values(body)) for path, body in bodies.items()}


@pytest.fixture(scope="module")
def filling(company: Company) -> Filling:
    return Filling(company.book, {"busNo": str(BUSINESS_UNIT), "area": "ca1"})


def _values(body: Body) -> Iterator[str]:
    if body["format"] == "xml":
        for element in ElementTree.fromstring(body["content"]).iter():  # noqa: S314
            yield from (f"{name}={value}" for name, value in element.attrib.items())
            yield f"{element.tag}={element.text or ''}"
    elif body["format"] == "json":
        yield from _json_values(json.loads(body["content"]))
    else:
        yield body["content"]


def _json_values(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "value" in node:
            yield f"{node['name']}={node['value']}"
        yield from (f"{key}={value}" for key, value in node.items() if isinstance(value, str | int))
        for value in node.values():
            yield from _json_values(value)
    elif isinstance(node, list):
        for one in node:
            yield from _json_values(one)


ENTRY, EVENTS, CRM = "PROD\\Entry_PROD", "PROD\\CustomEvents_PROD", "Common\\CrmLookup"
MENU, QUEUE = "PROD\\Menu_PROD", "PROD\\Queue_PROD"
MAIL, PEOPLE = "PROD\\Digital_Entry_PROD", "PROD\\Repertoire_PROD"
NIGHT, FRANCE = "Legacy\\Urgences_24h", "Legacy\\Accueil_France"

HIDING_PLACES = [
    ("H1", ENTRY, "Agent=@{employee:Impersonated Admin}"),
    ("H1", FRANCE, "string=@{hours:Bureaux France}"),
    ("H1", "Atelier\\Extrait_copie", '["@{hours:Samedi Montréal}"]'),
    ("H2", ENTRY, "description=@{employee:Impersonated Admin} - Impersonated Admin"),
    ("H2", "Outbound\\Renouvellements_PROD", "@{skill:Renewal Calls} - Renewal Calls"),
    ("H3", NIGHT, "string=Emergency Repairs"),
    ("H4", EVENTS, 'ASSIGN global:hooProfile = "@{hours:Bureaux Québec}"'),
    ("H4", EVENTS, "ASSIGN global:hooProfile = @{hours:Toujours ouvert}\r\n"),
    ("H4", MENU, "Value=@{skill:Débordement Québec}"),
    ("H5", MAIL, 'IF digitalSkill = "@{skill:Courriel - Pièces de sinistre}"'),
    ("H5", EVENTS, 'CASE "@{skill:Sinistres habitation}"'),
    ("H5", "Outbound\\Suppression_PROD", "label=@{skill:Renewal Calls}"),
    ("H6", EVENTS, 'AddOption("FR_1,QUEUE,@{skill:Sinistres habitation},")'),
    ("H6", EVENTS, 'AddOption("BEGIN,CHECKHOURS,@{hours:Bureaux Québec},")'),
    ("H7", EVENTS, '"VOICEMAILOPT:CMN_VM_Menu.wav,@{skill:Boîte vocale Québec}"'),
    ("H8", MAIL, '"@{skill:Email - General}\t4\t\tEMAILTO\thello@havrelune.example"'),
    ("H8", PEOPLE, '"4702\t@{employee:Solène Brisemarine}\tSolène Brisemarine"'),
    (
        "H9",
        "Common\\AddressBookLookup",
        'AddressBookIDs="@{address_book:Courtiers partenaires}|@{address_book:Réparateurs agréés}"',
    ),
    ("H10", MAIL, 'CASE "Attestation" { RETURN "@{digital_tag:Attestation}" }'),
    ("H10", MAIL, "taglist[1] = @{digital_tag:Ordinaire}"),
    ("H10", MAIL, 'taglist.indexof("@{digital_tag:Urgent}")'),
    ("H11", CRM, "/skills/@{skill:Sinistres habitation}/activity"),
    ("H12", CRM, "https://api-@{area}.niceincontact.com/"),
    ("H12", CRM, "https://@{area}.nice-incontact.com/"),
    ("H13", CRM, '"teamId": "@{team:Équipe Fjord}"'),
    ("H13", CRM, '<field name="agent">@{employee:Impersonated Admin}</field>'),
    ("H14", EVENTS, 'CASE "+15145550101"'),
    ("H14", EVENTS, 'IF global:ANI = "+33199000098"'),
    ("H15", CRM, "NOTAREALACCESSKEYSECRET"),
    ("H16", ENTRY, "ScriptName={scriptPath}{nextScript}"),
    ("H16", QUEUE, "ScriptName=Common\\Callback"),
    ("H17", MENU, '"{promptPath}{menuParam}"'),
    ("H18", EVENTS, "telephonie@havrelune.example"),
    (
        "H19",
        "Common\\CongestionHeavyVol",
        "//QUEUED>4,VOICEMAIL,CMN_VM_Greeting.wav,@{skill:Boîte vocale Québec}",
    ),
    ("H19", "Common\\Voicemail", "//12,Skill,Default - Inbound NO AGENT"),
    ("H20", ENTRY, "busNo=@{busNo}"),
    ("H20", FRANCE, "UserID=@{employee:Tobias Wrenlock}"),
    ("H20", FRANCE, "LibraryID=@{script.alt:Legacy\\Accueil_France}"),
    ("H20", FRANCE, "URI=/custom/@{busNo}/Accueil_France"),
    ("H21", QUEUE, "Parameters=['QUEUE', '@{skill:Rappels}']"),
    ("H21", NIGHT, "string=@{skill:Rappels}"),
    ("H22", "Common\\AddressBookLookup", "_LIBID_ce705e32-9653-4aa5-b7b1-5eb85d733828"),
    ("H23", MENU, "IF Test\r\n{"),
    ("H23", MENU, 'menuActions[1]="BEGIN,CHECKHOURS,@{hours:Heures d\'essai}"'),
]

TRAPS = [
    ("T1", FRANCE, "LibraryID=689a4a1b-fa0d-47b3-9a02-cbeb4735f08f"),
    ("T2", MENU, "libraryId=22050500-6DC0-4949-AF9C-1E52975F141D"),
    ("T3", "Common\\Voicemail", "reserved1073742958="),
    ("T4", MENU, "nextActionId=199"),
    ("T5", "Common\\PortChecker", "86400"),
    ("T6", PEOPLE, "Poste libéré en 2024"),
    ("T7", PEOPLE, "4702\t"),
    ("T8", MENU, "QueueToSkill,QUEUE,12345"),
    ("T9", ENTRY, "TTSVoice=17: Chantal, Female (French Canadian)"),
    ("T10", CRM, "services/v30.0/"),
    ("T11", "Common\\PortChecker", "#2E8FCE"),
    ("T12", QUEUE, "QueueNo=Default"),
    ("T13", CRM, "TimeOutInMilliSeconds=@{hours:Bureaux Québec}"),
    ("T13", PEOPLE, '"@{hours:Bureaux Québec}\t@{employee:Tobias Wrenlock}\tTobias Wrenlock"'),
]


@pytest.mark.parametrize(("place", "path", "expected"), HIDING_PLACES)
def test_an_identifier_hides_where_the_table_says(
    read: Read, filling: Filling, place: str, path: str, expected: str
) -> None:
    assert filling.text(expected) in read[path], place


@pytest.mark.parametrize(("trap", "path", "expected"), TRAPS)
def test_a_trap_lies_where_the_table_says(
    read: Read, filling: Filling, trap: str, path: str, expected: str
) -> None:
    assert filling.text(expected) in read[path], trap


def test_every_hiding_place_of_the_reference_is_shown() -> None:
    assert {place for place, _, _ in HIDING_PLACES} == {f"H{n}" for n in range(1, 24)}


def test_there_are_scripts_enough_of_every_format() -> None:
    formats = [script.format for script in SCRIPTS]
    assert len(formats) >= 14
    assert formats.count("xml") >= 3
    assert formats.count("clipboard") >= 1


def test_every_typed_id_is_the_id_of_something(
    company: Company, bodies: Mapping[str, Body]
) -> None:
    drafts = [*at_first()[0], *company.drafts()]
    known = {(draft.kind, one) for draft in drafts for one in (draft.id, draft.alt_id)}
    found = [
        (path, reference.kind, reference.value)
        for path, body in bodies.items()
        for reference in references(script_of(body))
    ]
    assert len(found) > 60
    assert [one for one in found if one[1:] not in known] == []


def test_every_script_called_by_its_whole_path_exists(read: Read) -> None:
    called = {
        path
        for text in read.values()
        for path in re.findall(r"(?m)^(?:ScriptName|string)=((?:\w+\\)+\w+)$", text)
    }
    assert len(called) >= 8
    assert called <= set(read)


def test_every_prompt_that_is_named_is_there(company: Company, read: Read) -> None:
    named = {
        name for text in read.values() for name in re.findall(r"\b(?:HL|CMN|PCS)_\w+\.wav", text)
    }
    drafts: list[Draft] = [draft for draft in company.drafts() if draft.kind == "file"]
    assert named <= {draft.body["path"].removeprefix("prompts\\") for draft in drafts}


def test_sounds_are_sounds(company: Company) -> None:
    files = [draft.body for draft in company.drafts() if draft.kind == "file"]
    sounds = [codecs.decode(body["content"].encode(), "base64") for body in files]
    assert {(sound[:4], sound[8:12]) for sound in sounds} == {(b"RIFF", b"WAVE")}
    assert [len(sound) for sound in sounds] == [body["size"] for body in files]


def test_no_place_for_an_id_is_left_open(bodies: Mapping[str, Body]) -> None:
    assert [path for path, body in bodies.items() if re.search(r"@\{|⇥", body["content"])] == []


def test_a_json_script_is_written_as_the_web_studio_writes(bodies: Mapping[str, Body]) -> None:
    content = bodies[EVENTS]["content"]
    assert json.dumps(json.loads(content), indent=1, ensure_ascii=False) == content
    assert "\r" not in content
    assert "\\r\\n\\t" in content


def test_an_xml_script_begins_with_a_byte_order_mark(bodies: Mapping[str, Body]) -> None:
    file = export(bodies[FRANCE])
    assert file.startswith(codecs.BOM_UTF8 + b'<?xml version="1.0" encoding="utf-8"?>\n')
    assert file.count(codecs.BOM_UTF8) == 1


def test_the_example_to_follow_switches_on_the_tenant(read: Read) -> None:
    text = read["Common\\ChoixLocataire"]
    assert f"SWITCH global:busNo\r\n{{\r\n\tCASE {BUSINESS_UNIT}" in text
    assert 'queueSkill = "Sinistres habitation"' in text
    assert "/.well-known/cxone-configuration?tenantId=" in text
