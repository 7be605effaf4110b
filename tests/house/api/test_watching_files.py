"""The ready dashboard, the examples of alerts and the page about figures name what a scrape tells, and nothing else."""

import importlib
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.helpers.houses import Story
from tests.helpers.scraping import families
from tests.house_rules.addresses import ROOT

BOARD = ROOT / "deploy/grafana/releve.json"
ALERTS = ROOT / "deploy/prometheus/alerts.yml"
PAGE = ROOT / "docs/operating/watching.md"

#: What the suffixes of a family may be, by its type.
SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
#: Of a histogram the page names the family, and nobody asks when a counter was begun.
SKIPPED = ("_bucket", "_sum", "_count", "_created")
_NAME = re.compile(r"\breleve_\w+")


def told(story: Story) -> set[str]:
    """The names of all samples that a scrape may have."""
    return {
        f"{name}{suffix}"
        for name, family in families(story.http).items()
        for suffix in SUFFIXES[family.type]
        if name.startswith("releve_")
    }


def labels(story: Story) -> dict[str, set[str]]:
    """Sample → the labels that it has, where there is one."""
    found: dict[str, set[str]] = {}
    for family in families(story.http).values():
        for one in family.samples:
            found.setdefault(one.name, set()).update(one.labels)
    return found


def expressions() -> Iterator[str]:
    """Every question to Prometheus in the dashboard and in the alerts."""
    board: Any = json.loads(BOARD.read_text("utf-8"))
    for panel in board["panels"]:
        for target in panel.get("targets", ()):
            yield target["expr"]
    yield from (one["expr"] for one in board["annotations"]["list"])
    yield from (one["definition"] for one in board["templating"]["list"] if "definition" in one)
    for rule in rules():
        yield rule["expr"]


def rules() -> list[Any]:
    yaml: Any = importlib.import_module("yaml")
    groups = yaml.safe_load(ALERTS.read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_the_dashboard_and_the_alerts_ask_for_nothing_that_is_not_told(story: Story) -> None:
    asked = {name for one in expressions() for name in _NAME.findall(one)}
    assert len(asked) > 20
    assert asked - told(story) == set()


def test_they_choose_by_labels_that_the_figures_have(story: Story) -> None:
    story.pair()
    there = labels(story)
    chosen = re.compile(r"(releve_\w+)\{([^}]*)\}")
    wrong = [
        (name, label)
        for one in expressions()
        for name, within in chosen.findall(one)
        for label in re.findall(r"(\w+)=", within)
        if label not in there.get(name, {label})
    ]
    assert wrong == []
    assert {"pair", "mode", "code", "binding"} == there["releve_verdict_reasons"]


def test_every_panel_of_the_dashboard_says_what_it_is_and_has_its_own_place() -> None:
    board: Any = json.loads(BOARD.read_text("utf-8"))
    panels = board["panels"]
    assert len({one["id"] for one in panels}) == len(panels)
    assert all(one["title"] for one in panels)
    taken = [
        (x, y)
        for one in panels
        for at in [one["gridPos"]]
        for x in range(at["x"], at["x"] + at["w"])
        for y in range(at["y"], at["y"] + at["h"])
    ]
    assert len(set(taken)) == len(taken)
    assert max(x for x, _ in taken) < 24


def test_every_alert_says_what_is_wrong_what_to_do_and_whom_to_wake() -> None:
    assert len(rules()) > 10
    for rule in rules():
        assert rule["alert"].startswith("Releve")
        assert {"summary", "action"} == rule["annotations"].keys()
        assert rule["labels"]["severity"] in ("page", "ticket", "note")


@pytest.mark.parametrize("known", [True, False])
def test_every_figure_stands_on_its_page_and_no_other(story: Story, known: bool) -> None:
    written = set(re.findall(r"^\| `(releve_\w+)` \|", PAGE.read_text("utf-8"), re.MULTILINE))
    there = {name for name in told(story) if not name.endswith(SKIPPED)}
    there.add("releve_request_seconds")
    assert (there - written if known else written - there) == set()
