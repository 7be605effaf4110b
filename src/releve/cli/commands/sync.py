"""The sync: how it stands, a run now, the history, and the proof that both sides agree."""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

import typer

from releve.cli.command import at_desk
from releve.cli.commands.sync_config import configure, disable, enable, needed_of, when
from releve.cli.commands.sync_keep import keep
from releve.cli.commands.sync_plans import apply, approve, cancel, plan
from releve.cli.commands.sync_trust import drift, equal, losses, restore, turned_off
from releve.cli.commands.sync_watch import (
    TIMEOUT_S,
    Timeout,
    Wait,
    asked_for,
    asks_of,
    described,
    facts_of,
    totals,
    watch,
)
from releve.cli.desk import Desk
from releve.cli.exits import CHECK_FAILED
from releve.cli.shared import noun
from releve.cli.words import (
    DELETIONS,
    DRIFT,
    OPEN_PLACES,
    STATES,
    VERBS,
    asked_by,
    kind_label,
    kind_plural,
    worded,
)
from releve.domain.say import Message, say, say_n
from releve.domain.tenancy import Deletions


def add_to(app: typer.Typer) -> None:
    group = noun("The sync with the BCP tenant.")
    commands: Mapping[str, Callable[..., None]] = {
        "show": show,
        "enable": enable,
        "disable": disable,
        "configure": configure,
        "run": run,
        "runs": runs,
        "run-show": show_run,
        "plan": plan,
        "apply": apply,
        "approve": approve,
        "cancel": cancel,
        "watch": watch,
        "losses": losses,
        "drift": drift,
        "keep": keep,
        "restore": restore,
        "equal": equal,
        "verify": verify,
    }
    for name, command in commands.items():
        group.command(name)(at_desk(command))
    app.add_typer(group, name="sync")


def show(
    desk: Desk,
    run: Annotated[str, typer.Argument(help="A run; without one, the sync itself.")] = "",
) -> None:
    """How the sync stands; with RUN, what that run did."""
    if run:
        show_run(desk, run)
        return
    sync = desk.api.get("/sync")
    config, last = sync["config"], sync["last"]
    desk.show(
        sync,
        desk.facts(
            (say("Primary tenant"), sync["primary"]["name"]),
            (say("BCP tenant"), sync["bcp"]["name"]),
            (say("Enabled"), config["enabled"]),
            (say("When"), when(config)),
            (
                say("Kinds"),
                [*map(kind_plural, config["kinds"])] if config["custom"] else say("all"),
            ),
            (say("Deletions"), _deletions(config)),
            (say("Changes made in the BCP tenant"), worded(DRIFT, config["drift"])),
            (say("Scripts with places to review"), worded(OPEN_PLACES, config["openPlaces"])),
            (say("Edits unasked"), say("up to {n} % of a kind", n=config["editsShare"])),
            (say("Restore points"), config["restorePoints"]),
            (say("Paused"), sync["paused"]),
            (
                say("Next run"),
                say("with the next change") if sync["follows"] else desk.when(sync["nextDue"]),
            ),
            (say("Last run"), _last(desk, last)),
            (say("Open run"), _open(desk, sync)),
            (say("Held back"), len(sync["held"])),
            (say("Both tenants agree"), _equal(desk, sync["unequal"])),
            (say("Changed in the BCP tenant by others"), sync["drifted"]),
            (say("Points to restore"), sync["restorable"]),
        ),
        *(asks_of(sync["asks"]) if sync["asks"] else []),
        *([turned_off()] if sync["restored"] else []),
        *needed_of(sync["needed"]),
    )


def _open(desk: Desk, sync: Any) -> str | None:
    if sync["openRun"] is None:
        return None
    run, progress = sync["openRun"], sync["progress"]
    if progress is None:
        return f"{run['id']} ({desk.text(worded(STATES, run['state']))})"
    what = described(progress, desk.speaker)
    return f"{run['id']} ({what}, {progress['done']}/{progress['total']})"


