"""A number that people call: a script that runs another one, which leads to a skill."""

from tests.helpers.houses import Story
from tests.helpers.scripts import one, web

NUMBER = "+1 514 555 0100"


def skill_of(story: Story, token: str, name: str, agent: str = "") -> str:
    """A new skill; with an `agent`, they have it."""
    body = {"skillName": name, "mediaTypeId": 4}
    skill = str(story.done("POST", "/entities/skill", token, body)["id"])
    if agent:
        ids = {"agentId": int(agent), "skillId": int(skill)}
        story.done("POST", "/entities/agent_skill", token, ids)
    return skill


def script(story: Story, token: str, path: str, *, skill: str = "", runs: str = "") -> None:
    """A script that asks for a skill, or runs another script."""
    header = {"scriptName": path}
    raw = (
        web("REQAGENT", [one("Skill", skill)], header=header)
        if skill
        else web("RUNSUB", [one("ScriptName", runs)], header=header)
    )
    story.done("POST", "/scripts/import", token, content=raw)


def number(story: Story, token: str, address: str, path: str, **more: object) -> str:
    """A point of contact that names a script."""
    body = {"contactAddress": address, "scriptName": path, "mediaTypeId": 4, **more}
    return str(story.done("POST", "/entities/point_of_contact", token, body)["id"])


def reachable(story: Story, token: str) -> str:
    """NUMBER leads over two scripts to a skill that Sam has, who has access; all of it is in the BCP tenant. The id of its point
    of contact in the primary."""
    sam = story.employee(token, "sam", "single")
    skill = skill_of(story, token, "Lanterns", sam)
    script(story, token, "Common\\Queue", skill=skill)
    script(story, token, "Common\\Entry", runs="Queue")
    made = number(story, token, NUMBER, "Common\\Entry")
    assert story.sync(token)["state"] == "done"
    return made
