"""Logging in and out, stepping into a tenant, and who one is."""

from pathlib import Path
from typing import Annotated, Any

import typer

from releve.cli.command import at_desk
from releve.cli.commands.tenants import tenant_named
from releve.cli.desk import Desk
from releve.cli.words import ACTIONS, SIDES, bcp_type_label, permission_label, worded
from releve.domain.say import say


def add_to(app: typer.Typer) -> None:
    for command in (login, logout, whoami, impersonate):
        app.command()(at_desk(command))


def login(
    desk: Desk,
    username: Annotated[str, typer.Argument(help="Who logs in.")],
    operator: Annotated[bool, typer.Option("--operator", help="To Tenant Management.")] = False,
    tenant: Annotated[
        str, typer.Option(help="Which tenant, for people who may choose: its name or ID.")
    ] = "",
    password_file: Annotated[Path | None, typer.Option(help="File with the password.")] = None,
) -> None:
    """Log in, and keep the token for the commands that follow."""
    desk.api.greet()
    password = desk.secret(say("Password"), password_file, "RELEVE_PASSWORD")
    given = {"username": username, "password": password}
    if operator:
        answer = desk.api.post("/login/operator", given)
    else:
        answer = _landed(desk, _asked(desk, given), given, tenant)
    desk.tokens.push(desk.api.server, answer["token"], anew=True)
    _welcome(desk, answer)


def _asked(desk: Desk, given: dict[str, str]) -> Any:
    """Log in, with a code of the second factor from who has one."""
    answer = desk.api.post("/login", given)
    if answer["outcome"] == "must_enrol":
        raise desk.wrong(
            say("Your role wants a second factor, and you have none yet."),
            say("Log in once with a browser and set it up there."),
        )
    if answer["outcome"] == "must_prove":
        code = desk.secret(say("Code of the second factor"), None, "RELEVE_CODE")
        answer = desk.api.post("/login/code", {"proof": answer["proof"], "code": code})
    return answer


def _landed(desk: Desk, answer: Any, given: dict[str, str], wanted: str) -> Any:
    """Answer what the server asks back, with `--tenant`."""
    asked = answer["outcome"] == "which_company"
    if asked:
        company = _chosen(desk, answer["companies"], wanted)
        answer = _asked(desk, {**given, "company": company["id"]})
    if answer["outcome"] == "must_choose":
        sides = [{**side["tenant"], "active": side["active"]} for side in answer["sides"]]
        chosen = next((one for one in sides if one["active"]), sides[0])
        if wanted and not (asked and not _named(sides, wanted)):
            chosen = _chosen(desk, sides, wanted)
        answer = desk.api.post("/login/choice", {"proof": answer["proof"], "tenant": chosen["id"]})
    if wanted and not asked:  # else it told the company, by either of its tenants
        _must_be_there(desk, answer, wanted)
    return answer


def _named(among: list[Any], wanted: str) -> bool:
    return any(wanted == one["id"] or wanted.casefold() == one["name"].casefold() for one in among)


def _must_be_there(desk: Desk, answer: Any, wanted: str) -> None:
    """Who names a tenant works in that one or in none: in the other, a script would do its harm unseen."""
    there = answer["tenant"]
    if _named([there], wanted):
        return
    desk.api.token = answer["token"]
    desk.api.post("/logout")
    raise desk.wrong(
        say("This login leads to {where}, not to {wanted}.", where=there["name"], wanted=wanted),
        say("Leave --tenant out to be let in there, or ask for access to the other tenant."),
    )


def _chosen(desk: Desk, among: list[Any], wanted: str) -> Any:
    if not wanted:
        names = ", ".join(one["name"] for one in among)
        raise desk.wrong(
            say("This username exists in several companies: {names}.", names=names),
            say("Name one with --tenant."),
        )
    return desk.found(say("Tenant"), wanted, among, "name")


def _welcome(desk: Desk, answer: Any) -> None:
    tenant = answer["tenant"]
    where = tenant["name"] if tenant else say("Tenant Management")
    # The token is a secret: it is in the file, and shown to nobody.
    shown = {name: value for name, value in answer.items() if name != "token"}
    desk.show(shown, say("Logged in to {where}.", where=where))


def logout(desk: Desk) -> None:
    """Log out; out of an impersonation, back to where one was."""
    desk.api.post("/logout")
    desk.tokens.pop(desk.api.server)
    desk.show({"loggedOut": True}, say("Logged out."))


def whoami(desk: Desk) -> None:
    """Who is logged in, where, and what they may do."""
    me = desk.api.get("/me")
    tenant = me["tenant"]
    grants = [
        say(
            "{what}: {names}",
            what=permission_label(name),
            names=desk.text([worded(ACTIONS, one) for one in actions]),
        )
        for name, actions in me["grants"].items()
    ]
    desk.show(
        me,
        desk.facts(
            (say("Username"), me["username"]),
            (say("Operator"), me["operator"]),
            (say("Tenant"), tenant["name"] if tenant else say("Tenant Management")),
            (say("Side"), worded(SIDES, me["side"])),
            (say("Active"), me["active"]),
            (say("BCP Type"), bcp_type_label(me["bcpType"])),
            (say("Permissions"), "\n".join(map(desk.say, grants))),
        ),
    )


def impersonate(
    desk: Desk, tenant: Annotated[str, typer.Argument(help="Name or ID of the tenant.")]
) -> None:
    """Impersonate & Support: step into a tenant. `releve logout` steps out again."""
    found = tenant_named(desk, tenant)
    answer = desk.api.post(f"/tenants/{found['id']}/impersonation")
    desk.tokens.push(desk.api.server, answer["token"])
    _welcome(desk, answer)
