"""Rehearsals of the switch: the whole of it is tried for a few people and contacts, and nothing is moved.

A drill is kept as a report under `drill/<pair>/<number>`, the last one in short under `last_drill/<pair>`. Both are
written by one commit, so that no number is given twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from releve.domain.directory import Change
from releve.domain.orders import Giver
from releve.domain.say import Message, say
from releve.domain.tenancy import Side

#: So many reports of a pair are kept; the oldest goes when another one comes.
KEPT_MAX = 50


class Outcome(StrEnum):
    """What came of something that a drill wanted to try, the worst first. Only `passed` is a proof. `not_done`: it could
    not be tried, so that nobody knows. `left_out`: nobody wanted it, or there is nothing to try. `noted`: it holds up
    nobody, and is worth knowing."""

    FAILED = "failed"
    NOT_DONE = "not_done"
    PASSED = "passed"
    NOTED = "noted"
    LEFT_OUT = "left_out"

    @property
    def label(self) -> Message:
        return _OUTCOMES[self]


_OUTCOMES: Mapping[Outcome, Message] = {
    Outcome.FAILED: say("Failed"),
    Outcome.NOT_DONE: say("Could not be tried"),
    Outcome.PASSED: say("Passed"),
    Outcome.NOTED: say("To know"),
    Outcome.LEFT_OUT: say("Left out"),
}


class Part(StrEnum):
    """What a drill tries, in this order."""

    VERDICT = "verdict"
    PASSKEY = "passkey"
    PEOPLE = "people"
    CONTACTS = "contacts"
    TRAFFIC = "traffic"
    DIRECTORY = "directory"
    STORES = "stores"

    @property
    def label(self) -> Message:
        return _PARTS[self][0]

    @property
    def meaning(self) -> Message:
        return _PARTS[self][1]


_PARTS: Mapping[Part, tuple[Message, Message]] = {
    Part.VERDICT: (
        say("Verdict"),
        say("Could a planned switch be ordered now?"),
    ),
    Part.PASSKEY: (
        say("Passkey"),
        say("Does whoever rehearses have the right one? Nothing is switched by it."),
    ),
    Part.PEOPLE: (
        say("Employees"),
        say(
            "Would they land there? By the rules of the login and the store of that region; their session is taken back before anybody sees it."
        ),
    ),
    Part.CONTACTS: (
        say("Contacts"),
        say("From the number over its scripts to a skill, and to somebody who would get in."),
    ),
    Part.TRAFFIC: (
        say("Traffic"),
        say("Could it be moved? Each driver tries it on a name that nobody asks for."),
    ),
    Part.DIRECTORY: (
        say("Directory"),
        say("The write that switches, on a record of the rehearsal’s own."),
    ),
    Part.STORES: (
        say("Regions"),
        say("What the regions do during a switch, taken back before anybody sees it."),
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was tried: an employee, a number, a driver. `told` says what was seen, `remedy` what mends it; `code`
    is for programs and never changes; `ms` is how long it took, where that says something."""

    name: str
    outcome: Outcome
    told: Message
    remedy: Message | None = None
    code: str = ""
    ms: float | None = None

    def record(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "outcome": self.outcome,
            "told": self.told.record(),
            "remedy": self.remedy.record() if self.remedy else None,
            "code": self.code,
            "ms": self.ms,
        }

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        return cls(
            record["name"],
            Outcome(record["outcome"]),
            Message.of(record["told"]),
            Message.of(record["remedy"]) if record["remedy"] else None,
            record["code"],
            record["ms"],
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a drill, and the lines in it."""

    part: Part
    outcome: Outcome
    told: Message
    lines: tuple[Line, ...] = ()
    ms: float = 0.0

    def record(self) -> dict[str, Any]:
        return {
            "part": self.part,
            "outcome": self.outcome,
            "told": self.told.record(),
            "lines": [line.record() for line in self.lines],
            "ms": self.ms,
        }

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        return cls(
            Part(record["part"]),
            Outcome(record["outcome"]),
            Message.of(record["told"]),
            tuple(map(Line.of, record["lines"])),
            record["ms"],
        )


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Of several things together: as the worst of them; of nothing, that nothing was tried."""
    found = set(outcomes)
    return next((one for one in Outcome if one in found), Outcome.LEFT_OUT)


@dataclass(frozen=True, slots=True)
class LastDrill:
    """A drill in short. `wanted` is the side that would have become the active one, `epoch` the one it was made in."""

    pair: str
    number: int
    wanted: Side
    epoch: int
    begun_at: str
    by: Giver
    ms: float
    outcome: Outcome

    @property
    def passed(self) -> bool:
        return self.outcome is Outcome.PASSED

    def record(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **record,
                "wanted": Side(record["wanted"]),
                "by": Giver(**record["by"]),
                "outcome": Outcome(record["outcome"]),
            }
        )


@dataclass(frozen=True, slots=True)
class Drill:
    """The report of a drill."""

    short: LastDrill
    steps: tuple[Step, ...]

    def record(self) -> dict[str, Any]:
        return {"short": self.short.record(), "steps": [step.record() for step in self.steps]}

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        return cls(LastDrill.of(record["short"]), tuple(map(Step.of, record["steps"])))


#: Under which the last drill of every pair stands.
LAST_PREFIX = "last_drill/"


def drill_prefix(pair: str) -> str:
    """Under which the reports of a pair stand, the oldest first."""
    return f"drill/{pair}/"


def drill_key(pair: str, number: int) -> str:
    return f"{drill_prefix(pair)}{number:010}"


def drill_changes(drill: Drill, version: int) -> tuple[Change, ...]:
    """For the commit that keeps a report. `version` is that of the record of the drill before it, 0 if there was none."""
    short = drill.short
    return (
        Change(f"{LAST_PREFIX}{short.pair}", short.record(), version),
        Change(drill_key(short.pair, short.number), drill.record(), 0),
    )
