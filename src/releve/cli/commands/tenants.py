"""Tenant Management: the tenants."""

from typing import Annotated, Any

import typer

from releve.cli.command import at_desk
from releve.cli.desk import Desk
from releve.cli.shared import noun
from releve.cli.words import SIDES, worded
from releve.domain.say import say


def add_to(app: typer.Typer) -> None:
    group = noun("Tenants, for operators.")
    for name, command in (("list", list_tenants), ("create", create), ("show", show)):
        group.command(name)(at_desk(command))
    app.add_typer(group, name="tenants")


def tenant_named(desk: Desk, name: str) -> Any:
    """The tenant that the person means, by its ID or its name. Raises Told."""
    found = desk.api.page("/tenants", search=name)
    return desk.found(say("Tenant"), name, found, "name")


def list_tenants(
    desk: Desk,
    search: Annotated[str, typer.Argument(help="A part of the name, ID or region.")] = "",
    sort: Annotated[str, typer.Option(help="name, region, createdAt or businessUnit.")] = "name",
    skip: int = 0,
    top: int = 50,
) -> None:
    """List tenants."""
    page = desk.api.get("/tenants", search=search, sort=sort, skip=skip, top=top)
    desk.show(
        page,
        desk.table(
            page["items"],
            (say("Name"), lambda one: one["name"]),
            (say("ID"), lambda one: one["id"]),
            (say("Region"), lambda one: one["region"]),
            (say("Business unit"), lambda one: one["businessUnit"]),
            (say("Side"), lambda one: worded(SIDES, one["side"])),
            (say("Active"), lambda one: one["active"] if one["side"] else None),
        ),
        say("{n} in all.", n=page["total"]),
    )


def create(
    desk: Desk,
    name: Annotated[str, typer.Argument(help="For a BCP tenant, a name that says so helps.")],
    region: Annotated[str, typer.Option(help="Where it lives.")],
) -> None:
    """Create a tenant."""
    tenant = desk.api.post("/tenants", {"name": name, "region": region})
    desk.show(tenant, say("{name} was created. Its ID: {id}", name=name, id=tenant["id"]))


def show(
    desk: Desk, tenant: Annotated[str, typer.Argument(help="Name or ID of the tenant.")]
) -> None:
    """Look at a tenant."""
    one = tenant_named(desk, tenant)
    other = one["counterpart"]
    desk.show(
        one,
        desk.facts(
            (say("Name"), one["name"]),
            (say("ID"), one["id"]),
            (say("Region"), one["region"]),
            (say("Business unit"), one["businessUnit"]),
            (say("BCP"), one["features"]["bcp"]),
            (say("Side"), worded(SIDES, one["side"])),
            (say("Active"), one["active"] if one["side"] else None),
            (say("Counterpart"), f"{other['name']} ({other['region']})" if other else None),
            (say("Created"), desk.when(one["createdAt"])),
        ),
    )
