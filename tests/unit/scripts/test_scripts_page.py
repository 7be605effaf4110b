"""The page about scripts says of every rule what it is, with an example that is true."""

import json
import re
from pathlib import Path

import pytest

from releve.scripts.claims import Rule
from releve.scripts.formats import read_script
from releve.scripts.scan import scan
from releve.scripts.script import Script
from tests.helpers.scripts import GUIDS, one, web

PAGE = Path(__file__).parents[3] / "docs" / "scripts.md"
INVENTORY = {
    "41870264": ["skill"],
    "41870265": ["skill"],
    "2284": ["hours"],
    "15": ["address_book", "hours"],
    "d639cf70-0000-47fe-aa7e-6b39e4556d9d": ["team"],
}
_CODE = re.compile(r"`([^`]+)`")


def rows() -> list[list[str]]:
    """The cells of the table of rules: rule, when, example, verdict."""
    text = PAGE.read_text("utf-8").partition("## Every rule")[2].partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


EXAMPLES = [(rule.strip("`"), code, verdict) for rule, _, code, verdict in rows() if code[0] == "`"]


def script_of(code: str) -> Script:
    """A snippet with this code, and behind it what the page says."""
    read = json.loads(
        web("SNIPPET", [one("Data", code)], branches=[{"to": 11, "label": "", "type": "default"}])
    )
    content = read["scriptContent"]
    for number, name in ((11, "REQAGENT"), (12, "PLAY")):
        guid = GUIDS.get(name, "")
        content["actions"][str(number)] = {"actionId": number, "libraryId": guid, "name": name}
    content["properties"]["11"] = {"0": one("Skill", "{target}")}
    content["properties"]["12"] = {"0": one("Sequence", '"{file}"')}
    content["branches"]["11"] = [{"to": 12, "label": "", "type": "default"}]
    return read_script(json.dumps(read).encode())


def test_every_rule_is_on_the_page_once() -> None:
    assert sorted(row[0] for row in rows()) == sorted(f"`{rule}`" for rule in Rule)


@pytest.mark.parametrize(("rule", "code", "verdict"), EXAMPLES)
def test_an_example_on_the_page_is_judged_as_it_says(rule: str, code: str, verdict: str) -> None:
    script = script_of("\n".join(_CODE.findall(code)))
    found = scan(script, lambda value: INVENTORY.get(value, [])).occurrences
    told = {(place.rule.value, f"`{place.verdict}`") for place in found if place.action == "10"}
    assert (rule, verdict) in told


def test_most_rules_have_an_example_that_runs() -> None:
    assert len(EXAMPLES) >= len(Rule) - 6
