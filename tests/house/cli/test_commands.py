"""The commands, typed at a terminal: the same story as everywhere, and what they say when it cannot be."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from releve.app.house import House
from releve.cli.commands.files import local_path
from releve.cli.desk import Desk
from releve.cli.exits import CHECK_FAILED
from releve.cli.outfit import Outfit, Wishes
from releve.cli.told import Told
from releve.domain.errors import Code
from tests.helpers.houses import PASSWORD, work_off
from tests.helpers.scripts import clipboard, web
from tests.house.cli.conftest import Terminal

#: A time that nobody has put into words.
ISO = re.compile(r"\d-\d\dT\d\d:")


@contextmanager
def busy(house: House) -> Iterator[None]:
    """The jobs of a house at work beside whoever waits for them."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.05):
            work_off(house)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_the_whole_way_can_be_typed(paired: tuple[Terminal, str]) -> None:
    terminal, passkey = paired
    assert "every day at 02:00" in terminal.type("sync", "enable")
    run = terminal.json("sync", "run")["id"]
    work_off(terminal.story.house)
    assert terminal.json("sync", "show", run)["run"]["state"] == "done"
    assert terminal.json("sync", "verify")["holds"]
    terminal.secrets.append(passkey)
    assert "Nobody could log in" in str(terminal.told("switch").reasons)
    terminal.secrets.append(passkey)
    done = terminal.type("switch", "--acknowledge")
    assert "Acme BCP is the active tenant." in done
    assert "You went on although this stood in the way: Nobody could log in" in done
    assert terminal.told("sync", "run").code is Code.REFUSED
    terminal.secrets.append(passkey)
    told = terminal.told("revert")
    assert "switched just now" in str(told.reasons)
    terminal.story.hands.turn(seconds=terminal.story.house.calm_s)
    terminal.secrets.append(passkey)
    assert terminal.json("revert")["active"] == "primary"
    assert terminal.json("sync", "runs")["total"] == 1


def test_a_wrong_passkey_is_told_with_a_hint(paired: tuple[Terminal, str]) -> None:
    terminal, _ = paired
    terminal.secrets.append("nope")
    told = terminal.told("switch")
    assert (told.code, "number 1" in told.hint) == (Code.FORBIDDEN, True)


def test_a_passkey_may_come_out_of_a_file(paired: tuple[Terminal, str], tmp_path: Path) -> None:
    terminal, passkey = paired
    file = tmp_path / "passkey"
    file.write_text(passkey + "\n")
    assert terminal.json("switch", "--acknowledge", "--passkey-file", file)["epoch"] == 2


def test_an_emergency_is_acknowledged_by_typing_the_name_of_who_takes_over(
    paired: tuple[Terminal, str],
) -> None:
    terminal, passkey = paired
    assert "This is not the name" in str(terminal.told("switch", "--emergency", typed="Acme"))
    terminal.secrets.append(passkey)
    told = terminal.type("switch", "--emergency", "--reason", "flood", typed="acme bcp")
    assert "Acme BCP is the active tenant." in told
    now = terminal.json("switch", "--plan")["activation"]
    assert (now["mode"], now["reason"]) == ("emergency", "flood")


def test_a_planned_switch_waits_for_its_last_sync_and_tells_what_became_of_it(
    paired: tuple[Terminal, str],
) -> None:
    terminal, passkey = paired
    story = terminal.story
    inside = terminal.token()
    story.employee(inside, "mia", "multiple")
    story.sync(inside)
    story.done("POST", "/entities/tag", inside, {"tagName": "Late"})
    terminal.secrets.append(passkey)
    with busy(story.house):
        done = terminal.json("switch")
    assert (done["active"], done["order"]["state"]) == ("bcp", "done")
    assert "planned" in terminal.type("reports")
    assert "Ordered as planned, with passkey number 1" in terminal.type("reports", "2")


def test_looking_before_a_switch_changes_nothing(paired: tuple[Terminal, str]) -> None:
    terminal, _ = paired
    assert "Nothing was ever synced" in terminal.type("switch", "--look")
    assert terminal.json("switch", "--look")["activation"]["epoch"] == 1


def test_what_is_active_already_is_said_to_be_and_no_passkey_is_asked_for(
    paired: tuple[Terminal, str],
) -> None:
    terminal, _ = paired
    assert "Acme is already active, since" in terminal.type("revert")
    assert terminal.json("revert")["epoch"] == 1


def test_a_login_that_leads_to_another_tenant_than_the_one_named_is_refused(
    paired: tuple[Terminal, str],
) -> None:
    terminal, _ = paired
    token = json.loads((terminal.folder / "tokens.json").read_text())["tokens"]
    [[_, inside]] = token.values()
    terminal.story.employee(inside, "zoe")
    terminal.secrets += ["une-phrase-bien-longue"] * 4
    terminal.type("employees", "password", "zoe")
    for named in ("Acme BCP", "Nowhere"):
        told = terminal.told("login", "zoe", "--tenant", named)
        assert (told.code, "Acme" in told.detail) == (Code.INVALID, True)
        assert terminal.json("whoami")["impersonating"], "who was logged in still is"
    assert "Logged in to Acme." in terminal.type("login", "zoe", "--tenant", "acme")


