"""What is not copied yet, what others changed in the BCP tenant, whether both sides are equal, and the way back."""

from pathlib import Path
from typing import Annotated

import typer

from releve.cli.commands.files import write_file
from releve.cli.commands.sync_plans import Yes, change_of
from releve.cli.commands.sync_watch import TIMEOUT_S, Timeout, Wait, asked_for, totals
from releve.cli.desk import Desk
from releve.cli.exits import CHECK_FAILED
from releve.domain.say import Message, say

Which = Annotated[list[str] | None, typer.Option(metavar="KIND/ID")]

#: So many entities are decided about in one request.
DECIDED_MAX = 1000


def losses(
    desk: Desk,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Write all of them into this file.")
    ] = None,
    skip: int = 0,
    top: int = 50,
) -> None:
    """What would be lost if the primary were gone now: who changed what, and when."""
    if csv is not None:
        raw = desk.api.raw("/sync/losses.csv").content
        write_file(desk, csv, raw)
        desk.show({"file": str(csv), "bytes": len(raw)}, say("Written: {file}", file=csv))
        return
    page = desk.api.get("/sync/losses", skip=skip, top=top)
    desk.show(
        page,
        desk.facts(
            (say("Last sync"), desk.when(page["asOf"])),
            (say("Changed since"), page["total"]),
            (say("Held back"), len(page["held"])),
        ),
        *(line for one in page["items"] for line in change_of(desk, one)),
    )


def drift(
    desk: Desk,
    keep: Which = None,
    overwrite: Which = None,
    undecided: Which = None,
    skip: int = 0,
    top: int = 50,
) -> None:
    """What was changed in the BCP tenant by others than the sync, and what is done about it. --keep leaves a change
    alone, --overwrite lets the next run put it right, --undecided leaves it to the configuration again."""
    wanted = {"keep": keep, "overwrite": overwrite, "none": undecided}
    decided = {name: [_which(desk, one) for one in some or ()] for name, some in wanted.items()}
    for name, some in decided.items():
        for begin in range(0, len(some), DECIDED_MAX):
            part = some[begin : begin + DECIDED_MAX]
            desk.api.post("/sync/drift", {"decision": name, "entities": part})
    page = desk.api.get("/sync/drift", skip=skip, top=top)
    desk.show(
        page,
        desk.table(
            page["items"],
            (say("What"), lambda one: f"{one['kind']}/{one['bcpId']}"),
            (say("Title"), lambda one: one["title"]),
            (say("Change"), lambda one: one["change"]),
            (say("By"), lambda one: one["changedBy"]),
            (say("When"), lambda one: desk.when(one["changedAt"])),
            (say("Decision"), lambda one: None if one["decision"] == "none" else one["decision"]),
        ),
        say("{n} in all.", n=page["total"]),
    )


def _which(desk: Desk, word: str) -> dict[str, str]:
    kind, _, bcp_id = word.partition("/")
    if not kind or not bcp_id:
        raise desk.wrong(
            say("“{word}” names nothing that was changed.", word=word),
            say("Write KIND/ID, as the list shows it: releve sync drift"),
        )
    return {"kind": kind, "bcpId": bcp_id}


def restore(
    desk: Desk,
    run: Annotated[
        str, typer.Argument(help="The run to go back before; without one, a list.")
    ] = "",
    yes: Yes = False,
    wait: Wait = False,
    timeout: Timeout = TIMEOUT_S,
) -> None:
    """Put the BCP tenant back to how it was before a run. The sync is turned off by it."""
    if not run:
        _points(desk)
        return
    desk.must_be_told_beforehand(yes=yes)
    desk.note(
        say(
            "What was changed in the BCP tenant since, by syncs and by people, is undone, and the sync is turned off."
        )
    )
    desk.confirm(say("Restore the BCP tenant?"), yes=yes)
    asked = desk.api.post(f"/sync/restore-points/{run}/restore")
    asked_for(desk, asked, wait=wait, timeout_s=timeout)
    desk.note(turned_off())


def turned_off() -> Message:
    """What to do after a restore."""
    return say(
        "The sync is turned off, so that it does not bring back what was undone. Put the primary right, then turn it on "
        "again: releve sync enable"
    )


def _points(desk: Desk) -> None:
    page = desk.api.get("/sync/restore-points")
    desk.show(
        page,
        desk.table(
            page["items"],
            (say("Before the run"), lambda one: one["run"]["id"]),
            (say("Ended"), lambda one: desk.when(one["run"]["endedAt"])),
            (say("By"), lambda one: one["run"]["requestedBy"]),
            (say("Entities"), lambda one: totals(one["run"])),
        ),
        say("{n} in all.", n=page["total"]),
    )


def equal(desk: Desk) -> None:
    """Whether both tenants hold the same now, kind by kind. Cheap. Exit status 9 if they do not."""
    found = desk.api.get("/sync/equal")
    different = [one for one in found["kinds"] if not one["equal"]]
    table = desk.table(
        different,
        (say("Different"), lambda one: one["label"]),
        (say("Primary tenant"), lambda one: one["primary"]),
        (say("BCP tenant"), lambda one: one["bcp"]),
    )
    agree = desk.facts((say("Both tenants agree"), found["equal"]))
    desk.show(found, agree, *([table] if different else []))
    if not found["equal"]:
        raise typer.Exit(CHECK_FAILED)
