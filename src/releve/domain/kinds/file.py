"""A file of the script server, most often a prompt. Its identity is its path; scripts name it by that."""

from releve.domain.ids import text_id
from releve.domain.kind import Content, Int, Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="file",
    label=say("File"),
    plural=say("Files"),
    id=text_id("fileId"),
    key=("path",),
    fields=(
        Text(name="path", label=say("Path"), required=True, max=500),
        Int(name="size", label=say("Size (bytes)"), min=0),
        Content(name="content", label=say("Content"), help=say("The bytes, written in Base64.")),
    ),
)
