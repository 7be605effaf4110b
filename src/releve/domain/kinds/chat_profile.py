"""A chat profile: the look and the words of a chat point of contact."""

from releve.domain.ids import integer
from releve.domain.kind import Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="chat_profile",
    label=say("Chat profile"),
    plural=say("Chat profiles"),
    id=integer("chatProfileId", digits=5),
    key=("chatProfileName",),
    fields=(Text(name="chatProfileName", label=say("Name"), required=True, max=100),),
)
