"""What a tenant has, for the scripts that are to run there: out of a file, or asked of the server."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from releve.app.script_files import Inventory, Known, inventory_of
from releve.cli.desk import Desk
from releve.cli.local import read_file
from releve.cli.told import Told
from releve.domain.ids import Form, Which
from releve.domain.kind import Kind
from releve.domain.kinds import KINDS
from releve.domain.say import say

#: As many as the server gives at once.
_AT_ONCE = 1000
#: Ids of these forms can be told from other words of a script.
_FORMS = frozenset({Form.INTEGER, Form.UUID})


def inventory_named(desk: Desk, given: str) -> Inventory:
    """A file of that name; else the tenant of that name or ID in which one is logged in. Raises Told, or Invalid."""
    if Path(given).exists() or _looks_like_a_file(given):
        return inventory_of(read_file(Path(given)))
    _must_be_in(desk, given)
    return Inventory.of(row for kind in KINDS.values() for row in _rows(desk, kind))


def _looks_like_a_file(given: str) -> bool:
    """Whoever mistypes a path is told of the file, and not of a server."""
    return given.casefold().endswith(".json") or "/" in given or "\\" in given


def _must_be_in(desk: Desk, wanted: str) -> None:
    try:
        here = desk.api.get("/me")["tenant"]
    except Told as fault:
        what = say("“{wanted}” is no file, and no tenant can be asked for.", wanted=wanted)
        raise replace(fault, detail=f"{desk.say(what)} {fault.detail}") from fault
    if here is not None and wanted.casefold() in (here["id"].casefold(), here["name"].casefold()):
        return
    where = here["name"] if here is not None else say("Tenant Management")
    raise desk.wrong(
        say("“{wanted}” is no file, and you are logged in to {where}.", wanted=wanted, where=where),
        say(
            "Give the path of an inventory, or log in to that tenant: releve login with --tenant, or releve impersonate."
        ),
    )


def _rows(desk: Desk, kind: Kind) -> Iterator[tuple[str, Known]]:
    """Yield every id of a kind, the second ones too."""
    own = kind.id.form in _FORMS
    alt = kind.alt is not None and kind.space(Which.ALT).form in _FORMS
    if not (own or alt):
        return
    for one in desk.api.page(f"/entities/{kind.name}", top=_AT_ONCE):
        known = Known(kind.name, kind.name, one["title"])
        if own:
            yield one["id"], known
        if alt and one["altId"]:
            yield one["altId"], known
