"""Unavailable codes, and the teams that may use them."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from releve.api.caller import Open, Whoever
from releve.api.cxone.acd import acd_router
from releve.api.cxone.answers import told
from releve.api.cxone.asked import Body, Queried, Query, objects_in, value_in
from releve.api.cxone.crud import Resource, add_all
from releve.api.cxone.lists import Listing, flag, read_list
from releve.api.cxone.shapes import Alt, Id, Own, Shape, own
from releve.app.house import House
from releve.app.seeking import TOP_MAX, change_entity, find, seek
from releve.domain import kind as declared
from releve.domain.entities import Holds, Not, Sought
from releve.domain.errors import NotFound
from releve.domain.people import Caller

router = acd_router("unavailable codes")

CODE = Shape("unavailable_code", (Id(name="id"), *own("name isActive isACW agentTimeout notes")))
CODES = Listing(
    CODE,
    "unavailableCodes",
    {"isActive": flag("isActive"), "activeOnly": lambda query: _only_active(query)},
)


def _only_active(query: Query) -> list[tuple[tuple[str, ...], bool]]:
    """False is no wish for those that are not active."""
    return [(("isActive",), True)] if query.flag("activeOnly") else []


add_all(
    router,
    Resource("/unavailable-codes", CODES, "unavailable code", one="unavailableCode", id="id"),
    status=True,
)

#: The teams of a code, as these doors name them.
TEAM_LINE = Shape("team", (Id(name="id"), Own(name="name", takes=()), Alt(name="uuid")))
TEAM_LINES = Listing(TEAM_LINE, "teams")


def _teams(
    house: House,
    caller: Caller | None,
    request: Request,
    query: Query,
    id: str,
    *,
    there: bool,
) -> Response:
    code = find(house, caller, "unavailable_code", id).rows[0]
    holds = Holds(int(code.id), "outStateId")
    wish = (("unavailableCodes",), holds if there else Not(holds))
    return told(read_list(house, caller, request, query, TEAM_LINES, wishes=[wish]))


@router.get("/unavailable-codes/{id}/teams", summary="The teams that may use a code")
def teams_of(house: Open, caller: Whoever, request: Request, query: Queried, id: str) -> Response:
    return _teams(house, caller, request, query, id, there=True)


@router.get("/unavailable-codes/{id}/teams/unassigned", summary="The teams that may not use a code")
def teams_not_of(
    house: Open, caller: Whoever, request: Request, query: Queried, id: str
) -> Response:
    return _teams(house, caller, request, query, id, there=False)


def code_ids(body: declared.Body) -> list[int]:
    """The codes of a team."""
    return [int(line["outStateId"]) for line in body.get("unavailableCodes", ())]


def allow(house: House, caller: Caller | None, team: str, codes: list[int], *, there: bool) -> None:
    """Let a team use codes, or not any more. Raises NotFound for no such team, Invalid for no such code."""

    def changing(before: declared.Body) -> Mapping[str, object]:
        now = code_ids(before)
        after = [*now, *(one for one in codes if one not in now)]
        if not there:
            after = [one for one in now if one not in codes]
        return {} if after == now else {"unavailableCodes": [{"outStateId": one} for one in after]}

    change_entity(house, caller, "team", team, changing)


def _named(
    house: House, caller: Caller | None, body: Any, query: Query, all_of_them: str
) -> list[str]:
    if query.flag(all_of_them):
        return [one.id for one in seek(house, caller, "team", Sought(top=TOP_MAX)).rows]
    return [str(value_in(one, "id", "teamId") or "") for one in objects_in(body, "teams")]


def _each(
    house: House, caller: Caller | None, id: str, teams: list[str], *, there: bool
) -> tuple[list[dict[str, int]], list[dict[str, str]]]:
    """Those that it was done for, and those that there are not."""
    code = find(house, caller, "unavailable_code", id).rows[0]
    done, invalid = [], []
    for team in teams:
        try:
            allow(house, caller, team, [int(code.id)], there=there)
            done.append({"teamId": int(team)})
        except NotFound:
            invalid.append({"teamId": team})
    return done, invalid


@router.post("/unavailable-codes/{id}/teams", summary="Let teams use a code")
def add_teams(house: Open, caller: Whoever, query: Queried, body: Body, id: str) -> Response:
    """`addAll=true` for every team."""
    teams = _named(house, caller, body, query, "addAll")
    done, invalid = _each(house, caller, id, teams, there=True)
    return told({"assignedTeams": done, "invalidTeams": invalid})


@router.delete("/unavailable-codes/{id}/teams", summary="Let teams not use a code any more")
def drop_teams(house: Open, caller: Whoever, query: Queried, body: Body, id: str) -> Response:
    """`removeAll=true` for every team."""
    teams = _named(house, caller, body, query, "removeAll")
    done, invalid = _each(house, caller, id, teams, there=False)
    return told({"unassignedTeams": done, "invalidTeams": invalid})


@router.put("/unavailable-codes/{id}/teams", summary="Say which teams may use a code")
def set_teams(house: Open, caller: Whoever, query: Queried, body: Body, id: str) -> Response:
    """These, and no other."""
    wanted = _named(house, caller, body, query, "addAll")
    holds = Holds(int(find(house, caller, "unavailable_code", id).rows[0].id), "outStateId")
    sought = Sought(where={"unavailableCodes": holds}, top=TOP_MAX)
    now = [one.id for one in seek(house, caller, "team", sought).rows]
    _each(house, caller, id, [one for one in now if one not in wanted], there=False)
    done, invalid = _each(house, caller, id, wanted, there=True)
    return told({"assignedTeams": done, "invalidTeams": invalid})
