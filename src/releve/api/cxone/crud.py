"""Resources of one pattern: a list, one, a new one, a changed one. Those that differ write their doors themselves.

What goes in is taken from the query or the body; what comes out of a new one is its id.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from releve.api.caller import Open, Whoever
from releve.api.cxone import describing
from releve.api.cxone.answers import told
from releve.api.cxone.asked import Body, Queried, object_in, said
from releve.api.cxone.lists import Listing, read_list, read_one
from releve.api.cxone.shapes import Shape
from releve.api.cxone.writing import change, create


@dataclass(frozen=True, slots=True)
class Resource:
    """`one` is the name of one in its answer, empty where it stands bare; `in_list` where it is a list of one. `id` is the
    name of a new one's id, `bodies` the names under which it may stand in a body."""

    path: str
    listing: Listing
    named: str
    one: str = ""
    in_list: bool = False
    id: str = ""
    bodies: Sequence[str] = ()

    @property
    def shape(self) -> Shape:
        return self.listing.shape


def add_list(router: APIRouter, resource: Resource) -> None:
    def read(house: Open, caller: Whoever, request: Request, query: Queried) -> Response:
        return told(read_list(house, caller, request, query, resource.listing))

    router.add_api_route(
        resource.path,
        read,
        methods=["GET"],
        summary=f"List {resource.named}s",
        openapi_extra=describing.list_doc(resource.listing),
    )


def add_one(router: APIRouter, resource: Resource) -> None:
    def read(house: Open, caller: Whoever, query: Queried, id: str) -> Response:
        found, _ = read_one(house, caller, query, resource.shape, id)
        one = [found] if resource.in_list else found
        return told({resource.one: one} if resource.one else one)

    router.add_api_route(
        resource.path + "/{id}",
        read,
        methods=["GET"],
        summary=f"One {resource.named}",
        openapi_extra=describing.one_doc(resource.shape, resource.one, resource.in_list),
    )


def add_create(router: APIRouter, resource: Resource) -> None:
    def write(house: Open, caller: Whoever, query: Queried, body: Body) -> Response:
        given = said(query, object_in(body, *resource.bodies))
        made = create(house, caller, resource.shape, given)
        return told({resource.id: resource.shape.declared.id.emit(made.id)})

    router.add_api_route(
        resource.path,
        write,
        methods=["POST"],
        summary=f"Create a {resource.named}",
        openapi_extra=describing.body_doc(describing.taken_by(resource.shape)),
    )


def add_change(router: APIRouter, resource: Resource, status: bool = False) -> None:
    """With `status`, also the door that only says whether it is active."""

    def write(house: Open, caller: Whoever, query: Queried, body: Body, id: str) -> Response:
        """What is not named stays as it is."""
        given = said(query, object_in(body, *resource.bodies))
        change(house, caller, resource.shape, id, given)
        return told({})

    doors = [("", "PUT")] + ([("/status", "PATCH")] if status else [])
    for end, method in doors:
        router.add_api_route(
            resource.path + "/{id}" + end,
            write,
            methods=[method],
            summary=f"Change a {resource.named}"
            if not end
            else f"Activate or not a {resource.named}",
            openapi_extra=describing.body_doc(describing.taken_by(resource.shape)),
        )


def add_all(router: APIRouter, resource: Resource, status: bool = False) -> None:
    add_list(router, resource)
    add_create(router, resource)
    add_one(router, resource)
    add_change(router, resource, status)
