"""The switch and the way back. The passkey is asked for with hidden letters; it is never a word of the command."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from releve.cli.command import at_desk
from releve.cli.commands.sync_watch import Bar
from releve.cli.commands.traffic_watch import told_of, waited_for
from releve.cli.desk import Desk
from releve.cli.told import told
from releve.cli.words import CHANGES, MODES, ORDER_STATES, worded
from releve.domain.errors import Unavailable
from releve.domain.say import Message, say

PasskeyFile = Annotated[Path | None, typer.Option(help="File with the passkey.")]
Reason = Annotated[str, typer.Option(help="Why, for the record.")]
Emergency = Annotated[
    bool, typer.Option("--emergency", help="At once, whatever it costs; asks you to type a word.")
]
Acknowledge = Annotated[
    bool,
    typer.Option(
        "--acknowledge", help="An emergency in which nothing is asked: all that is known was read."
    ),
]
Look = Annotated[bool, typer.Option("--plan", "--look", help="Only show what it would cost.")]

NoWait = Annotated[
    bool, typer.Option("--no-wait", help="Do not wait until the traffic has followed.")
]

Keep = Annotated[
    bool,
    typer.Option("--keep", help="What was changed in the BCP tenant waits: releve sync keep."),
]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="The next sync overwrites what was changed there.")
]

#: How often an order that one waits for is looked at, and for how long.
LOOK_S, WAIT_S_MAX = 0.3, 3600.0


@dataclass(frozen=True, slots=True)
class How:
    """How an order is given: `acknowledged` without a word typed; `wait` until the traffic has followed; `changes` says what
    becomes of what was changed in the BCP tenant, "" if it was not said."""

    emergency: bool
    acknowledged: bool
    wait: bool
    changes: str = ""


def add_to(app: typer.Typer) -> None:
    app.command()(at_desk(switch))
    app.command()(at_desk(revert))
    app.command()(at_desk(confirm))


def switch(
    desk: Desk,
    passkey_file: PasskeyFile = None,
    reason: Reason = "",
    look: Look = False,
    emergency: Emergency = False,
    acknowledge: Acknowledge = False,
    no_wait: NoWait = False,
) -> None:
    """Switch to the BCP tenant."""
    how = How(emergency or acknowledge, acknowledge, wait=not no_wait)
    _act(desk, "bcp", "/switch", passkey_file, look, how, reason)


def revert(
    desk: Desk,
    passkey_file: PasskeyFile = None,
    reason: Reason = "",
    look: Look = False,
    emergency: Emergency = False,
    acknowledge: Acknowledge = False,
    no_wait: NoWait = False,
    keep: Keep = False,
    overwrite: Overwrite = False,
) -> None:
    """Revert to the primary tenant.

    What was changed in the BCP tenant is kept until somebody has looked at it (--keep), or overwritten by the next sync
    (--overwrite)."""
    if keep and overwrite:
        raise desk.wrong(
            say("What was changed can be kept or overwritten, not both."),
            say("Give one of the two options."),
        )
    changes = "keep" if keep else "overwrite" if overwrite else ""
    how = How(emergency or acknowledge, acknowledge, wait=not no_wait, changes=changes)
    _act(desk, "primary", "/switch/revert", passkey_file, look, how, reason)


def confirm(desk: Desk, passkey_file: PasskeyFile = None) -> None:
    """Confirm the order of another person, where two are wanted."""
    page = desk.api.get("/switch")
    order = page["order"]
    if order is None or order["state"] != "waiting":
        raise desk.refused(
            say("No order waits for a second person."),
            say("Look at what there is: releve switch --plan"),
        )
    if not desk.as_json:
        desk.err.print(_page(desk, page, order["mode"] == "emergency"))
    passkey = desk.secret(say("Passkey"), passkey_file)
    given = {"order": order["id"], "passkey": passkey}
    _shown(desk, page, desk.api.post("/switch/order/confirmation", given))


def _act(
    desk: Desk,
    side: str,
    path: str,
    file: Path | None,
    look: bool,
    how: How,
    reason: str,
) -> None:
    page = desk.api.get("/switch")
    if look:
        desk.show(page, _page(desk, page, how.emergency))
        return
    now = page["activation"]
    if now["active"] == side:
        desk.show({**now, "acknowledged": [], "order": None}, _already(desk, page))
        return
    if not desk.as_json:
        desk.err.print(_page(desk, page, how.emergency))
    if how.emergency and not how.acknowledged:
        _typed(desk, page[side]["name"])
    changes = how.changes or _asked_about(desk, page, side)
    passkey = desk.secret(say("Passkey"), file)
    order: dict[str, Any] = {"passkey": passkey, "epoch": now["epoch"], "reason": reason}
    if how.emergency:
        order |= {"mode": "emergency", "acknowledged": True}
    if changes:
        order["changes"] = changes
    _shown(desk, page, desk.api.post(path, order), wait=how.wait)


def _shown(desk: Desk, page: Any, done: Any, *, wait: bool = True) -> None:
    """What became of an order, when it has come to its end; at once if it waits for a second person."""
    order = done["order"]
    if order is not None and order["state"] == "waiting":
        desk.show(
            done,
            say(
                "The order waits for a second person, until {when}.",
                when=desk.when(order["expiresAt"]),
            ),
            say("They confirm it on the page BC Enablement, or type: releve confirm"),
        )
        return
    if order is not None and order["open"]:
        done = _awaited(desk, done)
    active = page[done["active"]]["name"]
    wait = wait and not all(one["builtIn"] for one in page["drivers"])
    desk.show(
        {**done, "drivers": waited_for(desk)} if wait and desk.as_json else done,
        say("{tenant} is the active tenant.", tenant=active),
        *(
            say("You went on although this stood in the way: {obstacle}", obstacle=one)
            for one in done["acknowledged"]
        ),
    )
    if wait and not desk.as_json:
        for line in told_of(waited_for(desk)):
            desk.tell(line)


def _asked_about(desk: Desk, page: Any, side: str) -> str:
    """What becomes of the changes made in the BCP tenant, of a person who can be asked."""
    if side != "primary" or not page["changed"] or desk.as_json:
        return ""
    overwrite = desk.answered(
        say("Let the next sync overwrite what was changed in the BCP tenant?")
    )
    return "" if overwrite is None else "overwrite" if overwrite else "keep"


def _typed(desk: Desk, word: str) -> None:
    """An emergency is acknowledged by typing the name of the tenant that takes over. Raises Told for anything else."""
    desk.must_be_told_beforehand(yes=False)
    question = say("Type the name of the tenant that takes over, {name}", name=word)
    given = str(typer.prompt(desk.say(question), default="", show_default=False, err=True))
    if given.strip().casefold() != word.casefold():
        raise desk.refused(
            say("This is not the name of the tenant that takes over."),
            say("Nothing was switched. Type it as it is shown: {name}.", name=word),
        )


def _awaited(desk: Desk, done: Any) -> Any:
    """The answer when the order has come to its end. Raises Told if it has not switched."""
    desk.note(
        say(
            "The last sync runs first. The order goes on without you; releve switch --plan shows it."
        )
    )
    order, until = done["order"], time.monotonic() + WAIT_S_MAX
    with Bar(desk.err, desk.speaker, shown=not desk.as_json) as bar:
        while order["open"]:
            if time.monotonic() > until:
                late = Unavailable(
                    say("The order has not come to its end in time; it goes on."),
                    say("Look at it again: releve switch --plan"),
                )
                raise told(late, desk.speaker)
            time.sleep(LOOK_S)
            order = desk.api.get("/switch/order")
            bar.tell(order["progress"])
    if order["state"] != "done":
        raise desk.refused(
            say("Nothing was switched. {why}", why=" ".join(order["why"])),
            say("Look at what stands in the way (releve switch --plan), then order it again."),
        )
    now = desk.api.get("/switch")["activation"]
    return {**now, "acknowledged": [], "order": order}


def _already(desk: Desk, page: Any) -> Message:
    now = page["activation"]
    return say(
        "{tenant} is already active, since {at}, by {by}. There is nothing to do, and nothing was changed.",
        tenant=page[now["active"]]["name"],
        at=desk.when(now["at"]),
        by=now["by"],
    )


def _page(desk: Desk, page: Any, emergency: bool) -> Any:
    verdict = page["emergency"] if emergency else page["verdict"]
    planned = page["mode"] == "planned" and not emergency
    return desk.facts(
        (say("Primary tenant"), f"{page['primary']['name']} ({page['primary']['region']})"),
        (say("BCP tenant"), f"{page['bcp']['name']} ({page['bcp']['region']})"),
        (say("Active"), page[page["activation"]["active"]]["name"]),
        (say("Since"), desk.when(page["activation"]["at"])),
        (say("Switch"), MODES["planned" if planned else "emergency"]),
        *((say("Obstacle"), _mended(one)) for one in _findings(verdict, "obstacles")),
        *((say("Note"), _mended(one)) for one in _findings(verdict, "warnings")),
        *(
            (say("Traffic: {driver}", driver=one["driver"]), one["sentence"])
            for one in page["drivers"]
        ),
        *_order(desk, page["order"]),
        *_changed(desk, page["changed"]),
    )


def _changed(desk: Desk, changed: list[Any]) -> Iterator[tuple[Message, object]]:
    """The newest changes made in the BCP tenant."""
    for one in changed:
        told = f"{one['label']} “{one['title']}”: {desk.text(worded(CHANGES, one['change']))}"
        yield (
            say("Changed in the BCP tenant"),
            f"{told}, {one['changedBy']}, {desk.when(one['changedAt'])}",
        )


def _findings(verdict: Any, which: str) -> list[Any]:
    return [one for one in verdict["findings"] if one["text"] in verdict[which]]


def _mended(finding: Any) -> str:
    """A finding, and the command that mends it."""
    command = f" ({finding['command']})" if finding["command"] else ""
    return f"{finding['text']}{command}"


def _order(desk: Desk, order: Any) -> list[tuple[Message, object]]:
    """The pair's last order, unless it has switched."""
    if order is None or order["state"] == "done":
        return []
    told_by = say("{state}, by {who}", state=ORDER_STATES[order["state"]], who=order["by"])
    return [(say("Order"), told_by), *((say("Why"), one) for one in order["why"])]
