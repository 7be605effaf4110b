"""The nastiest spreadsheets of the field, made on the spot: encodings, separators, workbooks of other programs, deserts of
empty rows, and bombs."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence

from releve.app.sheets.employee_columns import columns_of

#: A new employee with nothing but what is needed.
ZOE: Mapping[str, str] = {
    "Username": "zoe@larkmont.example",
    "First Name": "Zoé",
    "Last Name": "Brandt",
    "Email Address": "zoe@larkmont.example",
    "Role Name": "Agent",
}

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be")
SEPARATORS = (",", ";", "\t")


def text_file(
    rows: Iterable[Mapping[str, str]],
    *,
    encoding: str = "utf-8",
    separator: str = ",",
    line_end: str = "\r\n",
) -> bytes:
    """The template of the field with its 33 columns and its row of help, as a spreadsheet program saves it."""
    columns = columns_of(bcp=True)
    table: list[Sequence[str]] = [
        [column.header for column in columns],
        [column.help for column in columns],
        *([row.get(column.name, "") for column in columns] for row in rows),
    ]
    lines = (separator.join(_quoted(cell, separator) for cell in row) for row in table)
    text = line_end.join(lines) + line_end
    return text.encode(encoding, "replace")


def _quoted(cell: str, separator: str) -> str:
    if any(one in cell for one in (separator, '"', "\n", "\r")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


_TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"""
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BOOK = f"""<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><workbookPr/>
<sheets><sheet name="Notes" sheetId="2" state="hidden" r:id="rId2"/><sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>"""
_LINKS = f"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{_RELATIONS}/worksheet" Target="/xl/worksheets/sheet2.xml"/>
<Relationship Id="rId3" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>
<Relationship Id="rId4" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>"""
_STYLES = f"""<?xml version="1.0"?><styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="170" formatCode="[$-40C]d\\-mmm\\-yyyy"/>
<numFmt numFmtId="171" formatCode="&quot;day&quot; 0"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>"""

HEADER = ("Username", "First Name", "Last Name", "Email Address", "Role Name", "Hire Date", "Rank")


def cell(ref: str, text: str) -> str:
    """A cell that holds its text itself."""
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, texts: Sequence[str]) -> str:
    cells = (cell(f"{chr(65 + n)}{number}", text) for n, text in enumerate(texts) if text)
    return f'<row r="{number}">{"".join(cells)}</row>'


def sheet(*rows: str) -> str:
    return f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def workbook(
    main: str | Iterator[bytes], *, shared: Sequence[str] = (), book: str = BOOK, **parts: str
) -> bytes:
    """A workbook with this XML as its sheet; `shared` are the texts that cells share, as XML."""
    out = io.BytesIO()
    texts = "".join(f"<si>{one}</si>" for one in shared)
    given = {
        "[Content_Types].xml": _TYPES,
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": _LINKS,
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{texts}</sst>',
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet2.xml": sheet(row(1, ["Not", "this", "one"])),
        **parts,
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
        for name, text in given.items():
            zipped.writestr(name, text)
        with zipped.open("xl/worksheets/sheet1.xml", "w") as part:
            for some in [main.encode()] if isinstance(main, str) else main:
                part.write(some)
    return out.getvalue()


def desert(empty_rows: int, columns: int = 34) -> bytes:
    """A workbook of one employee and a desert behind: rows of cells that have a look and hold nothing, as a spreadsheet
    program leaves them when somebody has formatted whole columns."""
    letters = [chr(65 + n) if n < 26 else f"A{chr(65 + n - 26)}" for n in range(columns)]

    def parts() -> Iterator[bytes]:
        begin, end = sheet("|").split("|")
        yield begin.encode()
        yield row(1, HEADER).encode()
        yield row(2, ["zoe@l.example", "Zoé", "Brandt", "zoe@l.example", "Agent", "", "3"]).encode()
        cells = "".join(f'<c r="{one}%d" s="1"/>' for one in letters)
        form = f'<row r="%d" spans="1:{columns}">{cells}</row>'
        for first in range(3, 3 + empty_rows, 1_000):
            last = min(first + 1_000, 3 + empty_rows)
            numbers = (n for n in range(first, last) for _ in range(columns + 1))
            yield (form * (last - first) % tuple(numbers)).encode()
        yield end.encode()

    return workbook(parts())


def bomb(size_mb: int) -> bytes:
    """A workbook of a few kilobytes that unpacks to as many megabytes of shared texts."""
    text = "<t>" + "a" * (16 * 1024) + "</t>"
    return workbook(sheet(row(1, HEADER)), shared=[text] * (64 * size_mb))
