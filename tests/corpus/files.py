"""From a case to the bytes of a real file, in the format of the web editor or of Desktop Studio."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.corpus.marks import unmarked
from tests.corpus.notation import Branch, Source, Step

_TYPES: Mapping[str, Mapping[str, Any]] = json.loads(
    Path(__file__).with_name("actions.json").read_text("utf-8")
)
_LISTED = ("BEGIN", "RUNSUB", "ONSIGNAL")
_USUAL = {"MaxStringSize": "Limit2K", "HighProficiency": "1", "LowProficiency": "20"}
_MEDIA = {"4": "call", "5": "voicemail", "9": "digital", "3": "chat", "1": "email"}
_NUMBERS = ("busNo", "mediaType", "nextActionId")
_ICON = "AAEAAAD/////AQAAAAAAAAAMAgAAAFFTeXN0ZW0uRHJhd2luZywgVmVyc2lvbj00LjAuMC4w"

Values = Mapping[str, str | list[str]]


def guid_of(step: Step) -> str:
    """The type of an action, in lower case as in XML."""
    return step.guid or str(_TYPES[step.name]["guid"])


def values_of(step: Step) -> Values:
    """All properties of an action in their order, the empty ones too, with their marks."""
    names: list[str] = [] if step.guid else _TYPES[step.name]["properties"]
    unknown = set() if step.guid else step.properties.keys() - set(names)
    assert not unknown, f"{step.name} has no {unknown}"
    listed = step.name in _LISTED
    blank: dict[str, str | list[str]] = {
        n: [] if listed and n == "Parameters" else _USUAL.get(n, "") for n in names
    }
    return {**blank, **step.properties}


def web(source: Source) -> bytes:
    """JSON as the web editor exports it: one space a level."""
    content = {
        "header": _header(source),
        "actions": {step.id: _action(step, n) for n, step in enumerate(source.steps)},
        "properties": {step.id: _properties(step, _ends(source)) for step in source.steps},
        "branches": {step.id: [_branch(one) for one in step.branches] for step in source.steps},
        "schemaVersion": "1.0.0",
    }
    whole = content if source.head.get("wrapper") == "no" else {"scriptContent": content}
    return json.dumps(whole, indent=1, ensure_ascii=False).encode()


def _ends(source: Source) -> str:
    return "\r\n" if source.head.get("lines") == "crlf" else "\n"


def _header(source: Source) -> dict[str, Any]:
    head = {name: unmarked(value) for name, value in source.head.items()}
    last = max(int(step.id) for step in source.steps)
    media = head.get("mediaType", "4")
    usual: dict[str, Any] = {
        "scriptName": "",
        "busNo": "",
        "mediaType": media,
        "mediaTypeName": _MEDIA[media],
        "purposeType": "General",
        "variableRedaction": "",
        "nextActionId": last + 1,
        "status": "Active",
        "lastSavedIn": "stx",
    }
    own = {name: head[name] for name in head if name not in ("format", "wrapper", "lines")}
    whole = usual | own
    return {name: int(value) if name in _NUMBERS else value for name, value in whole.items()}


def _action(step: Step, order: int) -> dict[str, Any]:
    x, y = step.position or _usual_position(order)
    return {
        "actionId": int(step.id),
        "libraryId": guid_of(step).upper(),
        "name": step.name,
        "version": 1,
        "label": unmarked(step.label),
        "dependencyOrder": str(order),
        "implType": "1" if "_LIBID_" in step.name else "0",
        "x": x,
        "y": y,
        "xws": x,
        "yws": y,
    }


def _usual_position(order: int) -> tuple[int, int]:
    """From left to right, at a height that is also the id of an address book (trap T4)."""
    return 32 + 144 * order, 528


def _properties(step: Step, end: str) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for n, (name, value) in enumerate(values_of(step).items()):
        texts: str | list[str] = (
            [unmarked(one) for one in value]
            if isinstance(value, list)
            else unmarked(value).replace("\n", end)
        )
        written[str(n)] = {"name": name, "value": texts}
        if name in step.descriptions:
            written[str(n)]["description"] = unmarked(step.descriptions[name])
    return written


def _branch(branch: Branch) -> dict[str, Any]:
    return {
        "to": branch.to,
        "label": unmarked(branch.label),
        "type": branch.type,
        "labelDistance": None,
        "index": 0,
        "ports": "",
        "lineType": "",
        "elbows": [],
    }


def desktop(source: Source) -> bytes:
    """XML as Desktop Studio exports it, with its byte-order mark."""
    head = {name: unmarked(value) for name, value in source.head.items()}
    name = head["scriptName"].rpartition("\\")[2]
    actions = "\n".join(_struct(step, n) for n, step in enumerate(source.steps))
    text = f"""<?xml version="1.0" encoding="utf-8"?>
