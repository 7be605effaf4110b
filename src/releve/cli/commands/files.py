"""Files in and out: employees in the field's template, scripts in their own formats."""

import sys
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath
from typing import Annotated, Any

import typer

from releve.cli.command import at_desk
from releve.cli.desk import Desk
from releve.cli.exits import CHECK_FAILED
from releve.cli.local import read_file, write_file
from releve.cli.script_folder import ENDINGS
from releve.cli.shared import noun
from releve.cli.words import OUTCOMES, worded
from releve.domain.say import Message, say, say_n

Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Write over files that are there without asking.")
]


def add_to(app: typer.Typer) -> None:
    taking = noun("Take files into the tenant.")
    taking.command("employees")(at_desk(import_employees))
    taking.command("scripts")(at_desk(import_scripts))
    app.add_typer(taking, name="import")
    giving = noun("Write files out of the tenant.")
    giving.command("employees")(at_desk(export_employees))
    giving.command("scripts")(at_desk(export_scripts))
    app.add_typer(giving, name="export")


def import_employees(
    desk: Desk,
    file: Annotated[Path, typer.Argument(help="The template, filled in (CSV).")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report only.")] = False,
    all_or_none: Annotated[
        bool, typer.Option("--all-or-none", help="One bad row is enough to write nothing.")
    ] = False,
) -> None:
    """Import employees. Bad rows are told, with what to do; exit status 9 when there was one."""
    report = desk.api.send(
        "/employees/import",
        read_file(file),
        dry_run=dry_run,
        only_good=not all_or_none,
    )
    counts = report["counts"]
    rows = [(line, one) for line in report["lines"] for one in line["errors"] + line["warnings"]]
    desk.show(
        report,
        desk.facts(
            *_outcome(report, dry_run=dry_run),
            (say("Unchanged"), counts["unchanged"]),
            (say("Refused"), counts["refused"]),
        ),
        *([_remarks(desk, rows)] if rows else []),
    )
    if counts["refused"]:
        raise typer.Exit(CHECK_FAILED)


def _outcome(report: Any, *, dry_run: bool) -> list[tuple[Message, object]]:
    """What was done, or, where nothing was written, what would be: never one in the words of the other."""
    counts = report["counts"]
    if report["written"]:
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
    file: Annotated[Path, typer.Argument(help="Where to write it.")],
    overwrite: Overwrite = False,
) -> None:
    """Write all employees into a file that can be imported again."""
    _may_write(desk, [file], overwrite)
    raw = desk.api.raw("/employees/export").content
    write_file(file, raw)
    desk.show({"file": str(file), "bytes": len(raw)}, say("Written: {file}", file=file))


def import_scripts(
    desk: Desk,
    paths: Annotated[list[Path], typer.Argument(help="Script files, or folders of them.")],
) -> None:
    """Import scripts. Bad files are told, with what to do; exit status 9 when there was one."""
    files = [*_files(desk, paths)]
    if not files:
        raise desk.wrong(
            say("No script was found in {places}.", places=", ".join(map(str, paths))),
            say(
                "Looked for are files whose names end in {endings}, in folders within too.",
                endings=", ".join(ENDINGS),
            ),
        )
    done = []
    for file, name in files:
        done += desk.api.send("/scripts/import", read_file(file), name=name)
    desk.show(
        done,
        desk.table(
            done,
            (say("File"), lambda one: one["file"]),
            (say("Outcome"), lambda one: worded(OUTCOMES, one["outcome"])),
            (say("Path"), lambda one: one["path"]),
            (say("Why"), _why),
        ),
        say_n("{n} file.", "{n} files.", len(done)),
    )
    if any(one["outcome"] == "refused" for one in done):
        raise typer.Exit(CHECK_FAILED)


def _why(one: Any) -> str:
    error = one["error"]
    if not error:
        return ""
    return " ".join([error["detail"], *error["reasons"], error["hint"] or ""]).strip()


def _files(desk: Desk, paths: list[Path]) -> Iterator[tuple[Path, str]]:
    """Those named, and in folders those whose ending is that of a script; each with its name from there on."""
    for path in paths:
        if not path.exists():
            raise desk.wrong(
                say("There is no file or folder {path}.", path=path),
                say("Give the path of a script file or of a folder of them."),
            )
        if path.is_dir():
            inside = (one for one in sorted(path.rglob("*")) if one.is_file())
            yield from (
                (one, one.relative_to(path).as_posix())
                for one in inside
                if one.suffix.casefold() in ENDINGS
            )
        else:
            yield path, path.name


def export_scripts(
    desk: Desk,
    folder: Annotated[Path, typer.Argument(help="Where to write them.")],
    overwrite: Overwrite = False,
) -> None:
    """Write every script into a folder, by its path. Before files are written over, you are asked."""
    written, files = [], []
    for script in desk.api.page("/entities/script"):
        raw = desk.api.raw(f"/scripts/{script['id']}/export").content
        file = folder / local_path(desk, script["title"], raw)
        files.append((file, raw))
        written.append({"id": script["id"], "path": script["title"], "file": str(file)})
    _may_write(desk, [file for file, _ in files], overwrite)
    for file, raw in files:
        write_file(file, raw)
    desk.show(written, say_n("{n} file.", "{n} files.", len(written)))


def local_path(desk: Desk, path: str, raw: bytes) -> Path:
    """Where a script lies in the folder. Raises Told for a path that would lead out of it."""
    parts = PureWindowsPath(path).parts
    unfit = not parts or PureWindowsPath(path).anchor or any(part in ("..", ".") for part in parts)
    if unfit or any(char in path for char in "/\x00"):
        raise desk.wrong(
            say("The path “{path}” cannot be a file.", path=path),
            say("Rename the script in the tenant."),
        )
    return Path(*parts[:-1], f"{parts[-1]}{_ending(raw)}")


def _ending(raw: bytes) -> str:
    """The ending of a script's format: text from the clipboard begins like neither of the others."""
    start = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return {b"<": ".xml", b"{": ".json", b"[": ".json"}.get(start, ".txt")


def _may_write(desk: Desk, files: list[Path], overwrite: bool) -> None:
    """Asks before anything is written over; raises Told where nobody can be asked."""
    there = [file for file in files if file.exists()]
    if overwrite or not there:
        return
    question = say_n(
        "{file} is there already.",
        "{n} files are there already, such as {file}.",
        len(there),
        file=there[0],
    )
    if sys.stdin.isatty() and not desk.as_json:
        ask = say("{what} Write over what is there?", what=question)
        if desk.agreed(ask):
            return
    raise desk.wrong(question, say("Choose another place, or add --overwrite."))
