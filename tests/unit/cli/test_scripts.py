"""The commands for script files, typed where there is no server: what they print, what they write, how they end."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from releve.cli.exits import CHECK_FAILED
from releve.cli.main import run
from tests.helpers.scripts import one, web

SKILL, HERS = "41870264", "80215533"
HOME, AWAY = "7314250", "7990001"
KEY = "S3cr3t-of-nobody"
PAIRS = {"skill": {SKILL: HERS}}
OURS = {SKILL: {"kind": "skill", "name": "Claims"}, HOME: "business_unit"}
THEIRS = {HERS: {"kind": "skill", "name": "Claims"}, AWAY: "business_unit"}
GOOD = web("REQAGENT", [one("Skill", SKILL)], header={"scriptName": "Larkmont\\Queue"})
BAD = web("REQAGENT", [one("Skill", "71234567")], header={"scriptName": "Larkmont\\Other"})


@dataclass
class Typed:
    """The program itself, started with words in a folder that holds `scripts`, `map.json`, `ours.json` and `theirs.json`."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    out: str = ""
    err: str = ""

    def __call__(self, *words: object) -> int:
        self.monkeypatch.setattr(sys, "argv", ["releve", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            run()
        self.out, self.err = self.capsys.readouterr()
        return int(ended.value.code or 0)

    def writes(self, files: Mapping[str, bytes]) -> None:
        for name, raw in files.items():
            file = self.folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(raw)

    def lines(self, *words: object) -> list[dict[str, Any]]:
        self(*words, "--jsonl")
        return [json.loads(line) for line in self.out.splitlines()]

    def files(self, *words: object) -> list[str]:
        """What the files are called in which something stands."""
        return list(dict.fromkeys(one["file"] for one in self.lines("scripts", "scan", *words)))


@pytest.fixture
def typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Typed:
    for name in ("LC_ALL", "LC_MESSAGES", "RELEVE_LANG", "RELEVE_SERVER", "RELEVE_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("RELEVE_TOKEN_FILE", str(tmp_path / "tokens.json"))
    monkeypatch.chdir(tmp_path)
    there = Typed(tmp_path, monkeypatch, capsys)
    there.writes(
        {
            "scripts/queue.json": GOOD,
            "map.json": json.dumps(PAIRS).encode(),
            "ours.json": json.dumps(OURS).encode(),
            "theirs.json": json.dumps(THEIRS).encode(),
        }
    )
    return there


# ---------------------------------------------------------------- what is printed


def test_a_scan_is_a_table_of_files_and_then_of_what_is_asked(typed: Typed) -> None:
    code = f'x = "71234567"\napiKey = "{KEY}"'
    typed.writes({"scripts/code.json": web("SNIPPET", [one("Data", code)])})
    assert typed("scripts", "scan", "scripts") == 0
    head, *rows = typed.out.splitlines()
    assert head.split() == ["File", "Rewritten", "To", "ask", "Neutral", "Not", "read"]
    assert rows[0].split() == ["scripts/code.json", "1", "2", "0", "0"]
    assert rows[1].split() == ["scripts/queue.json", "2", "0", "0", "0"]
    asked = [row for row in rows if "10 Data" in row]
    assert [row.split()[3] for row in asked] == ["71234567", "••••"]
    assert "nothing in the script says of what" in asked[0]
    assert KEY not in typed.out + typed.err


def test_json_is_a_list_of_the_lines_that_jsonl_prints_one_by_one(typed: Typed) -> None:
    typed("scripts", "scan", "scripts", "--json")
    listed = json.loads(typed.out)
    assert listed == typed.lines("scripts", "scan", "scripts")
    assert [(row["property"], row["value"]) for row in listed] == [
        ("busNo", HOME),
        ("Skill", SKILL),
    ]


def test_sarif_is_one_document_with_paths_from_where_one_works(typed: Typed) -> None:
    typed.writes({"deep/er/more scripts/a.json": GOOD})
    assert typed("scripts", "scan", "deep/er/more scripts", "--sarif") == 0
    [run] = json.loads(typed.out)["runs"]
    places = [one["locations"][0]["physicalLocation"] for one in run["results"]]
    uri = "deep/er/more%20scripts/a.json"
    assert [place["artifactLocation"]["uri"] for place in places] == [uri] * 2
    typed.monkeypatch.chdir("deep")
    typed("scripts", "scan", "../scripts", "--sarif")
    assert '"uri": "scripts/queue.json"' in typed.out


def test_two_formats_at_once_are_refused(typed: Typed) -> None:
    for command in (("scan", "scripts"), ("check", "scripts", "--inventory", "ours.json")):
        assert typed("scripts", *command, "--jsonl", "--sarif") == 2
        assert "two formats" in typed.err


def test_everything_is_said_in_french(typed: Typed) -> None:
    typed.writes({"scripts/code.json": web("SNIPPET", [one("Data", 'x = "71234567"')])})
    assert typed("--lang", "fr", "scripts", "scan", "scripts") == 0
    assert "rien dans le script ne dit de quoi" in typed.out
    for word in ("Rewritten", "To ask", "Neutral", "Not read", "Why"):
        assert word not in typed.out
    typed("--lang", "fr", "scripts", "scan", "scripts", "--sarif")
    assert "Un nombre, pas un identifiant." in typed.out
    assert typed("--lang", "fr", "scripts", "scan", "nowhere") == 2
    assert "Il n’existe ni fichier ni dossier nowhere." in typed.err
    changed = ("scripts", "plan", "scripts", "--map", "map.json", "--business-unit", AWAY)
    assert typed("--lang", "fr", *changed) == 0
    assert ("Avant" in typed.out, "Before" in typed.out) == (True, False)


# ---------------------------------------------------------------- what files are called


def test_a_file_is_called_from_the_folders_own_name_on(typed: Typed) -> None:
    typed.writes({"scripts/sub/more.JSON": GOOD})
    names = ["scripts/queue.json", "scripts/sub/more.JSON"]
    for given in (
        "scripts",
        "scripts/",
        "./scripts",
        "scripts/../scripts",
        typed.folder / "scripts",
    ):
        assert typed.files(given) == names, given
    typed.monkeypatch.chdir("scripts/sub")
    assert typed.files("..") == names
    assert typed.files("../../scripts") == names
    assert typed.files(".") == ["sub/more.JSON"]


def test_a_link_is_called_as_it_was_given(typed: Typed) -> None:
    (typed.folder / "linked").symlink_to("scripts")
    assert typed.files("linked") == ["linked/queue.json"]


def test_a_link_to_a_file_elsewhere_is_called_by_where_it_stands(typed: Typed) -> None:
    typed.writes({"elsewhere/other.json": GOOD})
    (typed.folder / "scripts" / "a.json").symlink_to("../elsewhere/other.json")
    (typed.folder / "scripts" / "broken.json").symlink_to("../nowhere.json")
    assert typed.files("scripts") == ["scripts/a.json", "scripts/queue.json"]


def test_one_file_is_called_by_its_name(typed: Typed) -> None:
    typed.writes({"scripts/kept.bak": GOOD})
    for given in ("scripts/queue.json", "scripts/kept.bak"):
        assert typed.files(given) == [Path(given).name]


def test_what_is_hidden_is_passed_over(typed: Typed) -> None:
    typed.writes({"scripts/.git/a.json": GOOD, "scripts/.b.json": GOOD})
    assert typed.files("scripts") == ["scripts/queue.json"]


# ---------------------------------------------------------------- how they end


def test_a_folder_without_scripts_and_one_that_is_not_there_are_refused(typed: Typed) -> None:
    typed.writes({"empty/readme.md": b"#"})
    for given, told in (("empty", "No script was found in empty"), ("gone", "There is no file or")):
        assert typed("scripts", "scan", given) == 2
        assert (told in typed.err, typed.out) == (True, "")


def test_a_file_that_is_no_script_is_told_whatever_is_printed(typed: Typed) -> None:
    typed.writes({"scripts/package.json": b"{}"})
    for how in ((), ("--json",), ("--jsonl",), ("--sarif",)):
        assert typed("scripts", "scan", "scripts", *how) == CHECK_FAILED
        assert "scripts/package.json: " in typed.err
        assert "queue.json" in typed.out
    known = ("--inventory", "ours.json")
    assert typed("scripts", "check", "scripts", *known) == CHECK_FAILED
    assert typed("scripts", "find", SKILL, "scripts") == CHECK_FAILED


def test_what_is_found_is_shown_and_nothing_found_is_a_failure(typed: Typed) -> None:
    assert typed("scripts", "find", SKILL, "scripts") == 0
    assert "1 place." in typed.out
    typed("scripts", "find", "^4187[0-9]+$", "scripts", "--regex", "--json")
    assert json.loads(typed.out) == [
        {
            "file": "scripts/queue.json",
            "action": "10",
            "name": "REQAGENT",
            "property": "Skill",
            "offset": 0,
            "length": 8,
            "text": SKILL,
        }
    ]
    assert typed("scripts", "find", "4187.*", "scripts") == CHECK_FAILED
    for what in ("(", "a{99999999999}", ""):
        assert typed("scripts", "find", what, "scripts", "--regex") == 2, what


def test_a_map_or_inventory_that_is_not_there_is_told_as_a_file(typed: Typed) -> None:
    where = ("--business-unit", AWAY)
    assert typed("scripts", "plan", "scripts", "--map", "gone.json", *where) == 2
    assert "gone.json cannot be read: it does not exist" in typed.err
    assert typed("scripts", "scan", "scripts", "--inventory", "gone.json") == 2
    assert "gone.json cannot be read: it does not exist" in typed.err
    assert typed("scripts", "check", "scripts", "--inventory", "map.json") == 2


def test_a_name_that_is_no_file_asks_for_a_tenant(typed: Typed) -> None:
    server = ("--server", "http://127.0.0.1:9")
    assert typed("scripts", "scan", "scripts", "--inventory", "Acme", *server) == 8
    assert "“Acme” is no file, and no tenant can be asked for. There is no server" in typed.err


@pytest.mark.parametrize("number", ["", "Acme", "-7", "0", "0799", "7.5", "²", "٧٣١٤", "1" * 19])
def test_a_business_unit_that_is_no_number_is_refused(typed: Typed, number: str) -> None:
    rest = ("--map", "map.json", "--business-unit", number)
    assert typed("scripts", "plan", "scripts", *rest) == 2
    assert f"“{number}” is no number of a business unit" in typed.err


# ---------------------------------------------------------------- plan, rewrite, check

REWRITE = ("scripts", "rewrite", "scripts", "--map", "map.json", "--business-unit", AWAY)


def test_a_plan_shows_what_would_change_and_writes_nothing(typed: Typed) -> None:
    before = sorted(typed.folder.rglob("*"))
    assert typed("scripts", "plan", "scripts", "--map", "map.json", "--business-unit", AWAY) == 0
    [row] = [row for row in typed.out.splitlines() if "10 Skill" in row]
    assert row.split()[3:7] == ["Skill", SKILL, HERS, "This"]
    assert sorted(typed.folder.rglob("*")) == before


def test_a_plan_shows_what_is_left_to_a_person(typed: Typed) -> None:
    typed.writes({"scripts/code.json": web("SNIPPET", [one("Data", f'x = "{SKILL}"')])})
    assert typed("scripts", "plan", "scripts", "--map", "map.json", "--business-unit", AWAY) == 0
    assert "nothing in the script says that it is meant" in typed.out


def test_files_are_written_with_every_other_byte_as_it_was(typed: Typed) -> None:
    raw = b"\xef\xbb\xbf" + GOOD.replace(b"\n", b"\r\n")
    typed.writes({"scripts/sub/marked.json": raw})
    assert typed(*REWRITE, "--to", "out") == 0
    for name, before in (("queue.json", GOOD), ("sub/marked.json", raw)):
        after = (typed.folder / "out" / "scripts" / name).read_bytes()
        assert after == before.replace(SKILL.encode(), HERS.encode()).replace(
            HOME.encode(), AWAY.encode()
        )


def test_a_held_back_file_is_not_written_and_the_others_are(typed: Typed) -> None:
    typed.writes({"scripts/bad.json": BAD, "scripts/none.json": b"{}"})
    assert typed(*REWRITE, "--to", "out") == CHECK_FAILED
    assert [one.name for one in (typed.folder / "out" / "scripts").iterdir()] == ["queue.json"]
    assert "71234567 (10 Skill)" in typed.out
    assert "scripts/none.json: " in typed.err
    assert typed(*REWRITE, "--to", "out", "--json") == CHECK_FAILED
    bad, none, good = json.loads(typed.out)
    assert [(one["kind"], one["value"]) for one in bad["unknown"]] == [("skill", "71234567")]
    assert (bad["problem"], good["problem"], none["changed"]) == (None, None, [])
    assert "not a script" in none["problem"]
    assert [(one["before"], one["after"]) for one in good["changed"]] == [
        (HOME, AWAY),
        (SKILL, HERS),
    ]


def test_nothing_is_written_over_the_files_that_it_is_made_from(typed: Typed) -> None:
    (typed.folder / "round").symlink_to(".")
    for to in (".", "scripts/..", "round"):
        assert typed(*REWRITE, "--to", to) == 2
        assert "would be written over itself" in typed.err
    assert (typed.folder / "scripts" / "queue.json").read_bytes() == GOOD


def test_rewritten_files_pass_the_check_of_the_other_tenant_and_the_old_ones_do_not(
    typed: Typed,
) -> None:
    check = ("--inventory", "theirs.json")
    assert typed(*REWRITE, "--to", "out") == 0
    assert typed("scripts", "check", "out/scripts", *check) == 0
    assert "0 places in doubt." in typed.out
    assert typed("scripts", "check", "scripts", *check) == CHECK_FAILED
    assert "2 places in doubt." in typed.out
    rows = typed.lines("scripts", "check", "scripts", *check)
    assert [(row["value"], row["verdict"], row["rule"]) for row in rows] == [
        (HOME, "ask", "unknown"),
        (SKILL, "ask", "unknown"),
    ]
    assert typed("scripts", "check", "scripts", *check, "--sarif") == CHECK_FAILED
    assert [one["level"] for one in json.loads(typed.out)["runs"][0]["results"]] == ["warning"] * 2
    assert typed("scripts", "check", "scripts", "--inventory", "ours.json") == 0


def test_keys_and_hosts_do_not_fail_a_check_of_ids(typed: Typed) -> None:
    code = f'apiKey = "{KEY}"\nurl = "https://api-au1.niceincontact.com/"'
    typed.writes({"scripts/code.json": web("SNIPPET", [one("Data", code)])})
    assert typed("scripts", "check", "scripts", "--inventory", "ours.json") == 0
    assert "••••" not in typed.out


def test_what_is_written_as_it_stood_is_shown_for_a_person_to_judge(typed: Typed) -> None:
    """An id that code holds and the map does not: nothing is known of it, and it stays."""
    typed.writes({"scripts/code.json": web("SNIPPET", [one("Data", 'queueSkill = "71234567"')])})
    assert typed(*REWRITE, "--to", "out") == 0
    [row] = [row for row in typed.out.splitlines() if "10 Data" in row]
    assert row.split()[3:5] == ["71234567", "Skill"]
    assert b"71234567" in (typed.folder / "out" / "scripts" / "code.json").read_bytes()
