"""Studio › Search: find anything in the scripts of the tenant."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from releve.app.over_http import HTTP_STATUS
from releve.app.script_search import Asked, SearchPage, Where, search_scripts
from releve.domain.errors import Invalid
from releve.domain.kinds import KINDS
from releve.domain.say import Message, say
from releve.web.door import Door
from releve.web.paging import Skip

HOME = "/studio/search"
#: More than can be searched for: what is too long is told, not cut.
_TYPED_MAX = 5000
WHERE: Mapping[str, Message] = {
    Where.EVERYWHERE: say("Everywhere"),
    Where.VALUES: say("Code and values"),
    Where.IDENTIFIERS: say("Identifiers"),
    Where.NAMES: say("Entities by name"),
    Where.CAPTIONS: say("Captions"),
    Where.ACTIONS: say("Types of actions"),
    Where.PROPERTIES: say("Names of properties"),
}


def router(door: Door) -> APIRouter:
    routes = APIRouter()

    @routes.get(HOME)
    def search(
        request: Request,
        q: Annotated[str, Query(max_length=_TYPED_MAX)] = "",
        where: str = Where.EVERYWHERE,
        regex: str = "",
        case: str = "",
        skip: Skip = 0,
    ) -> Response:
        chosen = Where(where) if where in tuple(Where) else Where.EVERYWHERE
        page: SearchPage | None = None
        error: Invalid | None = None
        try:
            asked = Asked(q, chosen, is_pattern=regex == "on", match_case=case == "on")
            page = search_scripts(door.house, door.caller(request), asked, skip=skip)
        except Invalid as refused:
            error = refused if q.strip() else None  # the page before anything was typed
        return door.render(
            request,
            "studio/search.html",
            status=HTTP_STATUS[error.code] if error else 200,
            place="search",
            page=page,
            error=error,
            q=q,
            where=chosen,
            places=WHERE,
            regex=regex == "on",
            case=case == "on",
            kinds=KINDS,
        )

    return routes
