"""The checklist of the scripts of the tenant one is logged in to: asked of the server, which has the evidence."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from releve.cli.desk import Desk
from releve.cli.exits import CHECK_FAILED
from releve.cli.words import ITEM_STATES, worded
from releve.domain.errors import NotFound
from releve.domain.say import say, say_n


def checklist(
    desk: Desk,
    path: Annotated[str, typer.Argument(help="A script, or a part of the paths of several.")] = "",
    incomplete: Annotated[
        bool, typer.Option("--incomplete", help="Only scripts with something left.")
    ] = False,
) -> None:
    """Show the checklist of scripts of the tenant, worst first. Exit status 9 if something is left in one of them, 5 if no path matches."""
    found = [*_asked(desk, path)]
    if path and not found:
        raise NotFound(
            say("No script has “{path}” in its path.", path=path),
            say("Leave the path out to see the scripts of the tenant."),
        )
    wanted = [one for one in found if not (incomplete and one["complete"])]
    left = sum(not one["complete"] for one in found)
    if len(found) == 1:
        desk.show(wanted, *([_items(desk, wanted[0])] if wanted else []), *_sentences(found))
    else:
        desk.show(wanted, _lines(desk, wanted), *_sentences(found))
    if left:
        raise typer.Exit(CHECK_FAILED)


def _asked(desk: Desk, path: str) -> Iterator[Any]:
    skip: int | None = 0
    while skip is not None:
        part = desk.api.get("/scripts/checklists", search=path, skip=skip)
        yield from part["items"]
        skip = part["next"]


def _lines(desk: Desk, found: list[Any]) -> Any:
    return desk.table(
        found,
        (say("Path"), lambda one: one["path"]),
        (say("To do"), lambda one: one["open"]),
        (say("To be confirmed"), lambda one: one["toConfirm"]),
        (say("What is left"), _left),
    )


def _left(one: Any) -> str:
    settled = ("done", "not-needed")
    return one["problem"] or ", ".join(
        item["item"] for item in one["items"] if item["state"] not in settled
    )


def _items(desk: Desk, one: Any) -> Any:
    return desk.table(
        one["items"],
        (say("State"), lambda item: worded(ITEM_STATES, item["state"])),
        (say("Item"), lambda item: item["label"]),
        (say("Evidence"), lambda item: " ".join(item["evidence"])),
    )


def _sentences(found: list[Any]) -> tuple[Any, ...]:
    done = sum(one["complete"] for one in found)
    return (
        say_n(
            "{done} of {n} script is complete.",
            "{done} of {n} scripts are complete.",
            len(found),
            done=done,
        ),
    )
