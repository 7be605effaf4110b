"""Files of employees as files: encodings, separators, quotation marks, headers, formulas."""

import csv
import datetime
import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releve.app.sheets import sheet as sheets
from releve.app.sheets.cells import Day, Switch, Whole, Wrong
from releve.app.sheets.csv_file import SEPARATORS, write_sheet
from releve.app.sheets.employee_columns import BY_NAME, columns_of
from releve.app.sheets.formulas import bare, guarded
from releve.app.sheets.names import GUESSES_MAX, Names
from releve.app.sheets.sheet import Row, read_sheet
from releve.domain.entities import Entity
from releve.domain.errors import Invalid

KNOWN = ("Username", "First Name", " Role Name")
ZOE = "Username,First Name,Role Name\nzoe@larkmont.example,Zoé,Agent\n"
NOBODY = Names([])


def rows_of(raw: bytes) -> list[Row]:
    return list(read_sheet(raw, KNOWN).rows())


printable = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))


#: Of the header and the help text of the field's own template.
TEMPLATE_SHA256 = "cbb89e43695f5a4f10e7d0628791c107f48a5d7ca991dcae8864c769c8c895dc"


def test_the_template_is_that_of_the_field_byte_for_byte() -> None:
    columns = columns_of(bcp=False)
    ours = write_sheet([[c.header for c in columns], [c.help for c in columns]])
    assert hashlib.sha256(ours).hexdigest() == TEMPLATE_SHA256


def test_our_own_column_comes_after_the_fields_and_only_with_bcp() -> None:
    assert [column.name for column in columns_of(bcp=True)][33:] == ["BCP Type"]
    assert len(columns_of(bcp=False)) == 33


def test_every_column_stands_at_most_once_in_a_document() -> None:
    fields = [column.field for column in BY_NAME.values() if column.field]
    assert len(fields) == len(set(fields))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_usual_encoding_is_recognised(encoding: str) -> None:
    sheet = read_sheet(ZOE.encode(encoding), KNOWN)
    assert next(sheet.rows()).cells["First Name"] == "Zoé"
    assert sheet.encoding == encoding


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_usual_separator_is_recognised(separator: str) -> None:
    sheet = read_sheet(ZOE.replace(",", separator).encode(), KNOWN)
    assert next(sheet.rows()).cells["Role Name"] == "Agent"
    assert sheet.separator == separator


def test_headers_are_compared_trimmed_and_in_any_case() -> None:
    sheet = read_sheet(b" USERNAME ,role name,Shoe Size\nzoe@l.example,Agent,38\n", KNOWN)
    assert sheet.columns == ("Username", "Role Name", None)
    assert sheet.unknown == ("Shoe Size",)
    assert next(sheet.rows()).cells == {"Username": "zoe@l.example", "Role Name": "Agent"}


def test_help_and_empty_rows_are_passed_over_and_still_counted() -> None:
    raw = b'Username,First Name\n##help##,##x##\n\n , \n"zoe@l.example","Z\no\xc3\xa9"\nada@l.example\n'
    rows = rows_of(raw)
    assert [row.number for row in rows] == [5, 6]
    assert rows[0].cells["First Name"] == "Z\noé"
    assert rows[1].cells == {"Username": "ada@l.example"}


def test_a_row_with_more_cells_than_columns_says_so() -> None:
    rows = rows_of(b"Username,First Name\na@l.example,Ada,Lovelace\nb@l.example,Bo,,\n")
    assert [row.surplus for row in rows] == [True, False]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"PK\x03\x04rest of a workbook", "workbook"),
        (b"Nom,Adresse\nZoe,Paris\n", "first row"),
        (b"", "first row"),
        (b"\n \n", "first row"),
        (b"Username,First Name,username\n", "there twice"),
        (b'Username,First Name\na@l.example,"Ada\nb@l.example,Bo\n', "Row 2 "),
        (b'Username,First Name\na@l.example,Ada\nb@l.example,"Bo"x\n', "Row 3 "),
        (b"Username\n\x81\x8d\n", "characters"),
        (b"\xff\xfeU", "characters"),
    ],
)
def test_what_cannot_be_read_for_certain_is_refused_with_what_to_do(raw: bytes, told: str) -> None:
    with pytest.raises(Invalid, match=told) as refused:
        rows_of(raw)
    assert refused.value.hint is not None


def test_a_file_beyond_the_bounds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "ROWS_MAX", 2)
    assert len(rows_of(b"Username\n" + b"\n" * 99 + b"a\nb\n")) == 2
    with pytest.raises(Invalid, match="more than 2 rows"):
        rows_of(b"Username\na\nb\nc\n")
    monkeypatch.setattr(sheets, "BYTES_MAX", 8)
    with pytest.raises(Invalid, match="larger"):
        rows_of(b"Username\n")


