"""Media types: by which medium a contact comes, as the field numbers them."""

from collections.abc import Mapping

from releve.domain.say import Message, say

MEDIA_TYPES: Mapping[int | str, Message] = {
    1: say("E-mail"),
    3: say("Chat"),
    4: say("Phone call"),
    5: say("Voicemail"),
    6: say("Work item"),
    7: say("SMS"),
    8: say("Social media"),
    9: say("Digital"),
}
