"""What a scan found, for programs: whole lines, regions that point at the value, and never a key."""

import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote

import pytest

from releve import __version__
from releve.app.script_files import Inventory, Known, Scanned, inventory_of, scan_files
from releve.app.script_reports import RULES, UNREAD, line, sarif
from releve.scripts.claims import Rule
from releve.scripts.occurrences import Verdict
from tests.corpus import Case, cases, inventory
from tests.helpers.scripts import clipboard, desktop, one, web

KEY = "S3cr3t-of-nobody"
CODE = f"""note = "\U0001f600\té"
queueSkill = "41870264"
apiKey = "{KEY}"
url = "https://api-au1.niceincontact.com/x"
x = = 1
"""


def scanned(raw: bytes, file: str = "prod/a.json") -> list[Scanned]:
    return scan_files([(file, raw)])


def log(found: Sequence[Scanned]) -> dict[str, Any]:
    """The log, as it is after a way through a file."""
    read: dict[str, Any] = json.loads(json.dumps(sarif(found, str, lambda file: file)))
    return read


def results(found: Sequence[Scanned]) -> list[dict[str, Any]]:
    [run] = log(found)["runs"]
    rows: list[dict[str, Any]] = run["results"]
    return rows


def pointed_at(text: str, result: dict[str, Any]) -> str:
    """What stands in the region, as a reader of lines and columns sees it."""
    [location] = result["locations"]
    region = location["physicalLocation"]["region"]
    lines = text.split("\n")[region["startLine"] - 1 : region["endLine"]]
    lines[-1] = lines[-1][: region["endColumn"] - 1]
    lines[0] = lines[0][region["startColumn"] - 1 :]
    return "\n".join(lines)


# ---------------------------------------------------------------- lines


def lines_of(found: Sequence[Scanned], known: Inventory | None = None) -> list[dict[str, Any]]:
    return [line(each, at, known, str(at.reason)) for each in found for at in each.places]


def test_a_line_has_all_that_is_known_of_a_place() -> None:
    found = scanned(web("REQAGENT", [one("Skill", "41870264")]))
    assert lines_of(found)[1] == {
        "file": "prod/a.json",
        "action": "10",
        "property": "Skill",
        "offset": 0,
        "length": 8,
        "value": "41870264",
        "kind": "skill",
        "verdict": "rewritten",
        "rule": "typed",
        "reason": "This property holds identifiers of this kind.",
        "confidence": 1.0,
    }


def test_offset_and_length_count_characters_of_the_decoded_value() -> None:
    rows = lines_of(scanned(web("SNIPPET", [one("Data", CODE)])))
    [skill] = [row for row in rows if row["kind"] == "skill"]
    start = skill["offset"]
    assert CODE[start : start + skill["length"]] == skill["value"] == "41870264"


def test_a_place_is_called_the_same_in_both_formats() -> None:
    xml = lines_of(scanned(desktop("REQAGENT", "41870264")))
    inside = [row["property"] for row in xml if row["action"] == "10"]
    assert inside == ["Skill", "branch[0]"]
    held = web(
        "RUNSUB",
        [one("ScriptName", "A"), one("Parameters", ["a", "41870264"])],
        label="Queue 41870265",
    )
    copied = web("REQAGENT", [one("Skill", "7", description="41870264 - Claims")])
    places = [row["property"] for raw in (held, copied) for row in lines_of(scanned(raw))]
    assert places == ["busNo", "label", "Parameters[1]", "busNo", "Skill", "Skill.description"]


def test_the_kind_is_told_in_the_words_of_the_inventory() -> None:
    known = inventory_of(b'{"61230021": "agent", "7314250": "bu"}')
    found = scan_files([("a.json", web("SNIPPET", [one("Data", 'agentId = "61230021"')]))], known)
    assert [row["kind"] for row in lines_of(found, known)] == ["bu", "agent"]


def test_the_value_of_a_secret_is_empty_and_its_place_is_told() -> None:
    found = scanned(web("SNIPPET", [one("Data", CODE)]))
    [row] = [row for row in lines_of(found) if row["rule"] == "credential"]
    assert (row["value"], row["verdict"], row["kind"]) == ("", "ask", "credential")
    assert CODE[row["offset"] :][: row["length"]] == KEY
    assert KEY not in json.dumps(lines_of(found))


# ---------------------------------------------------------------- SARIF


