"""The directory: small, global, strongly consistent. Tenants, pairs, activations, operators, regions.

The port is a versioned key-value store with an atomic compare-and-set over several keys, which SQL and etcd
both offer; `Registry` above it speaks in nouns. Keys: `region/<name>`, `tenant/<id>`, `pair/<id>`,
`activation/<pair>`, `order/<pair>`, `keep/<pair>`, `operator/<username>`, `sign_on/<tenant>`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from releve.domain.errors import Conflict, NotFound
from releve.domain.ids import TenantId
from releve.domain.keeping import Keep
from releve.domain.orders import Order
from releve.domain.say import say
from releve.domain.tenancy import Activation, Operator, Pair, Region, Side, SignOn, Tenant


@dataclass(frozen=True, slots=True)
class Record:
    """What stands under a key. `version` counts the writes of this key, from 1."""

    key: str
    value: dict[str, Any]
    version: int


@dataclass(frozen=True, slots=True)
class Change:
    """One write of a commit. `expect` is the version the writer has seen; 0 means that the key must be absent.
    A `value` of None removes the key. With `checked_only` nothing is written: the commit holds only if the key
    is still at the version expected."""

    key: str
    value: dict[str, Any] | None
    expect: int
    checked_only: bool = False


def unmoved(key: str, version: int) -> Change:
    """A condition of a commit: the key is still at this version."""
    return Change(key, None, version, checked_only=True)


class Directory(Protocol):
    def get(self, key: str) -> Record | None:
        """The record as of now. Raises Unavailable if the directory does not answer."""

    def list(self, prefix: str) -> list[Record]:
        """All records whose key begins with `prefix`, sorted by key, from one moment."""

    def commit(self, *changes: Change) -> None:
        """Write all or nothing. Raises Conflict, having written nothing, unless every key is at the version
        expected. Raises Unavailable if the directory does not answer: then it may have happened."""

    def mark(self) -> int:
        """A number that is another one after every commit that has written anything, and costs little to ask. Raises
        Unavailable."""

    def wait(self, after: int, patience_s: float) -> int:
        """The mark, as soon as it is another than `after`, or when the patience is over. Raises Unavailable."""

    def close(self) -> None: ...


class KeptDirectory(NamedTuple):
    """Records by key, and when they were read."""

    records: Mapping[str, Record]
    read_at: str


class DirectoryCopy(Protocol):
    """What was last read of the directory, for a process that starts while that does not answer."""

    def read(self) -> KeptDirectory | None:
        """None if none was ever kept."""

    def held(self) -> KeptDirectory | None:
        """The same, and nobody else keeps another one until this transaction ends."""

    def keep(self, written: Iterable[Record], gone: Collection[str], read_at: str) -> None:
        """Replace these, forget those."""


def moved(change: Change, version: int) -> Conflict:
    """What a writer is told whose key is at another version than expected; 0 if it is absent."""
    return Conflict(
        say("Somebody else changed this meanwhile."),
        say("Look at it again, then repeat your change."),
        key=change.key,
        expected=change.expect,
        version=version,
    )


def no_such_tenant(tenant: TenantId) -> NotFound:
    """What is said of a tenant that does not exist, and in the same words of one that is not the caller's."""
    return NotFound(
        say("There is no tenant with the ID “{id}”.", id=tenant),
        say("Copy the ID from the General tab of the tenant in Tenant Management."),
    )


class Registry:
    """The directory in nouns. Reads raise NotFound for what is not there; nothing is kept in memory."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory

    def tenants(self) -> list[Tenant]:
        return [Tenant.of(record.value) for record in self.directory.list("tenant/")]

    def tenant(self, tenant: TenantId) -> tuple[Tenant, int]:
        record = self._must(f"tenant/{tenant}", no_such_tenant(tenant))
        return Tenant.of(record.value), record.version

    def pairs(self) -> list[Pair]:
        return [Pair.of(record.value) for record in self.directory.list("pair/")]

    def pair(self, pair: str) -> tuple[Pair, int]:
        record = self._must(f"pair/{pair}", NotFound(say("There is no such pair of tenants.")))
        return Pair.of(record.value), record.version

    def pair_of(self, tenant: TenantId) -> tuple[Pair, int]:
        """The pair that the tenant belongs to; NotFound says how to make one."""
        found, _ = self.tenant(tenant)
        if found.pair is None:
            raise NotFound(
                say("{tenant} is not mapped to another tenant.", tenant=found.name),
                say("In TM, open the tenant, Applications & Features, and enable BCP."),
            )
        return self.pair(found.pair)

    def activation(self, pair: str) -> tuple[Activation, int]:
        record = self._must(
            f"activation/{pair}", NotFound(say("There is no such pair of tenants."))
        )
        return Activation.of(record.value), record.version

    def active_side(self, pair: Pair) -> Side:
        return self.activation(pair.id)[0].active

    def activations(self) -> dict[str, Activation]:
        """Of every pair, by the pair's id, from one moment."""
        records = self.directory.list("activation/")
        return {found.pair: found for found in (Activation.of(one.value) for one in records)}

    def order(self, pair: str) -> tuple[Order | None, int]:
        """The pair's last order, open or not, and the version of its record; None and 0 if there was none."""
        record = self.directory.get(f"order/{pair}")
        return (Order.of(record.value), record.version) if record else (None, 0)

    def orders(self) -> list[tuple[Order, int]]:
        """Of every pair that has been given one."""
        return [(Order.of(one.value), one.version) for one in self.directory.list("order/")]

    def keep(self, pair: str) -> tuple[Keep | None, int]:
        """What is to become of the changes made in the BCP tenant, and the version of the record; None and 0: nobody has asked
        yet."""
        record = self.directory.get(f"keep/{pair}")
        return (Keep.of(record.value), record.version) if record else (None, 0)

    def keeps(self) -> dict[str, Keep]:
        """Of every pair that has one."""
        found = (Keep.of(one.value) for one in self.directory.list("keep/"))
        return {one.pair: one for one in found}

    def regions(self) -> list[Region]:
        return [Region(**record.value) for record in self.directory.list("region/")]

    def region(self, name: str) -> Region:
        record = self._must(
            f"region/{name}",
            NotFound(
                say("There is no region called “{name}”.", name=name),
                say("Choose one of the available regions."),
            ),
        )
        return Region(**record.value)

    def sign_on(self, tenant: TenantId) -> SignOn | None:
        """Of the company whose primary, or only, tenant this is."""
        record = self.directory.get(f"sign_on/{tenant}")
        return SignOn(**record.value) if record else None

    def operators(self) -> list[Operator]:
        return [Operator(**record.value) for record in self.directory.list("operator/")]

    def operator(self, username: str) -> tuple[Operator, int] | None:
        record = self.directory.get(f"operator/{username.strip().casefold()}")
        return (Operator(**record.value), record.version) if record else None

    def commit(self, changes: Iterable[Change], told: Conflict) -> None:
        """`Directory.commit`, with a conflict told in the words of the caller."""
        try:
            self.directory.commit(*changes)
        except Conflict as conflict:
            raise told from conflict

    def _must(self, key: str, absent: NotFound) -> Record:
        if (record := self.directory.get(key)) is None:
            raise absent
        return record
