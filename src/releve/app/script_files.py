"""Scripts in files, without a tenant: scanned, searched, rewritten and checked, for whoever keeps them in a repository."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from releve.domain.errors import Invalid, ReleveError
from releve.domain.kinds import KINDS
from releve.domain.say import Message, say
from releve.scripts.claims import Rule
from releve.scripts.context import Context
from releve.scripts.excerpts import covered, secrets_in
from releve.scripts.file_names import path_of
from releve.scripts.formats import read_script
from releve.scripts.judging import KindsOf
from releve.scripts.library import context_of
from releve.scripts.occurrences import Occurrence, Verdict
from releve.scripts.references import HEADER
from releve.scripts.rewrite import Rewritten, rewrite
from releve.scripts.scan import Scan, scan
from releve.scripts.script import Script, Value
from releve.scripts.searched import values_of

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
    "library": "script",  # one that others use as an action
}


@dataclass(frozen=True, slots=True)
class Known:
    """Something that the tenant has. `kind` is one of ours, `called` the word of whoever wrote the inventory."""

    kind: str
    called: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a tenant has, by id, in small letters."""

    known: Mapping[str, Sequence[Known]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, Known]]) -> "Inventory":
        """From ids and what they are; one id may be that of several."""
        known: dict[str, list[Known]] = {}
        words: dict[str, str] = {}
        for value, one in rows:
            known.setdefault(value.casefold(), []).append(one)
            words.setdefault(one.kind, one.called)
        return cls(known, words)

    def kinds_of(self, value: str) -> Sequence[str]:
        return list(dict.fromkeys(one.kind for one in self._of(value)))

    def lacks(self, value: str, kind: str) -> bool:
        """Whether it knows something of this kind, and this is none of it."""
        return kind in self.words and kind not in self.kinds_of(value)

    @property
    def names_libraries(self) -> bool:
        """Whether it tells which custom libraries there are: else nothing is said of one that it does not name."""
        return any(
            one.called.casefold() == "library" for each in self.known.values() for one in each
        )

    def word(self, value: str, kind: str) -> str:
        """What the inventory calls the kind, of this id first; else our own word."""
        own = next((one.called for one in self._of(value) if one.kind == kind), "")
        return own or self.words.get(kind, kind)

    def _of(self, value: str) -> Sequence[Known]:
        return self.known.get(value.casefold(), ())


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
    read = _json(raw)
    if isinstance(read, dict):
        return Inventory.of(
            (value, one) for value, given in read.items() for one in _entries(value, given)
        )
    if isinstance(read, list):
        return Inventory.of(map(_row, read))
    raise _no_inventory()


