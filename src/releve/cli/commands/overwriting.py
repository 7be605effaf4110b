"""Nothing that is there is written over unasked."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from releve.cli.desk import Desk
from releve.domain.say import say, say_n

Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Write over files that are there without asking.")
]


def may_write(desk: Desk, files: list[Path], overwrite: bool) -> None:
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
