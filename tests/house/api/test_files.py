"""Files over the API: taken as they are, given back byte for byte, refused with a reason."""

import pytest

from releve.scripts.file_names import path_of
from tests.helpers.houses import Paired, Story
from tests.helpers.scripts import clipboard, web

AcmeStory = tuple[Story, Paired]
SCRIPT = web()


def test_a_script_comes_back_byte_for_byte(acme: AcmeStory) -> None:
    story, paired = acme
    [made] = story.done("POST", "/scripts/import?name=Queue.json", paired.inside, content=SCRIPT)
    assert (made["outcome"], made["path"]) == ("created", "Larkmont\\Queue")
    answer = story.ask("GET", f"/scripts/{made['id']}/export", paired.inside)
    assert answer.content == SCRIPT
    assert answer.headers["Content-Disposition"].endswith("Queue.json")


def test_text_from_the_clipboard_takes_the_path_of_its_file_and_leaves_as_text(
    acme: AcmeStory,
) -> None:
    story, paired = acme
    name = "PROD/Menu 1.2"
    [made] = story.done("POST", f"/scripts/import?name={name}", paired.inside, content=clipboard())
    assert made["path"] == "PROD\\Menu 1.2"
    answer = story.ask("GET", f"/scripts/{made['id']}/export", paired.inside)
    assert answer.headers["Content-Disposition"].endswith("Menu%201.2.txt")


def test_of_several_files_the_good_ones_are_stored_and_the_bad_ones_told(
    acme: AcmeStory,
) -> None:
    story, paired = acme
    files = [("file", ("good.json", SCRIPT)), ("file", ("bad.json", b"no script at all"))]
    good, bad = story.done("POST", "/scripts/import", paired.inside, files=files)
    assert (good["outcome"], bad["outcome"], bad["file"]) == ("created", "refused", "bad.json")
    assert bad["error"]["code"] == "invalid"
    assert bad["error"]["detail"]
    assert story.done("GET", "/entities/script", paired.inside)["total"] == 1


def test_the_same_script_again_changes_nothing(acme: AcmeStory) -> None:
    story, paired = acme
    first, second = (
        story.done("POST", "/scripts/import", paired.inside, content=SCRIPT)[0] for _ in range(2)
    )
    assert (second["outcome"], second["id"]) == ("unchanged", first["id"])


def test_lists_leave_the_contents_of_scripts_out(acme: AcmeStory) -> None:
    story, paired = acme
    story.done("POST", "/scripts/import", paired.inside, content=SCRIPT)
    [script] = story.done("GET", "/entities/script", paired.inside)["items"]
    assert "content" not in script["body"]
    whole = story.done("GET", f"/entities/script/{script['id']}", paired.inside)
    assert whole["body"]["content"] == SCRIPT.decode()


def test_an_upload_without_a_file_is_told(acme: AcmeStory) -> None:
    story, paired = acme
    assert story.ask("POST", "/scripts/import", paired.inside).status_code == 400


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("Common/Voicemail.json", "Common\\Voicemail"),
        ("/Common/Clip.TXT", "Common\\Clip"),
        ("Version 1.2", "Version 1.2"),
        ("./../PROD\\Menu 2.xml", "PROD\\Menu 2"),
        ("", ""),
    ],
)
def test_a_file_gives_its_path_to_a_script_that_has_none(file: str, path: str) -> None:
    assert path_of(file) == path


def test_employees_that_leave_and_come_back_are_unchanged(acme: AcmeStory) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe", "single")
    raw = story.ask("GET", "/employees/export", paired.inside).content
    report = story.done("POST", "/employees/import", paired.inside, content=raw)
    assert (report["counts"]["unchanged"], report["counts"]["changed"]) == (1, 0)
    assert report["lines"] == []


def test_a_bad_row_is_told_and_a_dry_run_writes_nothing(acme: AcmeStory) -> None:
    story, paired = acme
    raw = (
        b"Username,First Name,Last Name,Email Address,Role Name\n"
        b"max@larkmont.example,Max,Oaks,max@larkmont.example,Agent\n"
        b"eve@larkmont.example,,Oaks,eve@larkmont.example,No such role\n"
    )
    path = "/employees/import"
    dry = story.done("POST", f"{path}?dry_run=true", paired.inside, content=raw)
    assert (dry["written"], dry["counts"]["created"], dry["counts"]["refused"]) == (False, 1, 1)
    strict = story.done("POST", f"{path}?only_good=false", paired.inside, content=raw)
    assert not strict["written"]
    assert story.done("GET", "/entities/employee", paired.inside)["total"] == 1
    real = story.done("POST", path, paired.inside, content=raw)
    assert (real["written"], real["counts"]["created"]) == (True, 1)
    [line] = [one for one in real["lines"] if one["errors"]]
    assert (line["row"], line["username"], line["outcome"]) == (
        3,
        "eve@larkmont.example",
        "refused",
    )
    assert all(one["message"] and one["hint"] for one in line["errors"])


def test_a_file_that_is_no_table_of_employees_is_told(acme: AcmeStory) -> None:
    story, paired = acme
    answer = story.ask("POST", "/employees/import", paired.inside, content=b"\x00\x01\x02")
    assert answer.status_code == 400
    assert answer.json()["hint"]
