"""The snippet language is read with places; what cannot be read is told, and hides nothing beside it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from releve.scripts.snippets.parser import read_expression, read_snippet, read_template
from releve.scripts.snippets.tokens import Holes
from releve.scripts.snippets.tree import (
    Act,
    Assign,
    Call,
    Dynamic,
    For,
    ForEach,
    Function,
    Hole,
    If,
    Name,
    Node,
    Piece,
    Switch,
    Text,
    walk,
)


def texts(code: str) -> list[str]:
    """The strings of a snippet, as they are written."""
    return [
        code[one.start : one.end]
        for one in walk(*read_snippet(code).statements)
        if isinstance(one, Text)
    ]


def kinds(code: str) -> list[type[Node]]:
    read = read_snippet(code)
    assert not read.unread
    return [type(one) for one in read.statements]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = 1", [Assign]),
        ("ASSIGN global:hooProfile = \"2284\"", [Assign]),
        ("list[1+list.count] = \"x\"", [Assign]),
        ("a.b.$value = 3", [Assign]),
        ("DYNAMIC m FROM __MESSAGE", [Dynamic]),
        ("DYNAMIC global:o = \"{}\"", [Dynamic]),
        ("IF a => 3 && !b { x = 1 } ELSE IF c { y = 2 }\nELSE { z = 3 }", [If]),
        ("IF \"{a}\" = \"{b}\")\n{ x = 1 }", [If]),
        ("IF a\n\n DebugLog(\"x\")\ny = 2", [If, Assign]),
        ("SWITCH global:busNo\n{\n CASE 7314250 { q = \"1\" } //primary\n CASE 1 CASE 2 { q = 2 }\n DEFAULT { q = 3 } }", [Switch]),
        ("SELECT { CASE a > 1 { x = 1 } DEFAULT { x = 2 } }", [Switch]),
        ("FOR i = 1 TO list.count { x = list[i] }", [For]),
        ("FOREACH one IN list { x = one }", [ForEach]),
        ("FUNCTION Later(a, b)\nFUNCTION f() { RETURN true }", [Function, Function]),
        ("global:p.AddHeader(\"Authorization\", \"bearer {token}\")", [Act]),
        ("if = 3\nfor.each = 4", [Assign, Assign]),
        ("d = #\"{now}\"", [Assign]),
        ("", []),
        ("// only \"this", []),
    ],
)  # fmt: skip
def test_every_statement_is_read(code: str, expected: list[type[Node]]) -> None:
    assert kinds(code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('x = "PROD\\" + "Prompts\\{env}\\"', ['"PROD\\"', '"Prompts\\{env}\\"']),
        (
            'x = "{now.datefmt("yyyy_MM_dd")}\t[{level.left(1)}]"',
            ['"{now.datefmt("yyyy_MM_dd")}\t[{level.left(1)}]"', '"yyyy_MM_dd"'],
        ),
        ("x = '\"..\\{p}OPT.wav\"'", ["'\"..\\{p}OPT.wav\"'"]),
        ('x = "https://au1/x" // "never closed', ['"https://au1/x"']),
        ('x = "a {" + "b"', ['"a {"', '"b"']),
        ('x = $\'\\{ "a": "{x}"}\'', ['$\'\\{ "a": "{x}"}\'']),
        ("x = $''", ["$''"]),
        ('x = "C:\\{f("a")}"', ['"C:\\{f("a")}"', '"a"']),
    ],
)
def test_strings_end_where_the_platform_ends_them(code: str, expected: list[str]) -> None:
    assert texts(code) == expected


def test_what_is_put_into_a_string_is_read_too() -> None:
    [assign] = read_snippet('x = "a{global:skill}b{list[2].upper()}{ }"').statements
    assert isinstance(assign, Assign)
    assert isinstance(assign.value, Text)
    a, skill, b, upper, empty = assign.value.parts
    assert isinstance(a, Piece) and isinstance(b, Piece) and isinstance(empty, Hole)  # noqa: PT018
    assert isinstance(skill, Hole)
    assert skill.value == Name(7, 19, "skill", is_global=True)
    assert isinstance(upper, Hole)
    assert isinstance(upper.value, Call)
    assert (empty.value, assign.value.plain) == (None, None)


@pytest.mark.parametrize(
    ("code", "reason", "place", "beside"),
    [
        ("x = \ny = 2", "a value is missing", 4, 1),
        ("x = 1\n???\ny = 2", "a value is missing", 6, 2),
        ("x = 1 2\ny = 2", "more stands on this line than one statement", 6, 2),
        ('x = "open\ny = 2', "a string that is never closed", 4, 2),
        ("IF a { x = 1", "a brace that is never closed", 5, 1),
        ("x = 1\n}\ny = 2", "a brace that closes nothing", 6, 2),
        ("SWITCH a { WHEN 1 { x = 1 }\n CASE 2 { y = 1 } }", "neither CASE nor DEFAULT", 11, 1),
    ],
)
def test_what_cannot_be_read_is_told_at_its_place_and_the_rest_is_read(
    code: str, reason: str, place: int, beside: int
) -> None:
    read = read_snippet(code)
    assert [(one.reason, one.start) for one in read.unread] == [(reason, place)]
    assert len(read.statements) == beside


def test_text_with_holes_and_single_expressions_are_read_as_such() -> None:
    parts, unread = read_template("Skill {skill}, 100 %")
    assert [type(one) for one in parts] == [Piece, Hole, Piece]
    assert not unread
    test, unread = read_expression('global:queueSkill = "41870264"')
    assert test is not None
    assert not unread
    assert read_expression("  ") == (None, ())


def test_code_that_is_nested_too_deep_is_told_and_not_followed() -> None:
    for deep in ("(" * 500 + ")" * 500, "-" * 5000 + "1", "IF a { " * 300 + "}" * 300):
        assert read_snippet(f"x = {deep}").unread
    assert read_snippet('x = "' + "{a[" * 200 + "]}" * 200 + '"').text


def test_reading_costs_no_more_than_the_length_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in characters that are looked through for closing braces, not in seconds."""
    looked = 0
    look = Holes._end

    def counted(self: Holes, at: int, stop: int) -> int | None:
        nonlocal looked
        found = look(self, at, stop)
        looked += (found or stop) - at
        return found

    monkeypatch.setattr(Holes, "_end", counted)
    for unit in ("{", '{"', "{a", "{a}", '"{"'):
        code = 'x = "' + unit * 2_000 + '"'
        looked = 0
        read_snippet(code)
        assert looked <= 2 * (Holes.IN_VAIN_MAX * len(code) + Holes.AT_LEAST)


