"""Scripts in files: what in them is an identifier, and what becomes of it. None of this needs a server."""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from releve.app.script_files import (
    Inventory,
    RewrittenFile,
    Scanned,
    inventory_of,
    pairs_of,
    rewrite_files,
    scan_files,
)
from releve.app.script_reports import line, sarif
from releve.app.scripts import ENDINGS
from releve.cli.command import at_desk
from releve.cli.desk import Desk
from releve.cli.exits import CHECK_FAILED
from releve.cli.local import read_file, write_file
from releve.cli.shared import noun
from releve.domain.kinds import KINDS
from releve.domain.say import Message, say, say_n

Folder = Annotated[Path, typer.Argument(help="A folder of script files, or one file.")]
KnownIds = Annotated[
    Path | None,
    typer.Option("--inventory", help="JSON file of what the tenant has: id → kind and name."),
]
Lines = Annotated[bool, typer.Option("--jsonl", help="One JSON object a place, one a line.")]
Map = Annotated[Path, typer.Option("--map", help="JSON file: kind → id → id in the other tenant.")]
Number = Annotated[str, typer.Option("--business-unit", help="Number of the other tenant.")]

#: What is shown of a text on either side of a place.
AROUND = 30


def add_to(app: typer.Typer) -> None:
    group = noun(
        "Script files: find, rewrite and check identifiers in them. Works without a server."
    )
    for name, command in (
        ("scan", scan),
        ("find", find),
        ("plan", plan),
        ("rewrite", rewrite),
        ("check", check),
    ):
        group.command(name)(at_desk(command))
    app.add_typer(group, name="scripts")


def scan(
    desk: Desk,
    folder: Folder,
    inventory: KnownIds = None,
    jsonl: Lines = False,
    as_sarif: Annotated[bool, typer.Option("--sarif", help="A log in the format SARIF.")] = False,
) -> None:
    """Find every identifier in script files, with a verdict and its reason. Exit status 9 if a file is no script."""
    known = None if inventory is None else inventory_of(read_file(inventory))
    found = scan_files(_files(desk, folder), known)
    if jsonl:
        _print_lines(desk, found, known)
    elif as_sarif:
        print(json.dumps(sarif(found, desk.say), ensure_ascii=False, indent=2))
    else:
        desk.show(
            [_line(desk, one, place, known) for one in found for place in one.places],
            _counts(desk, found),
            *_asked(desk, found),
        )
    _end(desk, found)


def find(
    desk: Desk,
    what: Annotated[str, typer.Argument(help="Text, identifier or, with --regex, an expression.")],
    folder: Folder,
    regex: Annotated[bool, typer.Option("--regex", help="WHAT is a regular expression.")] = False,
) -> None:
    """Find a text in the values, captions and action names of script files. Exit status 9 if it is nowhere."""
    try:
        pattern = re.compile(what if regex else re.escape(what), re.IGNORECASE)
    except re.error as fault:
        raise desk.wrong(
            say("This is no regular expression: {why}.", why=str(fault)),
            say("Leave --regex away to search for the text as it stands."),
        ) from fault
    found = scan_files(_files(desk, folder))
    rows = [row for one in found for row in _matches(one, pattern)]
    desk.show(
        rows,
        desk.table(
            rows,
            (say("File"), lambda row: row["file"]),
            (say("Action"), lambda row: f"{row['action']} {row['name']}".strip()),
            (say("Property"), lambda row: row["property"]),
            (say("Text"), lambda row: row["text"]),
        ),
        say_n("{n} place.", "{n} places.", len(rows)),
    )
    if not rows:
        raise typer.Exit(CHECK_FAILED)


def plan(desk: Desk, folder: Folder, ids: Map, business_unit: Number) -> None:
    """Show what rewriting would change. Exit status 9 if something has no counterpart."""
    _show_rewritten(desk, _rewritten(desk, folder, ids, business_unit))


def rewrite(
    desk: Desk,
    folder: Folder,
    ids: Map,
    business_unit: Number,
    to: Annotated[Path, typer.Option("--to", help="Folder to write the files into.")],
) -> None:
    """Write the files for another tenant into a folder. What has no counterpart is not written: exit status 9."""
    done = _rewritten(desk, folder, ids, business_unit)
    for one in done:
        if one.raw is not None:
            write_file(to / one.file, one.raw)
    _show_rewritten(desk, done)


def check(
    desk: Desk,
    folder: Folder,
    inventory: Annotated[
        Path,
        typer.Option(
            "--inventory", help="JSON file of what the tenant has that the scripts are to run in."
        ),
    ],
) -> None:
    """Check that all identifiers in script files are those of one tenant. Exit status 9 if one is not, or is in doubt."""
    found = scan_files(_files(desk, folder), inventory_of(read_file(inventory)))
    doubts = [(one, place) for one in found for place in one.places if place.is_open]
    known = inventory_of(read_file(inventory))
    desk.show(
        [_line(desk, one, place, known) for one, place in doubts],
        *_asked(desk, found),
        say_n("{n} place in doubt.", "{n} places in doubt.", len(doubts)),
    )
    _end(desk, found)
    if doubts:
        raise typer.Exit(CHECK_FAILED)


