"""The switch and the way back. The passkey is asked for with hidden letters; it is never a word of the command."""

from pathlib import Path
from typing import Annotated, Any

import typer

from releve.cli.command import at_desk
from releve.cli.commands.traffic_watch import told_of, waited_for
from releve.cli.desk import Desk
from releve.domain.say import Message, say

PasskeyFile = Annotated[Path | None, typer.Option(help="File with the passkey.")]
Reason = Annotated[str, typer.Option(help="Why, for the record.")]
Acknowledge = Annotated[
    bool, typer.Option("--acknowledge", help="Go on although something stands in the way.")
]
NoWait = Annotated[
    bool, typer.Option("--no-wait", help="Do not wait until the traffic has followed.")
]
Order = dict[str, str | bool]
Look = Annotated[bool, typer.Option("--look", help="Only show what it would cost.")]


def add_to(app: typer.Typer) -> None:
    app.command()(at_desk(switch))
    app.command()(at_desk(revert))


def switch(
    desk: Desk,
    passkey_file: PasskeyFile = None,
    reason: Reason = "",
    look: Look = False,
    acknowledge: Acknowledge = False,
    no_wait: NoWait = False,
) -> None:
    """Switch to the BCP tenant."""
    order: Order = {"reason": reason, "acknowledged": acknowledge}
    _act(desk, "bcp", "/switch", passkey_file, look, wait=not no_wait, **order)


def revert(
    desk: Desk,
    passkey_file: PasskeyFile = None,
    reason: Reason = "",
    look: Look = False,
    acknowledge: Acknowledge = False,
    no_wait: NoWait = False,
) -> None:
    """Revert to the primary tenant."""
    order: Order = {"reason": reason, "acknowledged": acknowledge}
    _act(desk, "primary", "/switch/revert", passkey_file, look, wait=not no_wait, **order)


def _act(
    desk: Desk,
    side: str,
    path: str,
    file: Path | None,
    look: bool,
    *,
    wait: bool,
    **order: str | bool,
) -> None:
    page = desk.api.get("/switch")
    if look:
        desk.show(page, _page(desk, page))
        return
    now = page["activation"]
    if now["active"] == side:
        desk.show({**now, "acknowledged": []}, _already(desk, page))
        return
    if not desk.as_json:
        desk.err.print(_page(desk, page))
    passkey = desk.secret(say("Passkey"), file)
    epoch = page["activation"]["epoch"]
    done = desk.api.post(path, {"passkey": passkey, "epoch": epoch, **order})
    active = page[done["active"]]["name"]
    wait = wait and bool(page["drivers"])
    desk.show(
        {**done, "drivers": waited_for(desk)} if wait and desk.as_json else done,
        say("{tenant} is the active tenant.", tenant=active),
        *(
            say("You went on although this stood in the way: {obstacle}", obstacle=one)
            for one in done["acknowledged"]
        ),
    )
    if wait and not desk.as_json:
        for told in told_of(waited_for(desk)):
            desk.tell(told)


def _already(desk: Desk, page: Any) -> Message:
    now = page["activation"]
    return say(
        "{tenant} is already active, since {at}, by {by}. There is nothing to do, and nothing was changed.",
        tenant=page[now["active"]]["name"],
        at=desk.when(now["at"]),
        by=now["by"],
    )


def _page(desk: Desk, page: Any) -> Any:
    verdict = page["verdict"]
    return desk.facts(
        (say("Primary tenant"), f"{page['primary']['name']} ({page['primary']['region']})"),
        (say("BCP tenant"), f"{page['bcp']['name']} ({page['bcp']['region']})"),
        (say("Active"), page[page["activation"]["active"]]["name"]),
        (say("Since"), desk.when(page["activation"]["at"])),
        *((say("Obstacle"), one) for one in verdict["obstacles"]),
        *((say("Note"), one) for one in verdict["warnings"]),
        *(
            (say("Traffic: {driver}", driver=one["driver"]), one["sentence"])
            for one in page["drivers"]
        ),
    )
