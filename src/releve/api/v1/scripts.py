"""Scripts in and out, byte for byte. They are listed and looked at as entities of the kind `script`."""

from typing import Literal
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from releve.api.caller import Open, Whoever
from releve.api.problems import Problem, problem_of
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.api.v1.uploads import RAW, Files
from releve.app import scripts as app

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
    """What became of one file; `error` says why it was refused."""

    file: str
    outcome: Literal["created", "changed", "unchanged", "refused"]
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
