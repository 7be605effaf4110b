"""Files in and out: employees in the field's template, scripts in their own formats."""

from collections.abc import Iterator
from pathlib import Path, PureWindowsPath
from typing import Annotated, Any

import typer

from releve.cli.command import at_desk
from releve.cli.commands import employee_files
from releve.cli.commands.overwriting import Overwrite, may_write
from releve.cli.desk import Desk
from releve.cli.exits import CHECK_FAILED
from releve.cli.local import read_file, write_file
from releve.cli.script_folder import ENDINGS
from releve.cli.shared import noun
from releve.cli.words import OUTCOMES, worded
from releve.domain.say import say, say_n


def add_to(app: typer.Typer) -> None:
    taking = noun("Take files into the tenant.")
    taking.command("employees")(at_desk(employee_files.import_employees))
    taking.command("scripts")(at_desk(import_scripts))
    app.add_typer(taking, name="import")
    giving = noun("Write files out of the tenant.")
    giving.command("employees")(at_desk(employee_files.export_employees))
    giving.command("scripts")(at_desk(export_scripts))
    app.add_typer(giving, name="export")


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
    may_write(desk, [file for file, _ in files], overwrite)
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
