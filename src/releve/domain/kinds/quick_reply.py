"""A quick reply: a ready text for digital contacts."""

from releve.domain.ids import integer
from releve.domain.kind import Flag, Kind, Many, Ref, Text
from releve.domain.say import say

KIND = Kind(
    name="quick_reply",
    label=say("Quick reply"),
    plural=say("Quick replies"),
    id=integer("quickReplyId", digits=6),
    key=("title",),
    fields=(
        Text(name="title", label=say("Title"), required=True, max=100),
        Text(name="keyWords", label=say("Keywords"), max=500),
        Text(name="content", label=say("Text"), max=20_000, multiline=True),
        Flag(name="isFavorite", label=say("Favourite")),
        Many(
            name="skills",
            label=say("Skills"),
            item=Ref(name="skillId", label=say("Skill"), kind="skill"),
        ),
    ),
)
