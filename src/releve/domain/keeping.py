"""Keep or overwrite: what is to become of the changes that people made in the BCP tenant while it was active. One record per
pair, in the directory, `keep/<pair>`.

    open ──► kept        the plan was applied: what was taken is in the primary
      └────► dropped     thrown away: the next sync overwrites the changes

While it is open nothing is synced onto the BCP tenant, so that nothing is overwritten that somebody wants to look at.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self


class KeepState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    DROPPED = "dropped"

    @property
    def open(self) -> bool:
        return self is KeepState.OPEN


@dataclass(frozen=True, slots=True)
class Keep:
    """`plan` is the one that was applied, `kept` and `left` how many of its changes were taken and were not."""

    pair: str
    state: KeepState
    opened_by: str
    opened_at: str
    ended_by: str = ""
    ended_at: str = ""
    plan: str = ""
    kept: int = 0
    left: int = 0

    def ended(
        self, state: KeepState, *, by: str, at: str, plan: str = "", kept: int = 0, left: int = 0
    ) -> "Keep":
        """The same, over."""
        assert not state.open, "an open one has not ended"
        return replace(self, state=state, ended_by=by, ended_at=at, plan=plan, kept=kept, left=left)

    def record(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """The inverse of `record`."""
        return cls(**{**record, "state": KeepState(record["state"])})


def opened(pair: str, *, by: str, at: str) -> Keep:
    """Nothing is decided yet, and nothing is overwritten until it is."""
    return Keep(pair, KeepState.OPEN, by, at)


def chosen(before: Keep | None, pair: str, *, keep: bool | None, by: str, at: str) -> Keep | None:
    """What a revert makes of the record: with `keep` it is open, without it is dropped if it was open. None: it stays as it
    is."""
    if keep:
        return opened(pair, by=by, at=at)
    if keep is None or before is None or not before.state.open:
        return None
    return before.ended(KeepState.DROPPED, by=by, at=at)


def is_open(keep: Keep | None) -> bool:
    """Whether something waits to be looked at."""
    return keep is not None and keep.state.open
