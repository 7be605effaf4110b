"""Scripts in files are held against a tenant on a server: `--inventory` names it, and every id that it has is known."""

import json
from pathlib import Path
from typing import Any

import pytest

from releve.cli import inventories
from releve.cli.exits import CHECK_FAILED
from releve.domain.errors import Code
from tests.helpers.houses import work_off
from tests.helpers.scripts import one, web
from tests.house.cli.conftest import Terminal


def inside(terminal: Terminal) -> str:
    kept = json.loads((terminal.folder / "tokens.json").read_text())["tokens"]
    [tokens] = kept.values()
    return str(tokens[-1])


def skill(terminal: Terminal, name: str = "Claims") -> str:
    body = {"skillName": name, "mediaTypeId": 4}
    return str(terminal.story.done("POST", "/entities/skill", inside(terminal), body)["id"])


def written(folder: Path, skill: str, number: object) -> Path:
    raw = web("REQAGENT", [one("Skill", skill)], header={"busNo": int(str(number))})
    (folder / "scripts").mkdir(exist_ok=True)
    (folder / "scripts" / "queue.json").write_bytes(raw)
    return folder / "scripts"


def number(terminal: Terminal) -> str:
    [unit] = terminal.story.done("GET", "/entities/business_unit", inside(terminal))["items"]
    return str(unit["id"])


def rows(terminal: Terminal, *words: object) -> list[Any]:
    shown = terminal.type("scripts", "scan", *words, "--jsonl")
    return [json.loads(line) for line in shown.splitlines()]


def test_an_inventory_may_be_the_tenant_that_one_is_logged_in_to(
    paired: tuple[Terminal, str],
) -> None:
    terminal, _ = paired
    own = skill(terminal)
    scripts = written(terminal.folder, own, number(terminal))
    tenant = terminal.json("whoami")["tenant"]
    for name in ("acme", tenant["id"], tenant["id"].upper()):
        found = rows(terminal, scripts, "--inventory", name)
        assert [(row["value"], row["kind"], row["verdict"]) for row in found] == [
            (number(terminal), "business_unit", "rewritten"),
            (own, "skill", "rewritten"),
        ]
        terminal.type("scripts", "check", scripts, "--inventory", name)
        assert terminal.status == 0


def test_every_page_of_every_kind_is_read_and_second_ids_too(
    paired: tuple[Terminal, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inventories, "_AT_ONCE", 2)
    terminal, _ = paired
    made = [skill(terminal, f"Claims {n}") for n in range(5)]
    team = terminal.story.done("GET", "/entities/team", inside(terminal))["items"][0]
    code = "\n".join(f'queueSkill = "{one}"' for one in made) + f'\nx = "{team["altId"]}"'
    (terminal.folder / "a.json").write_bytes(web("SNIPPET", [one("Data", code)]))
    found = rows(terminal, terminal.folder / "a.json", "--inventory", "Acme")
    told = [(row["value"], row["kind"], row["verdict"]) for row in found if row["action"] == "10"]
    assert told == [
        *((value, "skill", "rewritten") for value in made),
        (team["altId"], "team", "rewritten"),
    ]


def test_what_the_sync_made_of_a_script_is_right_there_and_the_original_is_not(
    paired: tuple[Terminal, str],
) -> None:
    terminal, _ = paired
    scripts = written(terminal.folder, skill(terminal), number(terminal))
    terminal.type("import", "scripts", scripts)
    terminal.type("sync", "enable")
    terminal.type("sync", "run")
    work_off(terminal.story.house)
    terminal.type("logout")
    terminal.type("impersonate", "Acme BCP")
    copied = terminal.folder / "copied"
    terminal.type("export", "scripts", copied)
    terminal.type("scripts", "check", copied, "--inventory", "Acme BCP")
    assert (terminal.status, "0 places in doubt" in terminal.out) == (0, True)
    terminal.type("scripts", "check", scripts, "--inventory", "Acme BCP")
    assert (terminal.status, "2 places in doubt" in terminal.out) == (CHECK_FAILED, True)


def test_another_tenant_than_ones_own_is_not_asked(paired: tuple[Terminal, str]) -> None:
    terminal, _ = paired
    scripts = written(terminal.folder, skill(terminal), number(terminal))
    told = terminal.told("scripts", "scan", scripts, "--inventory", "Acme BCP")
    assert (told.code, "you are logged in to Acme." in told.detail) == (Code.INVALID, True)
    assert "impersonate" in told.hint
    terminal.type("logout")
    told = terminal.told("scripts", "scan", scripts, "--inventory", "Acme")
    assert "you are logged in to Tenant Management." in told.detail
    terminal.type("logout")
    told = terminal.told("scripts", "scan", scripts, "--inventory", "Acme")
    assert (told.code, "“Acme” is no file" in told.detail) == (Code.UNAUTHENTICATED, True)


def test_a_file_of_that_name_comes_before_a_tenant(
    paired: tuple[Terminal, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal, _ = paired
    scripts = written(terminal.folder, "41870264", number(terminal))
    (terminal.folder / "Acme").write_text('{"41870264": "skill"}')
    monkeypatch.chdir(terminal.folder)
    assert [row["verdict"] for row in rows(terminal, scripts, "--inventory", "Acme")] == [
        "rewritten",
        "rewritten",
    ]
