"""A script becomes the body of an entity and comes back as the file that it was."""

import pytest

from releve.domain.errors import Invalid
from releve.domain.kinds import checked, kind_named
from releve.scripts.body import export, rewritten_body, script_body, script_of
from releve.scripts.formats import read_script
from tests.helpers.scripts import clipboard, desktop, one, web

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
    moved, found = rewritten_body(body, lambda kind, old: "731", lambda value: (), "7390114")
    assert moved == {**body, "content": found.text}
    assert export(moved).startswith(b"\xef\xbb\xbf<?xml")
    assert b"<string>731</string>" in export(moved)
