"""Every pair at once, from the copy of the directory in memory: for whoever looks at all of them again and again.

What is made of a pair is kept until one of its records is another, so that a look costs what has moved.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from releve.app.pairing import Bond
from releve.app.whereabouts import Whereabouts
from releve.domain.directory import Record
from releve.domain.tenancy import Activation, Pair, Side, Tenant

#: The versions of the records that something was made of.
Versions = tuple[int, ...]

T = TypeVar("T")


@dataclass(slots=True)
class Bonds(Generic[T]):
    """For one thread at a time."""

    whereabouts: Whereabouts
    make: Callable[[Bond], T]
    _known: dict[str, tuple[Versions, T]] = field(default_factory=dict)

    def read(self) -> list[T]:
        """What is made of each pair, in the order of their ids, as the directory says, or said when it last answered."""
        records = self.whereabouts.records()
        found = {
            key: known
            for key in records
            if key.startswith("pair/") and (known := self._look(key, records)) is not None
        }
        self._known = found
        return [one for _, one in found.values()]

    def _look(self, key: str, records: Mapping[str, Record]) -> tuple[Versions, T] | None:
        of_pair = records[key]
        of_activation = records.get(f"activation/{key.removeprefix('pair/')}")
        of_primary = records.get(f"tenant/{of_pair.value['primary']}")
        of_bcp = records.get(f"tenant/{of_pair.value['bcp']}")
        if of_activation is None or of_primary is None or of_bcp is None:
            return None
        versions = tuple(one.version for one in (of_pair, of_activation, of_primary, of_bcp))
        known = self._known.get(key)
        if known is not None and known[0] == versions:
            return known
        primary = Tenant.of(of_primary.value)
        bond = Bond(
            tenant=primary,
            pair=Pair.of(of_pair.value),
            pair_version=of_pair.version,
            activation=Activation.of(of_activation.value),
            activation_version=of_activation.version,
            primary=primary,
            bcp=Tenant.of(of_bcp.value),
            versions={Side.PRIMARY: of_primary.version, Side.BCP: of_bcp.version},
        )
        return versions, self.make(bond)
