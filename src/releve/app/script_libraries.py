"""Custom library actions of a script: whether the other tenant has their libraries, as far as that can be known.

A library is a script that others use as an action, and carries its GUID in its own header. Where the other tenant has a script
with that GUID, it has the library. Everything else has to be looked up there by hand.
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from releve.app.house import House
from releve.app.script_look import pair_of
from releve.domain.errors import ReleveError, Unavailable
from releve.domain.ids import TenantId
from releve.domain.store import Tx
from releve.scripts.body import script_of
from releve.scripts.custom_actions import CustomAction, custom_actions, library_of
from releve.scripts.script import Script

#: Those who use a library name it as well as the script that is it: they are read in parts, for so long.
SECONDS_MAX = 3.0
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class LibraryLine:
    """`there` is the path of the script that is this library in the other tenant; empty where none is known to be."""

    action: str
    name: str
    library: str
    there: str


@dataclass(frozen=True, slots=True)
class Libraries:
    """`other` is the name of the pair's other tenant, empty without a pair; `answers`: its region does."""

    lines: Sequence[LibraryLine] = ()
    other: str = ""
    answers: bool = True


def libraries_of(house: House, tenant: TenantId, script: Script) -> Libraries:
    used = custom_actions(script)
    if not used:
        return Libraries()
    pair = pair_of(house, tenant)
    if pair is None:
        return Libraries([_line(one, "") for one in used])
    other = pair.tenant(pair.side(tenant).other)
    name = house.registry.tenant(other)[0].name
    with suppress(Unavailable), house.store_of(other).reading() as tx:
        paths = _paths(tx, other, {one.library for one in used})
        return Libraries([_line(one, paths.get(one.library, "")) for one in used], name)
    return Libraries([_line(one, "") for one in used], name, answers=False)


def _line(one: CustomAction, there: str) -> LibraryLine:
    return LibraryLine(one.action, one.name, one.library, there)


def _paths(tx: Tx, tenant: TenantId, libraries: set[str]) -> Mapping[str, str]:
    """Library → the path of the script that is it."""
    found: dict[str, str] = {}
    end, at, wanted = time.monotonic() + SECONDS_MAX, 0, sorted(libraries)
    while True:
        page = tx.entities.mentioning(tenant, "script", wanted, skip=at, top=_AT_ONCE)
        for entity in page.rows:
            with suppress(ReleveError):
                found.setdefault(library_of(script_of(entity.body)), str(entity.body["path"]))
        at += len(page.rows)
        is_over = not page.rows or at >= page.total or time.monotonic() > end
        if is_over or found.keys() >= libraries:
            return found
