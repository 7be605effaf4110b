"""Who stands over there: the look-ups by which a drawing finds counterparts.

The BCP tenant's own rows say whose counterparts they are. Where the BCP tenant is what is read and the primary is what is
written, the same rows are asked the other way round (`mirrored`), so that every part of a drawing works in both directions.
"""

from collections.abc import Collection
from typing import Protocol

from releve.domain.entities import Twin
from releve.domain.ids import TenantId, Which


class Counterparts(Protocol):
    """What a drawing asks of the tenant that will be written; see `Entities`, which answers it of a BCP tenant."""

    def holders(self, tenant: TenantId, kind: str, keys: Collection[str]) -> dict[str, Twin]: ...

    def twins(
        self, tenant: TenantId, kind: str, primary_ids: Collection[str], which: Which = Which.ID
    ) -> list[Twin]: ...

    def twins_among(
        self, tenant: TenantId, which: Which, primary_ids: Collection[str]
    ) -> list[tuple[str, Twin]]: ...

    def twins_of_any(
        self, tenant: TenantId, values: Collection[str]
    ) -> list[tuple[str, Which, str]]: ...
