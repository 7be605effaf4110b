"""Scripts. A path is their identity; what Studio on the web has made is told as its JSON, the rest as a file."""

import base64
from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import Request, Response

from releve.api.caller import Open, Whoever
from releve.api.cxone.acd import acd_router, not_offered
from releve.api.cxone.answers import failure, links, told
from releve.api.cxone.asked import Body, Queried, Query, object_in
from releve.api.cxone.lists import page_of
from releve.api.speaking import Speaking
from releve.app.entities import delete_entity
from releve.app.house import House
from releve.app.script_saving import Saved, save_script
from releve.app.script_search import Asked, Where, search_scripts
from releve.app.scripts import export_script
from releve.app.seeking import TOP_MAX, Found, find, find_by_key, seek
from releve.domain.entities import Entity, Sought, Wanted
from releve.domain.errors import Conflict, Invalid, Refused
from releve.domain.people import Caller
from releve.domain.say import say

router = acd_router("scripts")

WITH_WARNINGS, REJECTED = 206, 409
#: How many a search returns that does not say.
TOP = 100
_SEARCHED: Mapping[str, Where] = {
    "toolName": Where.ACTIONS,
    "caption": Where.CAPTIONS,
    "parameters": Where.VALUES,
}


def _name(script: Entity) -> str:
    return str(script.body["path"])


def _line(script: Entity, unit: int) -> dict[str, Any]:
    """A script in a list, without its content."""
    return {
        "masterID": int(script.id),
        "scriptId": int(script.id),
        "libraryId": script.alt_id,
        "busNo": unit,
        "scriptName": _name(script),
        "status": "CURR",
        "mediaType": script.body.get("mediaType"),
        "modifyDate": script.changed_at,
        "mUser": script.changed_by,
    }


@router.get("/scripts", summary="A script by its path or id, or a list of scripts")
def get_scripts(house: Open, caller: Whoever, request: Request, query: Queried) -> Response:
    """With `scriptPath`, `scriptId` or `libraryId`: the script's JSON. With `scriptName` or none of them: a list."""
    if path := query.text("scriptPath"):
        return told(_content(find_by_key(house, caller, "script", path=path)))
    if number := query.text("scriptId") or query.text("libraryId"):
        return told(_content(find(house, caller, "script", number).rows[0]))
    found = _listed(house, caller, query)
    rows = [_line(one, found.unit) for one in found.rows]
    return told({"businessUnitId": found.unit, "totalRecords": found.total, "scripts": rows})


def _content(script: Entity) -> dict[str, Any]:
    """The JSON of the web Studio, without its wrapper. Raises Refused for a script of another format."""
    if script.body["format"] != "json":
        raise Refused(
            say("“{path}” is not of the web Studio.", path=_name(script)),
            say(
                "Ask for it by its number under /scripts/: it is told there as the file that it is."
            ),
        )
    read = orjson.loads(str(script.body["content"]).lstrip("\ufeff"))
    content = read.get("scriptContent", read) if isinstance(read, dict) else {}
    kept = content.get("header")
    header = {
        **(kept if isinstance(kept, dict) else {}),
        "masterId": int(script.id),
        "libraryId": script.alt_id,
        "lockInfo": None,
    }
    return {**content, "header": header}


def _listed(house: House, caller: Caller | None, query: Query) -> Found:
    skip, top = page_of(query)
    media = query.number("mediaType")
    where: dict[str, Wanted] = {} if media is None else {"mediaType": media}
    sought = Sought(
        search=query.text("scriptName") or query.text("searchString"),
        where=where,
        since=query.moment("modStartDate"),
        unread="content",
        skip=skip,
        top=TOP if top is None else top,
    )
    return seek(house, caller, "script", sought)


@router.get("/scripts/search", summary="Search scripts")
def search(house: Open, caller: Whoever, request: Request, query: Queried) -> Response:
    """By name, medium and date; or what stands in them: `toolName` is an action, `caption` a label, `parameters` a value."""
    skip, top = page_of(query)
    inside = next((name for name in _SEARCHED if query.text(name)), "")
    if inside:
        rows, total, unit = _searched(
            house, caller, query, inside, skip, TOP if top is None else top
        )
    else:
        found = _listed(house, caller, query)
        rows, total, unit = [_line(one, found.unit) for one in found.rows], found.total, found.unit
    end = query.moment("modEndDate")
    rows = [one for one in rows if not end or one["modifyDate"] <= end]
    return told(
        {
            "totalRecords": total,
            "busNo": unit,
            "_links": links(request, total, skip, len(rows), TOP if top is None else top),
            "scriptName": query.text("scriptName"),
            "scriptSearchDetails": [{"actions": [], **one} for one in rows],
        }
    )


def _searched(
    house: House, caller: Caller | None, query: Query, name: str, skip: int, top: int
) -> tuple[list[dict[str, Any]], int, int]:
    """What stands in scripts; they are read until all were, and then paged."""
    unit = find_unit(house, caller)
    asked, rows = Asked(query.text(name), _SEARCHED[name]), []
    at: int | None = 0
    wanted = query.text("scriptName").lower()
    while at is not None:
        page = search_scripts(house, caller, asked, skip=at)
        for one in page.found:
            if wanted in _name(one.script).lower():
                actions = sorted({hit.action_name for hit in one.hits if hit.action_name})
                line = _line(one.script, unit)
                rows.append({**line, "actions": [{"name": action} for action in actions]})
        at = page.next
    return rows[skip : skip + top], len(rows), unit


