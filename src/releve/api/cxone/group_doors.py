"""The doors of groups, and who is in them."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from releve.api.caller import Open, Whoever
from releve.api.cxone import describing
from releve.api.cxone.acd import acd_router
from releve.api.cxone.agents import AGENTS
from releve.api.cxone.answers import batch, told
from releve.api.cxone.asked import Body, Queried, objects_in, value_in
from releve.api.cxone.crud import Resource, add_change, add_list
from releve.api.cxone.groups import GROUP, GROUPS
from releve.api.cxone.lists import read_list, read_one
from releve.api.cxone.writing import create
from releve.api.speaking import Speaking
from releve.app.house import House
from releve.app.seeking import change_entity, find
from releve.domain import kind as declared
from releve.domain.entities import Holds, Not
from releve.domain.people import Caller

router = acd_router("groups")
_GROUPS = Resource("/groups", GROUPS, "group", bodies=("group",))

add_list(router, _GROUPS)
add_change(router, _GROUPS)


@router.get(
    "/groups/{id}", summary="A group", openapi_extra=describing.one_doc(GROUP, "groups", True)
)
def get_group(house: Open, caller: Whoever, query: Queried, id: str) -> Response:
    group, found = read_one(house, caller, query, GROUP, id)
    return told({"totalRecords": found.total, "groups": [group]})


@router.post(
    "/groups",
    summary="Create groups",
    openapi_extra=describing.batch_doc(GROUP, "groups", "groupResults", "groupId"),
)
def create_groups(house: Open, caller: Whoever, body: Body, speaker: Speaking) -> Response:
    def make(one: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"groupId": int(create(house, caller, GROUP, one).id)}

    errors, results = batch(speaker, objects_in(body, "groups"), make, "groupId")
    return told({"errorCount": errors, "groupResults": results})


@router.get("/groups/{id}/agents", summary="The agents of a group")
def agents_of_group(
    house: Open, caller: Whoever, request: Request, query: Queried, id: str
) -> Response:
    """With `assigned=false`, those who are not in it."""
    holds = Holds(int(find(house, caller, "group", id).rows[0].id))
    wanted = Not(holds) if query.flag("assigned") is False else holds
    return told(read_list(house, caller, request, query, AGENTS, wishes=[(("groupIds",), wanted)]))


def _membership(
    house: House, caller: Caller | None, speaker: Speaking, id: str, body: Any, *, there: bool
) -> tuple[int, list[dict[str, Any]]]:
    group = int(find(house, caller, "group", id).rows[0].id)

    def changing(before: declared.Body) -> Mapping[str, object]:
        now = [int(one) for one in before.get("groupIds", ())]
        if (group in now) is there:
            return {}
        return {"groupIds": [*now, group] if there else [one for one in now if one != group]}

    def act(one: Mapping[str, Any]) -> Mapping[str, Any]:
        agent = str(value_in(one, "agentId") or "")
        change_entity(house, caller, "employee", agent, changing)
        return {"agentId": agent}

    return batch(speaker, objects_in(body, "agents"), act, "agentId")


@router.post("/groups/{id}/agents", summary="Put agents into a group")
def add_agents(house: Open, caller: Whoever, body: Body, speaker: Speaking, id: str) -> Response:
    errors, results = _membership(house, caller, speaker, id, body, there=True)
    return told({"errorCount": errors, "agents": results, "agentResults": results})


@router.delete("/groups/{id}/agents", summary="Take agents out of a group")
def drop_agents(house: Open, caller: Whoever, body: Body, speaker: Speaking, id: str) -> Response:
    errors, results = _membership(house, caller, speaker, id, body, there=False)
    return told({"errorCount": errors, "agentResults": results})
