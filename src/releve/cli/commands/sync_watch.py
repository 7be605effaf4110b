"""How far a run has come, looked at until it has ended: what, how many of how many, how fast, how much longer."""

import time
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
from rich.progress import TimeRemainingColumn as Remaining
from rich.text import Text

from releve.cli.client import Client
from releve.cli.desk import Desk
from releve.cli.exits import CHECK_FAILED
from releve.cli.told import told
from releve.cli.words import DONE, STATES, asked_by, worded
from releve.domain.errors import Unavailable
from releve.domain.kinds import KINDS
from releve.domain.say import Message, say, say_n
from releve.languages.speaker import Speaker

#: How often a run that one waits for is looked at.
LOOK_S = 0.3

Wait = Annotated[bool, typer.Option("--wait", help="Until the run has ended.")]
Timeout = Annotated[float, typer.Option(help="How long to wait at most, in seconds.")]
TIMEOUT_S = 3600.0

_STAGES: Mapping[str, Message] = {
    "check": say("Checked"),
    "draw": say("Compared"),
    "drawn": say("Compared"),
    "write": say("Written"),
}


def waited_for(
    api: Client, run: str, timeout_s: float, tell: Callable[[Any], None] = lambda progress: None
) -> Any:
    """The run when it has ended; `tell` hears how far it has come. Raises Told when it takes longer."""
    until = time.monotonic() + timeout_s
    while True:
        page = api.get(f"/sync/runs/{run}", top=1)
        if page["run"]["ended"]:
            return page["run"]
        tell(page["progress"])
        if time.monotonic() > until:
            late = Unavailable(
                say("The run has not ended in time; it goes on."),
                say("Look at it again: releve sync show {id}", id=run),
            )
            raise told(late, api.speaker)
        time.sleep(LOOK_S)


class Speed(ProgressColumn):
    """How many in a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "", style="dim")


class Bar:
    """One line on standard error that says how far a run has come; nothing where only JSON is wanted."""

    def __init__(self, console: Console, speaker: Speaker, *, shown: bool) -> None:
        self._speaker, self._stands = speaker, ("", "")
        self._lines = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            Speed(),
            Remaining(),
            console=console,
            disable=not shown,
            transient=True,
        )
        self._line = self._lines.add_task(
            speaker.say(say("Waiting for the run to end…")), total=None
        )

    def __enter__(self) -> "Bar":
        self._lines.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._lines.stop()

    def tell(self, progress: Any) -> None:
        if progress is None:
            return
        stands = progress["stage"], progress["kind"]
        if stands != self._stands:  # another kind has a pace of its own
            self._stands = stands
            self._lines.reset(self._line, description=described(progress, self._speaker))
        self._lines.update(self._line, completed=progress["done"], total=progress["total"])


def described(progress: Any, speaker: Speaker) -> str:
    """What is done at the moment, in words."""
    stage = _STAGES.get(progress["stage"])
    words = [speaker.say(stage) if stage else progress["stage"]]
    kind = KINDS.get(progress["kind"])
    return ": ".join([*words, *([speaker.say(kind.plural)] if kind else [])])


def awaited(desk: Desk, run: str, timeout_s: float) -> Any:
    """The run when it has ended, with a bar until then."""
    with Bar(desk.err, desk.speaker, shown=not desk.as_json) as bar:
        return waited_for(desk.api, run, timeout_s, bar.tell)


def asked_for(desk: Desk, run: Any, *, wait: bool, timeout_s: float) -> Any:
    """Show a run that was asked for, at once or when it has ended; return it as it is then. Exits with 9 when it was
    waited for and has not succeeded."""
    if not wait:
        desk.show(run, say("A run was asked for: {id}", id=run["id"]))
        return run
    ended = awaited(desk, run["id"], timeout_s)
    shown(desk, ended)
    return ended


def shown(desk: Desk, run: Any) -> None:
    """Show a run that has ended. Exits with 9 unless it succeeded."""
    desk.show(run, facts_of(desk, run), *asks_of(run))
    if run["state"] != "done":
        raise typer.Exit(CHECK_FAILED)


def facts_of(desk: Desk, run: Any) -> Any:
    error = run["error"]
    return desk.facts(
        (say("Run"), run["id"]),
        (say("State"), worded(STATES, run["state"])),
        (say("Asked for"), f"{desk.when(run['requestedAt'])}, {desk.text(asked_by(run))}"),
        (say("Ended"), desk.when(run["endedAt"])),
        (say("Entities"), totals(desk, run)),
        (say("Held back"), run["held"]),
        (say("To review in scripts"), run["toReview"]),
        (say("Error"), " ".join([error["message"], *error["reasons"]]) if error else None),
    )


def totals(desk: Desk, run: Any) -> str:
    """How many of what was done."""
    told = [
        say("{what}: {n}", what=what, n=run["totals"][verb])
        for verb, what in DONE.items()
        if run["totals"].get(verb)
    ]
    return desk.text(told) or "–"


def asks_of(run: Any) -> list[Message]:
    """What a person must decide, and how."""
    if not run["asks"]:
        return []
    return [*map(asked, run["asks"]), say("Allow it: releve sync approve {id}", id=run["id"])]


def asked(one: Any) -> Message:
    """What is asked about one kind."""
    by = ", ".join(f"{who} ({n})" for who, n in one["by"].items())
    if one["edits"]:
        return say_n(
            "{kind}: {n} of {of} would be edited, more than the {allowed} allowed unasked. Edited by: {by}",
            "{kind}: {n} of {of} would be edited, more than the {allowed} allowed unasked. Edited by: {by}",
            one["edits"],
            kind=one["label"],
            of=one["of"],
            allowed=one["allowed"],
            by=by,
        )
    return say_n(
        "{kind}: {n} of {of} was deleted in the primary tenant, and waits here. Deleted by: {by}",
        "{kind}: {n} of {of} were deleted in the primary tenant, and wait here. Deleted by: {by}",
        one["deletions"],
        kind=one["label"],
        of=one["of"],
        by=by,
    )


def watch(desk: Desk, timeout: Timeout = TIMEOUT_S) -> None:
    """Watch the run that is open until it has ended. Exit status 9 if it did not succeed."""
    sync = desk.api.get("/sync")
    if sync["openRun"] is None:
        desk.show(sync["openRun"], say("No run is open."))
        return
    shown(desk, awaited(desk, sync["openRun"]["id"], timeout))
