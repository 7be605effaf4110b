"""A file is read in a sitting and a function is seen at once. What is longer is listed, and may only shrink."""

import ast
from collections.abc import Mapping

from tests.house_rules.addresses import ROOT, tracked

FILE_LINES_MAX = 450
FUNCTION_LINES_MAX = 60

#: `file` or `file::function` → its length. Write nothing new here: take the file apart.
LONGER: Mapping[str, int] = {}


def lengths() -> dict[str, int]:
    """The length of everything that is too long."""
    long: dict[str, int] = {}
    for file in tracked():
        if file.suffix != ".py":
            continue
        name, text = str(file.relative_to(ROOT)), file.read_text("utf-8")
        history = "migrations/versions" in name  # one long list of tables, and never written again
        if (lines := text.count("\n")) > FILE_LINES_MAX:
            long[name] = lines
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not history:
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES_MAX:
                    long[f"{name}::{node.name}"] = lines
    return long


def test_nothing_is_longer_than_it_may_be() -> None:
    assert {name: lines for name, lines in lengths().items() if lines > LONGER.get(name, 0)} == {}


def test_the_list_of_the_long_ones_only_shrinks() -> None:
    long = lengths()
    assert {name: lines for name, lines in LONGER.items() if long.get(name, 0) < lines} == {}
