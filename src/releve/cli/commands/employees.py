"""Employees: who they are, their BCP type, their password."""

from pathlib import Path
from typing import Annotated, Any

import typer

from releve.cli.command import at_desk
from releve.cli.commands import employee_files
from releve.cli.commands.account import show_sessions
from releve.cli.desk import Desk
from releve.cli.shared import noun
from releve.cli.words import bcp_type_label
from releve.domain.changes import Way
from releve.domain.kinds import KINDS
from releve.domain.people import BcpType
from releve.domain.say import Message, say, say_n

Who = Annotated[str, typer.Argument(help="Username or ID of the employee.")]


def add_to(app: typer.Typer) -> None:
    group = noun("Employees of the tenant.")
    group.command("list")(at_desk(list_employees))
    group.command("bcp-type")(at_desk(bcp_type))
    group.command("password")(at_desk(password))
    group.command("deactivate")(at_desk(deactivate))
    group.command("activate")(at_desk(activate))
    group.command("history")(at_desk(history))
    group.command("import")(at_desk(employee_files.import_employees))
    group.command("apply")(at_desk(employee_files.apply_upload))
    group.command("export")(at_desk(employee_files.export_employees))
    group.command("link")(at_desk(link))
    group.command("sessions")(at_desk(sessions))
    group.command("reset-factor")(at_desk(reset_factor))
    app.add_typer(group, name="employees")


def list_employees(
    desk: Desk,
    search: Annotated[str, typer.Argument(help="A part of the username.")] = "",
    bcp_type: Annotated[BcpType | None, typer.Option(help="Only those with this one.")] = None,
    skip: int = 0,
    top: int = 50,
) -> None:
    """List employees."""
    filters = [f"bcpType:{bcp_type}"] if bcp_type else []
    page = desk.api.get("/entities/employee", search=search, filter=filters, skip=skip, top=top)
    desk.show(
        page,
        desk.table(
            page["items"],
            (say("Username"), lambda one: one["title"]),
            (say("ID"), lambda one: one["id"]),
            (say("First name"), lambda one: one["body"].get("firstName")),
            (say("Last name"), lambda one: one["body"].get("lastName")),
            (say("BCP Type"), lambda one: bcp_type_label(one["body"].get("bcpType", "none"))),
        ),
        say("{n} in all.", n=page["total"]),
    )


def employee_named(desk: Desk, name: str) -> Any:
    if name.isdigit():
        return desk.api.get(f"/entities/employee/{name}")
    found = desk.api.page("/entities/employee", search=name)
    return desk.found(say("Employee"), name, found, "title")


def bcp_type(
    desk: Desk,
    kind: Annotated[BcpType, typer.Argument(help="none, single or multiple.")],
    employees: Annotated[list[str], typer.Argument(help="Usernames or IDs.")],
) -> None:
    """Give employees a BCP type: all of them or none."""
    ids = [employee_named(desk, one)["id"] for one in employees]
    answer = desk.api.put("/employees/bcp-type", {"ids": ids, "bcpType": kind.value})
    desk.show(answer, say_n("{n} employee changed.", "{n} employees changed.", answer["changed"]))


def password(
    desk: Desk,
    employee: Who,
    password_file: Annotated[Path | None, typer.Option(help="File with the password.")] = None,
) -> None:
    """Set an employee's password. It reaches the BCP tenant with the next sync."""
    found = employee_named(desk, employee)
    secret = desk.secret(say("New password"), password_file)
    desk.api.put(f"/employees/{found['id']}/password", {"password": secret})
    desk.show({"changed": 1}, say("The password of {name} is set.", name=found["title"]))


def deactivate(desk: Desk, employee: Who) -> None:
    """Deactivate an employee: they cannot log in any more, and keep everything."""
    found = employee_named(desk, employee)
    desk.api.post(f"/employees/{found['id']}/deactivate")
    desk.show({"changed": 1}, say("{name} is deactivated.", name=found["title"]))


def activate(desk: Desk, employee: Who) -> None:
    """Activate an employee again."""
    found = employee_named(desk, employee)
    desk.api.post(f"/employees/{found['id']}/activate")
    desk.show({"changed": 1}, say("{name} is active again.", name=found["title"]))


def history(desk: Desk, employee: Who) -> None:
    """Who changed what about an employee, when, and through which door."""
    found = employee_named(desk, employee)
    page = desk.api.get(f"/employees/{found['id']}/changes")
    desk.show(
        page,
        desk.table(
            page["items"],
            (say("When"), lambda one: desk.when(one["at"])),
            (say("What"), lambda one: one["title"]),
            (say("Fields"), _fields),
            (say("By"), lambda one: one["by"]),
            (say("Through"), lambda one: Way(one["way"]).label),
        ),
    )


def link(desk: Desk, employee: Who) -> None:
    """Make a link with which an employee chooses a new password. It is shown this once."""
    found = employee_named(desk, employee)
    answer = desk.api.post(f"/employees/{found['id']}/password-link")
    desk.show(
        answer,
        desk.facts(
            (say("Username"), answer["username"]),
            (say("Good until"), desk.when(answer["until"])),
        ),
        desk.whole(answer["address"]),
    )


def _fields(one: Any) -> list[Message | str]:
    labels: dict[str, Message | str] = {
        field.name: field.label for field in KINDS["employee"].fields
    }
    return [labels.get(field["name"], field["name"]) for field in one["fields"] or ()]


def sessions(
    desk: Desk,
    employee: Who,
    end: Annotated[bool, typer.Option("--end", help="End all of them.")] = False,
) -> None:
    """Where an employee is logged in, on both sides of the pair."""
    path = f"/employees/{employee_named(desk, employee)['id']}/sessions"
    if not end:
        show_sessions(desk, desk.api.get(path))
        return
    answer = desk.api.delete(path)
    desk.show(answer, say_n("{n} session has ended.", "{n} sessions have ended.", answer["ended"]))


def reset_factor(desk: Desk, employee: Who) -> None:
    """Take an employee's second factor away: their telephone is lost."""
    found = employee_named(desk, employee)
    desk.api.delete(f"/employees/{found['id']}/second-factor")
    desk.show(
        {"changed": 1}, say("The second factor of {name} is taken away.", name=found["title"])
    )
