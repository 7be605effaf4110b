"""Employees files over the API: checked, looked at, applied to the letter or not at all; and the history of an employee."""

import io
import zipfile
from typing import Any

import pytest

from tests.helpers import nasty_sheets as nasty
from tests.helpers.houses import Paired, Story, work_off
from tests.helpers.nasty_sheets import row, sheet

AcmeStory = tuple[Story, Paired]
HEAD = b"Username,First Name,Last Name,Email Address,Role Name,Rank\n"
MAX = b"max@larkmont.example,Max,Oaks,max@larkmont.example,Agent,3\n"
BAD = b"eve@larkmont.example,,Oaks,eve@larkmont.example,Agnet,3\n"


class Door:
    """Words for what a program asks about files."""

    def __init__(self, story: Story, token: str) -> None:
        self.story, self.token = story, token

    def send(self, raw: bytes, *, work: bool = True) -> str:
        path = "/employees/uploads?name=people.csv"
        upload = self.story.done("POST", path, self.token, content=raw)
        if work:
            work_off(self.story.house)
        return str(upload["id"])

    def look(self, id: str, query: str = "") -> Any:
        return self.story.done("GET", f"/employees/uploads/{id}{query}", self.token)

    def apply(self, id: str, query: str = "") -> Any:
        self.story.done("POST", f"/employees/uploads/{id}/apply{query}", self.token)
        work_off(self.story.house)
        return self.look(id)["upload"]

    def total(self) -> int:
        return int(self.story.done("GET", "/entities/employee", self.token)["total"])


@pytest.fixture
def door(acme: AcmeStory) -> Door:
    story, paired = acme
    return Door(story, paired.inside)


def test_a_file_is_checked_looked_at_and_applied(door: Door) -> None:
    file = door.send(HEAD + MAX + BAD, work=False)
    assert door.look(file)["upload"]["ended"] is False
    work_off(door.story.house)
    page = door.look(file, "?outcome=refused")
    assert (page["upload"]["state"], page["total"]) == ("checked", 1)
    assert page["upload"]["counts"] == {"created": 1, "changed": 0, "unchanged": 0, "refused": 1}
    [line] = page["lines"]
    told = {one["column"]: one for one in line["errors"]}
    assert told.keys() == {"First Name", "Role Name"}
    assert "Did you mean “Agent”?" in told["Role Name"]["hint"]
    [new] = door.look(file, "?outcome=created")["lines"]
    assert {"column": "Rank", "before": "", "after": "3"} in new["changes"]
    assert door.total() == 1
    assert door.story.ask("POST", f"/employees/uploads/{file}/apply", door.token).status_code == 422
    assert door.apply(file, "?only_good=true")["state"] == "applied"
    assert door.total() == 2


def test_what_was_changed_since_the_check_is_not_applied(door: Door) -> None:
    who = door.story.employee(door.token, "mia")
    file = door.send(b"Username,Rank\nmia,7\n")
    body = door.story.done("GET", f"/entities/employee/{who}", door.token)["body"]
    door.story.done("PUT", f"/entities/employee/{who}", door.token, {**body, "city": "Percé"})
    upload = door.apply(file)
    assert (upload["state"], upload["error"]["code"]) == ("checked", "conflict")
    assert "Check the file again" in upload["error"]["hint"]
    door.story.done("POST", f"/employees/uploads/{file}/check", door.token)
    work_off(door.story.house)
    assert door.apply(file)["error"] is None
    found = door.story.done("GET", f"/entities/employee/{who}", door.token)["body"]
    assert (found["rank"], found["city"]) == (7, "Percé")


def test_what_others_change_meanwhile_elsewhere_is_in_nobodys_way(door: Door) -> None:
    door.story.employee(door.token, "mia")
    file = door.send(b"Username,Rank\nmia,7\n")
    door.story.employee(door.token, "noe")
    assert door.apply(file)["state"] == "applied"


