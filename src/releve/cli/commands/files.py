"""Files in and out: employees in the field's template, scripts in their own formats."""

from collections.abc import Iterator
from pathlib import Path, PureWindowsPath
from typing import Annotated, Any

import typer

from releve.cli.command import at_desk
from releve.cli.desk import Desk
from releve.cli.exits import CHECK_FAILED
from releve.domain.say import say

ENDINGS = (".json", ".xml", ".txt")


def add_to(app: typer.Typer) -> None:
    taking = typer.Typer(help="Take files into the tenant.", no_args_is_help=True)
    taking.command("employees")(at_desk(import_employees))
    taking.command("scripts")(at_desk(import_scripts))
    app.add_typer(taking, name="import")
    giving = typer.Typer(help="Write files out of the tenant.", no_args_is_help=True)
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
        desk.read(file),
        dry_run=dry_run,
        only_good=not all_or_none,
    )
    counts = report["counts"]
    rows = [(line, one) for line in report["lines"] for one in line["errors"] + line["warnings"]]
    desk.show(
        report,
        desk.facts(
            (say("Written"), report["written"]),
            (say("Created"), counts["created"]),
            (say("Changed"), counts["changed"]),
            (say("Unchanged"), counts["unchanged"]),
            (say("Refused"), counts["refused"]),
        ),
        *([_remarks(desk, rows)] if rows else []),
    )
    if counts["refused"]:
        raise typer.Exit(CHECK_FAILED)


def _remarks(desk: Desk, rows: list[tuple[Any, Any]]) -> Any:
    return desk.table(
        rows,
        (say("Row"), lambda row: row[0]["row"]),
        (say("Username"), lambda row: row[0]["username"]),
        (say("Column"), lambda row: row[1]["column"]),
        (say("What"), lambda row: f"{row[1]['message']} {row[1]['hint']}"),
    )


def export_employees(
    desk: Desk, file: Annotated[Path, typer.Argument(help="Where to write it.")]
) -> None:
    """Write all employees into a file that can be imported again."""
    raw = desk.api.raw("/employees/export").content
    write_file(desk, file, raw)
    desk.show({"file": str(file), "bytes": len(raw)}, say("Written: {file}", file=file))


def import_scripts(
    desk: Desk,
    paths: Annotated[list[Path], typer.Argument(help="Script files, or folders of them.")],
) -> None:
    """Import scripts. Bad files are told, with what to do; exit status 9 when there was one."""
    done = []
    for file, name in _files(desk, paths):
        done += desk.api.send("/scripts/import", desk.read(file), name=name)
    desk.show(
        done,
        desk.table(
            done,
            (say("File"), lambda one: one["file"]),
            (say("Outcome"), lambda one: one["outcome"]),
            (say("Path"), lambda one: one["path"]),
            (say("Why"), _why),
        ),
        say("{n} files.", n=len(done)),
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
    desk: Desk, folder: Annotated[Path, typer.Argument(help="Where to write them.")]
) -> None:
    """Write every script into a folder, by its path. Files that are there are written over."""
    written = []
    for script in desk.api.page("/entities/script"):
        raw = desk.api.raw(f"/scripts/{script['id']}/export").content
        file = folder / local_path(desk, script["title"], raw)
        write_file(desk, file, raw)
        written.append({"id": script["id"], "path": script["title"], "file": str(file)})
    desk.show(written, say("{n} files.", n=len(written)))


def local_path(desk: Desk, path: str, raw: bytes) -> Path:
    """Where a script lies in the folder. Raises Told for a path that would lead out of it."""
    parts = PureWindowsPath(path).parts
    unfit = not parts or PureWindowsPath(path).anchor or any(part in ("..", ".") for part in parts)
    if unfit or any(char in path for char in "/\x00"):
        raise desk.wrong(
            say("The path “{path}” cannot be a file.", path=path),
            say("Rename the script in the tenant."),
        )
    is_xml = raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    return Path(*parts[:-1], f"{parts[-1]}{'.xml' if is_xml else '.json'}")


def write_file(desk: Desk, file: Path, raw: bytes) -> None:
    """Write a file with the folders it stands in. Raises Told if that cannot be."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)
    except OSError as fault:
        raise desk.wrong(
            say("{file} cannot be written: {why}.", file=file, why=fault.strerror or ""),
            say("Choose another place, or make room there."),
        ) from fault
