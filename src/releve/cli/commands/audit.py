"""The audit."""

from typing import Annotated, Any

import typer

from releve.cli.command import at_desk
from releve.cli.desk import Desk
from releve.domain.say import Message, say


def add_to(app: typer.Typer) -> None:
    app.command()(at_desk(audit))


def _who(one: Any) -> Message | str:
    """The person, and as whom they acted."""
    if not one["actingAs"]:
        return str(one["actor"])
    return say("{who} as {name}", who=one["actor"], name=one["actingAs"])


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
            (say("Who"), _who),
            (say("Act"), lambda one: one["actLabel"]),
            (say("Subject"), lambda one: one["subjectLabel"]),
            (say("Outcome"), lambda one: one["outcomeLabel"]),
            (say("From"), lambda one: one["origin"]),
        ),
        say("{n} in all.", n=page["total"]),
    )
