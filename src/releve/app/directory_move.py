"""Moving a directory, from the embedded one to a cluster: everything is copied and compared, then the old one is closed.

The old one gets a record that says where it went, so that no server works on it again by mistake. Cut off in the
middle, it is begun again: what was copied already is left as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from releve.domain.directory import Change, Directory, Record
from releve.domain.errors import Conflict, Refused
from releve.domain.say import say

#: The record that an old directory keeps when it was moved.
MOVED = "moved/to"

#: How many records are written at once: etcd takes 128 acts in one transaction, the mark and the operation among them.
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Move:
    """What there is to be done: how many records of each sort, and how many are over there already."""

    counts: dict[str, int]
    already: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def must_not_have_moved(directory: Directory) -> None:
    """Raises Refused, saying where it went."""
    if (found := directory.get(MOVED)) is not None:
        raise Refused(
            say("This directory was moved to {address}.", address=found.value["address"]),
            say("Give that address as the setting `directory`, then start again."),
        )


def plan_move(source: Directory, target: Directory) -> Move:
    """Look without touching. Raises Refused if the source has moved or the target holds something else."""
    records, there = _compared(source, target)
    counts: dict[str, int] = {}
    for one in records:
        sort = one.key.partition("/")[0]
        counts[sort] = counts.get(sort, 0) + 1
    return Move(counts, len(there))


def move(source: Directory, target: Directory, address: str) -> Move:
    """Copy every record, compare, close the source. `address` is what the source will say; no password in it.

    Nobody may work on either meanwhile: a record that changes makes it a Conflict, and the source stays open.
    """
    planned = plan_move(source, target)
    records, there = _compared(source, target)
    missing = [one for one in records if one.key not in there]
    for begin in range(0, len(missing), AT_ONCE):
        part = missing[begin : begin + AT_ONCE]
        target.commit(*(Change(one.key, one.value, 0) for one in part))
    still, copied = source.list(""), target.list("")
    if _values(still) != _values(records) or _values(copied) != _values(records):
        raise Conflict(
            say("Something was changed in a directory while it was moved."),
            say("Stop every server that works on it, then move again."),
        )
    source.commit(Change(MOVED, {"address": address}, 0))
    return planned


def _compared(source: Directory, target: Directory) -> tuple[list[Record], set[str]]:
    """The source's records, and the keys that the target has already, each with the same value."""
    must_not_have_moved(source)
    records = source.list("")
    if not records:
        raise Refused(
            say("The directory that is to be moved is empty."),
            say("Check the setting `directory`: it names the old one until the move is done."),
        )
    values, there = _values(records), _values(target.list(""))
    if any(values.get(key) != value for key, value in there.items()):
        raise Refused(
            say("The new directory holds something else already."),
            say("Choose an empty one: another prefix at the end of the address will do."),
        )
    return records, set(there)


def _values(records: Sequence[Record]) -> dict[str, object]:
    return {one.key: one.value for one in records}
