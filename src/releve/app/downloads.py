"""What a sync did and what it has not copied yet, as rows of a CSV. Cells that a spreadsheet program would run as
formulas begin with an apostrophe."""

from collections.abc import Callable, Iterable, Iterator

from releve.app.sheets.csv_file import streamed
from releve.app.sheets.formulas import guarded
from releve.domain.kinds import KINDS
from releve.domain.runs import Step, reasons
from releve.domain.say import Message
from releve.sync.difference import Change
from releve.sync.losing import Loss

#: Puts a message into the reader's language.
Say = Callable[[Message], str]

_STEPS = "verb,kind,label,title,primaryId,bcpId,by,at,field,before,after,why"
_LOSSES = "verb,kind,label,title,primaryId,by,at,field,before,after"


def steps_csv(steps: Iterable[Step], say: Say) -> Iterator[bytes]:
    """A row for each step; one for each field of what was edited."""
    return streamed(_guarded([_STEPS.split(",")], _step_rows(steps, say)))


def losses_csv(losses: Iterable[Loss], say: Say) -> Iterator[bytes]:
    """A row for each change that is not copied; one for each field of what was edited."""
    return streamed(_guarded([_LOSSES.split(",")], _loss_rows(losses, say)))


def _guarded(*tables: Iterable[Iterable[str]]) -> Iterator[list[str]]:
    return ([guarded(cell) for cell in row] for table in tables for row in table)


def _step_rows(steps: Iterable[Step], say: Say) -> Iterator[list[str]]:
    for one in steps:
        why = " ".join(say(reason) for reason in reasons(one.why))
        named = [one.verb, one.kind, _label(one.kind, say), one.title, one.primary_id]
        for field in _fields(one.fields):
            yield [*named, one.bcp_id or "", one.by, one.at, *field, why]


def _loss_rows(losses: Iterable[Loss], say: Say) -> Iterator[list[str]]:
    for one in losses:
        named = [one.verb, one.kind, _label(one.kind, say), one.title, one.primary_id]
        for field in _fields(one.fields):
            yield [*named, one.by, one.at, *field]


def _fields(fields: tuple[Change, ...]) -> tuple[Change, ...]:
    return fields or (("", "", ""),)


def _label(kind: str, say: Say) -> str:
    return say(KINDS[kind].label)
