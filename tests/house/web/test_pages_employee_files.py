"""Employees files on the pages: the template down, the file up, what it would do, then exactly that."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.helpers.houses import Paired, Story, work_off
from tests.house.web.visitors import Visitor, said

HOME = "/admin/employees/import"
ROWS = b"Username,BCP Type\r\nmia,Sometimes\r\nnoe,Single access\r\n"


@pytest.fixture(scope="module")
def mia(story: Story, paired: Paired) -> str:
    return story.employee(paired.inside, "mia")


@pytest.fixture(scope="module")
def noe(story: Story, paired: Paired) -> str:
    return story.employee(paired.inside, "noe")


@pytest.fixture
def desk(story: Story, admin: Visitor, mia: str, noe: str) -> "Desk":
    return Desk(story, admin)


class Desk:
    """Somebody who uploads files, and the jobs."""

    def __init__(self, story: Story, admin: Visitor) -> None:
        self.story, self.admin = story, admin

    def upload(self, raw: bytes, name: str = "people.csv") -> str:
        """The address of the page about the file, which has been checked."""
        sent = self.admin.give(HOME, {}, files={"file": (name, raw)})
        assert sent.status_code == 303, sent.text
        work_off(self.story.house)
        return str(sent.headers["location"])

    def apply(self, page: str, **how: str) -> None:
        assert self.admin.give(f"{page}/apply", how).status_code == 303
        work_off(self.story.house)

    def figures(self, page: str) -> list[int]:
        """Created, changed, unchanged, refused."""
        found = re.findall(r"stat-value[^>]*>(\d+)<", self.admin.page(page))
        return list(map(int, found))


def test_a_file_is_checked_first_and_stores_nothing(desk: Desk, noe: str) -> None:
    page = desk.upload(ROWS)
    told = desk.admin.page(page)
    assert "What the file would do" in told
    assert desk.figures(page) == [0, 1, 0, 1]
    assert '<mark class="cell-bad">Sometimes</mark>' in told
    assert "Write one of: No access, Single access, Multiple access." in told
    assert "<del>No access</del>" in told
    assert "<ins>Single access</ins>" in told
    assert "Single access" not in desk.admin.page("/admin/employees?q=noe").partition("<tbody>")[2]


def test_while_it_is_checked_the_page_tells_how_far_it_is(desk: Desk) -> None:
    sent = desk.admin.give(HOME, {}, files={"file": ("people.csv", ROWS)})
    page = sent.headers["location"]
    open_page = desk.admin.page(page)
    assert "The file is being checked" in open_page
    assert f'hx-get="{page}/progress"' in open_page
    assert "<noscript>" in open_page
    assert desk.admin.give(f"{page}/apply", {"rows": "good"}).status_code == 409
    work_off(desk.story.house)
    ended = desk.admin.page(f"{page}/progress")
    assert f'hx-get="{page}"' in ended, "the page fetches itself once it is done"


def test_only_the_good_rows_are_applied_if_one_says_so(desk: Desk, noe: str) -> None:
    page = desk.upload(ROWS)
    refused = desk.admin.give(f"{page}/apply", {"rows": "all"})
    assert (refused.status_code, "1 row is wrong." in refused.text) == (422, True)
    desk.apply(page, rows="good")
    assert "The file is applied" in desk.admin.page(page)
    assert "Single access" in desk.admin.page(f"/admin/employees/{noe}/bcp")
    again = desk.admin.give(f"{page}/apply", {"rows": "good"})
    assert again.status_code == 422, "nothing is applied twice"
    history = desk.admin.page(f"/admin/employees/{noe}/history")
    assert "Import of employees" in history
    assert "Employees file" in history


def test_what_changed_in_between_is_not_applied_and_can_be_checked_again(
    desk: Desk, mia: str
) -> None:
    page = desk.upload(b"Username,Rank\nmia,7\n")
    desk.admin.send(f"/admin/employees/{mia}", city="Gaspé")
    desk.apply(page, rows="good")
    told = desk.admin.page(page)
    assert "were changed since the file was checked" in told
    assert "Check the file again" in told
    assert desk.admin.give(f"{page}/check", {}).status_code == 303
    work_off(desk.story.house)
    desk.apply(page, rows="good")
    assert "The file is applied" in desk.admin.page(page)


def test_the_report_is_corrected_and_uploaded_again(desk: Desk) -> None:
    page = desk.upload(ROWS)
    report = desk.admin.get(f"{page}/report.csv?only=refused").content
    assert b"Username,BCP Type,Outcome,What to do" in report
    assert b"mia,Sometimes,Refused," in report
    assert b"noe" not in report
    corrected = report.replace(b"Sometimes", b"Multiple access")
    second = desk.upload(corrected, "report.csv")
    assert desk.figures(second) == [0, 1, 0, 0]
    assert "passed over" not in desk.admin.page(second)
    workbook = desk.admin.get(f"{page}/report.xlsx").content
    assert "xl/comments1.xml" in ZipFile(BytesIO(workbook)).namelist()
    third = desk.upload(workbook, "report.xlsx")
    assert desk.figures(third)[3] == 1


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_an_export_that_is_imported_changes_nothing(desk: Desk, format: str) -> None:
    file = desk.admin.get(f"/admin/employees/file?format={format}")
    assert "attachment" in file.headers["content-disposition"]
    page = desk.upload(file.content, f"employees.{format}")
    assert "The file says what is stored already." in desk.admin.page(page)
    empty = desk.admin.get(f"/admin/employees/file?format={format}&empty=1").content
    assert len(empty) < len(file.content)
    assert sum(desk.figures(desk.upload(empty, f"empty.{format}"))) == 0


def test_a_file_that_is_none_is_told_in_the_form(admin: Visitor) -> None:
    none = admin.give(HOME, {}, files={"file": ("", b"")})
    assert none.status_code == 400
    assert "No file was chosen." in none.text
    other = admin.give(HOME, {}, files={"file": ("x.csv", b"a,b\n1,2\n")})
    assert other.status_code == 400
    assert "Download the template" in other.text
    broken = admin.give(HOME, {}, files={"file": ("x.xlsx", b"PK\x03\x04 no workbook")})
    assert "The workbook cannot be read." in broken.text


def test_what_cannot_be_read_further_down_is_told_with_its_row(desk: Desk) -> None:
    page = desk.upload(b'Username,First Name\nmia,"Mia\n')
    told = desk.admin.page(page)
    assert "The file cannot be read" in told
    assert "Row 2 cannot be read" in told
    assert desk.admin.get(f"{page}/report.csv").status_code == 422


def test_a_discarded_file_is_gone(desk: Desk) -> None:
    desk.story.hands.turn(seconds=1)  # later than those of the other tests
    page = desk.upload(ROWS)
    assert page.rpartition("/")[2] in desk.admin.page(HOME), "the files of the last day are listed"
    assert desk.admin.give(f"{page}/discard", {}).status_code == 303
    answer = desk.admin.get(page)
    assert (answer.status_code, "not there any more" in said(answer)) == (404, True)
