"""Who could work there tonight."""

from typing import Annotated

import typer

from releve.cli.command import at_desk
from releve.cli.desk import Desk
from releve.cli.words import bcp_type_label
from releve.domain.hindrances import REASONS
from releve.domain.people import BcpType
from releve.domain.say import say


def add_to(app: typer.Typer) -> None:
    app.command()(at_desk(tonight))


def tonight(
    desk: Desk,
    search: Annotated[str, typer.Argument(help="A part of a name.")] = "",
    role: Annotated[str, typer.Option(help="Only those with this role, by name.")] = "",
    team: Annotated[str, typer.Option(help="Only those of this team, by name.")] = "",
    bcp_type: Annotated[BcpType | None, typer.Option(help="Only those with this one.")] = None,
    reason: Annotated[
        str, typer.Option(help="Only those with this reason; `can`: who could.")
    ] = "",
    skip: int = 0,
    top: int = 50,
) -> None:
    """Who could work in the BCP tenant now, who not, and why."""
    asked = {"search": search, "role": role, "team": team, "reason": reason, "bcpType": bcp_type}
    named = {name: str(value) for name, value in asked.items() if value}
    found = desk.api.get("/tonight", **named, skip=skip, top=top)
    if not found["known"]:
        raise desk.refused(
            say("The region of the BCP tenant does not answer: nobody could work there."),
            say("Ask your operators, then look again."),
        )
    reasons = {one.value: label for one, (label, _) in REASONS.items()}
    desk.show(
        found,
        *found["obstacles"],
        *([] if found["primaryAsked"] else [_NOT_ASKED]),
        desk.facts(
            (say("Asked about"), found["asked"]),
            (say("Could work tonight"), found["can"]),
            *((reasons[one], n) for one, n in found["counts"].items()),
        ),
        desk.table(
            found["items"],
            (say("Username"), lambda one: one["username"]),
            (say("Name"), lambda one: one["name"]),
            (say("Role"), lambda one: one["role"]),
            (say("Team"), lambda one: one["team"]),
            (say("BCP Type"), lambda one: bcp_type_label(one["bcpType"])),
            (say("Why not"), lambda one: [reasons[reason] for reason in one["reasons"]]),
        ),
        say("{n} in all.", n=found["total"]),
    )


_NOT_ASKED = say(
    "The region of the primary tenant does not answer: whom no sync has copied yet is not in the list."
)
