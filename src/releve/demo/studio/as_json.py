"""A script as the web Studio exports it: JSON, one blank a level, LF (domain.md §7.1)."""

import json
from typing import Any

from releve.demo.studio.layout import Spot, spots
from releve.demo.studio.places import Filling
from releve.demo.studio.script import Script, Step, Value

_MEDIA = {4: "call", 9: "digital"}


def as_json(script: Script, filling: Filling) -> str:
    where = spots(script.steps)
    content = {
        "header": _header(script, filling),
        "actions": {
            str(step.id): _action(step, order, where[step.id])
            for order, step in enumerate(script.steps)
        },
        "properties": {str(step.id): _properties(step, filling) for step in script.steps},
        "branches": {
            str(step.id): _branches(step, filling) for step in script.steps if step.leads_to
        },
        "schemaVersion": "1.0.0",
    }
    return json.dumps({"scriptContent": content}, indent=1, ensure_ascii=False)


def _header(script: Script, filling: Filling) -> dict[str, Any]:
    return {
        "scriptName": script.path,
        "busNo": int(filling.facts["busNo"]),
        "mediaType": script.media,
        "mediaTypeName": _MEDIA[script.media],
        "purposeType": script.purpose,
        "variableRedaction": "",
        "nextActionId": max(step.id for step in script.steps) + 1,
        "status": "Active",
        "lastSavedIn": script.saved_in,
    }


def _action(step: Step, order: int, spot: Spot) -> dict[str, Any]:
    x, y = spot
    return {
        "actionId": step.id,
        "libraryId": step.action.guid.upper(),
        "name": step.action.name,
        "version": 1,
        "label": step.label,
        "dependencyOrder": str(order),
        "implType": "1" if step.action.custom else "0",
        "x": x,
        "y": y,
        "xws": x,
        "yws": y,
    }


def _properties(step: Step, filling: Filling) -> dict[str, Any]:
    return {
        str(n): _property(name, value, filling)
        for n, (name, value) in enumerate(step.properties.items())
    }


def _property(name: str, value: Value, filling: Filling) -> dict[str, Any]:
    if not isinstance(value, str):
        return {"name": name, "value": [filling.text(one) for one in value]}
    filled: dict[str, Any] = {"name": name, "value": filling.text(value)}
    if (description := filling.description(value)) is not None:
        filled["description"] = description
    return filled


def _branches(step: Step, filling: Filling) -> list[dict[str, Any]]:
    default = [] if step.next is None else [_branch(step.next, "", "default", 0)]
    return default + [
        _branch(
            to,
            filling.text(label),
            "branch" if step.fixed(label) else "custom",
            step.index(label),
        )
        for label, to in step.outcomes.items()
    ]


def _branch(to: int, label: str, type: str, index: int) -> dict[str, Any]:
    return {
        "to": to,
        "label": label,
        "type": type,
        "labelDistance": None,
        "index": index,
        "ports": "",
        "lineType": "",
        "elbows": [],
    }