def _files(desk: Desk, folder: Path) -> list[tuple[str, bytes]]:
    """The script files, each named from the folder on, with its name."""
    if not folder.exists():
        raise desk.wrong(
            say("There is no file or folder {path}.", path=folder),
            say("Give the path of a script file or of a folder of them."),
        )
    inside = sorted(folder.rglob("*")) if folder.is_dir() else [folder]
    files = [one for one in inside if one.is_file() and one.suffix.casefold() in ENDINGS]
    if not files:
        raise desk.wrong(
            say("No script was found in {places}.", places=folder),
            say(
                "Looked for are files whose names end in {endings}, in folders within too.",
                endings=", ".join(ENDINGS),
            ),
        )
    start = folder.resolve().parent
    return [(one.resolve().relative_to(start).as_posix(), read_file(one)) for one in files]


def _line(desk: Desk, one: Scanned, place: Any, known: Inventory | None) -> dict[str, Any]:
    return line(one, place, known, desk.say(place.reason))


def _print_lines(desk: Desk, found: Sequence[Scanned], known: Inventory | None) -> None:
    for one in found:
        for place in one.places:
            sys.stdout.write(json.dumps(_line(desk, one, place, known), ensure_ascii=False) + "\n")


def _counts(desk: Desk, found: Sequence[Scanned]) -> Any:
    return desk.table(
        found,
        (say("File"), lambda one: one.file),
        (say("Rewritten"), lambda one: len(one.rewritten)),
        (say("To ask"), lambda one: len(one.asked)),
        (say("Neutral"), lambda one: len(one.neutral)),
        (say("Not read"), lambda one: len(one.found.gaps) if one.found else "–"),
    )


def _asked(desk: Desk, found: Sequence[Scanned]) -> Iterator[Any]:
    rows = [(one, place) for one in found for place in one.asked]
    if rows:
        yield Message("")
        yield desk.table(
            rows,
            (say("File"), lambda row: row[0].file),
            (say("Where"), lambda row: f"{row[1].action} {row[1].place}"),
            (say("Value"), lambda row: row[1].value or "••••"),
            (say("Kind"), lambda row: _kind(row[1].kind)),
            (say("Why"), lambda row: row[1].reason),
        )


def _kind(kind: str) -> Message | str:
    return KINDS[kind].label if kind in KINDS else ""


def _end(desk: Desk, found: Sequence[Scanned]) -> None:
    """Files that could not be read are told last, where they are seen."""
    wrong = [one for one in found if one.problem is not None]
    for one in wrong:
        desk.note(
            say("{file}: {what}", file=one.file, what=one.problem.message if one.problem else "")
        )
    if wrong:
        raise typer.Exit(CHECK_FAILED)


def _matches(one: Scanned, pattern: re.Pattern[str]) -> Iterator[dict[str, Any]]:
    for action in one.script.actions if one.script else ():
        values = [value for each in action.properties for value in each.values]
        for value in (*([action.label] if action.label else ()), *values, *action.branches):
            for found in pattern.finditer(value.text):
                start, end = found.span()
                text = value.text[max(0, start - AROUND) : end + AROUND]
                yield {
                    "file": one.file,
                    "action": action.id,
                    "name": action.name,
                    "property": value.place,
                    "offset": start,
                    "length": end - start,
                    "text": " ".join(text.split()),
                }
        if pattern.search(action.name):
            yield {
                "file": one.file,
                "action": action.id,
                "name": action.name,
                "property": "",
                "offset": 0,
                "length": 0,
                "text": "",
            }


def _rewritten(desk: Desk, folder: Path, ids: Path, business_unit: str) -> list[RewrittenFile]:
    if not business_unit.isdigit():
        raise desk.wrong(
            say("“{number}” is no number of a business unit.", number=business_unit),
            say("Give the number that the other tenant's scripts carry as busNo."),
        )
    return rewrite_files(_files(desk, folder), pairs_of(read_file(ids)), business_unit)


def _show_rewritten(desk: Desk, done: Sequence[RewrittenFile]) -> None:
    desk.show(
        [_record(desk, one) for one in done],
        desk.table(
            done,
            (say("File"), lambda one: one.file),
            (say("Changed"), lambda one: len(one.done.changed) if one.done else "–"),
            (say("Without counterpart"), lambda one: _listed(one)),
            (say("To review"), lambda one: len(_open(one))),
        ),
    )
    bad = [one for one in done if one.raw is None]
    for one in bad:
        if one.problem is not None:
            desk.note(say("{file}: {what}", file=one.file, what=one.problem.message))
    if bad:
        raise typer.Exit(CHECK_FAILED)


def _listed(one: RewrittenFile) -> str:
    return ", ".join(f"{place.value} ({place.action} {place.place})" for place in _unknown(one))


def _unknown(one: RewrittenFile) -> Sequence[Any]:
    return one.done.unknown if one.done else ()


def _open(one: RewrittenFile) -> Sequence[Any]:
    return [place for place in one.done.to_review if place.is_open] if one.done else ()


def _record(desk: Desk, one: RewrittenFile) -> dict[str, Any]:
    changed = one.done.changed if one.done else ()
    return {
        "file": one.file,
        "path": one.path,
        "changed": [
            {
                "action": edit.occurrence.action,
                "property": edit.occurrence.place,
                "kind": edit.occurrence.kind,
                "before": edit.before,
                "after": edit.after,
                "reason": desk.say(edit.occurrence.reason),
            }
            for edit in changed
        ],
        "unknown": [_place(desk, place) for place in _unknown(one)],
        "toReview": [_place(desk, place) for place in _open(one)],
        "problem": desk.say(one.problem.message) if one.problem else None,
    }


def _place(desk: Desk, place: Any) -> dict[str, Any]:
    return {
        "action": place.action,
        "property": place.place,
        "kind": place.kind,
        "value": place.value,
        "reason": desk.say(place.reason),
    }
