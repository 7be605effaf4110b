"""XLSX workbooks: of every program, as a stream, and never more in memory than a row."""

import io
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from releve.app.sheets import workbook as workbooks
from releve.app.sheets.sheet import Row, read_sheet
from releve.app.sheets.workbook_out import Book, Marked, workbook
from releve.domain.errors import Invalid
from tests.helpers import nasty_sheets as nasty
from tests.helpers.nasty_sheets import HEADER, cell, row, sheet

ZOE = ["zoe@l.example", "Zoé", "Brandt", "zoe@l.example", "Agent"]


def rows_of(raw: bytes) -> list[Row]:
    return list(read_sheet(raw, HEADER).rows())


def the_cells(*cells: str, shared: tuple[str, ...] = ()) -> dict[str, str]:
    """What stands in the second row of a workbook."""
    raw = nasty.workbook(sheet(row(1, HEADER), f'<row r="2">{"".join(cells)}</row>'), shared=shared)
    [found] = rows_of(raw)
    return dict(found.cells)


def test_a_hidden_sheet_counts_for_nothing_and_rows_keep_their_numbers() -> None:
    raw = nasty.workbook(sheet(row(3, HEADER), row(9, ZOE)))
    read = read_sheet(raw, HEADER)
    assert (read.encoding, read.separator) == ("xlsx", "")
    [found] = read.rows()
    assert (found.number, found.cells["First Name"]) == (9, "Zoé")


def test_shared_texts_are_put_together_from_their_runs_without_readings() -> None:
    shared = (
        "<t>zoe@l.example</t>",
        '<r><t>Zo</t></r><r><rPr><b/></rPr><t xml:space="preserve">é </t></r><rPh sb="0" eb="1"><t>zo-e</t></rPh>',
    )
    found = the_cells('<c r="A2" t="s"><v>0</v></c>', '<c r="B2" t="s"><v>1</v></c>', shared=shared)
    assert found == {"Username": "zoe@l.example", "First Name": "Zoé "}


def test_numbers_truths_and_days_are_told_as_the_template_writes_them() -> None:
    found = the_cells(
        '<c r="A2" t="str"><f>"zoe"&amp;"@l.example"</f><v>zoe@l.example</v></c>',
        '<c r="B2"><v>70519001</v></c>',
        '<c r="C2" t="b"><v>1</v></c>',
        '<c r="D2"><v>1.5</v></c>',
        '<c r="E2" s="3"><v>3.0</v></c>',
        '<c r="F2" s="2"><v>42199</v></c>',
        '<c r="G2" s="1"><v>42199.75</v></c>',
    )
    assert found == {
        "Username": "zoe@l.example",
        "First Name": "70519001",
        "Last Name": "TRUE",
        "Email Address": "1.5",
        "Role Name": "3",
        "Hire Date": "JUL-14-2015",
        "Rank": "JUL-14-2015",
    }


def test_days_of_the_other_count_and_days_that_name_themselves_are_understood() -> None:
    book = nasty.BOOK.replace("<workbookPr/>", '<workbookPr date1904="1"/>')
    raw = nasty.workbook(
        sheet(
            row(1, HEADER),
            '<row r="2"><c r="F2" s="1"><v>40737</v></c>'
            '<c r="A2" t="d"><v>2015-07-14T00:00:00</v></c></row>',
        ),
        book=book,
    )
    [found] = rows_of(raw)
    assert found.cells == {"Hire Date": "JUL-14-2015", "Username": "JUL-14-2015"}


def test_prefixes_and_cells_without_a_place_are_understood() -> None:
    main = (
        '<x:worksheet xmlns:x="urn:x"><x:sheetData>'
        "<x:row><x:c t='inlineStr'><x:is><x:t>Username</x:t></x:is></x:c></x:row>"
        "<x:row><x:c t='inlineStr'><x:is><x:t>zoe</x:t></x:is></x:c></x:row>"
        "</x:sheetData></x:worksheet>"
    )
    [found] = rows_of(nasty.workbook(main))
    assert (found.number, found.cells) == (2, {"Username": "zoe"})


def test_what_stands_far_to_the_right_of_the_header_makes_the_row_say_so() -> None:
    far = row(2, ZOE).replace("</row>", cell("XFD2", "stray") + "</row>")
    [found] = rows_of(nasty.workbook(sheet(row(1, HEADER), far)))
    assert found.surplus


def test_a_cell_holds_no_more_than_a_cell_can() -> None:
    most = "x" * workbooks.CELL_MAX
    assert len(the_cells(cell("A2", most))["Username"]) == workbooks.CELL_MAX
    for cells, shared in (
        ((cell("A2", most + "x"),), ()),
        ((cell("A2", most * 16),), ()),
        (('<c r="A2" t="s"><v>0</v></c>',), (f"<t>{most}x</t>",)),
    ):
        with pytest.raises(Invalid, match="more than 32767 characters"):
            the_cells(*cells, shared=shared)


@pytest.mark.parametrize(
    "bad",
    [
        '<c r="ABCDE2"><v>1</v></c>',
        '<c r="é2"><v>1</v></c>',
        f'<c r="{"A" * 3_000_000}2"><v>1</v></c>',
        f"<!--{'x' * 3_000_000}-->",
    ],
    ids=["far", "no letter", "endless", "a comment"],
)
def test_a_place_is_a_few_letters_and_no_tag_is_endless(bad: str) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        the_cells(bad)


def test_no_row_stands_where_no_sheet_has_one() -> None:
    for number in (0, 1_048_577, 10**12):
        raw = nasty.workbook(sheet(row(1, HEADER), f'<row r="{number}">{cell("A2", "x")}</row>'))
        with pytest.raises(Invalid, match="cannot be read"):
            rows_of(raw)


