"""How the field's doors say no. Each family of doors has a shape of its own; the sentences are those of the house.

/incontactapi/…                                    {error, error_description}, and the header icStatusDescription
/auth, /authentication, /public, whoami            {error, error_description, errorDescription}
/user-management, /access-key-management, …        {code, details, hostName, entityType, errors}, a 401 apart
"""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from releve.app.over_http import HTTP_STATUS
from releve.domain.clock import stamp
from releve.domain.errors import Code, ReleveError
from releve.languages.speaker import Speaker

#: The first part of a path, in small letters → the shape of its errors.
ACD = ("/incontactapi", "/dfo")
TOKEN = ("/auth", "/authentication", "/public", "/incontactauthorizationserver")
USERHUB = (
    "/access-key-management",
    "/account-access",
    "/authorization",
    "/branding-profiles",
    "/config",
    "/dr-manager",
    "/schedules",
    "/tenants",
    "/user-management",
)

HEADER_CHARS_MAX = 500
TOO_MANY = 429
#: For what the field has and we do not: `Refused` with the fact `not_offered`.
NOT_OFFERED = 501
_UNAUTHENTICATED = HTTP_STATUS[Code.UNAUTHENTICATED]

#: What programs of the field look for, where OAuth has a word for it.
_WORDS: Mapping[Code, str] = {
    Code.INVALID: "invalid_request",
    Code.UNAUTHENTICATED: "invalid_token",
    Code.FORBIDDEN: "insufficient_scope",
    Code.NOT_FOUND: "not_found",
    Code.CONFLICT: "conflict",
    Code.REFUSED: "access_denied",
    Code.UNAVAILABLE: "temporarily_unavailable",
    Code.INTERNAL: "server_error",
}

Body = tuple[dict[str, Any], dict[str, str]]


def field_answer(
    request: Request, error: ReleveError, speaker: Speaker, status: int | None
) -> JSONResponse | None:
    """The whole response if the path is one of the field's doors, else None."""
    shape = _shape_of(request.url.path)
    if shape is None:
        return None
    status = status or _status(error)
    content, headers = shape(request, error, speaker, status)
    headers = {"Cache-Control": "no-store", **headers}
    if status == _UNAUTHENTICATED:
        told = _header(sentence(error, speaker)).replace('"', "'")
        word = _word(error)
        headers["WWW-Authenticate"] = f'Bearer error="{word}", error_description="{told}"'
    if "wait_s" in error.facts:
        headers["Retry-After"] = str(error.facts["wait_s"])
    return JSONResponse(content, status, headers)


def _shape_of(path: str) -> Callable[[Request, ReleveError, Speaker, int], Body] | None:
    first = "/" + path.lstrip("/").partition("/")[0].lower()
    for doors, shape in ((ACD, _acd), (TOKEN, _token), (USERHUB, _userhub)):
        if first in doors:
            return shape
    return None


def _status(error: ReleveError) -> int:
    if "not_offered" in error.facts:
        return NOT_OFFERED
    return TOO_MANY if "wait_s" in error.facts else HTTP_STATUS[error.code]


def _word(error: ReleveError) -> str:
    return str(error.facts.get("oauth", _WORDS[error.code]))


def sentence(error: ReleveError, speaker: Speaker) -> str:
    """All that stands in the way, and what to do next: these shapes have one place for both."""
    wrong = [f"{name}: {speaker.say(why)}" for name, why in error.fields.items()]
    reasons = [speaker.say(reason) for reason in error.reasons]
    hint = [speaker.say(error.hint)] if error.hint else []
    return " ".join([speaker.say(error.message), *wrong, *reasons, *hint])


def _acd(request: Request, error: ReleveError, speaker: Speaker, status: int) -> Body:
    told = sentence(error, speaker)
    return (
        {"error": _word(error), "error_description": told},
        {"icStatusDescription": _header(told)},
    )


def _token(request: Request, error: ReleveError, speaker: Speaker, status: int) -> Body:
    told = sentence(error, speaker)
    return {"error": _word(error), "error_description": told, "errorDescription": told}, {}


def _userhub(request: Request, error: ReleveError, speaker: Speaker, status: int) -> Body:
    told = sentence(error, speaker)
    if status == _UNAUTHENTICATED:
        now = stamp(request.app.state.house.clock())
        answer = {"timestamp": now, "status": status, "error": "Unauthorized", "message": told}
        return {**answer, "path": request.url.path}, {}
    errors = {
        name: {"errorCode": error.code.value, "message": speaker.say(why)}
        for name, why in error.fields.items()
    }
    return (
        {
            "code": error.code.value,
            "details": told,
            "hostName": request.url.hostname or "",
            "entityType": "/" + request.url.path.lstrip("/").partition("/")[0],
            "errors": errors,
        },
        {},
    )


#: Typographic signs → what stands for them where only ASCII does.
_PLAIN = str.maketrans(
    {"’": "'", "“": '"', "”": '"', "«": '"', "»": '"', "›": ">", "–": "-", "…": "..."}
)


def _header(text: str) -> str:
    """Text as a header takes it: one line that is not too long, without accents."""
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN)).encode("ascii", "ignore").decode()
    return "".join(one for one in " ".join(plain.split())[:HEADER_CHARS_MAX] if one.isprintable())
