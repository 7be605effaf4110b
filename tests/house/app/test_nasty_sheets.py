"""The nastiest spreadsheets of the field: each is taken for what it is, or refused with its row and what to do."""

from contextlib import ExitStack
from typing import Any

import pytest

from releve.app import employee_writing
from releve.app.employee_drawing import drawing, employees_sheet
from releve.app.employee_files import import_employees
from releve.app.employee_writing import Order, write_employees
from releve.app.sheets.report import Line, Outcome
from releve.domain.errors import Conflict
from tests.helpers import nasty_sheets as nasty
from tests.helpers.nasty_sheets import ENCODINGS, SEPARATORS, ZOE, row, sheet
from tests.house.app.larkmont import Larkmont

MULTILINE = 'Zoé "Z"\nBrandt, née; Dupré\tX'


def looked_at(larkmont: Larkmont, raw: bytes) -> list[Line]:
    return list(import_employees(larkmont.house, larkmont.caller, raw, dry_run=True).lines)


def test_every_encoding_with_every_separator_says_the_same(covered: Larkmont) -> None:
    wanted = {**ZOE, "Display Name": MULTILINE, "BCP Type": "Accès unique"}
    seen = set()
    for encoding in ENCODINGS:
        for separator in SEPARATORS:
            raw = nasty.text_file([wanted], encoding=encoding, separator=separator)
            [line] = looked_at(covered, raw)
            assert (line.row, line.outcome) == (3, Outcome.CREATED), (encoding, separator, line)
            seen.add(line.changes)
    assert len(seen) == 1
    told = {one.column: one.after for one in seen.pop()}
    assert told["Display Name"] == MULTILINE


def test_old_macintosh_line_ends_are_read(larkmont: Larkmont) -> None:
    [line] = looked_at(larkmont, nasty.text_file([ZOE], line_end="\r"))
    assert line.outcome is Outcome.CREATED


def test_what_is_wrong_is_told_by_row_and_column(larkmont: Larkmont) -> None:
    other = {**ZOE, "Username": "ada@larkmont.example"}
    lines = looked_at(
        larkmont,
        nasty.text_file(
            [
                ZOE,
                {**ZOE, "Username": " ZOE@larkmont.example "},
                {**other, "Role Name": "Agnet", "Rank": "#N/A", "Hire Date": "14/07/2015"},
                {"First Name": "Nobody"},
            ]
        ),
    )
    assert [(line.row, line.outcome.value) for line in lines] == [
        (3, "created"),
        (4, "refused"),
        (5, "refused"),
        (6, "refused"),
    ]
    assert "Row 3 is about this employee already." in str(lines[1].errors[0].message)
    assert {one.column for one in lines[2].errors} == {"Role Name", "Rank", "Hire Date"}
    assert "Did you mean “Agent”?" in str(lines[2].errors[-1].hint) or any(
        "Agent" in str(one.hint) for one in lines[2].errors
    )
    assert "could not work this cell out" in " ".join(str(e.message) for e in lines[2].errors)


def test_a_workbook_of_numbers_and_days_means_what_its_cells_show(larkmont: Larkmont) -> None:
    cells = "".join(
        (
            *(nasty.cell(f"{c}2", t) for c, t in zip("ABCDE", ZOE.values(), strict=True)),
            '<c r="F2" s="1"><v>42199</v></c>',
            '<c r="G2"><v>3</v></c>',
        )
    )
    raw = nasty.workbook(sheet(row(1, nasty.HEADER), f'<row r="2">{cells}</row>'))
    import_employees(larkmont.house, larkmont.caller, raw)
    body = larkmont.found("employee", ZOE["Username"]).body
    assert (body["hireDate"], body["rank"]) == ("2015-07-14", 3)


def test_what_moves_between_the_drawing_and_the_lock_is_drawn_again(
    larkmont: Larkmont, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the rows are compared with is what stands there when they are written."""
    larkmont.employee("noor@larkmont.example", rank=1)
    drawn = drawing
    times = []

    def drawing_while_others_write(*given: Any, **more: Any) -> Any:
        found = drawn(*given, **more)
        with ExitStack() as stack:
            made = stack.enter_context(found)
            times.append(made.revision)
            kept = stack.pop_all()
        if len(times) == 1:
            larkmont.employee("meanwhile@larkmont.example")
        return _Entered(made, kept)

    monkeypatch.setattr(employee_writing, "drawing", drawing_while_others_write)
    raw = b"Username,Rank\nnoor@larkmont.example,2\nmeanwhile@larkmont.example,5\n"
    order = Order(larkmont.caller, employees_sheet(raw))
    lines: list[Line] = []

    def sink() -> Any:
        lines.clear()
        return lines.append

    write_employees(larkmont.house, order, sink)
    assert len(times) == 2, "drawn once outside of the lock, once more inside"
    assert [line.outcome for line in lines] == [Outcome.CHANGED, Outcome.CHANGED]
    assert larkmont.found("employee", "meanwhile@larkmont.example").body["rank"] == 5


class _Entered:
    """A context that was entered already."""

    def __init__(self, made: Any, kept: ExitStack) -> None:
        self._made, self._kept = made, kept

    def __enter__(self) -> Any:
        return self._made

    def __exit__(self, *_: object) -> None:
        self._kept.close()


def test_a_digest_that_does_not_fit_writes_nothing(larkmont: Larkmont) -> None:
    before = larkmont.revision()
    order = Order(larkmont.caller, employees_sheet(nasty.text_file([ZOE])), expected="another")
    with pytest.raises(Conflict, match="were changed since the file was checked"):
        write_employees(larkmont.house, order, lambda: lambda line: None)
    assert larkmont.revision() == before
