"""A table fits the terminal, and what one copies out of it is never broken."""

import io
from collections.abc import Sequence

import pytest
from rich.console import Console
from rich.text import Text

from releve.cli.tables import table_of

RUN = "eb7103db-0810-4154-a2e3-97332b28bcf6"
HEADINGS = ("Run", "When", "By", "State")
ROW = (RUN, "25 Nov 2026, 23:47 CET", "solene.brisemarine@havrelune.example", "Waits for you")


def shown(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    out = io.StringIO()
    cells = [[Text(one) for one in row] for row in rows]
    Console(file=out, width=width).print(table_of(headings, cells, width))
    return out.getvalue().splitlines()


@pytest.mark.parametrize("width", [50, 60, 80, 100, 132, 200])
def test_an_id_stands_on_one_line_however_narrow_the_terminal(width: int) -> None:
    lines = shown(HEADINGS, [ROW, ROW], width)
    assert sum(RUN in line for line in lines) == 2
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("name", ["agathe.landebois@havrelune.example", "Havrelune-Rechtsschutz"])
def test_the_name_of_a_row_stands_on_one_line(name: str) -> None:
    row = (name, "30001", "A sentence that has as many words as it likes to have")
    assert any(line.startswith(name) for line in shown(("Username", "ID", "Why"), [row], 60))


def test_where_lines_would_break_an_id_each_row_is_a_paragraph() -> None:
    narrow = shown(HEADINGS, [ROW, ROW], 56)
    named = [line.split()[0] for line in narrow if line.strip() and not line.startswith(" ")]
    assert named == [*HEADINGS, *HEADINGS]
    assert shown(HEADINGS, [ROW], 80)[0].split() == [*HEADINGS]


def test_a_table_takes_no_more_room_than_it_needs() -> None:
    assert shown(("Kind", "Create"), [("Tags", "1")], 200)[0].rstrip() == "Kind  Create"


def test_a_table_without_rows_shows_its_headings() -> None:
    assert shown(HEADINGS, [], 20) != []