def test_the_log_has_the_shape_of_its_version() -> None:
    whole = log(scanned(web("SNIPPET", [one("Data", CODE)])))
    assert (whole["version"], whole["$schema"][:8]) == ("2.1.0", "https://")
    [run] = whole["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("releve", __version__)
    assert run["columnKind"] == "unicodeCodePoints"
    rules = [rule["id"] for rule in driver["rules"]]
    assert rules == [*(rule.value for rule in Rule), UNREAD]
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
    told = {result["ruleId"] for result in run["results"]}
    assert told == {"header", "named", "credential", "host", "unread"}
    for result in run["results"]:
        assert result["ruleId"] in rules
        assert result["level"] in ("note", "warning")
        assert result["message"]["text"]
        [location] = result["locations"]
        [logical] = location["logicalLocations"]
        assert logical["fullyQualifiedName"].partition("/")[0] in ("header", "10")
        region = location["physicalLocation"]["region"]
        assert all(type(number) is int and number >= 1 for number in region.values())


def test_every_rule_is_said_in_words() -> None:
    assert set(RULES) == set(Rule)


def plain(raw: bytes) -> bytes:
    return raw


def on_one_line(raw: bytes) -> bytes:
    return json.dumps(json.loads(raw), ensure_ascii=False).encode()


def in_ascii(raw: bytes) -> bytes:
    return json.dumps(json.loads(raw), indent=4).encode()


def with_other_line_ends(raw: bytes) -> bytes:
    return raw.replace(b"\n", b"\r\n")


@pytest.mark.parametrize("form", [plain, on_one_line, in_ascii, with_other_line_ends])
def test_a_region_points_at_the_value(form: Callable[[bytes], bytes]) -> None:
    raw = form(web("SNIPPET", [one("Data", CODE)]))
    there = {each["ruleId"]: pointed_at(raw.decode(), each) for each in results(scanned(raw))}
    assert there == {
        "header": "7314250",
        "named": "41870264",
        "credential": KEY,
        "host": "api-au1.niceincontact.com",
        "unread": "= 1",
    }


def test_a_column_counts_code_points_where_an_emoji_stands_before_it() -> None:
    raw = web("SNIPPET", [one("Data", CODE)])
    [result] = [each for each in results(scanned(raw)) if each["ruleId"] == "named"]
    region = result["locations"][0]["physicalLocation"]["region"]
    before, _, _ = raw.decode().split("\n")[region["startLine"] - 1].partition("41870264")
    assert "\U0001f600" in before
    assert region["startColumn"] == len(before) + 1
    assert region["endColumn"] == len(before) + 1 + 8


def test_a_byte_order_mark_moves_nothing() -> None:
    raw = web("SNIPPET", [one("Data", CODE)])
    regions = [
        [result["locations"] for result in results(scanned(mark + raw))]
        for mark in (b"", b"\xef\xbb\xbf")
    ]
    assert regions[0] == regions[1]


def test_a_region_may_reach_over_several_lines() -> None:
    written = KEY[:6] + "<!--\n\n-->" + KEY[6:]
    raw = desktop("SNIPPET", raw=f"<string>apiKey = '{written}'</string>")
    [result] = [each for each in results(scanned(raw)) if each["ruleId"] == "credential"]
    assert pointed_at(raw.decode("utf-8-sig"), result) == written


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_every_region_of_the_corpus_points_at_its_value(case: Case) -> None:
    known = Inventory.of(
        (value, Known(entry.kind, entry.kind, entry.name))
        for value, entries in inventory().items()
        for entry in entries
    )
    for each in scan_files([(script.name, script.raw) for script in case.scripts], known):
        assert each.script is not None
        text, told = each.script.text, results([each])
        places = [place for place in each.places if place.verdict is not Verdict.NEUTRAL]
        pairs = list(zip(places, told, strict=False))
        assert len(pairs) == len(places)
        for place, result in pairs:
            assert pointed_at(text, result) == text[place.start : place.end]
            assert not place.value.isdigit() or pointed_at(text, result) == place.value
        shown = json.dumps([log([each]), lines_of([each], known)], ensure_ascii=False)
        for place in places:
            hidden = place.text[place.offset : place.offset + place.length]
            assert not place.is_secret or hidden not in shown


def test_no_key_stands_anywhere_in_the_log() -> None:
    raw = web("REST_API", [one("password", KEY), one("Body", f'{{"x-api-key": "{KEY}"}}')])
    found = scanned(raw)
    assert len([each for each in results(found) if each["ruleId"] == "credential"]) == 2
    assert KEY not in json.dumps(log(found), ensure_ascii=False)


def test_a_file_is_named_by_an_address_that_is_one() -> None:
    found = scanned(web("REQAGENT", [one("Skill", "41870264")]), "été/a b#1.json")
    uri = results(found)[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii()
    assert not set(uri) & set(' #?"<>')
    assert unquote(uri) == "été/a b#1.json"


def test_the_log_says_where_a_file_stands_for_its_reader() -> None:
    found = [*scanned(web("REQAGENT", [one("Skill", "7")])), *scanned(b"{}")]
    whole = json.dumps(sarif(found, str, lambda file: f"src/{file}"))
    assert whole.count('"uri": "src/prod/a.json"') == whole.count('"uri"') == 3


def test_a_file_that_is_no_script_is_told_in_the_log() -> None:
    [run] = log([*scanned(b"{}"), *scanned(clipboard())])["runs"]
    [invocation] = run["invocations"]
    assert invocation["executionSuccessful"] is False
    [told] = invocation["toolExecutionNotifications"]
    assert (told["level"], "not a script" in told["message"]["text"]) == ("error", True)
    assert log(scanned(clipboard()))["runs"][0]["invocations"] == [
        {"executionSuccessful": True, "toolExecutionNotifications": []}
    ]
