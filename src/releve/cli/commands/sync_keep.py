"""Keep or overwrite: what was changed in the BCP tenant, change by change, taken into the primary or left."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.text import Text

from releve.cli.commands.sync_plans import OnlyKind, OnlyVerb, Yes, change_of
from releve.cli.commands.sync_trust import DECIDED_MAX, Which, which_of
from releve.cli.desk import Desk
from releve.domain.say import Message, say, say_n

PATH = "/sync/keep"


def keep(
    desk: Desk,
    take: Which = None,
    leave: Which = None,
    take_all: Annotated[
        bool, typer.Option("--take-all", help="Take all, but for conflicts.")
    ] = False,
    leave_all: Annotated[bool, typer.Option("--leave-all", help="Leave all.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Draw anew what there is to keep.")
    ] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help="Give the primary what is taken, after it was shown.")
    ] = False,
    drop: Annotated[
        bool, typer.Option("--drop", help="Throw it away: the next sync overwrites all of it.")
    ] = False,
    yes: Yes = False,
    kind: OnlyKind = "",
    verb: OnlyVerb = None,
    skip: int = 0,
    top: int = 200,
) -> None:
    """What people changed in the BCP tenant, as it would change the primary. --take and --leave decide about a change,
    --apply gives the primary what is taken. Until it is applied or thrown away (--drop) the sync waits."""
    if apply or drop:
        desk.must_be_told_beforehand(yes=yes)
    if drop:
        _drop(desk, yes=yes)
        return
    page = desk.api.get(PATH, top=1)
    if page["plan"] is None or again:
        page = desk.api.post(PATH)
    _decided(desk, page, take, leave, everything=_all(desk, take_all, leave_all))
    page = desk.api.get(PATH, kind=kind, verb=verb, skip=skip, top=top)
    if not apply:
        desk.show(page, *_told(desk, page), *_next(page))
        return
    if not desk.as_json:
        for part in _told(desk, page):
            desk.tell(part)
    if page["plan"] is None or not page["plan"]["changes"]:
        desk.show(page, say("There is nothing to apply."))
        return
    desk.confirm(say("Give the primary tenant exactly this?"), yes=yes)
    done = desk.api.post(f"{PATH}/apply", {"plan": page["plan"]["id"]})
    desk.show(done, *_ended(done))


def _all(desk: Desk, take: bool, leave: bool) -> bool | None:
    if take and leave:
        raise desk.wrong(
            say("All can be taken or left, not both."), say("Give one of the two options.")
        )
    return take if take or leave else None


def _decided(
    desk: Desk,
    page: Any,
    take: list[str] | None,
    leave: list[str] | None,
    *,
    everything: bool | None,
) -> None:
    """Every decision draws the plan anew, under another ID."""
    if everything is not None and page["plan"] is not None:
        page = desk.api.post(f"{PATH}/choices", {"plan": page["plan"]["id"], "take": everything})
    for taken, words in ((True, take), (False, leave)):
        some = [which_of(desk, one) for one in words or ()]
        for begin in range(0, len(some), DECIDED_MAX):
            wanted = {
                "plan": page["plan"]["id"] if page["plan"] else "",
                "take": taken,
                "entities": some[begin : begin + DECIDED_MAX],
            }
            page = desk.api.post(f"{PATH}/choices", wanted)


def _drop(desk: Desk, *, yes: bool) -> None:
    question = say("Let the next sync overwrite what was changed in the BCP tenant?")
    desk.confirm(question, yes=yes)
    done = desk.api.delete(PATH)
    desk.show(done, say("The sync goes on, and overwrites what was changed in the BCP tenant."))


def _told(desk: Desk, page: Any) -> Iterator[Any]:
    plan = page["plan"]
    if plan is None or not plan["changes"]:
        yield say("There is nothing to keep.")
        return
    left = plan["changes"] - plan["taken"] - plan["cannot"]
    yield desk.facts(
        (say("Will be taken"), plan["taken"]),
        (say("Will be left"), left),
        (say("Conflicts"), plan["conflicts"]),
        (say("Cannot be taken"), plan["cannot"]),
        (say("Drawn"), desk.when(plan["drawnAt"])),
    )
    for one in page["items"]:
        yield from _lines(desk, one)
    if (more := page["total"] - len(page["items"])) > 0:
        yield say_n(
            "{n} change is not shown: --skip, --top, --kind, --verb.",
            "{n} changes are not shown: --skip, --top, --kind, --verb.",
            more,
        )


def _lines(desk: Desk, one: Any) -> Iterator[Text]:
    shown = {**one, "by": one["changedBy"], "at": one["changedAt"]}
    yield from change_of(desk, shown)
    yield from (Text(f"    {why}") for why in one["why"])
    name = f"{one['kind']}/{one['bcpId']}"
    yield Text(f"    {name}: {desk.say(_decision(one))}", style="dim")


def _decision(one: Any) -> Message:
    if not one["canBeTaken"]:
        return say("cannot be taken")
    if one["taken"]:
        return say("taken")
    return say("left, for it was changed on both sides") if one["conflict"] else say("left")


def _next(page: Any) -> Iterator[Message]:
    """What can be done about it now."""
    if page["plan"] is None or not page["plan"]["changes"]:
        return
    if page["paused"]:
        yield say("The BCP tenant is active. Keep this when you revert: releve revert --keep")
        return
    yield say("The sync waits. Give the primary what is taken: releve sync keep --apply")


def _ended(done: Any) -> Iterator[Message]:
    yield say_n(
        "{n} change of the BCP tenant is in the primary tenant now. The sync goes on.",
        "{n} changes of the BCP tenant are in the primary tenant now. The sync goes on.",
        done["kept"],
    )
    if done["left"]:
        yield say_n(
            "{n} is left: the next sync overwrites it.",
            "{n} are left: the next sync overwrites them.",
            done["left"],
        )
