"""What a script itself tells for its checklist, read once; and the marks of what a person confirms.

A confirmation counts for what the person looked at, which its mark names: when that changes, the item is open again.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from releve.domain.outside import Use
from releve.scripts.checklist.items import Topic
from releve.scripts.claims import Rule
from releve.scripts.custom_actions import custom_actions
from releve.scripts.discovery import asks_discovery
from releve.scripts.excerpts import secrets_in
from releve.scripts.occurrences import Occurrence, Verdict
from releve.scripts.outside import may_speak, outside_in, outside_of
from releve.scripts.references import HEADER, kind_at
from releve.scripts.scan import Scan
from releve.scripts.script import Script
from releve.scripts.variables import variables

#: A kind and an id.
Ident = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a script tells. `lost` are identifiers that its places ask for and the tenant does not have. `outside` is what it exchanges with other systems. `idents` are those that are rewritten, `hard` those of them that stand in code; `calls` the paths of
    scripts that it runs, `calls_unknown` counts those that are put together at run time; `libraries` names its custom library actions. `names_other`: the
    other tenant's number stands in it, as a dynamic switch must have it."""

    idents: tuple[Ident, ...] = ()
    hard: tuple[Ident, ...] = ()
    lost: tuple[Ident, ...] = ()
    switched: int = 0
    names_other: bool = True
    open: int = 0
    built: int = 0
    keys: int = 0
    hosts: tuple[str, ...] = ()
    outside: tuple[Use, ...] = ()
    discovers: bool = False
    gaps: int = 0
    judged: int = 0
    holders: int = 0
    calls: tuple[str, ...] = ()
    calls_unknown: int = 0
    libraries: tuple[str, ...] = ()
    marks: Mapping[Topic, str] = field(default_factory=dict)


def reading(
    script: Script, scan: Scan, left_open: Collection[Occurrence], other_unit: str = ""
) -> Reading:
    """Read a script once. `left_open` are the places that wait for a person; `other_unit` is the number of the other tenant."""
    found = scan.occurrences
    moved = [one for one in found if one.verdict is Verdict.REWRITTEN and _counts(one)]
    paths = [*_paths(script)]
    outside = outside_in(scan.flow.program, script)
    return Reading(
        idents=tuple((one.kind, one.value) for one in moved),
        hard=tuple((one.kind, one.value) for one in moved if one.rule is not Rule.TYPED),
        lost=tuple((one.kind, one.value) for one in left_open if one.rule is Rule.UNKNOWN),
        switched=sum(one.rule is Rule.SWITCHED for one in found),
        names_other=not other_unit or other_unit in script.text,
        open=sum(one.rule is not Rule.BUILT for one in left_open),
        built=sum(one.rule is Rule.BUILT and one.is_open for one in left_open),
        keys=sum(one.is_secret for one in found),
        hosts=_once(one.value for one in found if one.rule is Rule.HOST),
        outside=outside,
        discovers=asks_discovery(script),
        gaps=len(scan.gaps),
        judged=len(found),
        holders=sum(bool(one.kinds) for one in variables(script, scan)),
        calls=_once(path for path in paths if "{" not in path),
        calls_unknown=sum("{" in path for path in paths),
        libraries=tuple(one.name for one in custom_actions(script)),
        marks=_marks(script, outside),
    )


def _counts(one: Occurrence) -> bool:
    """The header and the display texts follow by themselves."""
    return one.action != HEADER and one.rule not in (Rule.COPY, Rule.HEADER)


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _paths(script: Script) -> Iterator[str]:
    """Yield the paths by which the script runs others."""
    for action in script.actions:
        for each in action.properties:
            if kind_at(action, each)[0] == "script":
                yield from filter(None, (value.text.strip() for value in each.values))


def marks(script: Script) -> Mapping[Topic, str]:
    """Of each item that a person confirms: the mark of what they look at. Positions, captions and the header are no part of it."""
    return _marks(script, outside_of(script) if may_speak(script.text) else ())


def _marks(script: Script, outside: Sequence[Use]) -> Mapping[Topic, str]:
    acting = [
        "\x1f".join((action.id, action.name, each.name, value.text))
        for action in script.actions
        for each in action.properties
        for value in each.values
    ]
    ways = [f"{action.id}>{way.label}>{way.to}" for action in script.actions for way in action.ways]
    return {
        Topic.TESTED: _mark([*acting, *ways]),
        Topic.CALLED: _mark([path for path in _paths(script) if "{" in path]),
        Topic.OFF_PLATFORM: _mark([f"{use.system} {use.identifier} {use.sort}" for use in outside]),
        Topic.KEYS: _mark(sorted(text for _, _, text in secrets_in(script))),
    }


def _mark(texts: Sequence[str]) -> str:
    return hashlib.sha256("\x1e".join(texts).encode()).hexdigest()[:16]
