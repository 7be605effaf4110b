"""What one run is about: which tenant is copied onto which, in which epoch, which kinds, and by which rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from releve.domain.ids import TenantId
from releve.domain.tenancy import SyncConfig


@dataclass(frozen=True, slots=True)
class Approved:
    """What a person has looked at and allowed: kind → how many deletions, kind → how many edits. A run that would do
    more asks again."""

    deletions: Mapping[str, int] = field(default_factory=dict)
    edits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """`slot` and `business_unit` are those of the BCP tenant's region and of the BCP tenant; `epoch` is the one in
    which the caller saw that the primary is active. `rules` say how far a run may go before it asks. `from_scratch`
    reads everything again."""

    pair: str
    primary: TenantId
    bcp: TenantId
    slot: int
    business_unit: int
    epoch: int
    kinds: tuple[str, ...]
    rules: SyncConfig = field(default_factory=SyncConfig)
    approved: Approved = Approved()
    from_scratch: bool = False

    def __post_init__(self) -> None:
        assert self.primary != self.bcp, "a tenant is not copied onto itself"
