"""Reports of the switches and reverts of a pair: the list, and one with its timeline."""

from typing import Annotated, Any

import typer

from releve.cli.command import at_desk
from releve.cli.desk import Desk
from releve.cli.words import MODES, SIDES
from releve.domain.say import Message, say

Epoch = Annotated[int | None, typer.Argument(help="The epoch that it began; none for the list.")]


def add_to(app: typer.Typer) -> None:
    app.command(name="reports")(at_desk(reports))


def reports(desk: Desk, epoch: Epoch = None) -> None:
    """The reports of all switches and reverts; with an epoch, of the one that began it."""
    if epoch is not None:
        _one(desk, desk.api.get(f"/switch/reports/{epoch}"))
        return
    lines = desk.api.get("/switch/reports")
    desk.show(
        lines,
        desk.table(
            lines,
            (say("Epoch"), lambda one: one["epoch"]),
            (say("Active"), lambda one: SIDES[one["active"]]),
            (say("When"), lambda one: desk.when(one["at"])),
            (say("By"), lambda one: one["by"]),
            (say("Switch"), lambda one: MODES.get(one["mode"])),
            (say("Changes not copied"), lambda one: one["changesLost"]),
        ),
    )


def _one(desk: Desk, report: Any) -> None:
    after = report["after"]
    desk.show(
        report,
        desk.facts(
            (say("Epoch"), after["epoch"]),
            (say("Active"), report[after["active"]]["name"]),
            (say("Switch"), MODES.get(after["mode"])),
            (say("Reason"), after["reason"] or None),
            *((say("Obstacle"), one) for one in report["acknowledged"]),
            *((say("Note"), one) for one in report["known"]),
            (say("Changes not copied"), report["changesLost"]),
        ),
        desk.table(
            report["timeline"],
            (say("When"), lambda one: desk.when(one["at"])),
            (say("What"), lambda one: one["what"]),
            (say("By"), lambda one: one["by"] or None),
        ),
        desk.table(
            report["steps"],
            (say("Step"), lambda one: one["what"]),
            (say("Began after"), lambda one: _ms(one["sinceMs"])),
            (say("Duration"), _took),
        ),
    )


def _ms(many: int) -> Message:
    return say("{n} ms", n=many)


def _took(step: Any) -> Message:
    if step["untilMs"] is None:
        return say("not yet")
    return _ms(step["untilMs"] - step["sinceMs"])
