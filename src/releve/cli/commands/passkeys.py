"""The passkey without a switch: verified, and who has seen, verified and used every one the pair has had."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from releve.cli.command import at_desk
from releve.cli.commands.tenants import tenant_named
from releve.cli.desk import Desk
from releve.cli.shared import noun
from releve.domain.say import Message, say

PasskeyFile = Annotated[Path | None, typer.Option(help="File with the passkey.")]
Tenant = Annotated[str, typer.Option(help="For operators: name or ID of the tenant.")]

SHOWN_FOR: Mapping[str, Message] = {
    "verified": say("verified"),
    "ordered": say("to order a switch"),
    "confirmed": say("to confirm an order"),
}


def add_to(app: typer.Typer) -> None:
    group = noun("The passkey of the pair, without a switch.")
    group.command()(at_desk(verify))
    group.command()(at_desk(log))
    app.add_typer(group, name="passkey")


def verify(desk: Desk, passkey_file: PasskeyFile = None, tenant: Tenant = "") -> None:
    """Verify the passkey. Nothing is switched."""
    path = _path(desk, tenant)
    passkey = desk.secret(say("Passkey"), passkey_file)
    line = desk.api.post(f"{path}/verification", {"passkey": passkey})
    desk.show(line, say("This is the passkey: number {n}. Nothing was switched.", n=line["number"]))


def log(desk: Desk, tenant: Tenant = "") -> None:
    """Every passkey the pair has had: who made it, who verified it, who ordered with it."""
    lines = desk.api.get(_path(desk, tenant))
    rows = [
        row
        for line in lines
        for row in ({"line": line, **one} for one in line["shown"] or [{"at": None}])
    ]
    desk.show(
        lines,
        desk.table(
            rows,
            (say("Number"), lambda row: row["line"]["number"]),
            (say("Generated"), lambda row: desk.when(row["line"]["madeAt"])),
            (say("by"), lambda row: row["line"]["madeBy"]),
            (say("Shown"), lambda row: desk.when(row["at"])),
            (say("by"), _by),
            (say("What for"), lambda row: SHOWN_FOR[row["how"]] if row["at"] else None),
        ),
    )


def _by(row: Any) -> str | None:
    if not row["at"]:
        return None
    return f"{row['by']} ({row['actingAs']})" if row["actingAs"] else str(row["by"])


def _path(desk: Desk, tenant: str) -> str:
    return f"/tenants/{tenant_named(desk, tenant)['id']}/passkeys" if tenant else "/passkeys"
