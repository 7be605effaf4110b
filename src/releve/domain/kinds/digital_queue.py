"""A digital routing queue: where digital contacts wait. Skills name theirs (`routingQueueId`)."""

from releve.domain.ids import text_id
from releve.domain.kind import Flag, Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="digital_queue",
    label=say("Digital routing queue"),
    plural=say("Digital routing queues"),
    id=text_id("id"),
    key=("name",),
    fields=(
        Text(name="name", label=say("Name"), required=True, max=100),
        Flag(name="isSubqueue", label=say("Subqueue")),
    ),
)
