"""Pages to browse what the API offers: made here from its OpenAPI documents, without a script, from no other host."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from jinja2 import Environment, Template, select_autoescape
from markupsafe import Markup, escape

from releve.api.cxone.describing import example_of
from releve.api.speaking import Speaking
from releve.domain.say import Message, say
from releve.languages.speaker import Speaker

router = APIRouter(include_in_schema=False)

_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class Document:
    """One of the documents, and where it and its page are."""

    name: str
    label: Message
    told: Message
    json: str

    @property
    def page(self) -> str:
        return f"/api/docs/{self.name}"


DOCUMENTS = (
    Document(
        "v1",
        say("Our own API"),
        say("Everything that the pages do."),
        "/api/openapi.json",
    ),
    Document(
        "cxone",
        say("The field's API"),
        say("For clients that people have already: configuration, users, DR management, tokens."),
        "/api/cxone/openapi.json",
    ),
)


def template() -> Template:
    """The page; read once, with the application."""
    text = files("releve.api").joinpath("templates/docs.html").read_text("utf-8")
    environment = Environment(autoescape=select_autoescape(default_for_string=True))
    environment.filters["marked"] = _marked
    return environment.from_string(text)


def _marked(text: str) -> Markup:
    """What stands between backticks is code; everything else is text."""
    parts = (escape(one) for one in text.split("`"))
    return Markup("").join(
        Markup("<code>{}</code>").format(one) if n % 2 else one for n, one in enumerate(parts)
    )


@router.get("/api/docs/style.css")
def style() -> Response:
    text = files("releve.api").joinpath("templates/docs.css").read_text("utf-8")
    return Response(
        text, headers=_HEADERS | {"Cache-Control": "max-age=3600"}, media_type="text/css"
    )


@router.get("/api/cxone/openapi.json")
def field_document(request: Request) -> Response:
    """The description of the field's API."""
    return Response(orjson.dumps(request.app.state.field_document()), media_type="application/json")


@router.get("/api/docs")
def contents(request: Request, speaker: Speaking) -> Response:
    return _page(request, speaker, "/api/docs", say("What the API offers"), None)


def _show(name: str, read: Callable[[Request], Mapping[str, Any]]) -> None:
    [document] = [one for one in DOCUMENTS if one.name == name]

    def show(request: Request, speaker: Speaking) -> Response:
        return _page(request, speaker, document.page, document.label, read(request), document.json)

    router.add_api_route(document.page, show, methods=["GET"], name=f"docs_{name}")


_show("v1", lambda request: request.app.openapi())
_show("cxone", lambda request: request.app.state.field_document())


def _page(
    request: Request,
    speaker: Speaker,
    here: str,
    title: Message,
    document: Mapping[str, Any] | None,
    json: str = "",
) -> Response:
    told = {
        "say_documents": say("Documents"),
        "say_json": say("This document as OpenAPI"),
        "say_contents": say("Contents"),
        "say_parameters": say("Parameters"),
        "say_name": say("Name"),
        "say_where": say("Where"),
        "say_told": say("Meaning"),
        "say_body": say("Body, for example"),
        "say_answer": say("Answer"),
        "intro": say(
            "Two descriptions of the same product. Each can be read here, or by a program."
        ),
        "title": title,
    }
    listed = [
        {
            "page": one.page,
            "json": one.json,
            "label": speaker.say(one.label),
            "told": speaker.say(one.told),
        }
        for one in DOCUMENTS
    ]
    listed.insert(
        0, {"page": "/api/docs", "json": "", "label": speaker.say(say("API")), "told": ""}
    )
    about = str((document or {}).get("info", {}).get("description", ""))
    text = request.app.state.docs.render(
        language=speaker.language,
        here=here,
        json=json,
        document=document,
        documents=listed,
        about=[one for one in about.split("\n\n") if one.strip()],
        groups=list(_groups(document)) if document else [],
        **{name: speaker.say(one) for name, one in told.items()},
    )
    headers = _HEADERS | {"Content-Language": speaker.language, "Vary": "Accept-Language"}
    return Response(text, headers=headers, media_type="text/html")


# ---------------------------------------------------------------- what stands in a document


def _groups(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The operations by their tag, in the order of the document."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, operations in document["paths"].items():
        for method, one in operations.items():
            tag = (one.get("tags") or ["other"])[0]
            found.setdefault(tag, []).append(_operation(document, path, method, one))
    for name, operations in found.items():
        yield {"name": name, "anchor": _anchor(name), "operations": operations}


def _operation(
    document: Mapping[str, Any], path: str, method: str, one: Mapping[str, Any]
) -> dict[str, Any]:
    parameters = [
        {"name": row["name"], "where": row["in"], "told": row.get("description", "")}
        for row in one.get("parameters", ())
    ]
    return {
        "anchor": _anchor(f"{method}-{path}"),
        "method": method.upper(),
        "path": path,
        "summary": one.get("summary", ""),
        "description": one.get("description", ""),
        "parameters": parameters,
        "body": _example(document, one.get("requestBody", {})),
        "answers": [
            {
                "status": status,
                "told": told.get("description", ""),
                "example": _example(document, told),
            }
            for status, told in one.get("responses", {}).items()
            if status != "default"
        ],
    }


def _example(document: Mapping[str, Any], holder: Mapping[str, Any]) -> str:
    for content in holder.get("content", {}).values():
        value = content.get("example")
        if value is None:
            value = example_of(_resolved(document, content.get("schema", {}), 0))
        if value is not None:
            return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    return ""


#: How deep schemas are followed that hold schemas.
_DEPTH_MAX = 8


def _resolved(document: Mapping[str, Any], schema: Any, depth: int) -> Any:
    """The schema with what it refers to put in its place."""
    if depth > _DEPTH_MAX or not isinstance(schema, dict):
        return {}
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return _resolved(document, document["components"]["schemas"].get(name, {}), depth + 1)
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            return _resolved(document, schema[union][0], depth + 1)
    told = dict(schema)
    if "properties" in schema:
        told["properties"] = {
            name: _resolved(document, inner, depth + 1)
            for name, inner in schema["properties"].items()
        }
    if "items" in schema:
        told["items"] = _resolved(document, schema["items"], depth + 1)
    if "examples" in schema:
        told["example"] = schema["examples"][0]
    elif "properties" not in told and "items" not in told and "example" not in told:
        told["example"] = _of_type(schema)
    return told


def _of_type(schema: Mapping[str, Any]) -> object:
    if schema.get("enum"):
        return schema["enum"][0]
    words = {"string": "…", "integer": 1, "number": 1.5, "boolean": True, "object": {}}
    return schema.get("default", words.get(str(schema.get("type"))))


def _anchor(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