def find_unit(house: House, caller: Caller | None) -> int:
    """The number of the caller's business unit."""
    return seek(house, caller, "script", Sought(top=0)).unit


@router.post("/scripts", summary="Save a script")
def save(house: Open, caller: Whoever, body: Body, speaker: Speaking) -> Response:
    """200: saved. 206: saved, with something to look at. 409: refused, and nothing saved."""
    content = object_in(body, "scriptContent")
    try:
        saved = save_script(house, caller, content)
    except (Invalid, Conflict, Refused) as error:
        report = _report(1, {}) | {"message": failure(error, speaker)}
        result = {"success": False, "masterId": None, "libraryId": None}
        answer = {"errorCount": 1, "results": [{**result, "error_code": {"details": report}}]}
        answer |= {"error": "conflict", "error_description": failure(error, speaker)}
        return told(answer, REJECTED)
    return told(_saved(saved), WITH_WARNINGS if saved.doubtful else 200)


def _saved(saved: Saved) -> dict[str, Any]:
    actions = {
        one.action: {
            "actionType": one.action_type,
            "errors": [],
            "warnings": [{"key": key} for key in one.keys],
        }
        for one in saved.doubtful
    }
    result = {
        "success": True,
        "masterId": int(saved.script.id),
        "libraryId": saved.script.alt_id,
        "error_code": {"details": _report(0, actions)},
    }
    return {"errorCount": 0, "results": [result]}


def _report(errors: int, actions: Mapping[str, Any]) -> dict[str, Any]:
    warnings = sum(len(one["warnings"]) for one in actions.values())
    return {"totalErrors": errors, "totalWarnings": warnings, "actions": actions}


@router.delete("/scripts", summary="Delete a script")
def delete(house: Open, caller: Whoever, query: Queried) -> Response:
    script = find_by_key(house, caller, "script", path=query.text("scriptPath"))
    delete_entity(house, caller, "script", script.id)
    return told({})


@router.put("/scripts", summary="Lock a script (not offered)")
@router.post("/scripts/kick", summary="Break a lock (not offered)")
def lock(house: Open, caller: Whoever, query: Queried) -> Response:
    find_by_key(house, caller, "script", path=query.text("scriptPath"))
    raise Refused(
        say("Scripts are not locked here."),
        say("Save when you are done: what stood there before is kept."),
        not_offered=True,
    )


@router.get("/scripts/historyByName", summary="Earlier versions of a script (not offered)")
def history(house: Open, caller: Whoever, query: Queried) -> Response:
    find_by_key(house, caller, "script", path=query.text("scriptPath"))
    raise not_offered(say("Earlier versions of a script are not listed here."))


@router.post("/scripts/start", summary="Start a script (not offered)", include_in_schema=False)
@router.post("/scripts/{id}/start", summary="Start a script (not offered)", include_in_schema=False)
def start(house: Open, caller: Whoever) -> Response:
    find_unit(house, caller)
    raise not_offered(say("Scripts are not started here."))


@router.get("/script-folders", summary="What stands in a folder of scripts")
def folder(house: Open, caller: Whoever, request: Request, query: Queried) -> Response:
    """`folder` is its path, empty for the outermost one."""
    wanted = query.text("folder").strip("\\")
    prefix = f"{wanted}\\" if wanted else ""
    found = seek(house, caller, "script", Sought(unread="content", top=TOP_MAX))
    inside = [one for one in found.rows if _name(one).lower().startswith(prefix.lower())]
    lines: dict[str, dict[str, Any]] = {}
    for one in inside:
        first, below, _ = _name(one)[len(prefix) :].partition("\\")
        lines.setdefault(first.lower() + below, _folder_line(one, first, is_folder=bool(below)))
    skip, top = page_of(query)
    page = list(lines.values())[skip : skip + (TOP_MAX if top is None else top)]
    return told(
        {
            "totalRecords": len(lines),
            "businessUnitId": found.unit,
            "_links": links(request, len(lines), skip, len(page), top),
            "scriptList": page,
        }
    )


def _folder_line(script: Entity, name: str, *, is_folder: bool) -> dict[str, Any]:
    told = {"scriptName": name, "isFolder": is_folder, "hidden": False, "readOnly": False}
    if is_folder:
        return {**told, "status": "", "masterID": None, "mediaType": None, "modifyDate": None}
    return {
        **told,
        "status": script.body.get("status", ""),
        "masterID": int(script.id),
        "mediaType": script.body.get("mediaType"),
        "modifyDate": script.changed_at,
        "modifiedBy": script.changed_by,
        "lockedBy": None,
        "scriptLockingType": None,
    }


@router.get("/scripts/{id}", summary="A script as a file")
def get_script(house: Open, caller: Whoever, id: str) -> Response:
    """`body` is the file in Base64, `scriptContent` the same as text."""
    script = find(house, caller, "script", id).rows[0]
    file = export_script(house, caller, script.id)
    return told(
        {
            "name": _name(script).rpartition("\\")[2],
            "filePath": _name(script),
            "scriptId": int(script.id),
            "ScriptId": int(script.id),
            "status": script.body.get("status", ""),
            "scriptContent": str(script.body["content"]),
            "body": base64.b64encode(file.raw).decode(),
        }
    )
