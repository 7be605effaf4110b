"""The description of the field's own API as an OpenAPI document of its own, and what the API says about its versions."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI

from releve import __version__
from releve.api.cxone.told import ACD, NOT_OFFERED, TOKEN, TOO_MANY
from releve.api.problems import TOO_LARGE
from releve.app.over_http import HTTP_STATUS

_ABOUT = """
The API that clients of the field know: tokens and discovery, the configuration of the ACD, users, teams and roles, and DR
management. Base paths count in any case of letters, and every version up to v34.0 is answered alike.

Get a token at `/auth/token`, ask `/.well-known/cxone-configuration` where the tenant is, and send the token as
`Authorization: Bearer`. What Relève does not keep or do is refused with 501 or 404 and a sentence.
"""

_ERRORS: Mapping[str, Any] = {
    "AcdError": {
        "type": "object",
        "properties": {
            "error": {"type": "string", "example": "not_found"},
            "error_description": {"type": "string", "example": "Skill “1” does not exist here."},
        },
    },
    "TokenError": {
        "type": "object",
        "properties": {
            "error": {"type": "string", "example": "invalid_grant"},
            "error_description": {"type": "string"},
            "errorDescription": {"type": "string"},
        },
    },
    "HubError": {
        "type": "object",
        "properties": {
            "code": {"type": "string", "example": "invalid"},
            "details": {"type": "string"},
            "hostName": {"type": "string"},
            "entityType": {"type": "string", "example": "/user-management"},
            "errors": {"type": "object"},
        },
    },
}


def field_document(routers: Sequence[APIRouter]) -> dict[str, Any]:
    """OpenAPI 3.1 of these routers, with the field's spelling of paths and the errors of each family."""
    drawn = FastAPI(title="Relève, the field's API", version=__version__, description=_ABOUT)
    for router in routers:
        drawn.include_router(router)
    document = drawn.openapi()
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas |= _ERRORS
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    document["paths"] = {
        _spelt(path): {method: _told(path, one) for method, one in operations.items()}
        for path, operations in document["paths"].items()
    }
    return document


#: Every status with which a door of the field says no.
REFUSALS = sorted(
    {*map(str, HTTP_STATUS.values()), str(TOO_LARGE), str(TOO_MANY), str(NOT_OFFERED)}
)


def _spelt(path: str) -> str:
    return path.replace("/incontactapi/", "/inContactAPI/")


def _told(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    first = "/" + path.split("/")[1]
    name = "AcdError" if first in ACD else "TokenError" if first in TOKEN else "HubError"
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    given = operation.get("responses", {}).items()
    responses = {code: one for code, one in given if code not in ("422", "default")}
    refused = {"description": "It was not done; the answer says why.", "content": content}
    return {**operation, "responses": {**dict.fromkeys(REFUSALS, refused), **responses}}


def versions_of(
    paths: Mapping[str, Any], part: str, verb: str, version: int
) -> list[dict[str, Any]]:
    """`apiInfo`: what the ACD door answers, narrowed by a part of the address and a verb."""
    return [
        {"uri": path, "version": version, "verb": method.upper()}
        for path, operations in paths.items()
        for method in operations
        if path.lower().startswith("/incontactapi/")
        and part.lower() in path.lower()
        and verb.lower() in ("", method.lower())
    ]
