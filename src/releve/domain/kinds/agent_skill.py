"""The assignment of a skill to an agent, with the agent's proficiency (1 is best, 20 is least)."""

from releve.domain.ids import integer
from releve.domain.kind import Flag, Int, Kind, Ref
from releve.domain.say import say

KIND = Kind(
    name="agent_skill",
    label=say("Skill assignment"),
    plural=say("Skill assignments"),
    id=integer("assignmentId", digits=9),
    key=("agentId", "skillId"),
    fields=(
        Ref(name="agentId", label=say("Employee"), kind="employee", required=True),
        Ref(name="skillId", label=say("Skill"), kind="skill", required=True),
        Int(name="agentProficiencyValue", label=say("Proficiency"), min=1, max=20),
        Flag(name="isActive", label=say("Active"), default=True),
    ),
)
