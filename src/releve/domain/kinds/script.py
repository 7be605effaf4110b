"""A Studio script. Its identity is its path (folders separated by a backslash); its ids change when it is saved.

The references inside `content` are the business of the script engine; no other field holds one. `content` is
kept as it came, to the byte once `encoding` is applied (`utf-8-sig` stands for a byte-order mark).
"""

from releve.domain.ids import integer, uuid_id
from releve.domain.kind import Choice, Content, Group, Kind, Many, Text
from releve.domain.media import MEDIA_TYPES
from releve.domain.say import say

KIND = Kind(
    name="script",
    label=say("Script"),
    plural=say("Scripts"),
    id=integer("scriptId", digits=6),
    alt=uuid_id("libraryId"),
    key=("path",),
    fields=(
        Text(name="path", label=say("Path"), required=True, max=500),
        Choice(name="mediaType", label=say("Media type"), options=MEDIA_TYPES),
        Text(name="purposeType", label=say("Purpose"), max=50),
        Text(name="status", label=say("Status"), max=50),
        Choice(
            name="format",
            label=say("Format"),
            required=True,
            options={
                "json": say("Web Studio (JSON)"),
                "xml": say("Desktop Studio (XML)"),
                "clipboard": say("Studio clipboard"),
            },
        ),
        Choice(
            name="encoding",
            label=say("Encoding"),
            options={
                "utf-8": say("UTF-8"),
                "utf-8-sig": say("UTF-8 with a byte-order mark"),
            },
        ),
        Content(name="content", label=say("Content"), required=True),
        Many(
            name="decisions",
            label=say("Decisions"),
            help=say("What people have said of places that could be identifiers."),
            item=Group(
                name="decision",
                label=say("Decision"),
                fields=(
                    Text(name="action", label=say("Action"), required=True, max=50),
                    Text(name="property", label=say("Property"), required=True, max=200),
                    Text(name="value", label=say("Value"), required=True, max=200),
                    Text(name="line", label=say("Line"), required=True, max=50),
                    Choice(
                        name="settled",
                        label=say("Decision"),
                        required=True,
                        options={
                            "id": say("An identifier"),
                            "not": say("Not an identifier"),
                            "waived": say("Stays as it is"),
                        },
                    ),
                    Text(name="kind", label=say("Kind"), max=50),
                    Text(name="reason", label=say("Reason"), max=500),
                    Text(name="by", label=say("By"), max=200),
                    Text(name="at", label=say("When"), max=50),
                ),
            ),
        ),
    ),
)
