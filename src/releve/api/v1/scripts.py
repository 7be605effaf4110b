"""Scripts in and out, byte for byte. They are listed and looked at as entities of the kind `script`."""

from collections.abc import Iterable
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.paging import Search, Skip, Top
from releve.api.problems import Problem, problem_of
from releve.api.shape import Listed, Shape
from releve.api.speaking import Speaking
from releve.api.v1.places import ScriptPlaces, places_of
from releve.api.v1.uploads import RAW, Files
from releve.app import script_search
from releve.app import script_variables as variables
from releve.app import scripts as app
from releve.app.script_search import Where

router = APIRouter(prefix="/scripts", tags=["scripts"])

_FILES = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": RAW,
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "array", "items": RAW["schema"]}},
                }
            },
        },
    },
    "parameters": [
        {
            "name": "name",
            "in": "query",
            "schema": {"type": "string"},
            "description": "The name of a file that is sent as the body.",
        }
    ],
}


class ImportedOut(Shape):
    """What became of one file; `error` says why it was refused. A `draft` waits in the development workflow to be published."""

    file: str
    outcome: Literal["created", "changed", "unchanged", "draft", "refused"]
    path: str
    id: str
    error: Problem | None


@router.post("/import", summary="Import scripts", openapi_extra=_FILES)
def import_scripts(
    house: Open, caller: Whoever, request: Request, speaker: Speaking, files: Files
) -> list[ImportedOut]:
    """Web Studio (JSON), Desktop Studio (XML) or clipboard files. The path inside the file is the script's identity.

    Good files are stored and bad ones are told; a bad one stops nothing.
    """
    told = str(request.state.request_id)
    return [
        ImportedOut.model_validate(
            {
                "file": one.file,
                "outcome": one.outcome,
                "path": one.path,
                "id": one.id,
                "error": problem_of(one.error, speaker, told) if one.error else None,
            }
        )
        for one in app.import_scripts(house, caller, files)
    ]


class NamedOut(Shape):
    """An entity that was found by its name, and stands in a script."""

    kind: str
    id: str
    title: str


class SearchOut(Shape):
    """What was found in the scripts that were looked at. `next` is where to go on (`skip`), null at the end."""

    total: int = Field(description="How many scripts there are to look at.")
    looked_at: int
    next: int | None
    items: list[ScriptPlaces]
    named: list[NamedOut]
    unread: list[str] = Field(description="The paths of scripts that cannot be read.")


@router.get("/search", summary="Find anything in scripts")
def search_scripts(
    house: Open,
    caller: Whoever,
    speaker: Speaking,
    text: Annotated[str, Query(max_length=5000, description="What is searched for.")] = "",
    where: Where = Where.EVERYWHERE,
    regex: Annotated[bool, Query(description="The text is a regular expression.")] = False,
    match_case: Annotated[
        bool, Query(alias="matchCase", description="Upper and lower case count.")
    ] = False,
    skip: Skip = 0,
) -> SearchOut:
    """Looks through the scripts in the order of their paths, until something was found in twenty or some seconds have passed.

    Keys and passwords are neither found nor shown. A regular expression that could take too long is refused.
    """
    page = script_search.search_scripts(
        house, caller, script_search.Asked(text, where, regex, match_case), skip=skip
    )
    return SearchOut(
        total=page.total,
        looked_at=page.looked_at,
        next=page.next,
        items=[places_of(one, speaker) for one in page.found],
        named=[
            NamedOut(kind=kind, id=own, title=title) for (kind, own), title in page.named.items()
        ],
        unread=[str(one.body["path"]) for one in page.unread],
    )


class MentionOut(Shape):
    action: str
    action_name: str
    property: str
    line: int
    before: str
    match: str
    after: str


class VariableOut(Shape):
    """A variable. `kinds`: it is proven to hold identifiers of these."""

    name: str
    is_global: bool
    kinds: list[str]
    writes: list[MentionOut]
    reads: list[MentionOut]


@router.get("/{id}/variables", summary="The variables of a script")
def script_variables(
    house: Open, caller: Whoever, id: str, search: Search = "", skip: Skip = 0, top: Top = 50
) -> Listed[VariableOut]:
    """Every variable with the places where it is given something, and those where it is read."""
    page = variables.script_variables(house, caller, id, search=search, skip=skip, top=top)
    if page.problem is not None:
        raise page.problem

    def told(mentions: Iterable[variables.Mention]) -> list[MentionOut]:
        return [
            MentionOut(
                action=one.action,
                action_name=page.actions[one.action].name,
                property=one.place,
                line=one.excerpt.line,
                before=one.excerpt.before,
                match=one.excerpt.match,
                after=one.excerpt.after,
            )
            for one in mentions
        ]

    return Listed(
        total=page.total,
        items=[
            VariableOut(
                name=one.name,
                is_global=one.is_global,
                kinds=list(one.kinds),
                writes=told(one.writes),
                reads=told(one.reads),
            )
            for one in page.variables
        ],
    )


@router.get(
    "/{id}/export",
    summary="Export a script",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": RAW}}},
)
def export_script(house: Open, caller: Whoever, id: str) -> Response:
    """The bytes of its file: those that were imported, or those of the last rewrite."""
    file = app.export_script(house, caller, id)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
        "X-Script-Path": quote(file.path),
    }
    return Response(file.raw, media_type="application/octet-stream", headers=headers)
