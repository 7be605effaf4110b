"""Setting up BCP: the wizard of Tenant Management in one command, and new passkeys."""

from typing import Annotated, Any

import typer

from releve.cli.command import at_desk
from releve.cli.commands.tenants import tenant_named
from releve.cli.desk import Desk
from releve.cli.shared import noun
from releve.domain.say import say

Tenant = Annotated[str, typer.Argument(help="Name or ID of the tenant.")]


def add_to(app: typer.Typer) -> None:
    group = noun("Business Continuity Plan, for operators.")
    for command in (enable, passkey, disable, rules, break_glass):
        group.command()(at_desk(command))
    app.add_typer(group, name="bcp")


def enable(
    desk: Desk,
    tenant: Tenant,
    region: Annotated[str, typer.Option(help="Region of the BCP tenant.")] = "",
    dr_tenant: Annotated[str, typer.Option(help="ID or name of the BCP tenant.")] = "",
) -> None:
    """Enable BCP for a tenant, from the first page of the wizard to Save. Prints the passkey, this once.

    On a tenant that is mapped already, from the other side, neither region nor DR tenant is needed and no new
    passkey is made.
    """
    wizard = begun(desk, tenant)
    clear = ""
    if wizard["mapped"]:
        _must_agree(desk, wizard, region, dr_tenant)
    else:
        _map(desk, wizard["id"], region, dr_tenant)
        clear = desk.api.post(f"/bcp/{wizard['id']}/passkey")["passkey"]
    _save(desk, wizard["id"], clear)


def _must_agree(desk: Desk, wizard: Any, region: str, dr_tenant: str) -> None:
    """What is named must be what the tenant is mapped to: the mapping is not changed here."""
    other = desk.api.get(f"/tenants/{wizard['counterpart']}")
    named = not dr_tenant or dr_tenant.casefold() in (
        other["id"].casefold(),
        other["name"].casefold(),
    )
    if not named or region not in ("", other["region"]):
        raise desk.wrong(
            say(
                "This tenant is mapped already, to {tenant} in {region}.",
                tenant=other["name"],
                region=other["region"],
            ),
            say("Leave out --region and --dr-tenant: the mapping stays as it is."),
        )


def _map(desk: Desk, wizard: str, region: str, dr_tenant: str) -> None:
    if not (region and dr_tenant):
        raise desk.wrong(
            say("This tenant is not mapped to another one yet."),
            say("Name the region and the BCP tenant: --region and --dr-tenant."),
        )
    among = desk.api.get(f"/bcp/{wizard}/candidates", region=region)
    named = [one["id"] for one in among if one["name"].casefold() == dr_tenant.casefold()]
    other = named[0] if len(named) == 1 else dr_tenant
    # Whether it can be mapped is for the server to say, with every reason.
    desk.api.post(f"/bcp/{wizard}/validation", {"region": region, "tenant": other})


def passkey(desk: Desk, tenant: Tenant) -> None:
    """Generate a new passkey, which replaces the one that the two tenants have. Prints it, this once."""
    wizard = begun(desk, tenant)
    if not wizard["mapped"]:
        raise desk.wrong(
            say("This tenant is not mapped to another one yet."),
            say("Enable BCP for it first: releve bcp enable."),
        )
    clear = desk.api.post(f"/bcp/{wizard['id']}/passkey")["passkey"]
    _save(desk, wizard["id"], clear)


def begun(desk: Desk, tenant: str) -> Any:
    """A wizard with both toggles on."""
    found = tenant_named(desk, tenant)
    wizard = desk.api.post(f"/tenants/{found['id']}/bcp")
    both = {"configurations": True, "enablement": True}
    desk.api.put(f"/bcp/{wizard['id']}/toggles", both)
    return wizard


def _save(desk: Desk, wizard: str, clear: str) -> None:
    desk.api.post(f"/bcp/{wizard}/finish")
    saved = desk.api.post(f"/bcp/{wizard}/save")
    parts = [say("BCP is enabled for {tenant}.", tenant=saved["name"])]
    if clear:
        parts += [
            say("Passkey: {passkey}", passkey=clear),
            say("Keep it like a password: it is shown this once, and asked for at every switch."),
        ]
    desk.show({"tenant": saved, "passkey": clear or None}, *parts)


def disable(desk: Desk, tenant: Tenant) -> None:
    """Turn BCP off for a tenant: no sync, no switch. The mapping stays."""
    found = tenant_named(desk, tenant)
    saved = desk.api.delete(f"/tenants/{found['id']}/bcp")
    desk.show(saved, say("BCP is turned off for {tenant}.", tenant=saved["name"]))


def rules(
    desk: Desk,
    tenant: Tenant,
    two_persons: Annotated[
        bool | None, typer.Option(help="Whether a second person confirms every order.")
    ] = None,
    glass: Annotated[
        bool | None,
        typer.Option(
            "--break-glass/--no-break-glass",
            help="Whether an operator may switch without the passkey.",
        ),
    ] = None,
) -> None:
    """The rules of the pair for its switch: shown, or set where an option says so."""
    path = f"/tenants/{tenant_named(desk, tenant)['id']}/switch-rules"
    now = desk.api.get(path)
    if two_persons is not None or glass is not None:
        wanted = {
            "twoPersons": now["twoPersons"] if two_persons is None else two_persons,
            "breakGlass": now["breakGlass"] if glass is None else glass,
        }
        now = desk.api.put(path, {**wanted, "version": now["version"]})
    desk.show(
        now,
        desk.facts(
            (say("Two persons"), now["twoPersons"]),
            (say("Switch without the passkey"), now["breakGlass"]),
        ),
    )


def break_glass(
    desk: Desk,
    tenant: Tenant,
    reason: Annotated[str, typer.Option(help="Why; both tenants read it.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
) -> None:
    """Switch without the passkey, in an emergency, where the pair allows it. Both tenants are told."""
    found = tenant_named(desk, tenant)
    path = f"/tenants/{found['id']}"
    now = desk.api.get(f"{path}/switch-rules")["activation"]
    wanted = "primary" if now["active"] == "bcp" else "bcp"
    desk.must_be_told_beforehand(yes=yes)
    question = (
        say("Switch to the BCP tenant without the passkey?")
        if wanted == "bcp"
        else say("Revert to the primary tenant without the passkey?")
    )
    desk.confirm(question, yes=yes)
    order = {"wanted": wanted, "epoch": now["epoch"], "reason": reason}
    done = desk.api.post(f"{path}/break-glass", order)
    desk.show(
        done,
        say(
            "Switched without the passkey. Epoch {epoch}. Both tenants are told.",
            epoch=done["epoch"],
        ),
    )
