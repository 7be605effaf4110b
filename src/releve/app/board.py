"""The board of all pairs, in memory: what is to be said of each, the one that needs somebody most first.

It is written by one thread (`app.pair_watch`) and read by whoever opens a page: what is on it is replaced, never changed.
Nothing of it is kept when the process ends.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from releve.domain.ids import TenantId
from releve.domain.say import Message, say
from releve.domain.tenancy import Activation, Tenant


class State(StrEnum):
    """What a pair needs, the most urgent first. A pair has the first of those that its concerns are of."""

    AWAY = "away"
    ORDER = "order"
    BLOCKED = "blocked"
    SYNC = "sync"
    OLD = "old"
    TRAFFIC = "traffic"
    PASSKEY = "passkey"
    DRILL = "drill"
    UNKNOWN = "unknown"
    FINE = "fine"

    @property
    def label(self) -> Message:
        return _LABELS[self]


_LABELS: Mapping[State, Message] = {
    State.AWAY: say("BCP tenant active"),
    State.ORDER: say("Order not carried out"),
    State.BLOCKED: say("Not ready to switch"),
    State.SYNC: say("Sync without success"),
    State.OLD: say("Copy too old"),
    State.TRAFFIC: say("Traffic driver failing"),
    State.PASSKEY: say("Passkey not verified"),
    State.DRILL: say("Rehearsal due"),
    State.UNKNOWN: say("Not looked at yet"),
    State.FINE: say("In order"),
}

#: The urgency of each state, 0 first.
_RANK = {state: rank for rank, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class Concern:
    """One reason why somebody should look at a pair. `code` is for programs and never changes. `page` is where it is mended:
    in TM, or inside `tenant`; "" where no page mends it."""

    state: State
    code: str
    message: Message
    tenant: TenantId
    page: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One pair at one moment. `looked`: its stores were looked at; otherwise only what the directory says is known.
    `synced_at` is when the last sync that was done ended; `drifted` counts what others than the sync changed in the BCP
    tenant, None where that is not known."""

    pair: str
    primary: Tenant
    bcp: Tenant
    activation: Activation
    concerns: tuple[Concern, ...] = ()
    looked: bool = False
    synced_at: str | None = None
    drifted: int | None = None
    state: State = field(init=False)
    text: str = field(init=False)

    def __post_init__(self) -> None:
        rest = State.FINE if self.looked else State.UNKNOWN
        first = min((one.state for one in self.concerns), key=_RANK.__getitem__, default=rest)
        tenants = (self.primary, self.bcp)
        words = (word for one in tenants for word in (one.name, one.id, str(one.business_unit)))
        object.__setattr__(self, "state", first)
        object.__setattr__(self, "text", "\n".join(words).casefold())

    @property
    def order(self) -> tuple[int, str, str]:
        """What needs somebody most comes first, then by name."""
        return _RANK[self.state], self.primary.name.casefold(), self.pair

    def is_in(self, region: str) -> bool:
        return region in (self.primary.region, self.bcp.region)


@dataclass(frozen=True, slots=True)
class Board:
    """All pairs in their order. `read_at` is "" before the first look; `waiting` is how many pairs have moved and are told
    as they were, or as not looked at, until the next look."""

    standings: tuple[Standing, ...] = ()
    read_at: str = ""
    waiting: int = 0
    counts: Mapping[State, int] = field(default_factory=dict)


def board_of(standings: Iterable[Standing], read_at: str = "", waiting: int = 0) -> Board:
    ordered = tuple(sorted(standings, key=lambda one: one.order))
    return Board(ordered, read_at, waiting, Counter(one.state for one in ordered))


@dataclass(slots=True)
class PairBoard:
    """Where the newest board hangs."""

    now: Board = field(default_factory=Board)
