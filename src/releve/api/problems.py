"""How the API says no: every error as `application/problem+json` (RFC 9457), in the language of the client.

One table translates the codes of the house into statuses, one shape carries everything a person or a program
needs to go on: what happened, what to do next, every reason, every wrong field, and the id of the request.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.exceptions import HTTPException

from releve.api.cxone.told import field_answer
from releve.api.faults import fields_of
from releve.api.shape import Shape
from releve.api.speaking import speaker_of
from releve.app.over_http import HTTP_STATUS
from releve.domain.errors import Code, Invalid, NotFound, ReleveError
from releve.domain.say import Message, say
from releve.languages.speaker import Speaker

TITLES: Mapping[Code, Message] = {
    Code.INVALID: say("The request is not right"),
    Code.UNAUTHENTICATED: say("Log in first"),
    Code.FORBIDDEN: say("Not allowed"),
    Code.NOT_FOUND: say("Not found"),
    Code.CONFLICT: say("Somebody else was first"),
    Code.REFUSED: say("Refused for safety"),
    Code.UNAVAILABLE: say("No answer for now"),
    Code.INTERNAL: say("A fault of ours"),
}

MEDIA_TYPE = "application/problem+json"


class Problem(Shape):
    """Why a request was not carried out. `code` is for programs, everything else for people."""

    type: str = Field(examples=["urn:releve:refused"])
    title: str
    status: int
    code: Code
    detail: str = Field(description="What happened.")
    hint: str | None = Field(None, description="What to do next.")
    reasons: list[str] = Field(default=[], description="All that stands in the way, at once.")
    fields: dict[str, str] = Field(default={}, description="Wrong field → what is wrong with it.")
    facts: dict[str, Any] = Field(default={}, description="Figures for programs.")
    request_id: str


#: A body that is too large, which HTTP knows better than our codes do.
TOO_LARGE = 413
#: What every operation may answer beside its own, while the document is drawn; `declared` says it in full.
RESPONSES: Mapping[int | str, dict[str, Any]] = {"default": {"description": "Not carried out."}}


def declared(document: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document with every status of a refusal named: once, and referred to by each operation."""
    parts = document.setdefault("components", {})
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts.setdefault("schemas", {}).update({**schema.pop("$defs", {}), "Problem": schema})
    parts["responses"] = dict(_refusals())
    refused = {
        status: {"$ref": f"#/components/responses/{status}"} for status in parts["responses"]
    }
    for operation in (one for path in document.get("paths", {}).values() for one in path.values()):
        if operation["responses"].pop("default", None) is not None:
            operation["responses"] = {**refused, **operation["responses"]}
    return document


def _refusals() -> Iterator[tuple[str, dict[str, Any]]]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for code, status in HTTP_STATUS.items():
        yield str(status), {"description": str(TITLES[code]), "content": content}
    yield str(TOO_LARGE), {"description": "The body is larger than is taken", "content": content}


class Broken(ReleveError):
    """Our mistake, as people are told of it: the story is in the log, under the id of the request."""

    code = Code.INTERNAL

    def __init__(self) -> None:
        super().__init__(
            say("Something broke on our side."),
            say("Try again; if it happens again, tell your operator the id of the request."),
        )


def problem_of(error: ReleveError, speaker: Speaker, request_id: str) -> Problem:
    """The error in the language of the speaker."""
    return Problem(
        type=f"urn:releve:{error.code}",
        title=speaker.say(TITLES[error.code]),
        status=HTTP_STATUS[error.code],
        code=error.code,
        detail=speaker.say(error.message),
        hint=speaker.say(error.hint) if error.hint else None,
        reasons=[speaker.say(reason) for reason in error.reasons],
        fields={name: speaker.say(wrong) for name, wrong in error.fields.items()},
        facts={name: _plain(fact) for name, fact in error.facts.items()},
        request_id=request_id,
    )


def _plain(fact: object) -> object:
    return fact if isinstance(fact, bool | int | float | None) else str(fact)


def answer(request: Request, error: ReleveError, status: int | None = None) -> JSONResponse:
    """The whole response. `status` is for the few that HTTP knows better than our codes do (405, 413)."""
    speaker = speaker_of(request)
    request_id = str(getattr(request.state, "request_id", ""))
    if (told := field_answer(request, error, speaker, status)) is not None:
        return told
    problem = problem_of(error, speaker, request_id)
    if status is not None:
        problem.status = status
    headers = {"Content-Language": speaker.language, "Vary": "Accept-Language, Time-Zone"}
    if problem.status == HTTP_STATUS[Code.UNAUTHENTICATED]:
        headers["WWW-Authenticate"] = "Bearer"
    if "wait_s" in error.facts:
        headers["Retry-After"] = str(error.facts["wait_s"])
    content = problem.model_dump(mode="json", by_alias=True)
    return JSONResponse(content, problem.status, headers, MEDIA_TYPE)


def add_problems(app: FastAPI) -> None:
    """Let the application answer every known error in this shape."""
    app.add_exception_handler(ReleveError, _said)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)


def _said(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ReleveError)
    return answer(request, error)


def _malformed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return answer(
        request,
        Invalid(
            say("Some parts of the request are not right."),
            say("Correct the fields named and try again."),
            fields=fields_of(error.errors()),
        ),
    )


def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return answer(request, no_such_door())
    if error.status_code == 405:
        told = Invalid(
            say("{method} is not offered here.", method=request.method),
            say("The list of operations is in /api/openapi.json."),
        )
        response = answer(request, told, 405)
        response.headers.update(error.headers or {})
        return response
    return answer(request, Invalid(say("The request could not be read.")), error.status_code)


def no_such_door() -> NotFound:
    return NotFound(
        say("There is nothing at this address."),
        say("The list of operations is in /api/openapi.json."),
    )
