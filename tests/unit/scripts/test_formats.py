"""Whatever was read is written back byte for byte, and whatever is not a script is refused with a message."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releve.domain.errors import Invalid
from releve.scripts.formats import BYTES_MAX, read_script
from releve.scripts.formats.desktop import DEPTH_MAX
from releve.scripts.rewrite import rewrite
from releve.scripts.script import Format, Script, Value
from tests.helpers.scripts import clipboard, desktop, one, web

SKILL = one("Skill", "41870264", description="41870264 - Home Policy Triage")


ACTION = {"name": "REQAGENT", "libraryId": "x", "label": "Claims"}


def script_with(action: dict[str, object]) -> bytes:
    """A script of one action, which has these members."""
    content = {"header": {}, "actions": {"1": action}, "properties": {}, "branches": {}}
    return json.dumps(content).encode()


def values_of(script: Script) -> list[Value]:
    return [
        value for action in script.actions for each in action.properties for value in each.values
    ]


def test_the_web_format_tells_what_the_script_is() -> None:
    script = read_script(web("REQAGENT", [SKILL, one("TargetAgent", "")]))
    assert (script.format, script.encoding) == (Format.JSON, "utf-8")
    assert (script.path, script.media_type, script.status) == ("Larkmont\\Queue", 4, "Active")
    (action,) = script.actions
    assert (action.id, action.name) == ("10", "REQAGENT")
    assert action.library_id == "689a4a1b-fa0d-47b3-9a02-cbeb4735f08f"
    assert [each.name for each in action.properties] == ["Skill", "TargetAgent"]
    assert script.business_unit == "7314250"


def test_the_wrapper_may_be_absent() -> None:
    inner = json.loads(web("REQAGENT", [SKILL]))["scriptContent"]
    assert read_script(json.dumps(inner).encode()).path == "Larkmont\\Queue"


def test_the_desktop_format_tells_what_the_script_is() -> None:
    script = read_script(desktop("REQAGENT", "41870264", "0"))
    assert (script.format, script.encoding) == (Format.XML, "utf-8-sig")
    assert (script.path, script.media_type) == ("Larkmont\\Queue", 4)
    (action,) = script.actions
    assert [each.name for each in action.properties] == ["Skill", "TargetAgent"]
    assert action.label is not None
    assert action.label.text == "Ask & wait é"


def test_trailing_parameters_of_the_desktop_are_the_elements_of_a_list() -> None:
    (action,) = read_script(
        desktop("RUNSUB", "Common\\Queue", "", "back", "QUEUE", "41870264")
    ).actions
    assert [value.place for each in action.properties for value in each.values] == [
        "ScriptName",
        "ParamCount",
        "ReturnVariable",
        "Parameters[0]",
        "Parameters[1]",
    ]


def test_positions_beyond_the_table_have_a_number_for_a_name() -> None:
    (action,) = read_script(desktop("HOURS", "2284", "more")).actions
    assert [each.name for each in action.properties] == ["Profile", "#1"]


def test_the_clipboard_is_read_and_carries_no_path() -> None:
    script = read_script(clipboard("HOURS", "2284"))
    assert (script.format, script.path, script.media_type) == (Format.CLIPBOARD, "", None)
    assert [value.place for value in values_of(script)] == ["Profile"]


@pytest.mark.parametrize(
    "raw",
    [
        web("SNIPPET", [one("Data", 'a = "\t\\"é\U0001f600"\r\n//x')]),
        b"\xef\xbb\xbf" + web("HOURS", [one("Profile", 0), one("List", ["a", "b"])]),
        web("REQAGENT", [SKILL]).replace(b"\n", b"\r\n"),
        desktop("SNIPPET", "a < b\r\n& c"),
        desktop("HOURS", raw="<string><![CDATA[2284]]></string><string />"),
        clipboard("HOURS", "2284"),
    ],
)
def test_the_text_is_the_file_byte_for_byte(raw: bytes) -> None:
    script = read_script(raw)
    assert script.text.encode(script.encoding) == raw


def test_a_name_may_look_like_what_stands_between_names() -> None:
    odd = {**ACTION, ":a": "1", ":b": 2, ", ": [], ": ": {}}
    action, *_ = read_script(script_with(odd)).actions
    assert (action.name, action.label.text if action.label else "") == ("REQAGENT", "Claims")


def test_a_name_that_stands_twice_is_refused_whatever_it_looks_like() -> None:
    twice = script_with({**ACTION, ":a": "1", ":b": "2"}).replace(b'":b"', b'":a"')
    with pytest.raises(Invalid, match="stands twice"):
        read_script(twice)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.lists(st.text(max_size=5), max_size=3))
def test_a_value_of_the_web_format_stands_where_it_says(text: str, listed: list[str]) -> None:
    raw = web("SNIPPET", [one("Data", text), one("More", listed)])
    script = read_script(raw)
    data, *rest = values_of(script)
    assert data.text == text
    assert json.loads(f'"{script.text[data.start : data.end]}"') == text
    assert [value.text for value in rest] == listed


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r", min_codepoint=32)))
def test_a_value_of_the_desktop_stands_where_it_says(text: str) -> None:
    text = "".join(char for char in text if char.isprintable())
    script = read_script(desktop("SNIPPET", text, "Limit2K"))
    data, size = values_of(script)
    assert data.text == text
    assert script.text[size.start : size.end] == "Limit2K"
    assert script.text[: data.start].endswith("<string>")
    assert script.text[data.end :].startswith("</string>")


NOT_SCRIPTS = {
    "empty": b"",
    "blank": b" \r\n\t",
    "only a mark": b"\xef\xbb\xbf",
    "prose": b"Dear colleague, the script is attached.",
    "a web page": b"<!DOCTYPE html><html><body>Sign in</body></html>",
    "a web page without a type": b"<html><body>Sign in</body></html>",
    "other XML": b"<ScriptBox><Actions /></ScriptBox>",
    "XML without actions": b'<ScriptContainer BusNo="1" />',
    "truncated XML": desktop("HOURS", "2284")[:-40],
    "XML with a strange parameter": desktop("HOURS", raw="<string><b>2284</b></string>"),
    "an entity bomb": b'<!DOCTYPE s [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><ScriptContainer>&b;</ScriptContainer>',
    "an undeclared entity": desktop("HOURS", raw="<string>&bomb;</string>"),
    "deep XML": b"<ScriptContainer>" * 100_000,
    "a list": b"[1, 2]",
    "JSON without actions": b'{"scriptContent": {"header": {"scriptName": "A"}}}',
    "an error of an API": b'{"error": "not found"}',
    "truncated JSON": web("HOURS", [one("Profile", "2284")])[:-20],
    "JSON and more": web("HOURS") + b"}",
    "two values of one name": web("HOURS").replace(b'"mediaType": 4', b'"busNo": 7'),
    "actions that are a list": b'{"actions": [1]}',
    "an action that is a number": b'{"actions": {"10": 3}}',
    "properties that are text": b'{"actions": {}, "properties": "none"}',
    "a header that is a list": b'{"actions": {}, "header": []}',
    "NaN": b'{"actions": {}, "header": {"busNo": NaN}}',
    "a number without end": b'{"actions": {}, "header": {"busNo": ' + b"9" * 10_000 + b"}}",
    "deep JSON": b'{"actions": {}, "issues": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "wrappers in wrappers": b'{"scriptContent": ' * 50_000,
    "a path that cannot be stored": web(header={"scriptName": "A\x00B"}),
    "half a character": b'{"actions": {"10": {"name": "\\ud800"}}}',
    "a name in half a character": b'{"actions": {"\\ud800": {}}}',
    "clipboard without actions": b"INCONTROL.NET-COPYCUTCOMMAND\r\n{}",
    "clipboard cut short": clipboard("HOURS", "2284")[:-5],
    "UTF-16": web("HOURS").decode().encode("utf-16"),
    "UTF-16 without a mark": web("HOURS").decode().encode("utf-16-le"),
    "cp1252": web("HOURS", label="Fermé").decode().encode("cp1252"),
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00",
    "a zero byte": b"{\x00}",
    "50 MB": b"{" + b" " * (50 * 1024 * 1024),
}


@pytest.mark.parametrize("name", NOT_SCRIPTS)
def test_what_is_not_a_script_is_refused_with_a_message_and_a_next_step(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_script(NOT_SCRIPTS[name])
    assert str(refused.value.message)
    assert "Export the script again" in str(refused.value.hint)


def test_the_limits_themselves_are_allowed() -> None:
    raw = web("HOURS")
    assert read_script(raw + b" " * (BYTES_MAX - len(raw)))
    with pytest.raises(Invalid, match="has at most"):
        read_script(raw + b" " * (BYTES_MAX - len(raw) + 1))
    inside = DEPTH_MAX - 1
    deep = b"<x>" * inside + b"</x>" * inside
    template = b"<ScriptContainer><Actions />%s</ScriptContainer>"
    assert read_script(template % deep)
    with pytest.raises(Invalid, match="nested too deeply"):
        read_script(template % (b"<x>" + deep + b"</x>"))


def test_a_refusal_says_where_the_text_cannot_be_read() -> None:
    with pytest.raises(Invalid, match="line 2, column 3"):
        read_script(b'{"actions":\n {]}')


def never_anything_but_invalid(raw: bytes) -> None:
    try:
        script = read_script(raw)
    except Invalid:
        return
    assert script.text.encode(script.encoding) == raw
    found = rewrite(script, lambda kind, value: None, lambda value: ["skill"], script.business_unit)
    assert found.text == script.text


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_a_script_or_invalid(raw: bytes) -> None:
    for start in (
        b"",
        b"{",
        b'{"actions":',
        b"<ScriptContainer>",
        b"INCONTROL.NET-COPYCUTCOMMAND{",
    ):
        never_anything_but_invalid(start + raw)


@given(st.data())
def test_a_script_damaged_anywhere_is_a_script_or_invalid(data: st.DataObject) -> None:
    whole = data.draw(
        st.sampled_from(
            [web("REQAGENT", [SKILL]), desktop("HOURS", "2284"), clipboard("HOURS", "2284")]
        )
    )
    at = data.draw(st.integers(0, len(whole)))
    upto = data.draw(st.integers(at, min(len(whole), at + 8)))
    noise = data.draw(
        st.binary(max_size=4) | st.sampled_from([b"[", b"{", b'"', b"<a>", b"null", b"]]>"])
    )
    never_anything_but_invalid(whole[:at] + noise + whole[upto:])
