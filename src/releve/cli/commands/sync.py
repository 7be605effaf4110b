"""The sync: how it stands, a run now, the history, and the proof that both sides agree."""

import time
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from releve.cli.client import Client
from releve.cli.command import at_desk
from releve.cli.commands.sync_config import configure, disable, enable, needed_of, when
from releve.cli.desk import Desk
from releve.cli.exits import CHECK_FAILED
from releve.cli.told import told
from releve.domain.errors import Unavailable
from releve.domain.say import Message, say
from releve.domain.tenancy import Deletions

#: How often a run that one waits for is looked at.
LOOK_S = 0.3


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
            (say("Next run"), sync["nextDue"]),
            (say("Last run"), f"{last['endedAt']} ({last['state']})" if last else None),
            (say("Held back"), len(sync["held"])),
        ),
        *needed_of(sync["needed"]),
    )


def _deletions(config: Any) -> Message | str:
    if config["deletions"] != Deletions.FOLLOW:
        return str(config["deletions"])
    return say(
        "follow, up to {n} or {share} % of a kind",
        n=config["deletionsMax"],
        share=config["deletionsShare"],
    )


def run(
    desk: Desk,
    wait: Annotated[bool, typer.Option("--wait", help="Until the run has ended.")] = False,
    timeout: Annotated[float, typer.Option(help="How long to wait at most, in seconds.")] = 3600,
) -> None:
    """Sync now."""
    asked = desk.api.post("/sync/runs")
    if not wait:
        desk.show(asked, say("A run was asked for: {id}", id=asked["id"]))
        return
    desk.note(say("Waiting for the run to end…"))
    ended = waited_for(desk.api, asked["id"], timeout)
    _show_run(desk, ended)
    if ended["state"] != "done":
        raise typer.Exit(CHECK_FAILED)


def waited_for(api: Client, run: str, timeout_s: float) -> Any:
    """The run when it has ended. Raises Told when it takes longer."""
    until = time.monotonic() + timeout_s
    while True:
        found = api.get(f"/sync/runs/{run}", top=1)["run"]
        if found["ended"]:
            return found
        if time.monotonic() > until:
            late = Unavailable(
                say("The run has not ended in time; it goes on."),
                say("Look at it again: releve sync show {id}", id=run),
            )
            raise told(late, api.speaker)
        time.sleep(LOOK_S)


def _show_run(desk: Desk, run: Any) -> None:
    error = run["error"]
    desk.show(
        run,
        desk.facts(
            (say("Run"), run["id"]),
            (say("State"), run["state"]),
            (say("Asked for"), f"{run['requestedAt']}, {run['requestedBy']}"),
            (say("Ended"), run["endedAt"]),
            (say("Entities"), _totals(run)),
            (say("Held back"), run["held"]),
            (say("To review in scripts"), run["toReview"]),
            (say("Error"), " ".join([error["message"], *error["reasons"]]) if error else None),
        ),
    )


def _totals(run: Any) -> str:
    return ", ".join(f"{verb} {n}" for verb, n in run["totals"].items() if n) or "–"


def runs(desk: Desk, skip: int = 0, top: int = 20) -> None:
    """The history of runs, the newest first."""
    page = desk.api.get("/sync/runs", skip=skip, top=top)
    desk.show(
        page,
        desk.table(
            page["items"],
            (say("Run"), lambda one: one["id"]),
            (say("Asked for"), lambda one: one["requestedAt"]),
            (say("By"), lambda one: one["requestedBy"]),
            (say("State"), lambda one: one["state"]),
            (say("Entities"), _totals),
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
    if desk.as_json:
        desk.show(page)
        return
    _show_run(desk, page["run"])
    desk.show(
        page,
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
