"""What is not copied yet, what others changed in the BCP tenant, whether both sides are equal, and the way back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.text import Text

from releve.cli.commands.sync_plans import Yes, change_of
from releve.cli.commands.sync_watch import TIMEOUT_S, Timeout, Wait, asked_for, totals
from releve.cli.desk import Desk
from releve.cli.exits import CHECK_FAILED
from releve.cli.local import write_file
from releve.cli.words import CHANGES, DECISIONS, asked_by, worded
from releve.domain.say import Message, say, say_n

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
        write_file(csv, raw)
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
    decided = {name: [which_of(desk, one) for one in some or ()] for name, some in wanted.items()}
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
            (say("Kind"), lambda one: one["label"]),
            (say("Title"), lambda one: one["title"]),
            (say("Change"), lambda one: worded(CHANGES, one["change"])),
            (say("By"), lambda one: one["changedBy"]),
            (say("When"), lambda one: desk.when(one["changedAt"])),
            (say("Decision"), lambda one: worded(DECISIONS, one["decision"])),
        ),
        say("{n} in all.", n=page["total"]),
    )


def which_of(desk: Desk, word: str) -> dict[str, str]:
    """A change by the name that the lists show. Raises Told."""
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
    look: Annotated[
        bool, typer.Option("--look", help="Only show what would be undone, and what happens then.")
    ] = False,
    yes: Yes = False,
    wait: Wait = False,
    timeout: Timeout = TIMEOUT_S,
) -> None:
    """Put the BCP tenant back to how it was before a run. The sync is turned off by it."""
    if not run:
        _points(desk)
        return
    if not look:
        desk.must_be_told_beforehand(yes=yes)
    undone = desk.api.get(f"/sync/restore-points/{run}")
    if look:
        desk.show(undone, *_undoing(desk, undone))
        return
    if not undone["total"]:
        raise desk.refused(
            say("There is nothing to undo."),
            say("The BCP tenant is as it was before this run."),
        )
    if not desk.as_json:
        for part in _undoing(desk, undone):
            desk.err.print(Text(desk.say(part)) if isinstance(part, Message) else part)
    desk.confirm(say("Restore the BCP tenant?"), yes=yes)
    asked = desk.api.post(f"/sync/restore-points/{run}/restore")
    asked_for(desk, asked, wait=wait, timeout_s=timeout)
    desk.note(turned_off())


def _undoing(desk: Desk, undone: Any) -> Iterator[Message | RenderableType]:
    """How much is put back, and what happens then."""
    if not undone["total"]:
        yield say("There is nothing to undo.")
        return
    yield say_n(
        "{n} entity of the BCP tenant is put back, by whomever it was changed since:",
        "{n} entities of the BCP tenant are put back, by whomever they were changed since:",
        undone["total"],
    )
    yield desk.table(
        undone["kinds"],
        (say("Kind"), lambda one: one["label"]),
        (say("Is deleted"), lambda one: one["delete"]),
        (say("As it was before"), lambda one: one["update"]),
        (say("Comes back"), lambda one: one["create"]),
    )
    yield say("Passwords are not put back.")
    yield (
        say("The sync is turned off first: otherwise the next run would bring everything back.")
        if undone["syncEnabled"]
        else say("The sync is off already, and stays off.")
    )
    yield (
        say("Turned on again, the sync keeps what was restored: releve sync drift")
        if undone["keeps"]
        else say(
            "Turned on again, the sync writes over what was restored with what the primary tenant has."
        )
    )


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
            (say("By"), lambda one: asked_by(one["run"])),
            (say("Entities"), lambda one: totals(desk, one["run"])),
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