def test_a_worker_that_dies_leaves_nothing_and_the_file_is_taken_up_again(door: Door) -> None:
    file = door.send(HEAD + MAX)
    door.story.done("POST", f"/employees/uploads/{file}/apply", door.token)
    store = door.story.house.store_of(_tenant(door))
    with store.writing() as tx:
        [waiting] = tx.uploads.open()
        now = door.story.house.now()
        assert tx.uploads.take(waiting, worker="dead", now=now, until=now) is not None
    work_off(door.story.house)
    assert door.look(file)["upload"]["state"] == "applying", "the lease of the dead one holds"
    door.story.hands.turn(seconds=1)
    work_off(door.story.house)
    assert door.look(file)["upload"]["state"] == "applied"
    assert door.total() == 2


def _tenant(door: Door) -> str:
    return str(door.story.done("GET", "/me", door.token)["tenant"]["id"])


def test_a_file_is_forgotten_after_a_day(door: Door) -> None:
    file = door.send(HEAD + MAX)
    assert door.look(file)["upload"]["state"] == "checked"
    with door.story.house.store_of(_tenant(door)).writing() as tx:
        door.story.hands.turn(hours=25)
        assert tx.uploads.sweep(door.story.house.now()) == 1


def test_a_strangers_file_is_not_found(door: Door, acme: AcmeStory) -> None:
    story, paired = acme
    file = door.send(HEAD + MAX)
    other = story.tenant(paired.operator, "Norva")
    token = str(story.done("POST", f"/tenants/{other}/impersonation", paired.operator)["token"])
    for method, path in (
        ("GET", ""),
        ("GET", "/report.csv"),
        ("GET", "/report.xlsx"),
        ("POST", "/apply"),
        ("POST", "/check"),
        ("DELETE", ""),
    ):
        answer = story.ask(method, f"/employees/uploads/{file}{path}", token)
        assert answer.status_code == 404, path


def test_the_workbook_of_the_template_comes_back_unchanged(door: Door) -> None:
    door.story.employee(door.token, "mia", "single")
    raw = door.story.ask("GET", "/employees/export?format=xlsx", door.token).content
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(raw)).namelist()
    report = door.story.done("POST", "/employees/import", door.token, content=raw)
    assert report["counts"] == {"created": 0, "changed": 0, "unchanged": 1, "refused": 0}
    assert report["encoding"] == "xlsx"


def test_formulas_are_disarmed_in_reports_and_mean_the_same_when_they_come_back(
    door: Door,
) -> None:
    evil = HEAD + b'"zoe@l.example","=HYPERLINK(""http://x"")",Oaks,zoe@l.example,Agnet,3\n'
    file = door.send(evil)
    path = f"/employees/uploads/{file}/report.csv?only_refused=true"
    report = door.story.ask("GET", path, door.token).content
    assert b"\"'=HYPERLINK" in report
    again = door.send(report.replace(b"Agnet", b"Agent"))
    assert door.apply(again)["counts"]["created"] == 1
    [zoe] = door.story.done("GET", "/entities/employee?search=zoe", door.token)["items"]
    assert zoe["body"]["firstName"] == '=HYPERLINK("http://x")'


SECRET = "EXAMPLEMFASECRET"


def kept(door: Door, tenant: str, file: str) -> bytes:
    with door.story.house.store_of(tenant).reading() as tx:
        return tx.uploads.file(tenant, file)


def sheet_with_secrets() -> tuple[bytes, bytes]:
    """The same rows as text and as a workbook: the third and the sixth of the sheet, the others empty."""
    head = [*HEAD.decode().strip().split(","), "MFA Secret", "Team; and more"]
    first = ["max@l.example", "Ma;x", "O\nks", "max@l.example", "Agent", "3", SECRET, "x"]
    second = ["eve@l.example", 'E"v', "Oaks", "eve@l.example", "Agnet", "3", " ", ""]
    lines = [
        ";".join(f'"{one.replace(chr(34), chr(34) * 2)}"' for one in row) for row in (first, second)
    ]
    text = ";".join(f'"{one}"' for one in head) + f"\n\n{lines[0]}\n;;\n\n{lines[1]}\n"
    return text.encode(), nasty.workbook(sheet(row(1, head), row(3, first), row(6, second)))


