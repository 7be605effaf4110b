"""Scripts in files: what in them is an identifier, and what becomes of it. None of this needs a server, but for the checklist."""

import json
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from releve.app.script_files import (
    Inventory,
    RewrittenFile,
    Scanned,
    check_files,
    find_in,
    pairs_of,
    rewrite_files,
    scan_files,
)
from releve.app.script_reports import line, sarif
from releve.cli.command import at_desk
from releve.cli.commands.script_checklists import checklist
from releve.cli.desk import Desk
from releve.cli.exits import CHECK_FAILED
from releve.cli.inventories import inventory_named
from releve.cli.local import read_file, write_file
from releve.cli.script_folder import ScriptFolder
from releve.cli.shared import noun
from releve.domain.errors import ReleveError
from releve.domain.kinds import KINDS
from releve.domain.say import Message, say, say_n

Folder = Annotated[Path, typer.Argument(help="A folder of script files, or one file.")]
INVENTORY = (
    "JSON file of what the tenant has (id → kind and name), or the tenant you are logged in to."
)
KnownIds = Annotated[str, typer.Option("--inventory", help=INVENTORY, show_default=False)]
Lines = Annotated[bool, typer.Option("--jsonl", help="One JSON object a place, one a line.")]
AsSarif = Annotated[bool, typer.Option("--sarif", help="A log in the format SARIF.")]
Map = Annotated[Path, typer.Option("--map", help="JSON file: kind → id → id in the other tenant.")]
Number = Annotated[str, typer.Option("--business-unit", help="Number of the other tenant.")]

#: As many digits as the number of a tenant has at most.
NUMBER_MAX = 18


def add_to(app: typer.Typer) -> None:
    group = noun(
        "Script files: find, rewrite and check identifiers in them, without a server. And the checklist of a tenant's scripts."
    )
    for name, command in (
        ("scan", scan),
        ("find", find),
        ("plan", plan),
        ("rewrite", rewrite),
        ("check", check),
        ("checklist", checklist),
    ):
        group.command(name)(at_desk(command))
    app.add_typer(group, name="scripts")


def scan(
    desk: Desk,
    folder: Folder,
    inventory: KnownIds = "",
    jsonl: Lines = False,
    as_sarif: AsSarif = False,
) -> None:
    """Find every identifier in script files, with a verdict and its reason. Exit status 9 if a file is no script."""
    _one_format(desk, jsonl=jsonl, as_sarif=as_sarif)
    place = ScriptFolder(folder)
    files = place.read()
    known = inventory_named(desk, inventory) if inventory else None
    found = scan_files(files, known)
    if jsonl:
        _print_lines(desk, found, known)
    elif as_sarif:
        _print(sarif(found, desk.say, place.where))
    else:
        desk.show(_lines(desk, found, known), _counts(desk, found), *_asked(desk, found))
    _tell_problems(desk, [(one.file, one.problem) for one in found])


def find(
    desk: Desk,
    what: Annotated[str, typer.Argument(help="Text, identifier or, with --regex, an expression.")],
    folder: Folder,
    regex: Annotated[bool, typer.Option("--regex", help="WHAT is a regular expression.")] = False,
) -> None:
    """Find a text in the values, captions and action names of script files. Exit status 9 if it is nowhere."""
    pattern = _pattern(desk, what, regex=regex)
    found = scan_files(ScriptFolder(folder).read())
    rows = list(find_in(found, pattern))
    desk.show(
        [
            {
                "file": row.file,
                "action": row.action,
                "name": row.name,
                "property": row.property,
                "offset": row.offset,
                "length": row.length,
                "text": row.text,
            }
            for row in rows
        ],
        desk.table(
            rows,
            (say("File"), lambda row: row.file),
            (say("Action"), lambda row: f"{row.action} {row.name}".strip()),
            (say("Property"), lambda row: row.property),
            (say("Text"), lambda row: row.text),
        ),
        say_n("{n} place.", "{n} places.", len(rows)),
    )
    _tell_problems(desk, [(one.file, one.problem) for one in found])
    if not rows:
        raise typer.Exit(CHECK_FAILED)


