"""The description of a resource for the OpenAPI document, from its declaration: schemas, parameters, examples."""

from collections.abc import Mapping
from typing import Any

from releve.api.cxone.lists import Listing
from releve.api.cxone.shapes import Alt, Far, Id, Made, Named, Other, Own, Part, Shape, end_of
from releve.app.seeking import reference
from releve.domain import kind as declared
from releve.domain.ids import Form, IdSpace, Which
from releve.domain.kinds import KINDS

Doc = dict[str, Any]

_EXAMPLE_IDS: Mapping[Form, object] = {
    Form.INTEGER: 41870264,
    Form.UUID: "2f6f1c0a-7d3e-4b58-9c41-0e5a9b7d1101",
    Form.TEXT: "2f6f1c0a7d3e4b58",
}
_LINKS: Doc = {
    "type": "object",
    "properties": {name: {"type": ["string", "null"]} for name in ("self", "next", "previous")},
}


def of_space(space: IdSpace) -> Doc:
    kind = "integer" if space.form is Form.INTEGER else "string"
    return {"type": [kind, "null"], "example": _EXAMPLE_IDS[space.form]}


def of_field(field: declared.Field) -> Doc:
    match field:
        case declared.Flag():
            return {"type": "boolean", "example": field.default}
        case declared.Int():
            return {"type": ["integer", "null"], "example": 10}
        case declared.Number():
            return {"type": ["number", "null"], "example": 21.5}
        case declared.Choice(options=options):
            first = next(iter(options))
            return {"enum": [*options, None], "example": first}
        case declared.Ref():
            return of_space(KINDS[field.kind].space(field.which))
        case declared.Many():
            return {"type": "array", "items": of_field(field.item)}
        case declared.Group():
            return {
                "type": "object",
                "properties": {one.name: of_field(one) for one in field.fields},
            }
        case declared.Date() | declared.Instant():
            return {"type": ["string", "null"], "example": "2026-01-02T03:04:05.000Z"}
        case declared.Time():
            return {"type": ["string", "null"], "example": "09:00:00"}
        case declared.Text():
            return {"type": "string", "example": str(field.label)}
        case _:
            return {}


def of_part(part: Part, kind: declared.Kind) -> Doc:
    match part:
        case Id(as_text=True):
            return {"type": "string", "example": str(_EXAMPLE_IDS[kind.id.form])}
        case Id():
            return of_space(kind.id)
        case Alt():
            return of_space(kind.space(Which.ALT))
        case Own():
            return of_field(kind.field(part.of or part.name))
        case Other():
            ref = reference(kind.name, part.by)
            other = Which.ALT if ref.which is Which.ID else Which.ID
            return of_space(KINDS[ref.kind].space(other))
        case Named(by=by):
            return {"type": "string", "example": str(end_of(kind, by).label)}
        case Made(like=like) if like is not None:
            return {"example": like}
        case Far(by=by, of=of) if of:
            return of_field(end_of(kind, by).field(of))
        case Far(by=by, which=which):
            return of_space(end_of(kind, by).space(which))
        case _:
            return {}


def schema_of(shape: Shape) -> Doc:
    kind = shape.declared
    told = {name: of_part(part, kind) for part in shape.parts for name in part.names}
    return {"type": "object", "properties": told}


def taken_by(shape: Shape) -> Doc:
    """What may be written; every other name is passed over."""
    kind = shape.declared
    taken = {part.taken[0]: of_part(part, kind) for part in shape.parts if part.taken}
    required = [
        part.taken[0]
        for part in shape.parts
        if part.taken and isinstance(part, Own) and kind.field(part.of or part.name).required
    ]
    return {
        "type": "object",
        "properties": taken,
        "description": f"Needed for a new one: {', '.join(required)}.",
    }


def example_of(schema: Doc) -> Any:
    """A value of this schema."""
    if "example" in schema:
        return schema["example"]
    if "properties" in schema:
        return {name: example_of(inner) for name, inner in schema["properties"].items()}
    if "items" in schema:
        return [example_of(schema["items"])]
    return None


def _query(name: str, type: str, told: str) -> Doc:
    return {"name": name, "in": "query", "schema": {"type": type}, "description": told}


def parameters(listing: Listing) -> list[Doc]:
    told = [
        _query("skip", "integer", "How many to pass over."),
        _query("top", "integer", "How many at most; without it, up to 10,000."),
        _query(
            "fields", "string", "The names of the fields to be told, with commas; empty is all."
        ),
        _query("orderBy", "string", "A field of the answer, alone or with `asc` or `desc`."),
        _query(
            "updatedSince",
            "string",
            "Only what was changed since; `lastPollTime` of an earlier answer.",
        ),
    ]
    if listing.search:
        told.append(_query("searchString", "string", "A part of the name, in any case."))
    return told + [
        _query(name, "string", "Only those for which it is so.") for name in listing.filters
    ]


def answering(schema: Doc, status: int = 200) -> Doc:
    content = {"schema": schema, "example": example_of(schema)}
    return {
        "responses": {
            str(status): {"description": "Done.", "content": {"application/json": content}}
        }
    }


def list_doc(listing: Listing) -> Doc:
    """The description of a list."""
    schema = {
        "type": "object",
        "properties": {
            listing.unit: {"type": "integer", "example": 7314250},
            "totalRecords": {"type": "integer", "example": 1},
            "lastPollTime": {"type": "string", "example": "2026-01-02T03:04:05.000Z"},
            "_links": _LINKS,
            listing.plural: {"type": "array", "items": schema_of(listing.shape)},
        },
    }
    return {"parameters": parameters(listing), **answering(schema)}


def one_doc(shape: Shape, wrapped: str = "", in_list: bool = False) -> Doc:
    """The description of one, bare, or under a name, or as a list of one under it."""
    schema = schema_of(shape)
    if in_list:
        schema = {"type": "array", "items": schema}
    if wrapped:
        schema = {"type": "object", "properties": {wrapped: schema}}
    return {
        "parameters": [_query("fields", "string", "The names of the fields to be told.")],
        **answering(schema),
    }


def body_doc(schema: Doc) -> Doc:
    content = {"schema": schema, "example": example_of(schema)}
    return {"requestBody": {"content": {"application/json": content}}}


def wrapped(schema: Doc, name: str, many: bool = False) -> Doc:
    inner = {"type": "array", "items": schema} if many else schema
    return {"type": "object", "properties": {name: inner}}


def batch_doc(shape: Shape, plural: str, results: str, id: str) -> Doc:
    """The description of a door that makes or changes several."""
    kind = shape.declared
    result = {
        "type": "object",
        "properties": {
            "success": {"type": "boolean", "example": True},
            id: of_space(kind.id),
            "error": {"type": "string", "example": ""},
        },
    }
    answer = {
        "type": "object",
        "properties": {
            "errorCount": {"type": "integer", "example": 0},
            results: {"type": "array", "items": result},
        },
    }
    return {**body_doc(wrapped(taken_by(shape), plural, many=True)), **answering(answer)}