def _last(desk: Desk, last: Any) -> str | None:
    if last is None:
        return None
    return f"{desk.when(last['endedAt'])} ({desk.text(worded(STATES, last['state']))})"


def _equal(desk: Desk, unequal: list[str] | None) -> object:
    if unequal is None:
        return say("unknown: a region does not answer")
    kinds = desk.text([*map(kind_plural, unequal)])
    return say("no: {kinds}", kinds=kinds) if unequal else True


def _deletions(config: Any) -> Message | str | None:
    if config["deletions"] != Deletions.FOLLOW:
        return worded(DELETIONS, config["deletions"])
    return say(
        "{what}, up to {n} or {share} % of a kind",
        what=DELETIONS[Deletions.FOLLOW],
        n=config["deletionsMax"],
        share=config["deletionsShare"],
    )


def run(desk: Desk, wait: Wait = False, timeout: Timeout = TIMEOUT_S) -> None:
    """Sync now."""
    asked_for(desk, desk.api.post("/sync/runs"), wait=wait, timeout_s=timeout)


def runs(desk: Desk, skip: int = 0, top: int = 20) -> None:
    """The history of runs, the newest first."""
    page = desk.api.get("/sync/runs", skip=skip, top=top)
    desk.show(
        page,
        desk.table(
            page["items"],
            (say("Run"), lambda one: one["id"]),
            (say("When"), lambda one: desk.when(one["requestedAt"])),
            (say("By"), asked_by),
            (say("State"), lambda one: worded(STATES, one["state"])),
            (say("Entities"), lambda one: totals(desk, one)),
            (say("Held back"), lambda one: one["held"]),
        ),
        say("{n} in all.", n=page["total"]),
    )


def show_run(
    desk: Desk,
    run: Annotated[str, typer.Argument(help="ID of the run.")],
    verb: Annotated[
        str | None, typer.Option(help="Only steps that create, update, delete, adopt or hold.")
    ] = None,
    skip: int = 0,
    top: int = 50,
) -> None:
    """What a run did, step by step."""
    page = desk.api.get(f"/sync/runs/{run}", verb=verb, skip=skip, top=top)
    desk.show(
        page,
        facts_of(desk, page["run"]),
        *asks_of(page["run"]),
        desk.table(
            page["steps"],
            (say("Step"), lambda one: worded(VERBS, one["verb"])),
            (say("Kind"), lambda one: kind_label(one["kind"])),
            (say("Title"), lambda one: one["title"]),
            (say("Primary ID"), lambda one: one["primaryId"]),
            (say("BCP ID"), lambda one: one["bcpId"]),
            (say("Why"), lambda one: " ".join(one["why"])),
        ),
        say("{n} in all.", n=page["total"]),
    )


def verify(desk: Desk) -> None:
    """Prove that both tenants agree. Exit status 9 when they do not."""
    proof = desk.api.get("/sync/verify")
    findings = [*_violations(proof), *_differences(proof)]
    more = proof["violationsTotal"] + proof["differencesTotal"] - len(findings)
    desk.show(
        proof,
        desk.facts(
            (say("Both tenants agree"), proof["holds"]),
            (say("Entities of the primary"), proof["primaryTotal"]),
            (say("Entities of the BCP tenant"), proof["bcpTotal"]),
            (say("Held back"), proof["held"]),
        ),
        *findings,
        *([say_n("{n} more is not listed.", "{n} more are not listed.", more)] if more else []),
    )
    if not proof["holds"]:
        raise typer.Exit(CHECK_FAILED)


def _violations(proof: Any) -> Iterator[Message]:
    for one in proof["violations"]:
        yield say("{kind}: {what}", kind=kind_plural(one["kind"]), what=one["what"])


def _differences(proof: Any) -> Iterator[Message]:
    for one in proof["differences"]:
        what = " ".join(
            [one["what"], *([f"({', '.join(one['fields'])})"] if one["fields"] else [])]
        )
        yield say(
            "{kind} “{title}”: {what}", kind=kind_label(one["kind"]), title=one["title"], what=what
        )
