"""What became of a file: one line per row, with everything that is wrong in it and what to do about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from releve.domain.say import Message


class Outcome(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one cell. `column` is the header as the file has it, empty when the row as a whole is
    meant; `value` is what stood there, empty for a secret."""

    column: str
    value: str
    message: Message
    hint: Message

    def record(self) -> tuple[object, ...]:
        return self.column, self.value, self.message.record(), self.hint.record()

    @classmethod
    def of(cls, record: Sequence[Any]) -> "Remark":
        column, value, message, hint = record
        return cls(column, value, Message.of(message), Message.of(hint))


class CellChange(NamedTuple):
    """What a cell changes, in the words of the file: what the employee has, and what it will be."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `changes` are the cells that were filled or changed; `id` is the employee's, once there is one.

    A row with `errors` is refused and changes nothing; `warnings` only tell what was left out or assumed.
    """

    row: int
    username: str
    outcome: Outcome
    changes: tuple[CellChange, ...] = ()
    errors: tuple[Remark, ...] = ()
    warnings: tuple[Remark, ...] = ()
    id: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(one.column for one in self.changes)

    def record(self) -> dict[str, object]:
        """As JSON, to be read tomorrow in any language."""
        return {
            "row": self.row,
            "username": self.username,
            "outcome": self.outcome,
            "changes": [tuple(one) for one in self.changes],
            "errors": [one.record() for one in self.errors],
            "warnings": [one.record() for one in self.warnings],
            "id": self.id,
        }

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Line":
        """The inverse of `record`."""
        return cls(
            record["row"],
            record["username"],
            Outcome(record["outcome"]),
            tuple(CellChange(*one) for one in record["changes"]),
            tuple(map(Remark.of, record["errors"])),
            tuple(map(Remark.of, record["warnings"])),
            record["id"],
        )


@dataclass(frozen=True, slots=True)
class Report:
    """What was done, or with `written` False, what would be: by a dry run, or if no row had an error.

    `encoding` and `separator` say how the file was understood; the columns `unknown` were passed over.
    """

    lines: tuple[Line, ...]
    written: bool
    encoding: str
    separator: str
    unknown: tuple[str, ...] = ()

    def count(self, outcome: Outcome) -> int:
        return sum(line.outcome is outcome for line in self.lines)

    @property
    def counts(self) -> dict[str, int]:
        return {outcome.value: self.count(outcome) for outcome in Outcome}

    def errors(self) -> Iterator[tuple[int, Remark]]:
        """Every error with the number of its row."""
        yield from ((line.row, error) for line in self.lines for error in line.errors)
