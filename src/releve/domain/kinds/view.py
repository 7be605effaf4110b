"""A view: which part of the tenant's data an employee sees."""

from releve.domain.ids import integer
from releve.domain.kind import Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="view",
    label=say("View of employees"),
    plural=say("Views of employees"),
    id=integer("id", digits=6),
    key=("name",),
    fields=(
        Text(name="name", label=say("Name"), required=True, max=100),
        Text(name="objectType", label=say("Type of object"), max=50),
    ),
)
