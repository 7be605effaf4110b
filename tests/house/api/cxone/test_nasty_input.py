"""No door of the field's API breaks, whatever it is sent. Who is let in stands in tests/golden. A new door cannot be forgotten."""

import json
import re
from typing import Any

from releve.api.cxone.doors import ROUTERS
from tests.helpers.cxone import Field
from tests.helpers.houses import Paired, Story

#: What Relève does not do, whoever asks.
NOT_OFFERED = {
    ("GET", "/agents/client-data"),
    ("PUT", "/agents/client-data"),
    ("GET", "/countries"),
    ("GET", "/dispositions/classifications"),
    ("GET", "/schedules/user/{id}"),
    ("GET", "/user-management/v1/users/location/evaluate"),
    ("POST", "/user-management/v1/users/location/select-location"),
    ("POST", "/user-management/v2/users/inviteById"),
    ("POST", "/user-management/v2/users/inviteByEmail"),
}
#: The same, told to who may see scripts.
RUNS = {("POST", "/scripts/start"), ("POST", "/scripts/{id}/start")}
ID = "41870264"
#: A body in which every door finds what it must have.
BODY: dict[str, Any] = {
    **{
        name: [{"skillId": ID, "agentId": ID, "tagId": ID, "id": ID, "outStateId": ID}]
        for name in [
            "agents",
            "skills",
            "teams",
            "groups",
            "campaigns",
            "dispositions",
            "tags",
            "codes",
            "unavailableCodes",
        ]
    },
    "agentAndSkillDetails": [{"agentIds": [ID], "skills": [{"skillId": ID}]}],
    "addressBookEntries": [{"addressBookEntryId": 1, "externalId": "x"}],
    "addressBookAssignments": [{"entityId": ID}],
    "userIds": [ID],
    "id": ID,
    "roleId": ID,
    "profile": {"ProfileID": ID, "ProfileName": "x"},
    "scriptContent": {"header": {"scriptName": "x"}, "actions": {}},
    "primaryTenantSchema": "x",
    "secondaryTenants": [{"tenantId": "x", "region": "eu1"}],
    "ifMatchVersion": 1,
    "isActive": False,
}


def doors() -> list[tuple[str, str]]:
    """Method and path of each, without the base of the ACD."""
    return [
        (method, route.path.replace("/incontactapi/services/v{version}", ""))  # type: ignore[attr-defined]
        for router in ROUTERS
        for route in router.routes
        for method in sorted(route.methods)  # type: ignore[attr-defined]
    ]


#: Names that some door reads, besides those above.
READ = """
    skill agent team group campaign disposition tag user role data file days holidays permissions filter operations
    fields page orderBy metrices passkey drEnabled entitySyncConfiguration multiRegionHA skillIds agentIds entityId name
    skillName userName unavailableCode customAttributes secondaryRoleIds assign all addAll profileName header
"""
_NAMES = sorted({*BODY, *READ.split()})
#: Bodies that nobody should send: each name holds something else than its door expects.
_WRONG: list[Any] = [3, [1], [{}], {"a": []}]
NASTY: list[Any] = [
    [1],
    *(dict.fromkeys(_NAMES, value) for value in _WRONG),
    {**BODY, "agents": [{"agentId": {}, "skillId": []}], "skills": [{"skillId": "²"}], "id": "²"},
]


def test_no_door_breaks_whatever_it_is_sent(acme: tuple[Story, Paired], acd: Field) -> None:
    _, paired = acme
    mine = str(acd.skill("Claims"))
    for method, path in doors():
        if method == "GET" or (method, path) in NOT_OFFERED | RUNS:
            continue
        url = re.sub(r"\{\w+\}", mine, path.replace("{tenant}", paired.primary))
        for body in NASTY:
            answer = acd.ask(
                method, url.replace("{block}", "cpa-management"), content=json.dumps(body)
            )
            assert answer.status_code < 500 or answer.status_code == 501, (method, url, body)


def test_no_list_breaks_whatever_it_is_asked(acme: tuple[Story, Paired], acd: Field) -> None:
    nasty = ("²", "\x00", "9" * 40, "x" * 5000, "name desc asc")
    names = [
        "skip",
        "top",
        "fields",
        "orderBy",
        "searchString",
        "updatedSince",
        "isActive",
        "mediaTypeId",
        "skills",
        "isDeleted",
    ]
    for method, path in doors():
        if method != "GET" or "{" in path or (method, path) in NOT_OFFERED:
            continue
        for value in nasty:
            for asked in ([name] for name in names):
                answer = acd.ask(method, path, params=dict.fromkeys(asked, value))
                assert answer.status_code < 500, (path, asked, value)
