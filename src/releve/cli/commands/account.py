"""One's own account: the password, and where one is logged in."""

from pathlib import Path
from typing import Annotated, Any

import typer

from releve.cli.command import at_desk
from releve.cli.desk import Desk
from releve.cli.shared import noun
from releve.domain.programs import program_named
from releve.domain.say import say, say_n


def add_to(app: typer.Typer) -> None:
    group = noun("Your own account: password and sessions.")
    for name, command in {"password": password, "sessions": sessions, "end": end}.items():
        group.command(name)(at_desk(command))
    app.add_typer(group, name="account")


def password(
    desk: Desk,
    current_file: Annotated[Path | None, typer.Option(help="File with the password.")] = None,
    password_file: Annotated[Path | None, typer.Option(help="File with the new one.")] = None,
) -> None:
    """Change your password. Your other sessions end."""
    current = desk.secret(say("Current password"), current_file, "RELEVE_PASSWORD")
    new = desk.secret(say("New password"), password_file)
    answer = desk.api.put("/me/password", {"current": current, "password": new})
    desk.tokens.pop(desk.api.server)
    desk.tokens.push(desk.api.server, answer["token"])
    desk.show({"changed": True}, say("Your password is changed."))


def sessions(desk: Desk) -> None:
    """Where you are logged in, on both sides of the pair."""
    show_sessions(desk, desk.api.get("/me/sessions"))


def show_sessions(desk: Desk, found: Any) -> None:
    """A list of sessions, and the tenants that could not be asked."""
    silent = [
        say("The region of {tenant} does not answer.", tenant=name) for name in found["silent"]
    ]
    desk.show(
        found,
        desk.table(
            found["items"],
            (say("ID"), lambda one: one["id"][:12]),
            (say("Program"), lambda one: program_named(one["agent"])),
            (say("From"), lambda one: one["origin"]),
            (say("Tenant"), lambda one: (one["tenant"] or {}).get("name")),
            (say("Since"), lambda one: desk.when(one["since"])),
            (say("Last seen"), lambda one: desk.when(one["seenAt"])),
            (say("This one"), lambda one: one["own"]),
        ),
        *silent,
    )


def end(
    desk: Desk,
    session: Annotated[str, typer.Argument(help="ID of the session, or its beginning.")] = "",
    others: Annotated[bool, typer.Option("--others", help="All but this one.")] = False,
) -> None:
    """End a session of yours, or all the others."""
    if bool(session) is others:
        raise desk.wrong(
            say("Say which session, or --others."), say("`releve account sessions` lists them.")
        )
    if others:
        answer = desk.api.delete("/me/sessions")
        told = say_n("{n} session has ended.", "{n} sessions have ended.", answer["ended"])
        desk.show(answer, told)
        return
    found = desk.api.get("/me/sessions")["items"]
    matching = [one for one in found if one["id"].startswith(session)]
    if len(matching) != 1:
        raise desk.wrong(
            say("{n} sessions begin with “{id}”.", n=len(matching), id=session),
            say("`releve account sessions` lists them."),
        )
    desk.api.delete(f"/me/sessions/{matching[0]['id']}")
    desk.show({"ended": 1}, say("The session has ended."))
