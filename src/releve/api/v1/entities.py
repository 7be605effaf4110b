"""Entities of any kind, in the caller's tenant. What stands in a body is declared by its kind (`/kinds/{kind}`).

Every entity has a revision, sent as `ETag` too. Whoever replaces or deletes may say which revision they have seen,
with `If-Match` or `expect`; if it is not that any more, nothing is changed.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Header, Query, Response

from releve.api.caller import Open, Whoever
from releve.api.paging import Search, Skip, Top
from releve.api.shape import Listed, Shape
from releve.app import entities as app
from releve.domain.entities import Entity
from releve.domain.errors import Invalid
from releve.domain.kind import Choice, Content, Flag, Int, Kind, Ref
from releve.domain.kinds import KINDS, kind_named
from releve.domain.say import say

router = APIRouter(tags=["entities"])

Document = Annotated[dict[str, Any], Body(description="The fields that the kind declares.")]
FILTER_MAX = 10


class Named(Shape):
    """What an id in the body refers to."""

    kind: str
    id: str
    title: str


class EntityOut(Shape):
    """An entity. Secret fields are never shown; in lists, large contents are left out as well."""

    kind: str
    id: str
    alt_id: str | None
    title: str
    revision: int
    changed_at: str
    changed_by: str
    body: dict[str, Any]
    refers_to: list[Named] = []

    @classmethod
    def of(cls, entity: Entity, *, whole: bool = True) -> "EntityOut":
        kind = KINDS[entity.kind]
        return cls(
            kind=entity.kind,
            id=entity.id,
            alt_id=entity.alt_id,
            title=kind.title_of(entity.body),
            revision=entity.revision,
            changed_at=entity.changed_at,
            changed_by=entity.changed_by,
            body=_shown(kind, entity.body, whole=whole),
        )


def _shown(kind: Kind, body: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    hidden = app.secrets_of(kind)
    if not whole:
        hidden |= {field.name for field in kind.fields if isinstance(field, Content)}
    return {name: value for name, value in body.items() if name not in hidden}


def seen_revision(
    expect: Annotated[int | None, Query(ge=0, description="The revision you have seen.")] = None,
    if_match: Annotated[str, Header(max_length=100)] = "",
) -> int | None:
    """What the caller has seen, from either place. Raises Invalid for an `If-Match` that is no revision."""
    tag = if_match.strip().removeprefix("W/").strip('"')
    if expect is not None or tag in ("", "*"):
        return expect
    if not (tag.isascii() and tag.isdigit() and len(tag) <= 18):
        raise Invalid(
            say("If-Match is not the revision of an entity."),
            say("Send the ETag that you got with the entity."),
            fields={"if-match": say("A whole number is expected here.")},
        )
    return int(tag)


Seen = Annotated[int | None, Depends(seen_revision)]


def tagged(response: Response, entity: Entity) -> EntityOut:
    response.headers["ETag"] = f'"{entity.revision}"'
    return EntityOut.of(entity)


@router.get("/entities/{kind}", summary="List entities")
def list_entities(
    house: Open,
    caller: Whoever,
    kind: str,
    search: Search = "",
    filter: Annotated[
        list[str], Query(max_length=FILTER_MAX, description="`field:value`, several times.")
    ] = [],  # noqa: B006 -- FastAPI copies it
    order: Annotated[str, Query(max_length=100, description="A field; by default the key.")] = "",
    descending: bool = False,
    skip: Skip = 0,
    top: Top = 50,
) -> Listed[EntityOut]:
    """One part of the entities of a kind."""
    page = app.list_entities(
        house,
        caller,
        kind,
        search=search,
        where=_where(kind_named(kind), filter),
        order=order,
        descending=descending,
        skip=skip,
        top=top,
    )
    return Listed(total=page.total, items=[EntityOut.of(row, whole=False) for row in page.rows])


def _where(kind: Kind, filters: list[str]) -> dict[str, str | int | bool]:
    declared = {field.name: field for field in kind.fields}
    where: dict[str, str | int | bool] = {}
    for one in filters:
        name, _, value = one.partition(":")
        where[name] = _typed(declared.get(name), value)
    return where


def _typed(field: object, value: str) -> str | int | bool:
    """The value as it stands in stored documents. What cannot be there is left as text and finds nothing."""
    match field:
        case Flag():
            return {"true": True, "false": False}.get(value.casefold(), value)
        case Choice(options=options):
            return next((option for option in options if str(option) == value), value)
        case Ref(kind=kind, which=which):
            space = KINDS[kind].space(which)
            return space.emit(value) if space.reads(value) else value
        case Int() if value.removeprefix("-").isdecimal() and len(value) <= 18:
            return int(value)
        case _:
            return value


@router.post("/entities/{kind}", status_code=201, summary="Create an entity")
def create_entity(
    house: Open, caller: Whoever, response: Response, kind: str, body: Document
) -> EntityOut:
    """A new entity; the region issues its ids. Every wrong field and every reference to nothing is told."""
    return tagged(response, app.save_entity(house, caller, kind, None, body))


@router.get("/entities/{kind}/{id}", summary="Look at an entity")
def get_entity(house: Open, caller: Whoever, response: Response, kind: str, id: str) -> EntityOut:
    """The entity, with the names of what it refers to."""
    page = app.get_entity(house, caller, kind, id)
    shown = tagged(response, page.entity)
    shown.refers_to = [
        Named(kind=target, id=value, title=title) for (target, value), title in page.titles.items()
    ]
    return shown


@router.put("/entities/{kind}/{id}", summary="Replace an entity")
def replace_entity(
    house: Open,
    caller: Whoever,
    response: Response,
    kind: str,
    id: str,
    body: Document,
    expect: Seen,
) -> EntityOut:
    """The whole body is replaced. Secret fields that are not in it stay as they are."""
    return tagged(response, app.save_entity(house, caller, kind, id, body, expect=expect))


@router.delete("/entities/{kind}/{id}", status_code=204, summary="Delete an entity")
def delete_entity(house: Open, caller: Whoever, kind: str, id: str, expect: Seen) -> Response:
    """What is built in cannot be deleted."""
    app.delete_entity(house, caller, kind, id, expect=expect)
    return Response(status_code=204)
