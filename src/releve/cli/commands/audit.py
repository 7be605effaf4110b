"""The audit: read, and verified."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from releve.cli.command import at_desk
from releve.cli.desk import Desk
from releve.cli.exits import CHECK_FAILED, EXIT_STATUS
from releve.cli.local import read_file
from releve.cli.shared import wish
from releve.domain.errors import Code, Invalid
from releve.domain.say import Message, say

#: Region and chain.
Place = tuple[str, str]
Against = Annotated[
    Path | None,
    typer.Option(help="What this command has written with --json earlier, and was kept elsewhere."),
]


class Reading(TyperGroup):
    """Without the name of a command, what follows is what to look for."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        named = args and args[0] in (*self.commands, *self.get_help_option_names(ctx))
        return super().parse_args(ctx, args if named else ["show", *args])


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(
        cls=Reading,
        help="Who did what, the newest first: of the tenant, or for an operator of Tenant Management.",
    )
    group.callback()(wish)
    group.command("show")(at_desk(audit))
    group.command("verify")(at_desk(verify))
    app.add_typer(group, name="audit")


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


def verify(desk: Desk, against: Against = None) -> None:
    """Read every line of the audit, in every region, and prove that none was changed, moved or taken out.

    Exit status 9 if something was, 8 if nothing was found and a region does not answer.
    """
    noted = _noted(against) if against else {}
    ends = desk.api.get("/audit/chains")
    names = {one["chain"]: one["name"] for one in ends["chains"]}
    places = {(one["region"], one["chain"]): None for one in ends["chains"]}
    places |= dict.fromkeys(place for place in noted if place[0] not in ends["silent"])
    found = []
    for region, chain in places:
        query = noted.get((region, chain), {})
        found.append(desk.api.get(f"/audit/chains/{chain}/{region}", **query))
    silent = [_silent(region) for region in ends["silent"]]
    desk.show(
        {"chains": found, "silent": ends["silent"]},
        desk.table(
            found,
            (say("Region"), lambda one: one["region"]),
            (say("Audit of"), lambda one: _name(one["chain"], names)),
            (say("Lines"), lambda one: one["lines"]),
            (say("State"), lambda one: one["told"]),
        ),
        *silent,
    )
    if not all(one["whole"] for one in found):
        raise typer.Exit(CHECK_FAILED)
    if silent:
        raise typer.Exit(EXIT_STATUS[Code.UNAVAILABLE])


def _name(chain: str, names: Mapping[str, Any]) -> Message | str:
    return say("the operators") if chain == "operators" else str(names.get(chain) or chain)


def _silent(region: str) -> Message:
    return say(
        "The region {region} does not answer: what it holds was not verified.", region=region
    )


def _noted(file: Path) -> Mapping[Place, Mapping[str, Any]]:
    """Region and chain → the number and hash of the last line that was read then."""
    try:
        chains = json.loads(read_file(file))["chains"]
        return {
            (str(one["region"]), str(one["chain"])): {
                "seq": int(one["lines"]),
                "hash": str(one["hash"]),
            }
            for one in chains
            if one["lines"]
        }
    except (ValueError, TypeError, KeyError) as fault:
        raise Invalid(
            say("{file} is not what `releve audit verify --json` writes.", file=file),
            say("Give the file that an earlier call has written."),
        ) from fault