@pytest.mark.parametrize("form", [0, 1], ids=["text", "workbook"])
def test_a_secret_in_a_file_is_not_kept_and_the_rows_keep_their_numbers(
    acme: AcmeStory, form: int
) -> None:
    story, paired = acme
    door = Door(story, paired.inside)
    raw = sheet_with_secrets()[form]
    file = door.send(raw)
    stored = kept(door, paired.primary, file)
    assert SECRET.encode() not in stored
    assert not stored.startswith(b"PK")
    lines = {one["row"]: one for one in door.look(file)["lines"]}
    assert {n: one["outcome"] for n, one in lines.items()} == {3: "created", 6: "refused"}
    [warning] = lines[3]["warnings"]
    assert (warning["column"], warning["value"]) == ("MFA Secret", "")
    assert "themselves" in warning["message"]
    assert door.look(file)["upload"]["unknownColumns"] == ["Team; and more"]
    assert door.apply(file, "?only_good=true")["counts"]["created"] == 1
    [made] = story.done("GET", "/entities/employee?search=max", paired.inside)["items"]
    assert (made["body"]["firstName"], made["body"]["lastName"]) == ("Ma;x", "O\nks")


def test_a_file_without_secrets_is_kept_as_it_came(acme: AcmeStory) -> None:
    story, paired = acme
    door = Door(story, paired.inside)
    raw = HEAD.strip() + b",MFA Secret\n" + MAX.strip() + b", \n"
    assert kept(door, paired.primary, door.send(raw)) == raw


def test_headers_that_nobody_knows_are_disarmed_in_reports_once(door: Door) -> None:
    report = b"Username,=cmd|A0,a;+b\nzoe@l.example,x,y\n"
    for _ in range(2):
        path = f"/employees/uploads/{door.send(report)}/report.csv"
        report = door.story.ask("GET", path, door.token).content
        assert report.removeprefix(b"\xef\xbb\xbf").startswith(b"Username,'=cmd|A0,a;'+b,Outcome,")


def test_the_history_tells_who_what_when_and_through_which_door(door: Door) -> None:
    who = door.story.employee(door.token, "mia")
    door.apply(door.send(b"Username,Rank\nmia,7\n"))
    door.story.done("POST", f"/employees/{who}/deactivate", door.token)
    headers = {"User-Agent": "releve-cli"}
    door.story.done("POST", f"/employees/{who}/activate", door.token, headers=headers)
    items = door.story.done("GET", f"/employees/{who}/changes", door.token)["items"]
    assert [(one["act"], one["way"]) for one in items] == [
        ("employee.activate", "command_line"),
        ("employee.deactivate", "api"),
        ("employees.import", "file"),
        ("password.set", "api"),
        ("entity.create", "api"),
    ]
    assert items[2]["fields"] == [{"name": "rank", "before": "", "after": "7"}]
    assert {one["by"] for one in items} == {"noor"}
    assert PASSWORD_WORDS not in str(items)


PASSWORD_WORDS = "brume"


def test_everybody_on_a_list_gets_a_bcp_type_if_they_are_as_many_as_was_told(door: Door) -> None:
    for name in ("mia", "milo", "noe"):
        door.story.employee(door.token, name)
    wanted = {"bcpType": "single", "search": "mi", "where": {"bcpType": "none"}, "expect": 3}
    path = "/employees/bcp-type/all"
    assert door.story.ask("PUT", path, door.token, wanted).status_code == 409
    assert door.story.done("PUT", path, door.token, wanted | {"expect": 2}) == {"changed": 2}
    single = door.story.done("GET", "/entities/employee?filter=bcpType:single", door.token)
    assert sorted(one["title"] for one in single["items"]) == ["mia", "milo"]
    unknown = wanted | {"where": {"shoeSize": "38"}}
    assert door.story.ask("PUT", path, door.token, unknown).status_code == 400
