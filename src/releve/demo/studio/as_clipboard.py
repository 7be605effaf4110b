"""A script as Desktop Studio puts it on the clipboard: a marker line, then JSON (domain.md §7.2)."""

import json
from typing import Any

from releve.demo.studio.layout import Spot, spots
from releve.demo.studio.places import Filling
from releve.demo.studio.script import Script, Step

_MARKER = "INCONTROL.NET-COPYCUTCOMMAND\r\n"


def as_clipboard(script: Script, filling: Filling) -> str:
    where = spots(script.steps)
    actions = [
        _action(step, order, where[step.id], filling) for order, step in enumerate(script.steps)
    ]
    content = {
        "Actions": actions,
        "BusNo": 0,
        "LibraryItem": None,
        "MediaType": 0,
        "ModifyDate": "/Date(0)/",
        "UserID": 0,
    }
    return _MARKER + json.dumps(content, ensure_ascii=False)


def _action(step: Step, order: int, spot: Spot, filling: Filling) -> dict[str, Any]:
    return {
        "ActionID": step.id,
        "Action": step.action.name,
        "Caption": step.label,
        "Parameters": [
            filling.text(one)
            for value in step.properties.values()
            for one in ((value,) if isinstance(value, str) else value)
        ],
        "DefaultNextAction": None if step.next is None else _link("", step.next, 0),
        "Branches": _links(step, filling, fixed=True),
        "Cases": _links(step, filling, fixed=False),
        "X": spot[0],
        "Y": spot[1],
        "DependencyOrder": order,
        "Impl_Type": int(step.action.custom),
        "LibraryID": step.action.guid,
    }


def _links(step: Step, filling: Filling, *, fixed: bool) -> list[dict[str, Any]]:
    return [
        _link(filling.text(label), to, step.index(label))
        for label, to in step.outcomes.items()
        if step.fixed(label) is fixed
    ]


def _link(label: str, to: int, index: int) -> dict[str, Any]:
    return {"Text": label, "ActionID": to, "Index": index, "LabelDistance": None, "Segments": []}
