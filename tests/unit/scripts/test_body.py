"""A script becomes the body of an entity and comes back as the file that it was."""

import pytest

from releve.domain.errors import Invalid
from releve.domain.kinds import checked, kind_named
from releve.scripts.body import body_with, export, script_body, script_of
from releve.scripts.claims import Rule
from releve.scripts.decisions import Decision, Settled, decisions_of, place_of
from releve.scripts.formats import read_script
from releve.scripts.rewrite import rewrite
from releve.scripts.scan import scan
from tests.helpers.scripts import clipboard, desktop, one, web


def translate(kind: str, old: str) -> str:
    return "731"


FILES = {
    "web": web("HOURS", [one("Profile", "2284\r\né")], header={"purposeType": "General"}),
    "desktop": desktop("HOURS", "2284"),
    "clipboard": clipboard("HOURS", "2284"),
}


@pytest.mark.parametrize("name", FILES)
def test_the_body_is_a_valid_script_and_gives_the_file_back(name: str) -> None:
    body = script_body(read_script(FILES[name]), path="Larkmont\\Pasted")
    stored = checked(kind_named("script"), body)
    assert stored == body
    assert export(stored) == FILES[name]
    assert script_of(stored).text == body["content"]


def test_the_path_of_the_script_wins_over_the_one_given() -> None:
    assert script_body(read_script(FILES["web"]), path="Other")["path"] == "Larkmont\\Queue"
    assert script_body(read_script(FILES["clipboard"]), path="Other")["path"] == "Other"


def test_a_script_without_any_path_is_refused() -> None:
    with pytest.raises(Invalid, match="does not say its path"):
        script_body(read_script(FILES["clipboard"]))


def test_a_media_type_of_nothing_is_left_out() -> None:
    body = script_body(read_script(web(header={"mediaType": 0})))
    assert "mediaType" not in body
    assert checked(kind_named("script"), body) == body


def test_the_body_for_the_other_tenant_differs_in_its_content_only() -> None:
    body = script_body(read_script(FILES["desktop"]))
    found = rewrite(script_of(body), translate, lambda value: (), "7390114")
    moved = body_with(body, found, translate)
    assert moved == {**body, "content": found.text}
    assert export(moved).startswith(b"\xef\xbb\xbf<?xml")
    assert b"<string>731</string>" in export(moved)


def test_a_decision_goes_to_the_other_tenant_with_the_identifier_that_stands_there() -> None:
    script = read_script(web("SNIPPET", [one("Data", 'odd = "41870264"')]))
    place = next(each for each in scan(script).occurrences if each.value == "41870264")
    where = place_of(place.text, place.action, place.place, place.offset, place.offset + 8)
    decision = Decision(*where, settled=Settled.IS_ID, kind="skill")
    body = script_body(script) | {"decisions": [decision.record()]}
    found = rewrite(script, translate, lambda value: (), "7390114", decisions=[decision])
    moved = body_with(body, found, translate)
    assert 'odd = \\"731\\"' in moved["content"]
    [there] = decisions_of(moved)
    assert (there.value, there.kind, there.settled) == ("731", "skill", Settled.IS_ID)
    again = scan(script_of(moved), decisions=[there]).occurrences
    assert [each.rule for each in again if each.value == "731"] == [Rule.DECIDED]