<ScriptContainer xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" noNamespaceSchemaLocation="http://lab-iniws01/scriptcontainer.xsd" BusNo="{head["BusNo"]}" UserID="{head["UserID"]}">
  <Actions>
{actions}
  </Actions>
  <LibraryItem LibraryID="c41d7e90-2b6a-4f13-9d58-0a7be3f6152c" ApiClassificationId="0" BusNo="{head["BusNo"]}" Name={quoteattr(name)} Alias={quoteattr(name)} MediaType="4" RouteOrder="1000" RoutingMode="" VariableRedaction="">
    <Icon>{_ICON}</Icon>
    <ImplPath>{escape(head["scriptName"])}</ImplPath>
    <CreateDate>2023-08-06T06:15:05.287</CreateDate>
    <ModifyDate>2024-08-06T07:10:19.723</ModifyDate>
    <ModifyUserID>{head["ModifyUserID"]}</ModifyUserID>
    <ModifiedBy>Studio</ModifiedBy>
    <URI>{head["URI"]}</URI>
    <DefaultTimeZone>GMT Standard Time</DefaultTimeZone>
    <Parameters />
    <Branches />
  </LibraryItem>
  <MediaType>4</MediaType>
  <ModifyDate>0001-01-01T00:00:00</ModifyDate>
</ScriptContainer>"""
    return text.replace("\n", _ends(source)).encode("utf-8-sig")


def _struct(step: Step, order: int) -> str:
    fixed = [one for one in step.branches if one.type == "branch"]
    cases = [one for one in step.branches if one.type == "custom"]
    after = next((one.to for one in step.branches if one.type == "default"), -1)
    x, y = step.position or _usual_position(order)
    lines = [
        f"<ActionID>{step.id}</ActionID>",
        f"<Action>{escape(step.name)}</Action>",
        f"<Caption>{escape(unmarked(step.label))}</Caption>",
        _list("Parameters", [_element("string", text) for text in _strings(step)]),
        f"<DefaultNextAction><Text /><ActionID>{after}</ActionID><Index>0</Index><Segments /></DefaultNextAction>",
        _list("Branches", [_outcome(one, n) for n, one in enumerate(fixed)]),
        _list("Cases", [_outcome(one, n) for n, one in enumerate(cases)]),
        f"<X>{x}</X><Y>{y}</Y>",
        f"<DependencyOrder>{order}</DependencyOrder>",
        "<Impl_Type>0</Impl_Type>",
        f"<LibraryID>{guid_of(step)}</LibraryID>",
        "<ExtraInfo>",
        f"  <DefaultBranch><ActionId>{after}</ActionId><Segments /></DefaultBranch>",
        "  " + _list("Branches", [_info(str(n + 1), one.to) for n, one in enumerate(fixed)], "  "),
        "  " + _list("CaseBranches", [_info(unmarked(one.label), one.to) for one in cases], "  "),
        "</ExtraInfo>",
        "<xws>0</xws><yws>0</yws>",
    ]
    inner = "\n".join(f"      {line}" for line in lines)
    return f"    <ActionStruct>\n{inner}\n    </ActionStruct>"


def _strings(step: Step) -> list[str]:
    texts: list[str] = []
    for value in values_of(step).values():
        texts += value if isinstance(value, list) else [value]
    return [unmarked(text) for text in texts]


def _list(name: str, elements: list[str], inset: str = "") -> str:
    if not elements:
        return f"<{name} />"
    lines = "\n".join(f"        {inset}{element}" for element in elements)
    return f"<{name}>\n{lines}\n      {inset}</{name}>"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else f"<{name} />"


def _outcome(branch: Branch, index: int) -> str:
    label = escape(unmarked(branch.label))
    return f"<BranchStruct><Text>{label}</Text><ActionID>{branch.to}</ActionID><Index>{index}</Index><Segments /></BranchStruct>"


def _info(key: str, to: int) -> str:
    return f"<BranchInfo><KeyName>{escape(key)}</KeyName><ActionId>{to}</ActionId><Segments /></BranchInfo>"
