"""The keys that sign tokens, for operators."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from releve.cli.command import at_desk
from releve.cli.desk import Desk
from releve.cli.shared import noun
from releve.cli.words import worded
from releve.domain.say import Message, say

STAGES: Mapping[str, Message] = {
    "next": say("next"),
    "current": say("current"),
    "past": say("past"),
}


def add_to(app: typer.Typer) -> None:
    group = noun("The keys that sign tokens, for operators.")
    for name, command in (("list", list_keys), ("rotate", rotate)):
        group.command(name)(at_desk(command))
    app.add_typer(group, name="signing-keys")


def list_keys(desk: Desk) -> None:
    """List the signing keys of every region."""
    rings = desk.api.get("/signing-keys")
    desk.show(rings, _table(desk, rings))


def rotate(
    desk: Desk,
    region: Annotated[str, typer.Argument(help="The region, such as ca1.")],
    at_once: Annotated[
        bool,
        typer.Option(
            "--at-once",
            help="Withdraw all keys of the region: every token of it is refused from now on. For a key that somebody may have seen.",
        ),
    ] = False,
) -> None:
    """Let the next key sign, and make another one."""
    ring = desk.api.post(f"/signing-keys/{region}/rotate", {"atOnce": at_once})
    desk.show(ring, _table(desk, [ring]))


def _table(desk: Desk, rings: list[Any]) -> Any:
    rows = [{"region": ring["region"], **key} for ring in rings for key in ring["keys"]]
    return desk.table(
        rows,
        (say("Region"), lambda one: one["region"]),
        (say("Key"), lambda one: one["kid"]),
        (say("Stage"), lambda one: worded(STAGES, one["stage"])),
        (say("Created"), lambda one: desk.when(one["madeAt"])),
        (say("Published until"), lambda one: desk.when(one["until"]) if one["until"] else None),
    )