def test_sheets_are_looked_through_once_and_not_in_thousands() -> None:
    main = sheet(row(1, HEADER), row(2, ZOE))
    once = '<sheet name="People" sheetId="1" r:id="rId1"/>'
    assert once in nasty.BOOK
    book = nasty.BOOK.replace(once, once * 200)
    assert len(workbooks.Workbook(nasty.workbook(main, book=book)).sheets) == 1
    with pytest.raises(Invalid, match="more than 255 sheets"):
        rows_of(nasty.workbook(main, book=nasty.BOOK.replace(once, once * 300)))


def test_all_sheets_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    book = nasty.BOOK.replace('state="hidden" ', "")
    raw = nasty.workbook(sheet(row(1, HEADER), row(2, ZOE)), book=book)
    parts = [f"xl/worksheets/sheet{n}.xml" for n in (1, 2)]
    sizes = [zipfile.ZipFile(io.BytesIO(raw)).getinfo(one).file_size for one in parts]
    for most, fits in ((sum(sizes), True), (sum(sizes) - 1, False)):
        monkeypatch.setattr(workbooks, "SHEET_BYTES_MAX", most)
        if fits:
            assert len(rows_of(raw)) == 1
            continue
        with pytest.raises(Invalid, match="a part of more than"):
            rows_of(raw)


def test_empty_rows_cost_no_memory_however_many() -> None:
    """A million of them: `tests/house/app/test_deserts.py`."""
    peaks = []
    for many in (1_000, 16_000):
        raw = nasty.desert(many, columns=4)
        tracemalloc.start()
        try:
            rows = rows_of(raw)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
        assert [(one.number, one.cells["First Name"]) for one in rows] == [(2, "Zoé")]
    assert peaks[1] < peaks[0] + 3 * 1024 * 1024, peaks


def test_a_stray_cell_below_a_desert_is_a_row_of_its_own() -> None:
    raw = nasty.workbook(sheet(row(1, HEADER), row(2, ZOE), row(1_048_576, ["x"])))
    assert [one.number for one in rows_of(raw)] == [2, 1_048_576]


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "TEXTS_BYTES_MAX", 4 * 1024**2)
    raw = nasty.bomb(64)
    assert len(raw) < 1024**2
    cells = nasty.workbook(
        sheet(row(1, HEADER), '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'),
        shared=["<t>" + "a" * (32 * 1024 - 1) + "</t>"] * 256,
    )
    for one in (raw, cells):
        with pytest.raises(Invalid, match="a part of more than 4 MB"):
            rows_of(one)


def test_entities_that_grow_are_not_even_looked_at() -> None:
    main = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + sheet(row(1, HEADER))
    with pytest.raises(Invalid, match="cannot be read"):
        rows_of(nasty.workbook(main))


@pytest.mark.parametrize(
    "raw",
    [
        b"PK\x03\x04 and then nothing",
        nasty.workbook("<worksheet><sheetData><row r='1'>"),
        nasty.workbook(sheet('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')),
        nasty.workbook(sheet('<row r="x"><c r="A1"><v>7</v></c></row>')),
        nasty.workbook(sheet('<row r="1"><c r="A1"><v>seven</v></c></row>')),
        nasty.workbook(sheet(), **{"xl/_rels/workbook.xml.rels": "no XML"}),
    ],
)
def test_what_is_no_workbook_is_refused_with_what_to_do(raw: bytes) -> None:
    with pytest.raises(Invalid, match="The workbook cannot be read") as refused:
        rows_of(raw)
    assert refused.value.hint is not None


def test_a_workbook_that_is_old_or_locked_is_told_apart() -> None:
    with pytest.raises(Invalid, match="protected by a password"):
        rows_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 a workbook of 1997")


def test_a_workbook_without_the_columns_says_so() -> None:
    with pytest.raises(Invalid, match="first row does not name"):
        rows_of(nasty.workbook(sheet(row(1, ["Nom", "Adresse"]))))
    with pytest.raises(Invalid, match="first row does not name"):
        rows_of(nasty.workbook(sheet()))


xml_text = st.text(
    st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=["Cs"]), max_size=20
)


@settings(max_examples=60)
@given(st.lists(st.tuples(xml_text, xml_text), min_size=1, max_size=4))
def test_what_is_written_is_read_again(cells: list[tuple[str, str]]) -> None:
    book = Book("People", HEADER[:2], [("x" + one, "y" + two) for one, two in cells])
    rows = rows_of(b"".join(workbook(book)))
    assert [(one.cells["Username"], one.cells["First Name"]) for one in rows] == [
        ("x" + one, "y" + two) for one, two in cells
    ]


def test_lists_are_offered_from_a_hidden_sheet_and_what_is_wrong_is_red_with_a_note() -> None:
    book = Book(
        "People",
        HEADER[:2],
        [["=1+1", Marked("bad", "why it is wrong")]],
        lists={1: ["x" * 300, "b"]},
        helps=["##help##", ""],
    )
    raw = b"".join(workbook(book))
    parts = {
        name: zipfile.ZipFile(io.BytesIO(raw)).read(name).decode("utf-8", "replace")
        for name in zipfile.ZipFile(io.BytesIO(raw)).namelist()
    }
    main = parts["xl/worksheets/sheet1.xml"]
    assert "<f>" not in main, "nothing that a cell holds is run"
    assert 'sqref="B3:B' in main
    assert "Lists!$A$1:$A$2" in main
    assert 'state="hidden"' in parts["xl/workbook.xml"]
    assert "why it is wrong" in parts["xl/comments1.xml"]
    assert [one.cells for one in rows_of(raw)] == [{"Username": "=1+1", "First Name": "bad"}]
