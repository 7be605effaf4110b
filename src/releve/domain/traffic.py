"""Traffic that must follow the active side of a pair: what is wanted of a far end, and what is seen there.

A far end is a name server, a load balancer, somebody's own program. A driver knows how to talk to one. The mover asks
each driver again and again to make the far end so, until it is; nothing depends on a message that arrives once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from releve.domain.ids import TenantId
from releve.domain.say import Message
from releve.domain.tenancy import Side, Tenant

#: What may stand in a name at a far end, for the primary and the BCP tenant and their pair.
PLACES = ("{tenant}", "{bcp_tenant}", "{business_unit}", "{bcp_business_unit}", "{pair}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where the traffic of a pair belongs, by the activation of this epoch. `at` is the stamp of when that was ordered."""

    pair: str
    epoch: int
    active: Side
    primary: Tenant
    bcp: Tenant
    at: str

    @property
    def tenant(self) -> Tenant:
        """The active one."""
        return self.primary if self.active is Side.PRIMARY else self.bcp

    @property
    def region(self) -> str:
        """Of the active side."""
        return self.tenant.region

    def fill(self, template: str) -> str:
        """A name at the far end that is the same whichever side is active: `{tenant}` and the other `PLACES` are filled in."""
        values = (
            self.primary.id,
            self.bcp.id,
            str(self.primary.business_unit),
            str(self.bcp.business_unit),
            self.pair,
        )
        for place, value in zip(PLACES, values, strict=True):
            template = template.replace(place, value)
        return template

    def after_a_switch(self) -> "Wanted":
        """Where it would belong if somebody switched now."""
        return replace(self, epoch=self.epoch + 1, active=self.active.other)


@dataclass(frozen=True, slots=True)
class Observed:
    """What the far end shows after a look at it: its epoch, None if it shows none; whether this look changed anything
    there; and one sentence for people."""

    epoch: int | None
    moved: bool
    sentence: Message


class TrafficDriver(Protocol):
    """Talks to one far end. Called by one thread of each process at a time."""

    @property
    def name(self) -> str:
        """What the operator calls it; no two drivers have the same."""

    @property
    def sort(self) -> str:
        """dns, haproxy, sip, webhook."""

    @property
    def check_s(self) -> float | None:
        """How often the far end is looked at when nothing has happened. None: it cannot be asked, and what it has taken
        once it has."""

    def converge(self, wanted: Wanted) -> Observed:
        """Look at what the far end says now, and change it only if it differs. Doing it again changes nothing.

        Raises Unavailable, saying why, when the far end cannot be reached; it may then have been changed. Conflict when
        it has seen a higher epoch: nothing was changed. Refused when it does not let us, or its configuration cannot be
        right.
        """


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a trial at a far end: the epoch it shows, None if it shows none or cannot be asked, and one sentence for
    people."""

    epoch: int | None
    sentence: Message


@runtime_checkable
class Rehearses(Protocol):
    """A driver that can show that its far end could be moved, without moving anything."""

    def rehearse(self, now: Wanted, mark: str) -> Trial:
        """Reach the far end as a switch would, and look whether all is there to bring it from `now` to the other side. Where
        it can be written to, write, read and take away `mark` under a name that nobody asks for: no traffic is moved, and
        nothing is left. What a rehearsal that was cut off has left there is taken away first. Called by any thread.

        Raises what `converge` raises.
        """


@dataclass(frozen=True, slots=True)
class DriverState:
    """What is remembered of one pair at one far end, under the primary tenant.

    `epoch_seen` is the highest epoch that anybody has shown before acting there, `epoch_observed` the one that the far
    end showed last (0: none), since `observed_at`, `took_ms` after the switch was ordered (None: it was no switch that
    brought it there). `checked_at` is the last look, and `tries` how many looks have failed since one was good; then
    `sentence` is the reason. `since` is when it began to be as it is: good, or failing.
    """

    tenant: TenantId
    pair: str
    driver: str
    epoch_seen: int = 0
    epoch_observed: int = 0
    observed_at: str = ""
    since: str = ""
    checked_at: str = ""
    tries: int = 0
    sentence: Message | None = None
    took_ms: int | None = None


class DriverStates(Protocol):
    """What is remembered of the far ends in this region. It is kept in the BCP tenant's region if that can, so two regions
    may each know something of a pair: the higher epoch counts, then the later look."""

    def of(self, tenant: TenantId) -> list[DriverState]:
        """Of a primary tenant, by name of driver."""

    def all(self) -> list[DriverState]:
        """Of every tenant, in the same order."""

    def held(self, tenant: TenantId, pair: str, driver: str) -> DriverState:
        """As it stays to the end of this transaction: whoever else wants it waits, but not for long: raises Unavailable. A new
        one if there was none."""

    def keep(self, states: Iterable[DriverState]) -> None:
        """Write them, in place of what was there."""
