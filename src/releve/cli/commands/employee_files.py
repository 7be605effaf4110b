"""Employees in files: the template out, a file in. It is checked first, and applied exactly as it was checked."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from releve.cli.commands.overwriting import Overwrite, may_write
from releve.cli.commands.sync_watch import Bar
from releve.cli.desk import Desk
from releve.cli.exits import CHECK_FAILED
from releve.cli.local import read_file, write_file
from releve.cli.told import Told, told
from releve.domain.errors import Code, Unavailable
from releve.domain.say import Message, say

#: How often a file that one waits for is looked at.
LOOK_S = 0.2
TIMEOUT_S = 3600.0
#: So many rows are told one by one; the report has them all.
TOLD_MAX = 1_000

File = Annotated[Path, typer.Argument(help="The template, filled in (CSV or XLSX).")]
AllOrNone = Annotated[
    bool, typer.Option("--all-or-none", help="One bad row is enough to write nothing.")
]
Report = Annotated[
    Path | None,
    typer.Option(help="Where to write the report: each row with its outcome (.csv or .xlsx)."),
]


def import_employees(
    desk: Desk,
    file: File,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only.")] = False,
    all_or_none: AllOrNone = False,
    report: Report = None,
    overwrite: Overwrite = False,
) -> None:
    """Import employees. Bad rows are told, with what to do; exit status 9 when there was one."""
    raw = read_file(file)
    if report is not None:
        may_write(desk, [report], overwrite)
    upload = desk.api.send("/employees/uploads", raw, name=file.name)
    upload = _waited_for(desk, upload["id"])
    wrong = upload["counts"]["refused"]
    if not dry_run and not (wrong and all_or_none):
        upload = _applied(desk, upload["id"], only_good=not all_or_none)
    _show(desk, upload, dry_run=dry_run, report=report)


def apply_upload(
    desk: Desk,
    upload: Annotated[str, typer.Argument(help="ID that a dry run has told.")],
    all_or_none: AllOrNone = False,
    report: Report = None,
    overwrite: Overwrite = False,
) -> None:
    """Apply a file exactly as a dry run has shown it. Refused if employees were changed since."""
    if report is not None:
        may_write(desk, [report], overwrite)
    done = _applied(desk, upload, only_good=not all_or_none)
    _show(desk, done, dry_run=False, report=report)


def _writes(upload: Any) -> int:
    return int(upload["counts"]["created"] + upload["counts"]["changed"])


def _applied(desk: Desk, upload: str, *, only_good: bool) -> Any:
    desk.api.post(f"/employees/uploads/{upload}/apply", only_good=only_good)
    return _waited_for(desk, upload)


def _waited_for(desk: Desk, upload: str) -> Any:
    """The upload when nobody is at work on it any more, with a bar until then. Raises Told for what was refused."""
    with Bar(desk.err, desk.speaker, shown=not desk.as_json) as bar:
        found = _looked_at(desk, upload, bar.tell)
    if (error := found["error"]) is not None:
        raise Told(Code(error["code"]), error["message"], error["hint"])
    return found


def _looked_at(desk: Desk, upload: str, tell: Callable[[Any], None]) -> Any:
    until = time.monotonic() + TIMEOUT_S
    while True:
        page = desk.api.get(f"/employees/uploads/{upload}", top=1)
        if page["upload"]["ended"]:
            return page["upload"]
        if page["progress"]:
            tell({**page["progress"], "kind": "employee"})
        if time.monotonic() > until:
            late = Unavailable(
                say("The file has not been worked through in time; it goes on."),
                say("Look at it later under Import Employees."),
            )
            raise told(late, desk.speaker)
        time.sleep(LOOK_S)


def _show(desk: Desk, upload: Any, *, dry_run: bool, report: Path | None) -> None:
    lines = _remarked(desk, upload)
    counts, written = upload["counts"], upload["state"] == "applied"
    rows = [(line, one) for line in lines for one in line["errors"] + line["warnings"]]
    if report is not None:
        sort = "xlsx" if report.suffix.casefold() == ".xlsx" else "csv"
        write_file(report, desk.api.raw(f"/employees/uploads/{upload['id']}/report.{sort}").content)
    desk.show(
        {**upload, "written": written, "lines": lines},
        desk.facts(
            *_outcome(counts, written=written, dry_run=dry_run),
            (say("Unchanged"), counts["unchanged"]),
            (say("Refused"), counts["refused"]),
        ),
        *([_remarks(desk, rows)] if rows else []),
        *([say("Written: {file}", file=report)] if report else []),
        *(_next(upload) if dry_run else []),
    )
    if counts["refused"]:
        raise typer.Exit(CHECK_FAILED)


def _remarked(desk: Desk, upload: Any) -> list[Any]:
    """The rows of which there is something to say: those that are refused, and those with a warning."""
    path = f"/employees/uploads/{upload['id']}"
    refused = desk.api.get(path, outcome="refused", top=TOLD_MAX)["lines"]
    others = [
        line
        for outcome in ("changed", "created", "unchanged")
        for line in desk.api.get(path, outcome=outcome, top=TOLD_MAX)["lines"]
        if line["warnings"]
    ]
    return sorted([*refused, *others], key=lambda line: int(line["row"]))


def _next(upload: Any) -> list[Message]:
    if not _writes(upload):
        return []
    return [say("Apply exactly this: releve employees apply {id}", id=upload["id"])]


def _outcome(
    counts: Mapping[str, int], *, written: bool, dry_run: bool
) -> list[tuple[Message, object]]:
    """What was done, or, where nothing was written, what would be: never one in the words of the other."""
    if written:
        return [(say("Created"), counts["created"]), (say("Changed"), counts["changed"])]
    why = say("nothing: this was a dry run") if dry_run else say("nothing")
    return [
        (say("Written"), why),
        (say("Would be created"), counts["created"]),
        (say("Would be changed"), counts["changed"]),
    ]


def _remarks(desk: Desk, rows: list[tuple[Any, Any]]) -> Any:
    return desk.table(
        rows,
        (say("Row"), lambda row: row[0]["row"]),
        (say("Username"), lambda row: row[0]["username"]),
        (say("Column"), lambda row: row[1]["column"]),
        (say("What"), lambda row: f"{row[1]['message']} {row[1]['hint']}"),
    )


def export_employees(
    desk: Desk,
    file: Annotated[Path, typer.Argument(help="Where to write it (.csv or .xlsx).")],
    empty: Annotated[bool, typer.Option("--empty", help="The template with nobody in it.")] = False,
    overwrite: Overwrite = False,
) -> None:
    """Write all employees into a file that can be imported again. An XLSX file has lists to choose from."""
    may_write(desk, [file], overwrite)
    sort = "xlsx" if file.suffix.casefold() == ".xlsx" else "csv"
    raw = desk.api.raw("/employees/export", format=sort, empty=empty).content
    write_file(file, raw)
    desk.show({"file": str(file), "bytes": len(raw)}, say("Written: {file}", file=file))
