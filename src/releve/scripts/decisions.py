"""What people have decided about places in scripts. A decision is kept by place and content: it holds as long as the line that
it was made for is there, whatever ids stand in it, and so it holds in both tenants."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self

from releve.scripts.occurrences import Occurrence
from releve.scripts.texts import GUID

_NUMBER = re.compile(r"[0-9]{2,}")
_GUID = re.compile(GUID)


class Settled(StrEnum):
    IS_ID = "id"  # it is an id of the kind that is named
    IS_NOT = "not"  # it is none
    WAIVED = "waived"  # it stays as it is, whatever it is


@dataclass(frozen=True, slots=True)
class Decision:
    """`line` is the mark of the line of the text; `by` and `at` say who decided and when, `reason` why."""

    action: str
    property: str
    value: str
    line: str
    settled: Settled
    kind: str = ""
    reason: str = ""
    by: str = ""
    at: str = ""

    def key(self) -> tuple[str, str, str, str]:
        """By what it is found again."""
        return self.action, self.property, self.value, self.line

    def record(self) -> dict[str, str]:
        """As the body of a script keeps it."""
        return {name: str(value) for name, value in asdict(self).items() if value}

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        return cls(**{**record, "settled": Settled(record["settled"])})


Decisions = Mapping[tuple[str, str, str, str], Decision]


def decisions_of(body: Mapping[str, Any]) -> tuple[Decision, ...]:
    """Those that the body of a script keeps."""
    return tuple(Decision.of(record) for record in body.get("decisions", ()))


def by_place(decisions: Iterable[Decision]) -> Decisions:
    return {one.key(): one for one in decisions}


def place_of(
    text: str, action: str, property: str, start: int, end: int
) -> tuple[str, str, str, str]:
    """By what a decision about this span of a value is found again."""
    return action, property, text[start:end], mark_of(text, start)


def decided(decisions: Decisions, one: Occurrence) -> Decision | None:
    end = one.offset + one.length
    return decisions.get(place_of(one.text, one.action, one.place, one.offset, end))


def mark_of(text: str, at: int) -> str:
    """The mark of the line around a place. The numbers in it do not count: they differ between tenants."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[start : len(text) if end < 0 else end].strip()
    bare = _NUMBER.sub("#", _GUID.sub("#", line))
    return hashlib.sha256(bare.encode()).hexdigest()[:16]


def translated(decision: Decision, value: str | None) -> Decision:
    """The decision for the other tenant, where the id is `value`."""
    return decision if value is None else replace(decision, value=value)
