"""A custom library action is told once a script, is never translated, and is settled like other places."""

import json

import pytest

from releve.scripts.claims import Rule
from releve.scripts.custom_actions import custom_actions, library_of
from releve.scripts.formats import read_script
from releve.scripts.occurrences import Occurrence
from releve.scripts.rewrite import rewrite
from releve.scripts.scan import scan
from releve.scripts.script import Script
from tests.helpers.scripts import desktop, web, web_script

LIBRARY = "5b1c9d82-77aa-4d0b-9c3e-1f2e3d4c5b6a"
NAME = f"Notify é_LIBID_{LIBRARY}"


def told(script: Script, **rest: object) -> list[Occurrence]:
    found = scan(script, **rest).occurrences  # type: ignore[arg-type]
    return [each for each in found if each.rule is Rule.LIBRARY]


def with_two() -> Script:
    """Two actions of one library."""
    read = json.loads(web(NAME))
    actions = read["scriptContent"]["actions"]
    actions["11"] = {**actions["10"], "actionId": 11, "name": NAME.replace("Notify", "Again")}
    return read_script(json.dumps(read, ensure_ascii=False).encode())


def test_it_is_asked_about_once_a_script_where_it_stands() -> None:
    script = with_two()
    [place] = told(script)
    assert (place.verdict, place.kind, place.value, place.action) == ("ask", "", LIBRARY, "10")
    assert script.text[place.start : place.end] == LIBRARY
    assert not place.is_open, "nobody has to decide anything in the script"


def test_it_is_found_where_it_stands_behind_letters_that_grow_when_they_are_folded() -> None:
    script = web_script(f"Straße_LIBID_{LIBRARY.upper()}")
    [place] = told(script)
    assert script.text[place.start : place.end] == place.value == LIBRARY.upper()


@pytest.mark.parametrize("name", ["REQAGENT", "Books_LIBID_ce705e32-9653-4aa5-b7b1-5eb85d733828"])
def test_the_platforms_own_actions_are_everywhere(name: str) -> None:
    assert told(web_script(name)) == []
    assert custom_actions(web_script(name)) == []


def test_what_the_inventory_has_needs_no_look() -> None:
    known = {LIBRARY: ["script"]}
    assert told(web_script(NAME), kinds_of=lambda value: known.get(value, [])) == []
    assert told(web_script(NAME), kinds_of=lambda value: []) != []


def test_it_is_not_translated() -> None:
    script = web_script(NAME)
    done = rewrite(script, lambda kind, value: "1", lambda value: [], "7390114")
    assert NAME in done.text
    assert not done.to_review, "a sync counts no place, and holds nothing back"


def test_a_script_says_which_library_it_is_itself() -> None:
    assert library_of(read_script(desktop())) == "c41d7e90-2b6a-4f13-9d58-0a7be3f6152c"
    assert library_of(web_script("REQAGENT", header={"libraryId": LIBRARY.upper()})) == LIBRARY
    assert library_of(web_script("REQAGENT")) == ""