def _pattern(desk: Desk, what: str, *, regex: bool) -> re.Pattern[str]:
    if not what:
        raise desk.wrong(
            say("There is nothing to look for."), say("Give a text of one letter or more.")
        )
    try:
        return re.compile(what if regex else re.escape(what), re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as fault:
        raise desk.wrong(
            say("This is no regular expression: {why}.", why=str(fault)),
            say("Leave --regex away to search for the text as it stands."),
        ) from fault


def plan(desk: Desk, folder: Folder, ids: Map, business_unit: Number) -> None:
    """Show what rewriting would change. Exit status 9 if something has no counterpart."""
    files = ScriptFolder(folder).read()
    done = rewrite_files(files, pairs_of(read_file(ids)), _number(desk, business_unit))
    _show_rewritten(desk, done, *_below(_changes(desk, done)), *_below(_left(desk, done)))


def rewrite(
    desk: Desk,
    folder: Folder,
    ids: Map,
    business_unit: Number,
    to: Annotated[Path, typer.Option("--to", help="Folder to write the files into.")],
) -> None:
    """Write the files for another tenant into a folder. What has no counterpart is not written: exit status 9."""
    files = ScriptFolder(folder).files()
    _spares(desk, files.values(), [to / name for name in files])
    read = [(name, read_file(file)) for name, file in files.items()]
    done = rewrite_files(read, pairs_of(read_file(ids)), _number(desk, business_unit))
    for one in done:
        if one.raw is not None:
            write_file(to / one.file, one.raw)
    _show_rewritten(desk, done, *_below(_left(desk, done)))


def check(
    desk: Desk,
    folder: Folder,
    inventory: Annotated[str, typer.Option("--inventory", help=INVENTORY)],
    jsonl: Lines = False,
    as_sarif: AsSarif = False,
) -> None:
    """Check that all identifiers in script files are those of one tenant. Exit status 9 if one is not, or is in doubt."""
    _one_format(desk, jsonl=jsonl, as_sarif=as_sarif)
    place = ScriptFolder(folder)
    files = place.read()
    known = inventory_named(desk, inventory)
    found = check_files(files, known)
    doubts = sum(len(one.places) for one in found)
    if jsonl:
        _print_lines(desk, found, known)
    elif as_sarif:
        _print(sarif(found, desk.say, place.where))
    else:
        desk.show(
            _lines(desk, found, known),
            *_to_judge(desk, [(one, place) for one in found for place in one.places]),
            say_n("{n} place in doubt.", "{n} places in doubt.", doubts),
        )
    _tell_problems(desk, [(one.file, one.problem) for one in found])
    if doubts:
        raise typer.Exit(CHECK_FAILED)


def _one_format(desk: Desk, *, jsonl: bool, as_sarif: bool) -> None:
    if jsonl and as_sarif:
        raise desk.wrong(
            say("--jsonl and --sarif are two formats."), say("Leave one of them away.")
        )


def _spares(desk: Desk, sources: Collection[Path], targets: Collection[Path]) -> None:
    """Raises Told if a file would be written over the one that it is made from, however the paths are spelled."""
    theirs = {one.resolve() for one in sources}
    over = next((one for one in targets if one.resolve() in theirs), None)
    if over is not None:
        raise desk.wrong(
            say("{file} would be written over itself.", file=over),
            say("Choose another folder with --to."),
        )


def _number(desk: Desk, given: str) -> str:
    if not (given.isascii() and given.isdigit() and given[0] != "0" and len(given) <= NUMBER_MAX):
        raise desk.wrong(
            say("“{number}” is no number of a business unit.", number=given),
            say("Give the number that the other tenant's scripts carry as busNo."),
        )
    return given


def _lines(desk: Desk, found: Sequence[Scanned], known: Inventory | None) -> list[dict[str, Any]]:
    return [
        line(one, place, known, desk.say(place.reason)) for one in found for place in one.places
    ]


def _print_lines(desk: Desk, found: Sequence[Scanned], known: Inventory | None) -> None:
    for one in _lines(desk, found, known):
        sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")


def _print(answer: Any) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")


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
    yield from _below(_to_judge(desk, [(one, place) for one in found for place in one.asked]))


def _below(parts: Iterable[Any]) -> Iterator[Any]:
    """Parts of an answer, each with a blank line before it."""
    for part in parts:
        yield Message("")
        yield part


def _to_judge(desk: Desk, rows: Sequence[tuple[Scanned | RewrittenFile, Any]]) -> Iterator[Any]:
    if rows:
        yield desk.table(
            rows,
            (say("File"), lambda row: row[0].file),
            (say("Where"), lambda row: _where(row[1])),
            (say("Value"), lambda row: row[1].value or "••••"),
            (say("Kind"), lambda row: _kind(row[1].kind)),
            (say("Why"), lambda row: row[1].reason),
        )


def _where(place: Any) -> str:
    return f"{place.action} {place.place}"


def _kind(kind: str) -> Message | str:
    return KINDS[kind].label if kind in KINDS else ""


def _tell_problems(desk: Desk, files: Iterable[tuple[str, ReleveError | None]]) -> None:
    """Files that could not be read are told last, where they are seen, and whatever is printed to programs."""
    wrong = [(file, problem) for file, problem in files if problem is not None]
    for file, problem in wrong:
        message = say("{file}: {what}", file=file, what=problem.message)
        desk.err.print(Text(" ".join([desk.say(message), *map(desk.say, problem.reasons)])))
    if wrong:
        raise typer.Exit(CHECK_FAILED)


def _changes(desk: Desk, done: Sequence[RewrittenFile]) -> Iterator[Any]:
    """What would become of each id."""
    rows = [(one, edit) for one in done if one.done for edit in one.done.changed]
    if rows:
        yield desk.table(
            rows,
            (say("File"), lambda row: row[0].file),
            (say("Where"), lambda row: _where(row[1].occurrence)),
            (say("Kind"), lambda row: _kind(row[1].occurrence.kind)),
            (say("Before"), lambda row: row[1].before),
            (say("After"), lambda row: row[1].after),
            (say("Why"), lambda row: row[1].occurrence.reason),
        )


def _left(desk: Desk, done: Sequence[RewrittenFile]) -> Iterator[Any]:
    """What stays as it stands until a person has judged it."""
    yield from _to_judge(desk, [(one, place) for one in done for place in _open(one)])


def _show_rewritten(desk: Desk, done: Sequence[RewrittenFile], *more: Any) -> None:
    desk.show(
        [_record(desk, one) for one in done],
        desk.table(
            done,
            (say("File"), lambda one: one.file),
            (say("Changed"), lambda one: len(one.done.changed) if one.done else "–"),
            (say("Without counterpart"), _listed),
            (say("To review"), lambda one: len(_open(one))),
        ),
        *more,
    )
    _tell_problems(desk, [(one.file, one.problem) for one in done])
    if any(one.raw is None for one in done):
        raise typer.Exit(CHECK_FAILED)


def _listed(one: RewrittenFile) -> str:
    return ", ".join(f"{place.value} ({_where(place)})" for place in _unknown(one))


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