def test_braces_taken_for_text_because_there_are_too_many_are_told() -> None:
    read = read_snippet('y = "' + "{" * 20_000 + '"\nx = "{skill}"')
    assert "too many braces that are never closed" in [one.reason for one in read.unread]


def test_strings_in_strings_are_read_a_few_deep_and_told_beyond() -> None:
    def nested(deep: int) -> str:
        return "x = " + '"{f(' * deep + "1" + ')}"' * deep

    assert not read_snippet(nested(3)).unread
    assert [one.reason for one in read_snippet(nested(30)).unread]


CODE = st.lists(
    st.sampled_from(
        ["IF ", "ELSE ", "SWITCH ", "CASE ", "{", "}", "(", ")", "[", "]", "\n", '"', "'", "$", "x", "=",
         " ", "//", "1", "global:", ".", ",", "FOR ", "TO ", "FUNCTION ", "#", "\\", "é", "!", "RETURN "]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(st.one_of(st.text(max_size=200), CODE))
@example("IF a { ELSE")
@example("FUNCTION f(")
def test_no_text_breaks_the_reader_and_every_node_stands_in_its_parent(code: str) -> None:
    read = read_snippet(code)
    for node in walk(*read.statements):
        assert 0 <= node.start <= node.end <= len(code)
        if isinstance(node, Piece):
            assert code[node.start : node.end] == node.text
    for one in read.unread:
        assert 0 <= one.start <= one.end <= len(code)
