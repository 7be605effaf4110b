"""What an operator can choose and what people read is written down where they look for it."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import typer

from releve.app.over_http import HTTP_STATUS
from releve.cli.exits import EXIT_STATUS
from releve.cli.later import Later
from releve.cli.main import program
from releve.daemon.catalogue import (
    CLIENT_SETTINGS,
    DRIVER_SETTINGS,
    REGION_SETTINGS,
    SETTINGS,
    Setting,
    region_variable,
)
from releve.daemon.settings import load
from releve.domain.errors import Code
from releve.domain.ids import Which
from releve.domain.kind import Kind, references
from releve.domain.kinds import KINDS
from releve.languages.catalogue import untranslated
from tests.house_rules.addresses import ROOT
from tests.house_rules.rooms import DOORS, MAY_IMPORT

DOCS = ROOT / "docs"
PAGE = DOCS / "operating" / "settings.md"
ROW = re.compile(
    r"\| `(?P<key>[^`]+)` \| `(?P<variable>[^`]+)` \| `(?P<default>[^`]+)` \| (?P<what>.+) \|"
)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])

_LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
_FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (?P<text>.+)$", re.MULTILINE)
_TEST = re.compile(r"`(?P<file>tests/[\w/]+\.py)::(?P<name>\w+)`")


def as_toml(default: object) -> str:
    if isinstance(default, str | Path):
        return json.dumps(str(default))
    return str(default).lower()


def of_any_region(setting: Setting) -> tuple[str, str, str]:
    key = f"regions.<name>.{setting.key}"
    return key, region_variable("<name>", setting.key), as_toml(setting.default)


def test_the_page_of_settings_and_the_code_agree() -> None:
    rows = ROW.findall(PAGE.read_text("utf-8"))
    there = {(setting.key, setting.variable, as_toml(setting.default)) for setting in SETTINGS}
    there |= {of_any_region(setting) for setting in REGION_SETTINGS}
    assert {row[:3] for row in rows} == there
    assert len(rows) == len(there)


def test_the_page_of_settings_tells_what_a_client_may_have() -> None:
    rows = [row[:2] for row in cells(PAGE) if row[0].startswith("`clients.")]
    assert rows == [
        [f"`clients.<name>.{one.key}`", f"`{json.dumps(one.default)}`"] for one in CLIENT_SETTINGS
    ]


def test_the_page_of_settings_tells_what_a_driver_of_each_sort_may_have() -> None:
    rows = [row[:2] for row in cells(PAGE) if row[0].startswith("`drivers.")]
    assert rows == [
        [
            f"`drivers.<name>.{one.key}`",
            f"`{json.dumps(one.default)}`" if one.default is not None else "–",
        ]
        for settings in DRIVER_SETTINGS.values()
        for one in settings
    ]


def test_the_example_on_the_page_of_settings_is_one(tmp_path: Path) -> None:
    [example] = re.findall(r"```toml\n(.+?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "releve.toml").write_text(example, "utf-8")
    settings = load({}, config=tmp_path / "releve.toml")
    assert settings.regions["eu1"].url == "https://eu1.contact.example"
    assert settings.secure_cookies
    assert [client.id for client in settings.clients] == ["crm"]


def test_every_sentence_is_said_in_french() -> None:
    assert list(untranslated("fr")) == []


# ---------------------------------------------------------------- links


def prose(document: Path) -> str:
    """A document without its examples."""
    return _FENCE.sub("", document.read_text("utf-8"))


def anchors(document: Path) -> set[str]:
    """What `#…` may name in a document, as the usual viewers make it of headings."""
    headings = (found["text"] for found in _HEADING.finditer(prose(document)))
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


def dead_ends(document: Path) -> Iterator[str]:
    """Yield every link that leads to no file, or to no heading of it. Other hosts are not asked."""
    for found in _LINK.finditer(prose(document)):
        target, _, anchor = unquote(found["target"]).partition("#")
        if "://" in target:
            continue
        goal = (document.parent / target).resolve() if target else document
        if not goal.exists() or (anchor and anchor not in anchors(goal)):
            yield found["target"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    assert list(dead_ends(document)) == []


def test_a_link_to_nothing_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A Title, with signs\n[a](b.md) [c](#a-title-with-signs) [d](#e)\n", "utf-8")
    assert list(dead_ends(page)) == ["b.md", "#e"]


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, ahead = {ROOT / "README.md"}, [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        for found in _LINK.finditer(prose(page)):
            goal = (page.parent / unquote(found["target"]).partition("#")[0]).resolve()
            near = [goal] if goal.suffix == ".md" else goal.glob("*.md") if goal.is_dir() else []
            new = {one for one in near if one.exists()} - reached
            reached |= new
            ahead += new
    assert set(DOCUMENTS) - reached == set()


# ---------------------------------------------------------------- what the code declares


def cells(document: Path) -> Iterator[list[str]]:
    """Yield the rows of every table of a document."""
    for line in document.read_text("utf-8").splitlines():
        if line.startswith("| "):
            yield [cell.strip() for cell in line.strip("| ").split(" | ")]


def test_every_code_is_explained_with_its_status_at_every_door() -> None:
    page = DOCS / "operating" / "errors.md"
    told = {row[0]: (row[1], row[2]) for row in cells(page)}
    there = {
        f"[`{code}`](#{code})": (str(HTTP_STATUS[code]), str(EXIT_STATUS[code])) for code in Code
    }
    assert {code: told.get(code) for code in there} == there
    assert {code.value for code in Code} <= anchors(page)


@pytest.mark.parametrize("code", Code)
def test_every_code_says_what_each_person_does(code: Code) -> None:
    text = (DOCS / "operating" / "errors.md").read_text("utf-8")
    section = text.partition(f"\n## {code}\n")[2].partition("\n## ")[0]
    assert re.findall(r"^- \*\*(\w+)\*\*: .", section, re.MULTILINE) == [
        "User",
        "Operator",
        "Support",
    ]


def kind_row(kind: Kind) -> tuple[str, ...]:
    """What the table of kinds says of one, but for its names in two languages."""
    spaces = [kind.id, *([kind.space(Which.ALT)] if kind.alt else [])]
    targets = sorted({target for _, target in references(kind)})
    return (
        f"`{kind.name}`",
        ", ".join(f"`{space.field}` ({space.form})" for space in spaces),
        ", ".join(f"`{name}`" for name in kind.key),
        ", ".join(f"`{target}`" for target in targets) or "–",
        "yes" if kind.copied else "no",
    )


def test_the_table_of_kinds_and_the_declarations_agree() -> None:
    table = [row for row in cells(DOCS / "kinds.md") if row[0].startswith("`")]
    written = [(row[0], *row[3:]) for row in table]
    assert written == [kind_row(KINDS[name]) for name in sorted(KINDS)]
    assert {row[0]: row[1] for row in table} == {
        f"`{k.name}`": str(k.label) for k in KINDS.values()
    }


def commands(command: Any, path: str) -> Iterator[str]:
    """Yield every command with the words that lead to it."""
    command = command.loaded() if isinstance(command, Later) else command
    below: Mapping[str, Any] = getattr(command, "commands", {})
    if not below:
        yield path
    for name, one in below.items():
        yield from commands(one, f"{path} {name}")


def test_every_command_is_on_its_page_and_no_other() -> None:
    rows = [row[0] for row in cells(DOCS / "operating" / "cli.md")]
    written = {row.strip("`") for row in rows if row.startswith("`releve ")}
    there = set(commands(typer.main.get_command(program()), "releve"))
    told = {
        one: [command for command in there if f"{one} ".startswith(f"{command} ")]
        for one in written
    }
    assert [one for one, known in told.items() if not known] == []
    assert there - {command for known in told.values() for command in known} == set()


def test_what_the_documents_tell_to_make_can_be_made() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for document in DOCUMENTS:
        told = re.findall(
            r"(?:^|`)make (?:-C \w+ )?([a-z]+)", document.read_text("utf-8"), re.MULTILINE
        )
        assert set(told) <= targets, document
    assert "make -C releve demo" in (ROOT / "README.md").read_text("utf-8")


def test_the_table_of_rooms_and_the_walls_agree() -> None:
    rows = {row[0]: row[2] for row in cells(ROOT / "ARCHITECTURE.md") if len(row) == 3}
    for room, allowed in MAY_IMPORT.items():
        written = set(re.findall(r"`(\w+)`", rows[f"`{room}`"]))
        doors = {door for module, door in _doors() if module.split(".")[1] == room}
        everybody = set(MAY_IMPORT) - {"daemon", "cli"}
        wanted = {"cli"} if room == "daemon" else allowed | doors
        assert written == wanted, room
        assert room != "daemon" or allowed == everybody


def _doors() -> Iterator[tuple[str, str]]:
    yield from ((module, door) for module, doors in DOORS.items() for door in doors)


def test_every_test_that_a_document_names_is_there() -> None:
    named = [
        found.groups() for page in DOCUMENTS for found in _TEST.finditer(page.read_text("utf-8"))
    ]
    assert len(named) > 40
    gone = [f"{file}::{name}" for file, name in named if not _is_there(ROOT / file, name)]
    assert gone == []


def _is_there(file: Path, name: str) -> bool:
    return file.exists() and f"def {name}(" in file.read_text("utf-8")


def test_every_decision_has_a_number_of_its_own_and_the_three_parts() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    for number, page in enumerate(pages, start=1):
        text = page.read_text("utf-8")
        assert page.name.startswith(f"{number:04}-")
        assert text.startswith(f"# {number}. ")
        parts = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert parts == ["Context", "Decision", "Consequences"]


def test_pictures_are_small_and_every_one_is_shown() -> None:
    shown = "\n".join(page.read_text("utf-8") for page in DOCUMENTS)
    for picture in sorted((DOCS / "pictures").iterdir()):
        assert picture.stat().st_size < 120_000, picture
        assert f"pictures/{picture.name}" in shown, picture
