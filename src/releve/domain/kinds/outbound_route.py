"""An outbound route: the way by which calls leave."""

from releve.domain.ids import integer
from releve.domain.kind import Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="outbound_route",
    label=say("Outbound route"),
    plural=say("Outbound routes"),
    id=integer("outboundTelecomRouteId", digits=5),
    key=("routeDescription",),
    fields=(Text(name="routeDescription", label=say("Description"), required=True, max=100),),
)
