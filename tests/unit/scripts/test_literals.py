"""What is written means what was meant, and every character of a value is found where it stands."""

import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releve.scripts.formats import read_script
from releve.scripts.literals import Ruler, written
from releve.scripts.script import Form, Script, Value
from tests.helpers.scripts import desktop, one, web

ESCAPED = st.sampled_from(
    ["\\n", "\\u00e9", "\\ud83d\\ude00", "\\\\", '\\"', "\\ud83d", "a", "7", "é"]
)
MARKUP = st.sampled_from(
    ["&amp;", "&#x34;", "\r\n", "\n", "<!-- no -->", "<![CDATA[<&\r\n]]>", "<?no?>", "a", "7", "é"]
)


def data_of(script: Script) -> Value:
    return script.actions[0].properties[0].values[0]


@given(st.lists(ESCAPED, min_size=1, max_size=8))
def test_every_character_of_a_json_value_is_found(pieces: list[str]) -> None:
    raw = web("SNIPPET", [one("Data", "HERE")]).replace(b"HERE", "".join(pieces).encode())
    script = read_script(raw)
    value = data_of(script)
    ruler = Ruler(script.text, value)
    for at, char in enumerate(value.text):
        start, end = ruler.span(at, at + 1)
        assert json.loads(f'"{script.text[start:end]}"') == char
    assert ruler.span(0, len(value.text)) == (value.start, value.end)


@given(st.lists(MARKUP, min_size=1, max_size=8))
def test_every_character_of_an_xml_value_is_found(pieces: list[str]) -> None:
    script = read_script(desktop("SNIPPET", raw=f"<string>{''.join(pieces)}</string>"))
    value = data_of(script)
    ruler = Ruler(script.text, value)
    for at, char in enumerate(value.text):
        start, end = ruler.span(at, at + 1)
        raw = script.text[start:end]
        plain = raw in ("<", "&")  # inside CDATA they stand for themselves
        meant = raw if plain else ElementTree.fromstring(f"<x>{raw}</x>").text  # noqa: S314
        assert meant == char


@pytest.mark.parametrize("text", ["41870264", 'a "b" \\ c\n\té', "<a & b>", "it's\r"])
def test_what_is_written_means_what_was_meant(text: str) -> None:
    assert json.loads(f'"{written(Form.JSON_STRING, text)}"') == text
    inside = ElementTree.fromstring(f"<x>{written(Form.XML_TEXT, text)}</x>")  # noqa: S314
    assert inside.text == text
    for quote in "\"'":
        tag = f"<x a={quote}{written(Form.XML_ATTRIBUTE, text)}{quote} />"
        assert ElementTree.fromstring(tag).get("a") == text  # noqa: S314


def test_a_bare_number_stays_a_number_and_anything_else_gets_quotes() -> None:
    assert written(Form.JSON_BARE, "731") == "731"
    assert written(Form.JSON_BARE, "0731") == '"0731"'
    assert written(Form.JSON_BARE, "email_a1") == '"email_a1"'


def test_what_is_no_text_is_never_edited() -> None:
    with pytest.raises(AssertionError):
        written(Form.OPAQUE, "731")