@given(st.lists(st.tuples(printable, printable), min_size=1, max_size=5))
def test_what_is_written_is_read_again(cells: list[tuple[str, str]]) -> None:
    raw = write_sheet([KNOWN[:2], *(("x" + one, guarded(two)) for one, two in cells)])
    rows = rows_of(raw)
    assert [row.cells["Username"] for row in rows] == ["x" + one for one, _ in cells]
    assert [row.cells.get("First Name", "") for row in rows] == [
        two if guarded(two).strip() else "" for _, two in cells
    ]


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_quotation_marks_stand_where_a_spreadsheet_puts_them(cell: str) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([cell, ""])
    ours = write_sheet([[cell, ""]])
    text = ours.decode("utf-8-sig") if ours.startswith(b"\xef\xbb\xbf") else ours.decode("cp1252")
    assert text == out.getvalue().removesuffix("\r\n") + "\n"


def test_a_name_outside_of_cp1252_makes_the_file_utf_8() -> None:
    assert write_sheet([["Zoé"]]) == "Zoé\n".encode("cp1252")
    assert write_sheet([["Łukasz"]]) == "Łukasz\n".encode("utf-8-sig")


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t1", "\r1", "'=1", "''-2"])
def test_a_cell_that_looks_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == "'" + text
    assert bare(guarded(text)) == text


nasty = st.text("';=\"+\t\n\r-@,x")


@given(printable | nasty)
def test_the_apostrophe_comes_off_again(text: str) -> None:
    assert bare(guarded(text)) == text


@given(st.lists(nasty, min_size=1, max_size=3))
def test_no_cell_begins_a_formula_for_a_program_with_another_separator(row: list[str]) -> None:
    text = write_sheet([[guarded(cell) for cell in row]]).decode()
    for separator in SEPARATORS:
        read = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        cells = [cell for line in read for cell in line]
        assert not [cell for cell in cells if cell.startswith(tuple("=+-@"))], text


def test_a_name_that_is_split_by_a_french_spreadsheet_runs_nothing() -> None:
    name = "a;=cmd|'/C calc'!A0;"
    assert guarded(name) == "a;'=cmd|'/C calc'!A0;"
    assert guarded("Dupont; Martin, Jr. - x") == "Dupont; Martin, Jr. - x"


def test_a_file_of_nothing_but_mistakes_is_not_guessed_at_for_ever() -> None:
    desk = Entity("t", "team", "1", "a", "front desk", {"name": "Front Desk"}, "", 1, False, "", "")
    names = Names([desk])
    guessed = [names.closest("team", f"Front Desc {n}") for n in range(GUESSES_MAX + 100)]
    assert guessed == ["Front Desk"] * GUESSES_MAX + [None] * 100
    assert names.closest("team", "Front Desc 0") == "Front Desk"


@given(st.dates())
def test_every_day_comes_back_as_it_went(day: datetime.date) -> None:
    assert Day().read(Day().write(day.isoformat(), NOBODY), NOBODY) == day.isoformat()


def test_dates_have_english_months_in_any_case() -> None:
    assert Day().read("jul-4-2015", NOBODY) == "2015-07-04"
    assert Day().write("2015-07-04", NOBODY) == "JUL-04-2015"


@pytest.mark.parametrize(
    "text", ["14/07/2015", "JUIL-14-2015", "FEB-30-2015", "JUL-14-15", "DEC-00-2015"]
)
def test_what_is_no_such_date_is_refused(text: str) -> None:
    assert isinstance(Day().read(text, NOBODY), Wrong)


@pytest.mark.parametrize(("text", "value"), [("TRUE", True), (" false ", False), ("VRAI", True)])
def test_switches_are_read_in_both_languages(text: str, value: bool) -> None:
    assert Switch().read(text, NOBODY) is value
    assert isinstance(Switch().read("maybe", NOBODY), Wrong)


@pytest.mark.parametrize("text", ["14", "301", "-20", "3e1", "1_5", "２０", "20.0"])
def test_a_number_is_plain_digits_within_its_bounds(text: str) -> None:
    assert Whole(15, 300).read(" 30 ", NOBODY) == 30
    assert isinstance(Whole(15, 300).read(text, NOBODY), Wrong)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("No access", "none"),
        ("single ACCESS", "single"),
        ("Multiple access", "multiple"),
        ("Multi access", "multiple"),
        ("Aucun accès", "none"),
        ("acces unique", "single"),
        ("Accès\u00a0multiple", "multiple"),
    ],
)
def test_bcp_types_are_read_in_english_and_french(text: str, value: str) -> None:
    assert BY_NAME["BCP Type"].rule.read(text, NOBODY) == value
    assert isinstance(BY_NAME["BCP Type"].rule.read("some access", NOBODY), Wrong)
