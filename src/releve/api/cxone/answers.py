"""How the field's doors answer: envelopes of lists, results of batches, JSON without detours."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response

from releve.api.cxone.told import sentence
from releve.app.seeking import TOP_MAX, Found
from releve.domain.errors import Conflict, Forbidden, Invalid, NotFound, Refused, ReleveError
from releve.languages.speaker import Speaker

#: The field's spelling of the first part of a path, which we compare in small letters.
_SPELT = {"/incontactapi/": "/inContactAPI/"}


def told(content: Any, status: int = 200) -> Response:
    """An answer that nobody may keep."""
    headers = {"Cache-Control": "no-store"}
    return Response(orjson.dumps(content), status, headers, "application/json")


def envelope(
    request: Request, found: Found, skip: int, top: int | None, unit: str = "businessUnitId"
) -> dict[str, Any]:
    """What stands around the rows of a list. `top` is None where the client has not said any."""
    return {
        unit: found.unit,
        "totalRecords": found.total,
        "lastPollTime": found.at,
        "_links": links(request, found.total, skip, len(found.rows), top),
    }


def links(
    request: Request, total: int, skip: int, here: int, top: int | None
) -> dict[str, str | None]:
    """This part of a list, the next and the one before: all three names always, null for none."""
    step = top or TOP_MAX
    more = here > 0 and skip + here < total
    return {
        "self": _link(request, skip, top),
        "next": _link(request, skip + here, top) if more else None,
        "previous": _link(request, max(skip - step, 0), top) if skip > 0 else None,
    }


def _link(request: Request, skip: int, top: int | None) -> str:
    kept = [
        (name, value)
        for name, value in parse_qsl(request.url.query)
        if name.lower() not in ("skip", "top")
    ]
    query = [*kept, ("skip", str(skip)), *([("top", str(top))] if top is not None else [])]
    path = request.url.path
    for ours, theirs in _SPELT.items():
        path = theirs + path.removeprefix(ours) if path.startswith(ours) else path
    return str(request.url.replace(path=path, query=urlencode(query)))


Act = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def batch(
    speaker: Speaker, given: Iterable[Mapping[str, Any]], act: Act, id: str
) -> tuple[int, list[dict[str, Any]]]:
    """Do the same with each, and tell of each what became of it: one that cannot be done stops nothing. What nobody may
    do, or what no region answers, is told once for all. Returns how many were not done, and the results."""
    results: list[dict[str, Any]] = []
    for one in given:
        try:
            results.append({"success": True, **act(one), "error": ""})
        except (Invalid, NotFound, Conflict, Refused, Forbidden) as error:
            if isinstance(error, Forbidden) and not results:
                raise
            results.append({"success": False, id: one.get(id), "error": failure(error, speaker)})
    return sum(not one["success"] for one in results), results


def failure(error: ReleveError, speaker: Speaker) -> str:
    return sentence(error, speaker)


def at_both_levels(errors: int, name: str, results: list[dict[str, Any]]) -> dict[str, Any]:
    """Results as newer versions wrap them and as older ones do not."""
    bare = {"errorCount": errors, name: results}
    return {**bare, "resultSet": bare}
