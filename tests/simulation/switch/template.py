"""A pair in step, as it is before every play: made once, laid out anew each time."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from releve.domain.tenancy import Side
from releve.stores.regional.store import SqlRegionalStore, open_store
from tests.helpers.acts import careless
from tests.helpers.houses import REGIONS, Hands, Story, key_of, make_house

AGENT, ADMINISTRATOR = "eva", "ines"


@dataclass(frozen=True)
class Template:
    folder: Path
    stores: Mapping[str, SqlRegionalStore]
    primary: str
    bcp: str
    pair: str
    passkey: str
    records: Mapping[str, Any]

    def lay_out(self) -> None:
        """The stores as they were. They stay open: what they have learnt of statements is half of a play's time."""
        for region, store in self.stores.items():
            store.database.engine.dispose()
            for old in self.folder.glob(f"scene/{region}.db*"):
                old.unlink()
            for new in self.folder.glob(f"{region}.db*"):
                shutil.copy(new, self.folder / "scene")

    def side(self, tenant: str) -> Side:
        return Side.PRIMARY if tenant == self.primary else Side.BCP


def make_template(folder: Path) -> Template:
    house = make_house(folder)
    story = Story(house, Hands())
    pair = story.pair()
    story.employee(pair.inside, AGENT, "single")
    story.employee(pair.inside, ADMINISTRATOR, "multiple", role="administrator")
    story.sync(pair.inside)
    tenant, _ = house.registry.tenant(pair.primary)
    records = {one.key: one.value for one in house.registry.directory.list("")}
    slots = {name: house.registry.region(name).slot for name in REGIONS}
    house.regions.close()
    house.registry.directory.close()
    (folder / "scene").mkdir()
    stores = {}
    for region, slot in slots.items():
        url = f"sqlite:///{folder}/scene/{region}.db"
        stores[region] = open_store(url, region, slot, key=key_of(region), patience_s=0)
        careless(stores[region])
    pair_id = tenant.pair or ""
    return Template(folder, stores, pair.primary, pair.bcp, pair_id, pair.passkey, records)
