"""A tag of digital contacts."""

from releve.domain.ids import integer
from releve.domain.kind import Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="digital_tag",
    label=say("Digital tag"),
    plural=say("Digital tags"),
    id=integer("id", digits=4),
    key=("title",),
    fields=(
        Text(name="title", label=say("Title"), required=True, max=100),
        Text(name="color", label=say("Colour"), max=30),
    ),
)
