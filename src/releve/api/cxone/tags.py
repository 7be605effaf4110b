"""Tags. These doors take in the query what others take in a body, and take it in a body too."""

from fastapi import Request, Response

from releve.api.caller import Open, Whoever
from releve.api.cxone import describing
from releve.api.cxone.acd import acd_router
from releve.api.cxone.answers import told
from releve.api.cxone.asked import Body, Queried, said
from releve.api.cxone.lists import Listing, flag, read_list, read_one
from releve.api.cxone.shapes import Id, Shape, own
from releve.api.cxone.writing import change, create

router = acd_router("tags")

TAG = Shape("tag", (Id(name="tagId"), *own("tagName isActive notes")))
TAGS = Listing(TAG, "tags", {"isActive": flag("isActive")})


@router.get("/tags", summary="List tags", openapi_extra=describing.list_doc(TAGS))
def list_tags(house: Open, caller: Whoever, request: Request, query: Queried) -> Response:
    return told(read_list(house, caller, request, query, TAGS))


@router.post(
    "/tags", summary="Create a tag", openapi_extra=describing.body_doc(describing.taken_by(TAG))
)
def create_tag(house: Open, caller: Whoever, query: Queried, body: Body) -> Response:
    return told({"tagId": int(create(house, caller, TAG, said(query, body)).id)})


@router.get("/tags/{id}", summary="A tag", openapi_extra=describing.one_doc(TAG, "tags", True))
def get_tag(house: Open, caller: Whoever, query: Queried, id: str) -> Response:
    tag, _ = read_one(house, caller, query, TAG, id)
    return told({"tags": [tag]})


@router.put(
    "/tags/{id}",
    summary="Change a tag",
    openapi_extra=describing.body_doc(describing.taken_by(TAG)),
)
def change_tag(house: Open, caller: Whoever, query: Queried, body: Body, id: str) -> Response:
    change(house, caller, TAG, id, said(query, body))
    return told({})
