"""Scripts in files, without a tenant: scanned, searched, rewritten and checked, for whoever keeps them in a repository."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from releve.app.scripts import path_of
from releve.domain.errors import Invalid, ReleveError
from releve.domain.kinds import KINDS
from releve.domain.say import say
from releve.scripts.context import Context
from releve.scripts.formats import read_script
from releve.scripts.judging import KindsOf
from releve.scripts.library import context_of
from releve.scripts.occurrences import Occurrence, Verdict
from releve.scripts.rewrite import Rewritten, rewrite
from releve.scripts.scan import Scan, scan
from releve.scripts.script import Script

#: Other words for our kinds, as inventories of other systems have them.
_ALIASES = {
    "agent": "employee",
    "user": "employee",
    "hours_of_operation": "hours",
    "hoo": "hours",
    "profile": "hours",
    "poc": "point_of_contact",
    "addressbook": "address_book",
    "bu": "business_unit",
    "businessunit": "business_unit",
    "tenant": "business_unit",
    "attribute": "routing_attribute",
    "channel": "digital_channel",
}


@dataclass(frozen=True, slots=True)
class Known:
    """Something that the tenant has. `kind` is one of ours, `called` the word of whoever wrote the inventory."""

    kind: str
    called: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a tenant has, by id."""

    known: Mapping[str, Sequence[Known]] = field(default_factory=dict)

    def kinds_of(self, value: str) -> Sequence[str]:
        return [one.kind for one in self.known.get(value, ())]

    def entry(self, value: str, kind: str) -> Known | None:
        return next((one for one in self.known.get(value, ()) if one.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Scanned:
    """One file: what was found in it, or why it could not be read."""

    file: str
    script: Script | None = None
    found: Scan | None = None
    problem: ReleveError | None = None

    @property
    def places(self) -> Sequence[Occurrence]:
        return self.found.occurrences if self.found else ()

    @property
    def rewritten(self) -> list[Occurrence]:
        return [one for one in self.places if one.verdict is Verdict.REWRITTEN]

    @property
    def asked(self) -> list[Occurrence]:
        return [one for one in self.places if one.verdict is Verdict.ASK]

    @property
    def neutral(self) -> list[Occurrence]:
        return [one for one in self.places if one.verdict is Verdict.NEUTRAL]


def inventory_of(raw: bytes) -> Inventory:
    """Read an inventory: `{id: {"kind": …, "name": …}}`, where one id may have a list of such, or a kind alone; or a list of
    `{"id": …, "kind": …, "name": …}`. Raises Invalid for anything else."""
    try:
        read = json.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as fault:
        raise _no_inventory() from fault
    if isinstance(read, list):
        read = _by_id(read)
    if not isinstance(read, dict):
        raise _no_inventory()
    return Inventory({str(value): _entries(given) for value, given in read.items()})


def _by_id(rows: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        if not isinstance(row, dict) or "id" not in row:
            raise _no_inventory()
        found.setdefault(str(row["id"]), []).append(row)
    return found


def _entries(given: Any) -> tuple[Known, ...]:
    many = given if isinstance(given, list) else [given]
    return tuple(_entry(one) for one in many)


def _entry(given: Any) -> Known:
    called = (
        given if isinstance(given, str) else given.get("kind") if isinstance(given, dict) else None
    )
    if not isinstance(called, str):
        raise _no_inventory()
    folded = called.strip().casefold().replace(" ", "_").replace("-", "_")
    kind = _ALIASES.get(folded, folded)
    if kind not in KINDS:
        raise Invalid(
            say("“{kind}” is no kind of entity.", kind=called),
            say("Kinds are: {kinds}.", kinds=", ".join(sorted(KINDS))),
        )
    name = given.get("name", "") if isinstance(given, dict) else ""
    return Known(kind, called, str(name))


def _no_inventory() -> Invalid:
    return Invalid(
        say("This is not an inventory."),
        say(
            "Give a JSON file such as {example}.",
            example='{"41870264": {"kind": "skill", "name": "Claims"}}',
        ),
    )


def scan_files(
    files: Iterable[tuple[str, bytes]], inventory: Inventory | None = None
) -> list[Scanned]:
    """Scan `(name, bytes)` of script files together: what one does with what another hands it is seen. A file that is no script
    is told, and stops nothing."""
    read = [_read(name, raw) for name, raw in files]
    context = context_of([one.script for one in read if one.script is not None])
    kinds_of = None if inventory is None else inventory.kinds_of
    return [_scanned(one, kinds_of, context) for one in read]


def _read(name: str, raw: bytes) -> Scanned:
    try:
        return Scanned(name, read_script(raw))
    except ReleveError as problem:
        return Scanned(name, problem=problem)


def _scanned(one: Scanned, kinds_of: KindsOf | None, context: Context) -> Scanned:
    if one.script is None:
        return one
    return Scanned(one.file, one.script, scan(one.script, kinds_of, context))


@dataclass(frozen=True, slots=True)
class RewrittenFile:
    """One file for another tenant. `raw` is None where it may not be used: `unknown` says what has no counterpart."""

    file: str
    path: str
    done: Rewritten | None = None
    raw: bytes | None = None
    problem: ReleveError | None = None


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which id of one tenant is which of the other, by kind."""

    known: Mapping[str, Mapping[str, str]]

    def translate(self, kind: str, value: str) -> str | None:
        return self.known.get(kind, {}).get(value)

    def kinds_of(self, value: str) -> Sequence[str]:
        return sorted(kind for kind, pairs in self.known.items() if value in pairs)


def pairs_of(raw: bytes) -> Pairs:
    """Read `{kind: {id: id in the other tenant}}`. Raises Invalid for anything else."""
    try:
        read = json.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as fault:
        raise _no_pairs() from fault
    if not isinstance(read, dict) or not all(isinstance(one, dict) for one in read.values()):
        raise _no_pairs()
    return Pairs(
        {
            _entry(kind).kind: {str(old): str(new) for old, new in pairs.items()}
            for kind, pairs in read.items()
        }
    )


def _no_pairs() -> Invalid:
    return Invalid(
        say("This is not a map of identifiers."),
        say("Give a JSON file such as {example}.", example='{"skill": {"41870264": "80215533"}}'),
    )


def rewrite_files(
    files: Iterable[tuple[str, bytes]], pairs: Pairs, business_unit: str
) -> list[RewrittenFile]:
    """Rewrite `(name, bytes)` of script files for the tenant whose business unit is given. What has no counterpart where the
    script cannot do without it makes the file unusable."""
    read = [_read(name, raw) for name, raw in files]
    context = context_of([one.script for one in read if one.script is not None])
    return [_rewritten(one, pairs, business_unit, context) for one in read]


def _rewritten(one: Scanned, pairs: Pairs, business_unit: str, context: Context) -> RewrittenFile:
    if one.script is None:
        return RewrittenFile(one.file, path_of(one.file), problem=one.problem)
    done = rewrite(one.script, pairs.translate, pairs.kinds_of, business_unit, context)
    raw = None if done.unknown else done.text.encode(one.script.encoding)
    return RewrittenFile(one.file, one.script.path or path_of(one.file), done, raw)