def test_enabling_what_is_mapped_already_refuses_another_mapping(
    paired: tuple[Terminal, str],
) -> None:
    terminal, _ = paired
    terminal.type("logout")
    for other in (("--dr-tenant", "Nothing"), ("--region", "mars", "--dr-tenant", "Acme BCP")):
        told = terminal.told("bcp", "enable", "Acme", *other)
        assert (told.code, "Acme BCP in eu1" in told.detail) == (Code.INVALID, True)
    same = ("--region", "eu1", "--dr-tenant", "acme bcp")
    assert terminal.json("bcp", "enable", "Acme", *same)["passkey"] is None


def test_logging_out_of_an_impersonation_leads_back(paired: tuple[Terminal, str]) -> None:
    terminal, _ = paired
    assert terminal.json("whoami")["impersonating"]
    terminal.type("logout")
    assert not terminal.json("whoami")["impersonating"]
    terminal.type("logout")
    assert terminal.told("whoami").code is Code.UNAUTHENTICATED


def test_neither_login_nor_whoami_prints_a_token(terminal: Terminal) -> None:
    terminal.secrets.append(PASSWORD)
    shown = terminal.type("login", "--operator", "noor", "--json")
    token = json.loads((terminal.folder / "tokens.json").read_text())["tokens"]
    [[secret]] = token.values()
    assert secret not in shown + terminal.type("whoami")


def test_with_json_nothing_else_is_printed(paired: tuple[Terminal, str]) -> None:
    terminal, _ = paired
    for words in (("roles", "list"), ("employees", "list"), ("sync", "show"), ("audit",)):
        answer: Any = terminal.json(*words)
        assert answer


def test_times_are_told_in_the_readers_language_and_zone_and_to_programs_as_they_are(
    paired: tuple[Terminal, str],
) -> None:
    terminal, _ = paired
    assert "Nov 22, 2026, 10:00 CET" in terminal.type("switch", "--look", TZ="Europe/Paris")
    french = terminal.type("audit", LANG="fr", TZ="America/Toronto")
    assert "22 nov. 2026, 04:00 EST" in french
    for words in (("audit",), ("switch", "--look"), ("sync", "show")):
        assert not ISO.search(terminal.type(*words)), words
    assert terminal.json("audit", TZ="Europe/Paris")["items"][0]["at"] == "2026-11-22T09:00:00.000Z"
    terminal.type("logout")
    assert "Nov 22, 2026, 09:00 UTC" in terminal.type("tenants", "show", "Acme", TZ="UTC")


def test_times_of_runs_and_plans_are_told_to_people(paired: tuple[Terminal, str]) -> None:
    terminal, _ = paired
    terminal.type("sync", "enable")
    shown = [
        terminal.type("sync", *words, TZ="Europe/Paris")
        for words in (("plan",), ("run",), ("runs",), ("losses",))
    ]
    work_off(terminal.story.house)
    shown += [
        terminal.type("sync", *words, TZ="Europe/Paris")
        for words in (("show",), ("losses",), ("restore",), ("drift",))
    ]
    assert "10:00 CET" in shown[2]
    assert not ISO.search("".join(shown))


def test_an_unknown_tenant_is_told_in_the_readers_language(terminal: Terminal) -> None:
    terminal.operator()
    assert terminal.told("tenants", "show", "Nowhere").code is Code.NOT_FOUND
    french = terminal.told("tenants", "create", "", "--region", "ca1", "--lang", "fr")
    english = terminal.told("tenants", "create", "", "--region", "ca1")
    assert french.detail != english.detail


def test_a_mapping_that_cannot_be_made_says_every_reason(terminal: Terminal) -> None:
    terminal.operator()
    terminal.type("tenants", "create", "Acme", "--region", "ca1")
    told = terminal.told("bcp", "enable", "Acme", "--region", "mars", "--dr-tenant", "x")
    assert (told.code, len(told.reasons)) == (Code.REFUSED, 2)


def test_employees_get_types_and_passwords(paired: tuple[Terminal, str]) -> None:
    terminal, _ = paired
    token = json.loads((terminal.folder / "tokens.json").read_text())["tokens"]
    [[_, inside]] = token.values()
    terminal.story.employee(inside, "zoe")
    terminal.type("employees", "bcp-type", "single", "zoe")
    page = terminal.json("employees", "list", "--bcp-type", "single")
    assert [one["title"] for one in page["items"]] == ["zoe"]
    terminal.secrets += ["une-phrase-bien-longue", "une-phrase-bien-longue"]
    terminal.type("employees", "password", "zoe")
    assert "Logged in to Acme." in terminal.type("login", "zoe")


