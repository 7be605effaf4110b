"""A hiring source: how an employee came to the company."""

from releve.domain.ids import integer
from releve.domain.kind import Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="hiring_source",
    label=say("Hiring source"),
    plural=say("Hiring sources"),
    id=integer("sourceId", digits=5),
    key=("sourceName",),
    fields=(Text(name="sourceName", label=say("Name"), required=True, max=100),),
)
