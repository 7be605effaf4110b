"""Tags. These doors take in the query what others take in a body, and take it in a body too."""

from releve.api.cxone.acd import acd_router
from releve.api.cxone.crud import Resource, add_all
from releve.api.cxone.lists import Listing, flag
from releve.api.cxone.shapes import Id, Shape, own

router = acd_router("tags")

TAG = Shape("tag", (Id(name="tagId"), *own("tagName isActive notes")))
TAGS = Listing(TAG, "tags", {"isActive": flag("isActive")})

add_all(
    router, Resource("/tags", TAGS, "tag", one="tags", in_list=True, id="tagId", bodies=("tag",))
)
