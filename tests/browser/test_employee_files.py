"""An employees file: the template with its lists, dropped on the page, looked at, its good rows applied, its report
corrected."""

import base64
import csv
import io
import re
import zipfile
from pathlib import Path

from playwright.sync_api import Browser, expect

from releve.app.employee_files import export_employees
from releve.app.sheets.employee_columns import BY_NAME
from releve.app.sheets.sheet import read_sheet
from tests.browser.labels import ENGLISH
from tests.browser.person import Person, somebody
from tests.browser.sights import pair_up
from tests.browser.stage import CLOVIS, MAELLE, TOBIAS, Stage

HOME = "/admin/employees/import"

DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
  const dropped = new DataTransfer();
  dropped.items.add(new File([bytes], name));
  return dropped;
}"""


def drop(person: Person, name: str, raw: bytes) -> None:
    """Drop a file on the frame, as a hand with a mouse does."""
    given = [name, base64.b64encode(raw).decode()]
    dropped = person.page.evaluate_handle(DROP, given)
    frame = person.main.locator("[data-drop]")
    frame.dispatch_event("dragover", {"dataTransfer": dropped})
    expect(frame).to_have_class(re.compile("is-over"))
    frame.dispatch_event("drop", {"dataTransfer": dropped})
    expect(frame).to_contain_text(f"Chosen: {name}")


def changed(stage: Stage, **types: str) -> bytes:
    """The template with some cells of the column BCP Type written over, in a file with semicolons."""
    raw = export_employees(stage.house, stage.inside(stage.primary))
    header, *rows = csv.reader(io.StringIO(raw.decode("cp1252"), newline=""))
    at = header.index("BCP Type")
    for row in rows:
        row[at] = types.get(row[0].partition(".")[0], row[at])
    saved = io.StringIO(newline="")
    csv.writer(saved, delimiter=";").writerows([header, *rows])
    return saved.getvalue().encode("utf-8-sig")


def test_a_file_is_dropped_looked_at_its_good_rows_applied_and_its_report_corrected(
    chromium: Browser, stage: Stage, tmp_path: Path
) -> None:
    pair_up(stage)
    with somebody(chromium, stage.url, ENGLISH) as admin:
        before = type_of(stage, TOBIAS)
        admin.log_in(MAELLE)
        admin.choose(stage.primary.name)
        admin.page.wait_for_url("**/admin")
        admin.go(HOME)
        looked_at(admin, tmp_path)

        drop(admin, "people.csv", changed(stage, clovis="Single access", tobias="Sometimes"))
        admin.click(admin.labels.check_file)
        heading = admin.main.get_by_role("heading", level=1)
        expect(heading).to_have_text("What the file would do")
        wrong = admin.main.get_by_role("row").filter(has_text=TOBIAS)
        expect(wrong.locator(".cell-bad")).to_have_text("Sometimes")
        expect(wrong).to_contain_text("Write one of: No access, Single access, Multiple access.")
        right = admin.main.get_by_role("row").filter(has_text=CLOVIS)
        expect(right.locator("ins")).to_have_text("Single access")
        assert type_of(stage, CLOVIS) == "none", "nothing is stored before it is applied"

        admin.click("Apply 1 row")
        expect(heading).to_have_text("The file is applied")
        assert (type_of(stage, CLOVIS), type_of(stage, TOBIAS)) == ("single", before)

        with admin.page.expect_download() as download:
            admin.main.get_by_role("link", name="Refused rows (CSV)").click()
        report = tmp_path / "report.csv"
        download.value.save_as(report)
        corrected = report.read_bytes().replace(b"Sometimes", b"Single access")
        admin.go(HOME)
        drop(admin, "report.csv", corrected)
        admin.click(admin.labels.check_file)
        expect(heading).to_have_text("What the file would do")
        admin.click("Apply 1 row")
        expect(heading).to_have_text("The file is applied")
        assert type_of(stage, TOBIAS) == "single"

        admin.go(f"/admin/employees/{stage.id_of('employee', TOBIAS)}/history")
        line = admin.main.get_by_role("row").filter(has_text="Import of employees")
        expect(line).to_contain_text("Employees file")
        expect(line.locator("ins")).to_have_text("Single access")


def looked_at(admin: Person, folder: Path) -> None:
    """The Excel template offers lists to choose from, and says what is stored already."""
    with admin.page.expect_download() as download:
        admin.main.get_by_role("link", name="Download Template (Excel)", exact=True).click()
    file = folder / "employees.xlsx"
    download.value.save_as(file)
    with zipfile.ZipFile(file) as parts:
        rules = parts.read("xl/worksheets/sheet1.xml").decode()
        lists = parts.read("xl/worksheets/sheet2.xml").decode()
    header = read_sheet(file.read_bytes(), BY_NAME).header
    with_lists = {header[_number(ref)] for ref in re.findall(r'sqref="([A-Z]+)3:', rules)}
    assert {"BCP Type", "Role Name", "Team Name", "Time Zone", "Deactivate"} <= with_lists
    for choice in ("Multiple access", "Superviseur", "Europe/Paris", "TRUE"):
        assert choice in lists, choice


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def type_of(stage: Stage, username: str) -> str:
    with stage.house.store_of(stage.primary.id).reading() as tx:
        employee = tx.entities.by_key(stage.primary.id, "employee", username)
    assert employee is not None
    return str(employee.body.get("bcpType", "none"))
