"""A digital channel: an account of a social network or a messaging service."""

from releve.domain.ids import text_id
from releve.domain.kind import Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="digital_channel",
    label=say("Digital channel"),
    plural=say("Digital channels"),
    id=text_id("id"),
    key=("name",),
    fields=(Text(name="name", label=say("Name"), required=True, max=100),),
)
