"""Every variable is told with the places where it is given something and those where it is read."""

import pytest

from releve.scripts.formats import read_script
from releve.scripts.scan import scan
from releve.scripts.script import Script
from releve.scripts.variables import Variable, variables
from tests.corpus import cases
from tests.helpers.scripts import one, web_script

SCRIPTS = {one.name: one.raw for case in cases() for one in case.scripts}


def told(script: Script) -> dict[str, Variable]:
    return {each.name: each for each in variables(script, scan(script))}


def counts(script: Script) -> dict[str, tuple[int, int]]:
    return {name: (len(each.writes), len(each.reads)) for name, each in told(script).items()}


def in_code(code: str) -> dict[str, tuple[int, int]]:
    return counts(web_script("SNIPPET", one("Data", code)))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ASSIGN a = b", {"a": (1, 0), "b": (0, 1)}),
        ("a = b + a", {"a": (1, 1), "b": (0, 1)}),
        ("DYNAMIC o", {"o": (1, 0)}),
        ("DYNAMIC o FROM p", {"o": (1, 0), "p": (0, 1)}),
        ("o.skill = s", {"o": (1, 0), "s": (0, 1)}),
        ("o[n].skill = s", {"n": (0, 1), "o": (1, 0), "s": (0, 1)}),
        ("FOR i = a TO b { x = i }", {"a": (0, 1), "b": (0, 1), "i": (1, 1), "x": (1, 0)}),
        ("FOREACH q IN list { x = q }", {"list": (0, 1), "q": (1, 1), "x": (1, 0)}),
        (
            "FUNCTION F(p, q) { RETURN p }\nx = F(y, 1)",
            {"p": (1, 1), "q": (1, 0), "x": (1, 0), "y": (0, 1)},
        ),
        ("list.append(item)", {"item": (0, 1), "list": (1, 0)}),
        ('x = "{a} and {b.c[d]}"', {"a": (0, 1), "b": (0, 1), "d": (0, 1), "x": (1, 0)}),
        ("IF a = b { c = 1 } ELSE { c = 2 }", {"a": (0, 1), "b": (0, 1), "c": (2, 0)}),
        (
            "SWITCH v { CASE w { x = 1 } DEFAULT { x = 2 } }",
            {"v": (0, 1), "w": (0, 1), "x": (2, 0)},
        ),
        ("// a = b\nx = 1", {"x": (1, 0)}),
        ("Skill = 1\nx = SKILL", {"Skill": (1, 1), "x": (1, 0)}),
    ],
)
def test_code_gives_and_reads(code: str, expected: dict[str, tuple[int, int]]) -> None:
    assert in_code(code) == expected


@pytest.mark.parametrize(
    ("action", "properties", "expected"),
    [
        ("ASSIGN", {"Variable": "a", "Value": "{b}"}, {"a": (1, 0), "b": (0, 1)}),
        ("ASSIGN", {"Variable": "{a}", "Value": "1"}, {"a": (1, 0)}),
        ("GETVALUE", {"Name": "K_{n}", "Variable": "a"}, {"a": (1, 0), "n": (0, 1)}),
        (
            "RUNSUB",
            {"ScriptName": "A\\B", "ReturnVariable": "r", "Parameters": ["{p}"]},
            {"p": (0, 1), "r": (1, 0)},
        ),
        ("BEGIN", {"Parameters": ["first", "second"]}, {"first": (1, 0), "second": (1, 0)}),
        ("MENU", {"Phrase": "say {n}", "Variable": "MRES"}, {"MRES": (1, 0), "n": (0, 1)}),
        ("IF", {"Expression": "a > b"}, {"a": (0, 1), "b": (0, 1)}),
        ("REQAGENT", {"Skill": "{s}"}, {"s": (0, 1)}),
        ("REST_API", {"ServiceAddress": "{u}", "resultSet": "rows"}, {"rows": (1, 0), "u": (0, 1)}),
        (
            "ONANSWER",
            {"AgentID": "agent", "SkillNameVar": "name"},
            {"agent": (1, 0), "name": (1, 0)},
        ),
    ],
)
def test_actions_give_and_read(
    action: str, properties: dict[str, object], expected: dict[str, tuple[int, int]]
) -> None:
    script = web_script(action, *(one(name, value) for name, value in properties.items()))
    assert counts(script) == expected


def test_a_place_is_told_with_its_action_property_and_line() -> None:
    found = told(web_script("SNIPPET", one("Data", "x = 1\nglobal:Queue = x")))
    write = found["Queue"].writes[0]
    assert (write.action, write.place, write.excerpt.line) == ("10", "Data", 2)
    assert (write.excerpt.before, write.excerpt.match) == ("global:", "Queue")
    assert found["Queue"].is_global
    assert not found["x"].is_global


def test_what_a_variable_is_proven_to_hold_is_named() -> None:
    script = web_script("SNIPPET", one("Data", 'u = "https://x.example/skills/{where}/activity"'))
    assert told(script)["where"].kinds == ("skill",)
    assert told(script)["u"].kinds == ()


def test_a_secret_is_not_shown_beside_a_variable() -> None:
    found = told(web_script("SNIPPET", one("Data", 'apiKey = "hQ7-zz91-blue"')))
    assert "zz91" not in found["apiKey"].writes[0].excerpt.after


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_name_stands_where_it_is_said_to_stand(name: str) -> None:
    read = read_script(SCRIPTS[name])
    for each in variables(read, scan(read)):
        assert each.writes or each.reads
        for mention in (*each.writes, *each.reads):
            assert mention.excerpt.match.casefold() == each.name.casefold()
