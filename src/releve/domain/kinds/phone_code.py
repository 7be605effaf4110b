"""A phone code: the number that text messages are sent from."""

from releve.domain.ids import integer
from releve.domain.kind import Int, Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="phone_code",
    label=say("Phone code"),
    plural=say("Phone codes"),
    id=integer("transportCodeId", digits=5),
    key=("transportCode",),
    fields=(
        Text(name="transportCode", label=say("Code"), required=True, max=100),
        Int(name="transportTypeId", label=say("Type of transport")),
    ),
)
