"""Roles & Permissions."""

from typing import Annotated, Any

import typer

from releve.cli.command import at_desk
from releve.cli.desk import Desk
from releve.cli.shared import noun
from releve.domain.people import PERMISSIONS
from releve.domain.say import say

BCP = tuple(name for name, one in PERMISSIONS.items() if one.feature)


def add_to(app: typer.Typer) -> None:
    group = noun("Roles and their permissions.")
    group.command("list")(at_desk(list_roles))
    group.command("grant")(at_desk(grant))
    app.add_typer(group, name="roles")


def list_roles(desk: Desk) -> None:
    """List the roles of the tenant."""
    roles = desk.api.page("/entities/role")
    desk.show(
        roles,
        desk.table(
            roles,
            (say("Role"), lambda one: one["title"]),
            (say("ID"), lambda one: one["id"]),
            (say("Permissions"), lambda one: [_line(held) for held in _held(one)]),
        ),
    )


def _held(role: Any) -> list[Any]:
    return list(role["body"].get("permissions", []))


def _line(held: Any) -> str:
    return f"{held['permission']}:{'+'.join(held['actions'])}"


def grant(
    desk: Desk,
    role: Annotated[str, typer.Argument(help="Name or ID of the role.")],
    permissions: Annotated[
        list[str] | None,
        typer.Argument(help="Such as bcp.enablement:edit; without an action, all of them."),
    ] = None,
    bcp: Annotated[
        bool, typer.Option("--bcp", help="Both BCP permissions, View and Edit.")
    ] = False,
) -> None:
    """Give permissions to a role. What it has already stays."""
    found = desk.found(say("Role"), role, desk.api.page("/entities/role"), "title")
    path = f"/roles/{found['id']}/permissions"
    tree = desk.api.get(path)
    wanted = _wanted(tree, [*(permissions or []), *(BCP if bcp else ())])
    seen = {"If-Match": f'"{tree["revision"]}"'}
    saved = desk.api.put(path, {"permissions": wanted}, seen)
    shown = [one for one in saved["permissions"] if one["held"]]
    desk.show(
        saved,
        desk.table(
            shown,
            (say("Permission"), lambda one: one["permission"]),
            (say("Actions"), lambda one: one["held"]),
        ),
    )


def _wanted(tree: Any, named: list[str]) -> dict[str, list[str]]:
    """What the role holds, and what is named. Unknown names are the server's to refuse."""
    lines = {one["permission"]: one for one in tree["permissions"]}
    wanted = {name: list(one["held"]) for name, one in lines.items() if one["held"]}
    for one in named:
        name, _, action = one.partition(":")
        offered = lines[name]["offered"] if name in lines else ["view"]
        wanted[name] = [*wanted.get(name, []), *([action] if action else offered)]
    return wanted
