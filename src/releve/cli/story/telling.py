"""Tells a story while it is performed: a line a step for people, one JSON document for programs."""

import json
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.text import Text

from releve.cli.story import setting_up, switching_over
from releve.cli.story.plot import Plot
from releve.cli.story.steps import Done, performed
from releve.domain.say import Message, say
from releve.languages.speaker import Speaker


def tell(plot: Plot, speaker: Speaker, *, as_json: bool) -> bool:
    """Perform the whole story. Returns whether every check held."""
    steps = [*setting_up.steps(plot), *switching_over.steps(plot)]
    done = list(_told_aloud(performed(steps), speaker, quiet=as_json))
    holds = len(done) == len(steps) and all(one.ok for one in done)
    if as_json:
        _write(done, speaker, holds=holds)
    else:
        Console(highlight=False).print(Text(speaker.say(_end(len(done), holds=holds)), "bold"))
    return holds


def _end(steps: int, *, holds: bool) -> Message:
    """What the story has proved, in a line."""
    if not holds:
        return say("The story ended at step {n}: what stands there does not hold.", n=steps)
    return say(
        "All {n} steps hold: two tenants in two regions, kept in step, switched to the BCP tenant and back.",
        n=steps,
    )


def _told_aloud(steps: Iterable[Done], speaker: Speaker, *, quiet: bool) -> Iterable[Done]:
    console = Console(highlight=False)
    for done in steps:
        if not quiet:
            console.print(_line(done, speaker))
        yield done


def _line(done: Done, speaker: Speaker) -> Text:
    mark, style = ("✓", "green") if done.ok else ("✗", "bold red")
    line = Text.assemble((f"{mark} ", style), speaker.say(done.step.title))
    figures = ", ".join(f"{name} {_figure(value, speaker)}" for name, value in done.figures.items())
    if figures:
        line.append(f"  {figures}", style="cyan")
    line.append(f"  {speaker.duration(done.seconds)}", style="dim")
    if done.fault is not None:
        line.append("\n    " + fault_of(done, speaker), style="red")
    return line


def _figure(value: Any, speaker: Speaker) -> str:
    return speaker.number(value) if type(value) is int else str(value)


def fault_of(done: Done, speaker: Speaker) -> str:
    """Why the step failed: the words of the server, or what should have held and does not."""
    if isinstance(done.fault, Message):
        return speaker.say(say("This does not hold: {what}", what=done.fault))
    return done.fault or ""


def _write(done: Iterable[Done], speaker: Speaker, *, holds: bool) -> None:
    steps = [
        {
            "step": one.step.name,
            "title": speaker.say(one.step.title),
            "ok": one.ok,
            "seconds": round(one.seconds, 3),
            "figures": one.figures,
            "fault": fault_of(one, speaker) if one.fault is not None else None,
        }
        for one in done
    ]
    json.dump({"holds": holds, "steps": steps}, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
