"""The audit."""

from typing import Annotated

import typer

from releve.cli.command import at_desk
from releve.cli.desk import Desk
from releve.domain.say import say


def add_to(app: typer.Typer) -> None:
    app.command()(at_desk(audit))


def audit(
    desk: Desk,
    search: Annotated[str, typer.Argument(help="A part of who, what or on what.")] = "",
    skip: int = 0,
    top: int = 50,
) -> None:
    """Who did what, the newest first: of the tenant, or for an operator of Tenant Management."""
    page = desk.api.get("/audit", search=search, skip=skip, top=top)
    desk.show(
        page,
        desk.table(
            page["items"],
            (say("When"), lambda one: desk.when(one["at"])),
            (say("Who"), lambda one: one["actor"]),
            (say("As"), lambda one: one["actingAs"]),
            (say("Act"), lambda one: one["act"]),
            (say("Subject"), lambda one: one["subject"]),
            (say("Outcome"), lambda one: one["outcome"]),
            (say("From"), lambda one: one["origin"]),
        ),
        say("{n} in all.", n=page["total"]),
    )