def _json(raw: bytes) -> Any:
    """What stands in a file; None for what is no JSON. Raises Invalid where a name stands twice: one would be lost."""
    try:
        return json.loads(raw, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Invalid(
            say("“{name}” stands twice in the file.", name=twice),
            say("Write what belongs to one name together, or leave one out."),
        )
    return found


def _row(given: Any) -> tuple[str, Known]:
    value = _id(given.get("id")) if isinstance(given, dict) else None
    if value is None:
        raise _no_inventory()
    return value, _entry(given)


def _entries(value: str, given: Any) -> Iterator[Known]:
    if _id(value) is None:
        raise _no_inventory()
    yield from map(_entry, given if isinstance(given, list) else [given])


def _entry(given: Any) -> Known:
    if isinstance(given, str):
        return Known(_kind(given), given)
    if not isinstance(given, dict) or not isinstance(given.get("kind"), str):
        raise _no_inventory()
    name = given.get("name")
    return Known(_kind(given["kind"]), given["kind"], name if isinstance(name, str) else "")


def _kind(called: str) -> str:
    """Our name of a kind. Raises Invalid for a word that is none."""
    folded = called.strip().casefold().replace(" ", "_").replace("-", "_")
    kind = _ALIASES.get(folded, folded)
    if kind not in KINDS:
        raise Invalid(
            say("“{kind}” is no kind of entity.", kind=called),
            say("Kinds are: {kinds}.", kinds=", ".join(sorted(KINDS))),
        )
    return kind


def _id(given: Any) -> str | None:
    """An id as text; None for what cannot be one."""
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    if not isinstance(given, str) or not given or any(map(str.isspace, given)):
        return None
    return given


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


def check_files(files: Iterable[tuple[str, bytes]], inventory: Inventory) -> list[Scanned]:
    """Scan script files, and keep only what keeps them from running in the tenant of this inventory: an identifier that is
    not the tenant's or is in doubt, and the number of another tenant in the header."""
    found = scan_files(files, inventory)
    return [
        one if one.found is None else replace(one, found=_doubts(one.found, inventory))
        for one in found
    ]


def _doubts(found: Scan, inventory: Inventory) -> Scan:
    doubts: list[Occurrence] = []
    for one in found.occurrences:
        if one.is_open or (one.rule is Rule.LIBRARY and inventory.names_libraries):
            doubts.append(one)
        elif one.binds and one.kind == _UNIT and inventory.lacks(one.value, _UNIT):
            why = _ANOTHER_TENANT
            doubts.append(replace(one, verdict=Verdict.ASK, rule=Rule.UNKNOWN, reason=why))
    return replace(found, occurrences=tuple(doubts))


_UNIT = "business_unit"
_ANOTHER_TENANT: Message = say("This is the number of another tenant.")

#: What is shown of a text on either side of a match.
_AROUND = 30


@dataclass(frozen=True, slots=True)
class Match:
    """Something that was looked for, in a value or (`property` is empty) in the name of an action. `text` is what stands
    around it, without keys and passwords."""

    file: str
    action: str
    name: str
    property: str
    offset: int
    length: int
    text: str


def find_in(found: Iterable[Scanned], pattern: re.Pattern[str]) -> Iterator[Match]:
    """Yield every place in scanned scripts where the pattern is found: in values, captions, names of actions."""
    for one in found:
        if one.script is not None:
            yield from _matches(one, one.script, pattern)


def _matches(scanned: Scanned, script: Script, pattern: re.Pattern[str]) -> Iterator[Match]:
    values: dict[str, list[Value]] = defaultdict(list)
    for action, value in values_of(script):
        values[action].append(value)
    secrets = secrets_in(script)
    for action, name in ((HEADER, ""), *((one.id, one.name) for one in script.actions)):
        if any(match[0] for match in pattern.finditer(name)):
            yield Match(scanned.file, action, name, "", 0, 0, "")
        for value in values[action]:
            secret = secrets.get((action, value.place, value.text), ())
            # What no terminal can show is shown as well as it can be.
            shown = covered(value.text, secret).encode("utf-8", "replace").decode()
            for match in pattern.finditer(value.text):
                start, end = match.span()
                if start < end:
                    around = " ".join(shown[max(0, start - _AROUND) : end + _AROUND].split())
                    yield Match(scanned.file, action, name, value.place, start, end - start, around)


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
    """Which id of one tenant, in small letters, is which of the other, by kind."""

    known: Mapping[str, Mapping[str, str]]

    def translate(self, kind: str, value: str) -> str | None:
        return self.known.get(kind, {}).get(value.casefold())

    def kinds_of(self, value: str) -> Sequence[str]:
        return sorted(kind for kind, pairs in self.known.items() if value.casefold() in pairs)


def pairs_of(raw: bytes) -> Pairs:
    """Read `{kind: {id: id in the other tenant}}`. Raises Invalid for anything else."""
    read = _json(raw)
    if not isinstance(read, dict):
        raise _no_pairs()
    known: dict[str, dict[str, str]] = {}
    for called, pairs in read.items():
        if not isinstance(pairs, dict):
            raise _no_pairs()
        own = known.setdefault(_kind(called), {})
        for given, there in pairs.items():
            old, new = _id(given), _id(there)
            if old is None or new is None:
                raise _no_pairs()
            if own.setdefault(old.casefold(), new) != new:
                raise Invalid(
                    say(
                        "The map gives {id} two counterparts: {one} and {other}.",
                        id=old,
                        one=own[old.casefold()],
                        other=new,
                    ),
                    say("Leave one of them."),
                )
    return Pairs(known)


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
