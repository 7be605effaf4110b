"""Saving a script as Studio's own programs do: refused as a whole, or saved with what somebody should look at."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from releve.access.policy import Act, must
from releve.app.entities import must_exist
from releve.app.house import House
from releve.app.script_rights import must_save
from releve.app.scripts import import_scripts
from releve.domain.entities import Entity
from releve.domain.errors import Conflict
from releve.domain.ids import Which
from releve.domain.kinds import KINDS
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.store import Tx
from releve.scripts.formats import read_script
from releve.scripts.references import references
from releve.scripts.script import Script

#: What Studio writes about one saved version, and what would be wrong in the next.
_OF_ONE_VERSION = ("masterId", "libraryId", "lockInfo", "timestamp")
#: An id in a property that holds ids, of nothing that this tenant has.
UNKNOWN = "identifier-unknown"


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An action with what is to be looked at in it, by the keys of the save report."""

    action: str
    action_type: str
    keys: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Saved:
    script: Entity
    doubtful: list[Doubtful]


def save_script(house: House, caller: Caller | None, content: Mapping[str, Any]) -> Saved:
    """Under the path in its header: what stands there is replaced, and what it was is kept.

    Raises Invalid for what is no script, Conflict for a script of another tenant, Refused while scripts go through the
    development workflow, of which these programs know nothing; nothing is saved then.
    """
    caller = must(caller, Act.SCRIPTS_CREATE)
    must_save(house, caller, Act.SCRIPTS_CREATE)
    tenant, _ = house.registry.tenant(caller.tenant or "")
    given = content.get("header")
    header = given if isinstance(given, Mapping) else {}
    kept = {name: value for name, value in header.items() if name not in _OF_ONE_VERSION}
    whole = {"scriptContent": {**content, "header": kept}}
    raw = orjson.dumps(whole, option=orjson.OPT_INDENT_2)
    script = read_script(raw)
    number = str(kept.get("busNo") or "")
    if number and number != str(tenant.business_unit):
        raise Conflict(
            say("This script carries the number of another tenant: {number}.", number=number),
            say("Set header.busNo to {own} and save again.", own=tenant.business_unit),
        )
    [imported] = import_scripts(house, caller, [(script.path, raw)], at_once=True)
    if imported.error is not None:
        raise imported.error
    with house.store_of(tenant.id).reading() as tx:
        saved = must_exist(tx, caller, "script", imported.id)
        return Saved(saved, _doubtful(tx, tenant.id, script))


def _doubtful(tx: Tx, tenant: str, script: Script) -> list[Doubtful]:
    """The actions that name something by an id that the tenant has not, in the order of the file."""
    wanted: dict[tuple[str, Which], set[str]] = defaultdict(set)
    found = [one for one in references(script) if one.role.binds]
    for one in found:
        if KINDS[one.kind].space(one.which).reads(one.value):
            wanted[one.kind, one.which].add(one.value)
    there = {
        (kind, which, value)
        for (kind, which), values in wanted.items()
        for value, entity in tx.entities.many(tenant, kind, values, which).items()
        if not entity.deleted
    }
    names = {one.id: one.name for one in script.actions}
    doubtful: dict[str, Doubtful] = {}
    for one in found:
        if (one.kind, one.which, one.value) not in there and one.action in names:
            line = doubtful.setdefault(one.action, Doubtful(one.action, names[one.action]))
            line.keys.append(UNKNOWN)
    return list(doubtful.values())
