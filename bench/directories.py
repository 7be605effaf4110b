"""A house with nothing in its regions and many pairs in its directory."""

from pathlib import Path

from bench.serving import settings_in
from releve.daemon.build import build_house, close, open_regions
from releve.domain.directory import Change
from releve.domain.tenancy import Activation, Pair, Side, Tenant

#: When the pairs were made or switched.
WHEN = "2026-01-15T07:00:00.000Z"


def furnish(folder: Path, pairs: int) -> list[str]:
    """The ids of the primary tenants. Every second pair has been switched."""
    house = build_house(settings_in(folder))
    try:
        open_regions(house)
        regions = [region.name for region in house.registry.regions()]
        made = [_pair(n) for n in range(pairs)]
        for n, pair in enumerate(made):
            house.registry.directory.commit(*_changes(n, pair, regions))
        return [pair.primary for pair in made]
    finally:
        close(house)


def _pair(n: int) -> Pair:
    primary, bcp = (f"5d2f7a10-3c41-4b7e-9a55-{n:08x}{side:04x}" for side in (1, 2))
    return Pair(f"pair-{n}", primary, bcp)


def _changes(n: int, pair: Pair, regions: list[str]) -> list[Change]:
    side = (Side.PRIMARY, Side.BCP)[n % 2]
    records = {
        f"pair/{pair.id}": pair.record(),
        f"activation/{pair.id}": Activation(pair.id, 1 + n % 2, side, WHEN, "bench").record(),
    }
    for place, tenant in enumerate((pair.primary, pair.bcp)):
        made = Tenant(tenant, f"Tenant {n}.{place}", regions[place], 2 * n + place, pair=pair.id)
        records[f"tenant/{tenant}"] = made.record()
    return [Change(key, record, 0) for key, record in records.items()]
