"""Plans: drawn, shown field by field, applied as they were shown; and what a run asks, answered."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.text import Text

from releve.cli.commands.sync_watch import TIMEOUT_S, Timeout, Wait, asked, asked_for, asks_of
from releve.cli.desk import Desk
from releve.cli.words import VERBS, kind_label, kind_plural, worded
from releve.domain.kinds import kind_named
from releve.domain.runs import Verb
from releve.domain.say import Message, say, say_n

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")]
OnlyVerb = Annotated[Verb | None, typer.Option("--verb", help="Only steps that do this.")]
OnlyKind = Annotated[str, typer.Option("--kind", help="Only steps of this kind.")]


def plan(
    desk: Desk,
    from_scratch: Annotated[
        bool, typer.Option("--from-scratch", help="Read both tenants whole.")
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Apply it after it was shown.")] = False,
    yes: Yes = False,
    wait: Wait = False,
    timeout: Timeout = TIMEOUT_S,
    kind: OnlyKind = "",
    verb: OnlyVerb = None,
    skip: int = 0,
    top: int = 200,
) -> None:
    """Draw a plan: what a sync would do now, field by field. Nothing is changed, unless --apply is given."""
    if apply:
        desk.must_be_told_beforehand(yes=yes)
    if kind:
        kind_named(kind)  # before anything is drawn that nobody wants
    drawn = desk.api.post("/sync/plans", {"fromScratch": from_scratch})
    path = f"/sync/plans/{drawn['id']}"
    page = desk.api.get(path, kind=kind, verb=verb, skip=skip, top=top)
    if not apply:
        desk.show(page, *_told(desk, page), *_how_to_apply(drawn))
        return
    if not desk.as_json:
        for part in _told(desk, page):
            desk.tell(part)
    if not any(drawn["totals"].values()) and not drawn["logins"]:
        desk.show(page, say("There is nothing to apply."))
        return
    desk.confirm(say("Apply exactly this plan?"), yes=yes)
    asked_for(desk, desk.api.post(f"{path}/apply"), wait=wait, timeout_s=timeout)


def apply(
    desk: Desk,
    plan: Annotated[str, typer.Argument(help="ID of the plan.")],
    wait: Wait = False,
    timeout: Timeout = TIMEOUT_S,
) -> None:
    """Apply a plan exactly as it was shown, or fail and say what has moved since."""
    asked_for(desk, desk.api.post(f"/sync/plans/{plan}/apply"), wait=wait, timeout_s=timeout)


def approve(
    desk: Desk,
    run: Annotated[str, typer.Argument(help="ID of the run; else the newest.")] = "",
    yes: Yes = False,
    wait: Wait = False,
    timeout: Timeout = TIMEOUT_S,
) -> None:
    """Let be done what a run asks: the edits for which it stopped, the deletions that it held back."""
    desk.must_be_told_beforehand(yes=yes)
    asking = desk.api.get(f"/sync/runs/{run}", top=1)["run"] if run else _asking(desk)
    for part in asks_of(asking)[:-1]:
        desk.note(part)
    desk.confirm(say("Allow this?"), yes=yes)
    path = f"/sync/runs/{asking['id']}/approve"
    asked_for(desk, desk.api.post(path), wait=wait, timeout_s=timeout)


def _asking(desk: Desk) -> Any:
    if (found := desk.api.get("/sync")["asks"]) is None:
        raise desk.refused(say("The newest run asks nothing."), say("Look: releve sync show"))
    return found


def cancel(
    desk: Desk, run: Annotated[str, typer.Argument(help="ID of the run; else the open one.")] = ""
) -> None:
    """Cancel a run before it writes."""
    if not run:
        found = desk.api.get("/sync")["openRun"]
        if found is None:
            raise desk.refused(say("No run is open."), say("Look: releve sync runs"))
        run = found["id"]
    desk.api.post(f"/sync/runs/{run}/cancel")
    desk.show({"cancelled": run}, say("The run will end before it writes: {id}", id=run))


def _told(desk: Desk, page: Any) -> Iterator[Any]:
    """Counts, what is asked, and every step that was read with its fields."""
    drawn = page["plan"]
    if drawn["counts"]:
        verbs = [verb for verb in VERBS if drawn["totals"][verb]]
        yield desk.table(
            drawn["counts"].items(),
            (say("Kind"), lambda one: kind_plural(one[0])),
            *((VERBS[verb], _counted(verb)) for verb in verbs),
        )
    yield from (asked(one) for one in drawn["asks"])
    yield from (line for step in page["steps"] for line in _lines(desk, step))
    if (more := page["total"] - len(page["steps"])) > 0:
        yield say_n(
            "{n} step is not shown: --skip, --top, --kind, --verb.",
            "{n} steps are not shown: --skip, --top, --kind, --verb.",
            more,
        )
    if not drawn["counts"]:
        yield say("Both tenants agree: there is nothing to do.")


def _counted(verb: str) -> Any:
    return lambda one: one[1].get(verb, "")


def _lines(desk: Desk, step: Any) -> Iterator[Text]:
    yield from change_of(desk, step)
    yield from (Text(f"    {why}") for why in step["why"])


def change_of(desk: Desk, one: Any) -> Iterator[Text]:
    """What is done about an entity and who changed it; a line for each field: what it is now, and what it becomes."""
    kind, verb = kind_label(one["kind"]), worded(VERBS, one["verb"])
    line = Text(desk.say(say("{kind} “{title}”: {what}", kind=kind, title=one["title"], what=verb)))
    if one["by"]:
        line.append(f"  {one['by']}, {desk.when(one['at'])}", style="dim")
    yield line
    for field in one["fields"]:
        line = Text(f"    {field['path']}: ")
        line.append(field["before"] or "–", style="red").append(" → ")
        yield line.append(field["after"] or "–", style="green")


def _how_to_apply(drawn: Any) -> list[Message]:
    if not drawn["counts"]:
        return []
    return [say("Apply exactly this: releve sync apply {id}", id=drawn["id"])]
