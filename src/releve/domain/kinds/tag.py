"""A tag that agents put on contacts. Skills are assigned the tags that may be used with them."""

from releve.domain.ids import integer
from releve.domain.kind import Flag, Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="tag",
    label=say("Tag"),
    plural=say("Tags"),
    id=integer("tagId", digits=6),
    key=("tagName",),
    fields=(
        Text(name="tagName", label=say("Name"), required=True, max=100),
        Text(name="notes", label=say("Notes"), max=1000, multiline=True),
        Flag(name="isActive", label=say("Active"), default=True),
    ),
    inactive_field="isActive",
)
