"""Rehearsals of the switch: one is made, and the reports of those that were."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from releve.cli.command import at_desk
from releve.cli.desk import Desk
from releve.cli.exits import CHECK_FAILED
from releve.cli.shared import noun
from releve.cli.words import SIDES, worded
from releve.domain.drills import Outcome
from releve.domain.say import Message, say

Passkey = Annotated[
    bool, typer.Option("--passkey", help="Ask for the passkey, with hidden letters, and verify it.")
]
PasskeyFile = Annotated[Path | None, typer.Option(help="File with the passkey, to be verified.")]
Employees = Annotated[
    list[str] | None,
    typer.Option("--employee", help="User name of somebody to try. May be repeated."),
]
Contacts = Annotated[
    list[str] | None, typer.Option("--contact", help="Number or address to try. May be repeated.")
]
Number = Annotated[int, typer.Argument(help="As the list shows it.")]

OUTCOMES: Mapping[str, Message] = {one.value: one.label for one in Outcome}


def add_to(app: typer.Typer) -> None:
    group = noun("Rehearsals of the switch: all of it is tried, and nothing is moved.")
    group.command()(at_desk(run))
    group.command(name="list")(at_desk(listed))
    group.command()(at_desk(show))
    app.add_typer(group, name="drill")


def run(
    desk: Desk,
    employee: Employees = None,
    contact: Contacts = None,
    passkey: Passkey = False,
    passkey_file: PasskeyFile = None,
) -> None:
    """Rehearse the switch: to the BCP tenant, or back while that is active. Exit status 9 if it has not passed.

    Of employees and contacts some are drawn by lot if none are named.
    """
    given: dict[str, Any] = {"employees": employee or [], "contacts": contact or []}
    if passkey or passkey_file is not None:
        given["passkey"] = desk.secret(say("Passkey"), passkey_file)
    report = desk.api.post("/switch/drills", given)
    _told(desk, report)
    if not report["passed"]:
        raise typer.Exit(CHECK_FAILED)


def listed(desk: Desk) -> None:
    """The rehearsals that are kept, the newest first."""
    lines = desk.api.get("/switch/drills")
    desk.show(
        lines,
        desk.table(
            lines,
            (say("Number"), lambda one: one["number"]),
            (say("When"), lambda one: desk.when(one["at"])),
            (say("By"), lambda one: one["by"]),
            (say("To"), lambda one: SIDES[one["wanted"]]),
            (say("Duration"), lambda one: _ms(one["ms"])),
            (say("Result"), lambda one: worded(OUTCOMES, one["outcome"])),
        ),
    )


def show(desk: Desk, number: Number) -> None:
    """The report of one."""
    _told(desk, desk.api.get(f"/switch/drills/{number}"))


def _told(desk: Desk, report: Any) -> None:
    rows = [
        row
        for step in report["steps"]
        for row in ({**step, "name": step["label"], "whole": True}, *step["lines"])
    ]
    desk.show(
        report,
        desk.facts(
            (say("Rehearsal"), report["number"]),
            (say("When"), desk.when(report["at"])),
            (say("By"), report["by"]),
            (say("To"), report[report["wanted"]]["name"]),
            (say("Duration"), _ms(report["ms"])),
            (say("Result"), worded(OUTCOMES, report["outcome"])),
        ),
        desk.table(
            rows,
            (say("What"), lambda one: one["name"] if one.get("whole") else f"  {one['name']}"),
            (say("Result"), lambda one: worded(OUTCOMES, one["outcome"])),
            (say("Duration"), lambda one: _ms(one["ms"])),
            (say("Seen"), lambda one: one["told"]),
            (say("What to do"), lambda one: one.get("remedy") or one.get("command") or None),
        ),
        say("Nothing was moved."),
    )


def _ms(ms: float | None) -> Message | None:
    return None if ms is None else say("{n} ms", n=ms)
