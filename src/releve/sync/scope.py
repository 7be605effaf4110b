"""What one run is about: which tenant is copied onto which, in which epoch, and which kinds."""

from dataclasses import dataclass

from releve.domain.ids import TenantId


@dataclass(frozen=True, slots=True)
class Scope:
    """`slot` and `business_unit` are those of the BCP tenant's region and of the BCP tenant; `epoch` is the one in
    which the caller saw that the primary is active. `deletions_approved` names kinds whose deletions a
    person has looked at: the cap does not bind there. `from_scratch` reads everything again."""

    pair: str
    primary: TenantId
    bcp: TenantId
    slot: int
    business_unit: int
    epoch: int
    kinds: tuple[str, ...]
    deletions_approved: frozenset[str] = frozenset()
    from_scratch: bool = False

    def __post_init__(self) -> None:
        assert self.primary != self.bcp, "a tenant is not copied onto itself"
