"""Measures every row (or those whose name holds all the words given), prints a table, writes `build/bench.json`.

It ends well whether or not a row holds: `holds` is for people to look at. A row that breaks ends it; what was
measured before is written. One of something that does not exist yet is passed over, and said to be.
"""

import importlib
import json
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import rows
from bench.row import Outcome, Row, Study, measured
from releve.daemon.memory import look_for_cycles_rarely

OUT = Path(__file__).resolve().parents[1] / "build" / "bench.json"


def all_rows() -> Iterator[Row | Study]:
    for found in sorted(pkgutil.iter_modules(rows.__path__), key=lambda found: found.name):
        yield from importlib.import_module(f"{rows.__name__}.{found.name}").ROWS


def chosen(words: Sequence[str]) -> list[Row | Study]:
    """The rows to measure. Two of one name would be one in a comparison of two files."""
    found = list(all_rows())
    names = [row.name for row in found]
    if len(names) != len(set(names)):
        raise ValueError(f"two rows have the same name: {names}")
    return [row for row in found if all(word in row.name for word in words)]


def table(outcomes: Sequence[Outcome]) -> Table:
    drawn = Table(title="Relève, figures beside their baselines (medians; less is better)")
    for heading in ("row", "figure", "baseline", "unit", "ratio", "reach", "holds", "load"):
        drawn.add_column(heading, justify="left" if heading in ("row", "unit") else "right")
    for one in outcomes:
        drawn.add_row(
            one.name,
            f"{one.figure:.4g}",
            f"{one.baseline:.4g}",
            one.unit,
            f"{one.ratio:.2f}",
            f"{one.reach:g}",
            "yes" if one.holds else "NO",
            f"{one.load:g}",
        )
    return drawn


def write(outcomes: Sequence[Outcome]) -> None:
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps([asdict(one) for one in outcomes], indent=1) + "\n", "utf-8")


def main(words: Sequence[str]) -> int:
    look_for_cycles_rarely()  # as the server does
    outcomes: list[Outcome] = []
    for row in chosen(words):
        print(f"measuring: {row.name} …", file=sys.stderr, flush=True)
        outcomes += measured(row)
        write(outcomes)
    if not outcomes:
        print(f"No row is called like {' '.join(words)}.", file=sys.stderr)
        return 2
    Console(width=None if sys.stdout.isatty() else 120).print(table(outcomes))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
