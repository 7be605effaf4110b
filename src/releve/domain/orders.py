"""Orders: a switch or a revert that somebody has ordered, and where it stands. One per pair, kept in the directory.

    waiting ──► syncing ──► done            waiting: for a second person (two-person rule)
       │           │                        syncing: the last sync runs; nothing is switched yet
       └───────────┴──► stopped | interrupted | cancelled | expired

Only `waiting` and `syncing` are open. An open order has switched nothing, and whoever ends it without `done` leaves
everything as it was: it has to be given again. `done` is written by the very commit that switches.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self

from releve.domain.people import Caller
from releve.domain.say import Message
from releve.domain.tenancy import Side


class Mode(StrEnum):
    """How a switch is ordered. Planned: nothing is lost, obstacles bind. Emergency: at once, with what it costs."""

    PLANNED = "planned"
    EMERGENCY = "emergency"


class OrderState(StrEnum):
    WAITING = "waiting"
    SYNCING = "syncing"
    DONE = "done"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def open(self) -> bool:
        return self in (OrderState.WAITING, OrderState.SYNCING)


@dataclass(frozen=True, slots=True)
class Giver:
    """Who has given an order, so that what follows from it is traced as theirs: a `Caller` without their rights."""

    username: str
    origin: str = ""
    tenant: str | None = None
    employee: str | None = None
    operator: str | None = None

    @classmethod
    def of(cls, caller: Caller) -> Self:
        return cls(caller.username, caller.origin, caller.tenant, caller.employee, caller.operator)

    @property
    def caller(self) -> Caller:
        return Caller(self.username, self.origin, self.tenant, self.employee, self.operator)


@dataclass(frozen=True, slots=True)
class Order:
    """`epoch` is the one that the giver looked at. `passkey` is the number of the passkey that was shown, None where the
    glass was broken instead. `held` names, shortened, what was held back when it was given; `run` is the last sync, and
    `rounds` how many there were. `worker` carries it on until `lease_until`; nobody else does. `told` says why it ended
    without a switch, as records of messages. `acknowledged` and `known` are what the verdict said: what stood in the
    way, and what the switch would only cost. `keep`: of a revert, whether the changes made in the BCP tenant are kept until
    somebody has looked at them, or overwritten; None: it was not said, and they are overwritten unless it is said later."""

    id: str
    pair: str
    wanted: Side
    mode: Mode
    epoch: int
    state: OrderState
    given_by: Giver
    given_at: str
    reason: str = ""
    passkey: int | None = None
    confirmed_by: Giver | None = None
    confirmed_at: str = ""
    run: str = ""
    rounds: int = 0
    synced_at: str = ""
    held: tuple[str, ...] = ()
    worker: str = ""
    lease_until: str = ""
    expires_at: str = ""
    ended_at: str = ""
    ended_by: str = ""
    told: tuple[Mapping[str, Any], ...] = ()
    acknowledged: tuple[Mapping[str, Any], ...] = ()
    known: tuple[Mapping[str, Any], ...] = ()
    keep: bool | None = None

    @property
    def why(self) -> tuple[Message, ...]:
        return tuple(Message.of(record) for record in self.told)

    @property
    def sentence(self) -> str:
        """For the log."""
        return f"the {self.mode} order of pair {self.pair} ended: {self.state}"

    def carried(self, worker: str, until: str) -> "Order":
        """The same order, carried on by this worker for so long."""
        return replace(self, worker=worker, lease_until=until)

    def is_carried(self, now: str) -> bool:
        """Whether the one who carries it on has lately said so."""
        return now < self.lease_until

    def ended(self, state: OrderState, *why: Message, at: str, by: str = "") -> "Order":
        """The same order, over."""
        assert not state.open, "an open order has not ended"
        told = tuple(message.record() for message in why)
        return replace(self, state=state, ended_at=at, ended_by=by, told=told)

    def record(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """The inverse of `record`."""
        confirmed = record["confirmed_by"]
        return cls(
            **{
                **record,
                "wanted": Side(record["wanted"]),
                "mode": Mode(record["mode"]),
                "state": OrderState(record["state"]),
                "given_by": Giver(**record["given_by"]),
                "confirmed_by": Giver(**confirmed) if confirmed else None,
                "held": tuple(record["held"]),
                "told": tuple(record["told"]),
                "acknowledged": tuple(record["acknowledged"]),
                "known": tuple(record["known"]),
            }
        )
