"""How a file that is not a script is refused: what is wrong with it, and what to do next."""

import re

from releve.domain.errors import Invalid
from releve.domain.say import Message, say

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def not_a_script(reason: Message) -> Invalid:
    """The error to raise for a file that cannot be read as a script."""
    return Invalid(
        say("This file is not a script that can be read. {reason}", reason=reason),
        say("Export the script again from Studio, as JSON or XML, and do not edit the file."),
    )


def storable(text: str) -> str:
    """The text itself. Raises Invalid for characters that no store can keep."""
    if _UNSTORABLE.search(text):
        raise not_a_script(say("A name in it holds characters that cannot be stored."))
    return text
