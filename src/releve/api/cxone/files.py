"""Files of the script server, prompts most of all. Their paths are their identity; contents travel in Base64."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from fastapi import Response

from releve.api.caller import Open, Whoever
from releve.api.cxone.acd import acd_router
from releve.api.cxone.answers import told
from releve.api.cxone.asked import Body, Queried, said
from releve.app.entities import delete_entity, save_entity
from releve.app.house import House
from releve.app.seeking import TOP_MAX, change_entity, find_by_key, seek
from releve.domain.entities import Entity, Sought
from releve.domain.errors import Conflict, Invalid, NotFound
from releve.domain.people import Caller
from releve.domain.say import say

router = acd_router("files")


def _path(given: Mapping[str, Any], *names: str) -> str:
    """Raises Invalid where it is missing."""
    path = next((str(given[name.lower()]) for name in names if given.get(name.lower())), "")
    if not path.strip():
        why = say("This field is required.")
        raise Invalid(say("Some parts of the request are not right."), fields={names[0]: why})
    return path.strip()


def _there(house: House, caller: Caller | None, path: str) -> Entity | None:
    try:
        return find_by_key(house, caller, "file", path=path)
    except NotFound:
        return None


def _size(content: str) -> int:
    """How many bytes it is. Raises Invalid for what is no Base64."""
    try:
        return len(base64.b64decode(content, validate=True))
    except (binascii.Error, ValueError) as fault:
        why = say("The bytes are expected here, written in Base64.")
        raise Invalid(why, fields={"file": why}) from fault


def _overwrites(given: Mapping[str, Any]) -> bool:
    return str(given.get("overwrite", "")).lower() in ("true", "1")


def _taken(path: str) -> Conflict:
    return Conflict(
        say("There is a file “{path}” already.", path=path),
        say("Send overwrite=true to replace it."),
    )


def _store(house: House, caller: Caller | None, path: str, content: str, *, over: bool) -> Entity:
    body = {"path": path, "size": _size(content), "content": content}
    there = _there(house, caller, path)
    if there is None:
        return save_entity(house, caller, "file", None, body)
    if not over:
        raise _taken(path)
    return change_entity(house, caller, "file", there.id, lambda before: body)


@router.get("/files", summary="A file")
def get_file(house: Open, caller: Whoever, query: Queried) -> Response:
    file = find_by_key(house, caller, "file", path=_path(query.fields(), "fileName"))
    answer = {"file": file.body.get("content", ""), "fileName": file.body["path"]}
    return told({"files": answer, **answer})


@router.post("/files", summary="Store a file")
def store_file(house: Open, caller: Whoever, query: Queried, body: Body) -> Response:
    """`fileName` with its folders, `file` in Base64, `overwrite`."""
    given = said(query, body)
    path = _path(given, "fileName", "fileFullName")
    stored = _store(house, caller, path, str(given.get("file") or ""), over=_overwrites(given))
    return told({"fileName": stored.body["path"]})


@router.put("/files", summary="Move a file")
def move_file(house: Open, caller: Whoever, query: Queried, body: Body) -> Response:
    """From `oldPath` to `newPath`; with `overwrite`, over what stands there."""
    given = said(query, body)
    file = find_by_key(house, caller, "file", path=_path(given, "oldPath"))
    goal = _path(given, "newPath")
    there = _there(house, caller, goal)
    if there is not None and there.id != file.id:
        if not _overwrites(given):
            raise _taken(goal)
        delete_entity(house, caller, "file", there.id)
    change_entity(house, caller, "file", file.id, lambda before: {"path": goal})
    return told({"fileName": goal})


@router.delete("/files", summary="Delete a file")
def delete_file(house: Open, caller: Whoever, query: Queried, body: Body) -> Response:
    file = find_by_key(house, caller, "file", path=_path(said(query, body), "fileName"))
    delete_entity(house, caller, "file", file.id)
    return told({})


def _inside(house: House, caller: Caller | None, folder: str) -> list[Entity]:
    """The files in a folder and below it; all for none."""
    prefix = folder.strip("\\/").replace("/", "\\").lower()
    found = seek(house, caller, "file", Sought(unread="content", top=TOP_MAX))
    plain = (
        (one, str(one.body["path"]).replace("/", "\\").lower().strip("\\")) for one in found.rows
    )
    return [one for one, path in plain if not prefix or path.startswith(prefix + "\\")]


def _line(file: Entity) -> dict[str, Any]:
    path = str(file.body["path"])
    return {
        "fileName": path.replace("/", "\\").rpartition("\\")[2],
        "fileNameWithPath": path,
        "fileFullName": path,
        "size": file.body.get("size"),
        "lastModified": file.changed_at,
    }


@router.get("/folders", summary="The files of a folder")
@router.get("/scripts/files/search", summary="Search files of the script server")
def list_folder(house: Open, caller: Whoever, query: Queried) -> Response:
    """`folderName`, or `rootFolder`; with `filter`, those in whose path it stands."""
    wanted = query.text("filter").strip("*").lower()
    files = _inside(house, caller, query.text("folderName") or query.text("rootFolder"))
    rows = [_line(one) for one in files if wanted in str(one.body["path"]).lower()]
    return told({"totalRecords": len(rows), "files": rows})


@router.delete("/folders", summary="Delete a folder with its files")
def delete_folder(house: Open, caller: Whoever, query: Queried) -> Response:
    files = _inside(house, caller, _path(query.fields(), "folderName"))
    for one in files:
        delete_entity(house, caller, "file", one.id)
    return told({"deleted": len(files)})


@router.get("/scripts/files", summary="A file of the script server")
def get_script_file(house: Open, caller: Whoever, query: Queried) -> Response:
    """With `includeFileContent=false`, without its bytes."""
    file = find_by_key(house, caller, "file", path=_path(query.fields(), "fileFullName"))
    content = "" if query.flag("includeFileContent") is False else file.body.get("content", "")
    return told({**_line(file), "fileContent": content})


@router.post("/scripts/files", summary="Store a file of the script server")
@router.put("/scripts/files", summary="Replace a file of the script server")
def store_script_file(house: Open, caller: Whoever, query: Queried, body: Body) -> Response:
    """`fileFullName` and `fileContent`, in Base64."""
    given = said(query, body)
    path = _path(given, "fileFullName")
    content = str(given.get("filecontent") or "")
    return told({"fileFullName": _store(house, caller, path, content, over=True).body["path"]})


@router.delete("/scripts/files", summary="Delete a file of the script server")
def delete_script_file(house: Open, caller: Whoever, query: Queried) -> Response:
    file = find_by_key(house, caller, "file", path=_path(query.fields(), "fileFullName"))
    delete_entity(house, caller, "file", file.id)
    return told({})
