"""Skills of agents: an assignment is an entity of its own, named by its agent and its skill."""

from collections.abc import Mapping

from releve.access.policy import must
from releve.app.entities import delete_entity, edit_act, save_entity, view_act
from releve.app.house import House
from releve.app.seeking import by_either, change_entity
from releve.domain.entities import Entity
from releve.domain.errors import Conflict, NotFound
from releve.domain.kind import natural_key
from releve.domain.kinds import KINDS
from releve.domain.people import Caller
from releve.domain.say import say

KIND = "agent_skill"


def assign(
    house: House, caller: Caller | None, agent: str, skill: str, wanted: Mapping[str, object]
) -> Entity:
    """Give an agent a skill, or change how they have it. The agent may be named by either id.

    Raises NotFound, also for another tenant's.
    """
    there = _assignment(house, caller, agent, skill)
    if there.id:
        return change_entity(house, caller, KIND, there.id, lambda before: wanted)
    try:
        return save_entity(house, caller, KIND, None, {**there.body, **wanted})
    except Conflict:  # somebody has just assigned it
        there = _assignment(house, caller, agent, skill)
        if not there.id:
            raise
        return change_entity(house, caller, KIND, there.id, lambda before: wanted)


def change_assignment(
    house: House, caller: Caller | None, agent: str, skill: str, wanted: Mapping[str, object]
) -> Entity:
    """Raises NotFound for what is not assigned."""
    there = _existing(house, caller, agent, skill)
    return change_entity(house, caller, KIND, there.id, lambda before: wanted)


def unassign(house: House, caller: Caller | None, agent: str, skill: str) -> None:
    """Raises NotFound for what is not assigned."""
    delete_entity(house, caller, KIND, _existing(house, caller, agent, skill).id)


def _existing(house: House, caller: Caller | None, agent: str, skill: str) -> Entity:
    there = _assignment(house, caller, agent, skill)
    if not there.id:
        raise NotFound(
            say(
                "The skill {skill} is not assigned to the agent {agent}.", skill=skill, agent=agent
            ),
            say("Assign it first, or look at the list of assignments."),
        )
    return there


def _assignment(house: House, caller: Caller | None, agent: str, skill: str) -> Entity:
    """The assignment; one without an id where there is none yet. Raises NotFound for the agent or the skill."""
    caller, kind = must(caller, edit_act(KIND)), KINDS[KIND]
    tenant = caller.tenant or ""
    with house.store_of(tenant).reading() as tx:
        person = by_either(tx, caller, "employee", agent)
        wanted = by_either(tx, caller, "skill", skill)
        body = {"agentId": int(person.id), "skillId": int(wanted.id)}
        key = natural_key(kind, body)
        found = tx.entities.by_key(tenant, KIND, key)
    return found or Entity(tenant, KIND, "", None, key, body, "", 0, False, "", "")


def agent_number(house: House, caller: Caller | None, agent: str) -> str:
    """The integer of an agent who is named by either id, for who may see assignments. Raises NotFound."""
    caller = must(caller, view_act(KIND))
    with house.store_of(caller.tenant or "").reading() as tx:
        return by_either(tx, caller, "employee", agent).id
