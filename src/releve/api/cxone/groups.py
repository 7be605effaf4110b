"""Groups of agents. Who is in one stands in the agents."""

from releve.api.cxone.lists import Listing, flag
from releve.api.cxone.shapes import Id, Shape, changed, own

GROUP = Shape(
    "group", (Id(name="groupId"), *own("groupName isActive notes"), changed("lastUpdated"))
)
GROUPS = Listing(GROUP, "groups", {"isActive": flag("isActive")})
