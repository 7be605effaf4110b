import json
from collections.abc import Mapping
from xml.etree import ElementTree

import pytest

from releve.demo.studio.actions import ACTIONS
from releve.demo.studio.as_json import as_json
from releve.demo.studio.as_xml import as_xml
from releve.demo.studio.layout import spots
from releve.demo.studio.places import Filling
from releve.demo.studio.script import Script, Step, begin, call, lines, snippet


class _Ids:
    def id(self, kind: str, name: str) -> str:
        return {"skill": "41870264", "hours": "2284"}[kind]

    def alt(self, kind: str, name: str) -> str:
        return "c41d7e90-2b6a-4f13-9d58-0a7be3f6152c"


_FACTS: Mapping[str, str] = {
    "busNo": "7314250",
    "userID": "70518823",
    "userName": "Robin & Fils",
    "libraryID": "e8b4",
}
FILLING = Filling(_Ids(), _FACTS)

SCRIPT = Script(
    "Essai\\Petit",
    (
        begin(1, "Begin", 2, "event"),
        Step(2, "HOURS", "Ouvert ?", {"Profile": "@{hours:Bureaux}"}, 3, {"Closed": 4}),
        Step(3, "MENU", "Menu", {}, 4, {"1": 4, "Timeout": 4}),
        call(4, "Voicemail", 5, "Common\\Voicemail", "QUEUE", "@{skill:Sinistres}"),
        snippet(5, "Fin", None, 'IF a < 2 & b = "x" { c = 1 }'),
    ),
)


def test_a_place_that_is_the_whole_value_gets_its_description() -> None:
    assert FILLING.description("@{skill:Sinistres}") == "41870264 - Sinistres"
    assert FILLING.description("@{skill:Sinistres|bare}") is None
    assert FILLING.description("CB_@{skill:Sinistres}") is None


def test_places_are_filled_and_braces_of_the_language_are_left() -> None:
    text = FILLING.text('x = "{queueSkill},@{skill:Sinistres}" //@{busNo} @{team.alt:Fjord}')
    assert text == 'x = "{queueSkill},41870264" //7314250 c41d7e90-2b6a-4f13-9d58-0a7be3f6152c'


def test_lines_are_tabbed_and_ended_as_the_editor_does() -> None:
    text = """
        IF a
        {
            b = "1⇥2"
        }
    """
    assert lines(text) == 'IF a\r\n{\r\n\tb = "1\t2"\r\n}'


def test_outcomes_of_the_action_and_labels_of_the_author_are_told_apart() -> None:
    content = json.loads(as_json(SCRIPT, FILLING))["scriptContent"]
    types = [(one["label"], one["type"], one["index"]) for one in content["branches"]["3"]]
    assert types == [("", "default", 0), ("1", "custom", 0), ("Timeout", "branch", 1)]
    assert content["header"]["nextActionId"] == 6


def test_positions_in_xml_are_the_order_of_the_properties() -> None:
    root = ElementTree.fromstring(as_xml(SCRIPT, FILLING))  # noqa: S314
    values = {
        action.findtext("ActionID"): [
            one.text or "" for one in action.iterfind("Parameters/string")
        ]
        for action in root.iter("ActionStruct")
    }
    assert values["4"] == ["Common\\Voicemail", "", "RTN", "QUEUE", "41870264"]
    assert values["1"] == ["", "", "", "event"]
    assert values["5"] == ['IF a < 2 & b = "x" { c = 1 }', "Limit2K"]


def test_a_step_without_a_next_one_says_so_in_xml() -> None:
    root = ElementTree.fromstring(as_xml(SCRIPT, FILLING))  # noqa: S314
    last = next(root.iter("ActionStruct"))
    assert last.find("DefaultNextAction") is None
    assert last.findtext("ExtraInfo/DefaultBranch/ActionId") == "-1"


def test_a_step_that_leads_nowhere_known_is_refused() -> None:
    with pytest.raises(AssertionError, match="leads to"):
        Script("Essai\\Perdu", (begin(1, "Begin", 9),))


def test_a_property_that_the_action_does_not_have_is_refused() -> None:
    with pytest.raises(AssertionError, match="HOURS has no"):
        Step(1, "HOURS", "Ouvert ?", {"Skill": "1"})


def test_no_two_steps_stand_on_the_same_spot() -> None:
    placed = spots(SCRIPT.steps)
    assert len(set(placed.values())) == len(SCRIPT.steps)
    assert placed[1][0] < placed[2][0] < placed[3][0]


def test_every_action_type_has_a_guid_of_its_own() -> None:
    assert len({action.guid for action in ACTIONS.values()}) == len(ACTIONS)
