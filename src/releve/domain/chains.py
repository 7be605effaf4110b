"""The chains of the audit: what must hold of one, and what may be found wrong with it.

Each line has a number, one more than the line before it; it holds the hash of that line, and one of its own that covers all it
says. The store keeps the number and hash of the last line of each chain apart, its *head*. Whoever notes heads somewhere
else can tell later that all that was there then is still there: without such a note, a chain that was cut off together with
its head is a shorter chain.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from releve.domain.ids import TenantId


class Break(StrEnum):
    """What is wrong with the first line that does not fit."""

    CHANGED = "changed"  # its hash is not that of what it says
    MISSING = "missing"  # another number was due: a line before it was taken out, or put in
    UNLINKED = "unlinked"  # it does not hold the hash of the line before it
    CUT = "cut"  # it was the last one or before it, by the head, and is not there
    REWRITTEN = "rewritten"  # it is not the line that was noted somewhere else


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: of a tenant, or of the operators (None)."""

    tenant: TenantId | None
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A chain that was read to its end, or to the first line that does not fit: `broken_at`, and how. `lines` that fit were
    read, the last of them with this `hash`."""

    lines: int
    hash: str
    broken_at: int | None = None
    how: Break | None = None

    @property
    def whole(self) -> bool:
        return self.broken_at is None


class Link(Protocol):
    """What a line has to show for its place in the chain."""

    @property
    def seq(self) -> int: ...

    @property
    def previous(self) -> str: ...

    @property
    def hash(self) -> str: ...


def checked(
    links: Iterable[tuple[Link, Callable[[], str]]], head: Head | None, noted: Head | None
) -> Checked:
    """Judge a chain: its lines in the order of their numbers, each with what seals it; the head that the store keeps,
    and one that was noted somewhere else earlier, if there is one."""
    seq, previous = 0, ""
    for link, seal in links:
        how = _break(link, seq, previous, seal)
        if how is None and noted is not None and noted.seq == link.seq:
            how = None if noted.hash == link.hash else Break.REWRITTEN
        if how is not None:
            return Checked(seq, previous, link.seq, how)
        seq, previous = link.seq, link.hash
    if noted is not None and noted.seq > seq:
        return Checked(seq, previous, seq + 1, Break.CUT)
    at_end = (head.seq, head.hash) if head is not None else (0, "")
    if at_end == (seq, previous):
        return Checked(seq, previous)
    return Checked(seq, previous, seq + 1, Break.CUT)


def _break(link: Link, seq: int, previous: str, seal: Callable[[], str]) -> Break | None:
    if link.seq != seq + 1:
        return Break.MISSING
    if link.previous != previous:
        return Break.UNLINKED
    return None if link.hash == seal() else Break.CHANGED
