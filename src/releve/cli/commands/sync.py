"""The sync: how it stands, a run now, the history, and the proof that both sides agree."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from releve.cli.command import at_desk
from releve.cli.commands.sync_config import configure, disable, enable, needed_of, when
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
from releve.domain.say import Message, say
from releve.domain.tenancy import Deletions


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="The sync with the BCP tenant.", no_args_is_help=True)
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
            (say("Kinds"), config["kinds"] if config["custom"] else say("all")),
            (say("Deletions"), _deletions(config)),
            (say("Changes made in the BCP tenant"), config["drift"]),
            (say("Edits unasked"), say("up to {n} % of a kind", n=config["editsShare"])),
            (say("Restore points"), config["restorePoints"]),
            (say("Paused"), sync["paused"]),
            (
                say("Next run"),
                say("with the next change") if sync["follows"] else desk.when(sync["nextDue"]),
            ),
            (say("Last run"), f"{desk.when(last['endedAt'])} ({last['state']})" if last else None),
            (say("Open run"), _open(desk, sync)),
            (say("Held back"), len(sync["held"])),
            (say("Both tenants agree"), _equal(sync["unequal"])),
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
        return f"{run['id']} ({run['state']})"
    what = described(progress, desk.speaker)
    return f"{run['id']} ({what}, {progress['done']}/{progress['total']})"


def _equal(unequal: list[str] | None) -> object:
    if unequal is None:
        return say("unknown: a region does not answer")
    return say("no: {kinds}", kinds=", ".join(unequal)) if unequal else True


def _deletions(config: Any) -> Message | str:
    if config["deletions"] != Deletions.FOLLOW:
        return str(config["deletions"])
    return say(
        "follow, up to {n} or {share} % of a kind",
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
            (say("Asked for"), lambda one: desk.when(one["requestedAt"])),
            (say("By"), lambda one: one["requestedBy"]),
            (say("State"), lambda one: one["state"]),
            (say("Entities"), totals),
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
            (say("Step"), lambda one: one["verb"]),
            (say("Kind"), lambda one: one["kind"]),
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
    findings = [
        *(f"{one['kind']}: {one['what']}" for one in proof["violations"]),
        *(f"{one['kind']} {one['title']}: {one['what']}" for one in proof["differences"]),
    ]
    desk.show(
        proof,
        desk.facts(
            (say("Both tenants agree"), proof["holds"]),
            (say("Entities of the primary"), proof["primaryTotal"]),
            (say("Entities of the BCP tenant"), proof["bcpTotal"]),
            (say("Held back"), proof["held"]),
        ),
        *findings,
    )
    if not proof["holds"]:
        raise typer.Exit(CHECK_FAILED)
