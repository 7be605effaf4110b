"""The names and types that each resource of the field's API tells are what was read and accepted.

Accept a change: `RELEVE_ACCEPT=1 python -m pytest tests/house/api/cxone/test_golden.py`.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from releve.app.example import load_company
from releve.demo.company import company
from releve.domain.people import Caller
from tests.helpers.cxone import Field, shape_of
from tests.helpers.houses import PASSWORD, Hands, Story, copied_house

PAGE = Path(__file__).with_name("golden_shapes.json")

#: Path → the names that lead to the row that is looked at.
ROWS: dict[str, tuple[str, ...]] = {
    "/business-unit": ("businessUnits",),
    "/agents": ("agents",),
    "/agents/skills": ("agentSkillAssignments",),
    "/teams": ("teams",),
    "/groups": ("groups",),
    "/skills": ("skills",),
    "/campaigns": ("campaigns",),
    "/points-of-contact": ("pointsOfContact",),
    "/hours-of-operation": ("hoursOfOperation",),
    "/dispositions": ("dispositions",),
    "/tags": ("tags",),
    "/unavailable-codes": ("unavailableCodes",),
    "/address-books": ("addressBooks",),
    "/message-templates": ("messageTemplates",),
    "/workflow-data": ("profiles",),
    "/script-schedules": ("scriptSchedules",),
    "/scripts/search": ("scriptSearchDetails",),
    "/script-folders": ("scriptList",),
    "/folders": ("files",),
    "/security-profiles": ("securityProfiles",),
    "/permissions": ("permissions",),
    "/media-types": ("mediaTypes",),
    "/timezones": ("timeZones",),
    "/user-management/v1/users": ("users",),
    "/tenants/v2/current": ("tenant",),
    "/branding-profiles/current": ("brandingProfile",),
}


@pytest.fixture(scope="module")
def larkmont(empty_house: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    """A tenant with the example company in it."""
    hands = Hands()
    folder = tmp_path_factory.mktemp("golden") / "house"
    with copied_house(empty_house, folder, hands) as house:
        story = Story(house, hands)
        operator = story.operator()
        tenant = story.tenant(operator, "Larkmont")
        somebody = Caller("noor", operator="noor")
        load_company(house, somebody, tenant, company, employees=40, password=PASSWORD)
        yield Field(story, story.step_in(operator, tenant))


def told_by(client: Field) -> dict[str, Any]:
    told = {}
    for path, names in ROWS.items():
        found = client.get(path, top=1)
        for name in names:
            found = found[name]
        told[path] = shape_of(found[0] if isinstance(found, list) else found)
    return told


def test_every_resource_tells_the_names_and_types_that_were_accepted(larkmont: Field) -> None:
    told = told_by(larkmont)
    if os.environ.get("RELEVE_ACCEPT"):
        PAGE.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert told == json.loads(PAGE.read_text("utf-8"))


#: What clients of the field are known to read, by resource: a client breaks without these.
READ: dict[str, str] = {
    "/agents": "agentId userId userName isActive",
    "/agents/skills": "isActive isOutbound agentId agentName teamId skillId skillName campaignName mediaTypeId isRestricted outboundStrategy priorityBlending useACW",
    "/dispositions": "dispositionId dispositionName isActive",
    "/teams": "teamId teamName isActive agentCount",
    "/skills": "skillId skillName mediaTypeId isActive isOutbound campaignId",
    "/business-unit": "tenantId businessUnitId businessUnitName features",
    "/campaigns": "campaignId campaignName id name isActive",
    "/points-of-contact": "contactCode contactAddress contactDescription pointOfContactId pointOfContactName",
    "/hours-of-operation": "hoursOfOperationProfileId hoursOfOperationProfileName",
    "/user-management/v1/users": "id firstName lastName customAttributes userName",
}


@pytest.mark.parametrize("path", READ)
def test_what_clients_read_is_there(larkmont: Field, path: str) -> None:
    row = told_by_one(larkmont, path)
    assert set(READ[path].split()) <= set(row)


def told_by_one(client: Field, path: str) -> dict[str, Any]:
    [name] = ROWS[path]
    return dict(client.get(path, top=1)[name][0])