def test_files_go_in_and_come_out_byte_for_byte(
    paired: tuple[Terminal, str], tmp_path: Path
) -> None:
    terminal, _ = paired
    scripts, out = tmp_path / "scripts", tmp_path / "out"
    scripts.mkdir()
    (scripts / "queue.json").write_bytes(web())
    (scripts / "readme.md").write_text("no script")
    assert [one["outcome"] for one in terminal.json("import", "scripts", scripts)] == ["created"]
    terminal.type("export", "scripts", out)
    assert (out / "Larkmont" / "Queue.json").read_bytes() == web()
    assert terminal.told("export", "scripts", out).code is Code.INVALID, "it is there already"
    terminal.type("export", "scripts", out, "--overwrite")
    terminal.type("export", "employees", tmp_path / "employees.csv")
    report = terminal.json("import", "employees", tmp_path / "employees.csv")
    assert report["counts"]["refused"] == 0


def test_what_is_there_is_not_written_over_unless_one_says_so(
    paired: tuple[Terminal, str], tmp_path: Path
) -> None:
    terminal, _ = paired
    file = tmp_path / "employees.csv"
    file.write_text("mine")
    told = terminal.told("export", "employees", file)
    assert ("--overwrite" in told.hint, file.read_text()) == (True, "mine")
    terminal.type("export", "employees", file, "--overwrite")
    assert b"Username" in file.read_bytes()


def test_clipboard_text_comes_back_as_itself(paired: tuple[Terminal, str], tmp_path: Path) -> None:
    terminal, _ = paired
    scripts, out = tmp_path / "scripts", tmp_path / "out"
    (scripts / "PROD").mkdir(parents=True)
    (scripts / "PROD" / "Menu.txt").write_bytes(clipboard())
    [made] = terminal.json("import", "scripts", scripts)
    assert (made["outcome"], made["path"]) == ("created", "PROD\\Menu")
    terminal.type("export", "scripts", out)
    assert (out / "PROD" / "Menu.txt").read_bytes() == clipboard()
    [again] = terminal.json("import", "scripts", out)
    assert (again["outcome"], again["path"]) == ("unchanged", "PROD\\Menu")


def test_a_dry_run_never_says_that_something_was_done(
    paired: tuple[Terminal, str], tmp_path: Path
) -> None:
    terminal, _ = paired
    file = tmp_path / "employees.csv"
    terminal.type("export", "employees", file)
    told = terminal.type("import", "employees", file, "--dry-run")
    assert "nothing: this was a dry run" in told
    assert "Would be created" in told
    assert "\nCreated" not in told
    assert "\nCreated" in "\n" + terminal.type("import", "employees", file)


def test_a_bad_file_is_told_and_the_status_says_so(
    paired: tuple[Terminal, str], tmp_path: Path
) -> None:
    terminal, _ = paired
    bad = tmp_path / "bad.json"
    bad.write_text("{}")
    assert "Refused" in terminal.type("import", "scripts", bad)
    assert terminal.status == CHECK_FAILED
    assert terminal.told("import", "scripts", tmp_path / "absent").code is Code.INVALID
    assert terminal.told("import", "employees", tmp_path / "absent").code is Code.INVALID


@pytest.mark.parametrize("path", ["..\\up", "C:\\x", "\\root", "a/b", ""])
def test_a_script_never_leaves_the_folder_it_is_exported_to(path: str) -> None:
    desk = Desk(Outfit({}), Wishes())
    with pytest.raises(Told):
        local_path(desk, path, b"{}")
    desk.close()


def test_before_a_password_is_asked_for_the_server_has_answered(terminal: Terminal) -> None:
    terminal.secrets.append(PASSWORD)
    told = terminal.told("login", "noor", "--operator", "--server", "http://house.test/elsewhere")
    assert (told.code, terminal.secrets) == (Code.NOT_FOUND, [PASSWORD])
    terminal.type("login", "noor", "--operator")
    assert terminal.secrets == []


def test_a_folder_without_a_script_is_told_with_what_is_looked_for(
    paired: tuple[Terminal, str], tmp_path: Path
) -> None:
    terminal, _ = paired
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "readme.md").write_text("no script")
    told = terminal.told("import", "scripts", tmp_path / "empty", tmp_path / "other")
    assert told.code is Code.INVALID
    assert "empty" in told.detail
    assert "other" in told.detail
    assert ".json, .xml, .txt" in told.hint


def test_one_file_is_one_file(paired: tuple[Terminal, str], tmp_path: Path) -> None:
    terminal, _ = paired
    (tmp_path / "queue.json").write_bytes(web())
    assert terminal.type("import", "scripts", tmp_path / "queue.json").endswith("1 file.\n")
    assert terminal.type("export", "scripts", tmp_path / "out").endswith("1 file.\n")
    assert "Queue.json is there already." in str(
        terminal.told("export", "scripts", tmp_path / "out")
    )
    again = terminal.shown("import", "scripts", tmp_path / "queue.json")
    assert "Inchangé" in again
    assert again.endswith("1 fichier.\n")
