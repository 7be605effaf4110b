"""A pair in step, as it is before every play: made once, copied each time."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from releve.domain.tenancy import Side
from tests.helpers.houses import REGIONS, Hands, Story, make_house

AGENT, ADMINISTRATOR = "eva", "ines"


@dataclass(frozen=True)
class Template:
    folder: Path
    primary: str
    bcp: str
    pair: str
    passkey: str
    slots: Mapping[str, int]
    records: Mapping[str, Any]

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
    return Template(folder, pair.primary, pair.bcp, tenant.pair or "", pair.passkey, slots, records)
