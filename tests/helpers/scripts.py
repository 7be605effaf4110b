"""Small scripts in the real formats, with good defaults: a test writes only the fact that matters."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from releve.scripts.formats import read_script
from releve.scripts.script import Script

GUIDS = {
    "REQAGENT": "689A4A1B-FA0D-47B3-9A02-CBEB4735F08F",
    "HOURS": "D639CF70-9DE8-47FE-AA7E-6B39E4556D9D",
    "GETQUEUE": "6BE5BED4-DC69-43B5-B331-448927032017",
    "SNIPPET": "B333DA63-33C8-4297-A58A-E9546CF7F0F2",
    "CASE": "22050500-6DC0-4949-AF9C-1E52975F141D",
    "MESSAGES": "4266FB7B-7C7A-4B23-9EE8-02C2FA2A2341",
    "REST_API": "58437195-DA97-436E-8C3D-7FF126B719D7",
    "RUNSUB": "F8B958D0-8CD3-40DF-97D3-5862930B0807",
    "AGENTSTATE": "BF982147-891C-4AB5-A304-1A3C9C9B4D01",
    "FORWARD_EMAIL_DIGITAL": "895BD5F3-5C44-4591-A487-652E5C4A0642",
    "NOTE": "1F385D77-15FA-4833-8801-1738D7DA8A0C",
}

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"


def web(
    name: str = "REQAGENT",
    properties: Sequence[Mapping[str, Any]] = (),
    *,
    header: Mapping[str, Any] | None = None,
    branches: Sequence[Mapping[str, Any]] = (),
    label: str = "A step",
    **more: Any,
) -> bytes:
    """A web script of one action, number 10, as the editor exports it."""
    content = {
        "header": {
            "scriptName": "Larkmont\\Queue",
            "busNo": 7314250,
            "mediaType": 4,
            "status": "Active",
        }
        | dict(header or {}),
        "actions": {
            "10": {
                "actionId": 10,
                "libraryId": GUIDS.get(name, ""),
                "name": name,
                "label": label,
                "x": 320,
            }
        },
        "properties": {"10": {str(n): dict(one) for n, one in enumerate(properties)}},
        "branches": {"10": list(branches)},
        **more,
        "schemaVersion": "1.0.0",
    }
    return json.dumps({"scriptContent": content}, indent=1, ensure_ascii=False).encode()


def desktop(name: str = "REQAGENT", *values: str, raw: str | None = None) -> bytes:
    """A Desktop script of one action, number 10; `raw` is the XML inside `Parameters` as it stands."""
    strings = "".join(f"\n        <string>{escape(value)}</string>" for value in values)
    return f"""\ufeff<?xml version="1.0" encoding="utf-8"?>
<ScriptContainer noNamespaceSchemaLocation="http://lab/scriptcontainer.xsd" BusNo="7314250" UserID="70518823">
  <Actions>
    <ActionStruct>
      <ActionID>10</ActionID>
      <Action>{name}</Action>
      <Caption>Ask &amp; wait é</Caption>
      <Parameters>{strings if raw is None else raw}
      </Parameters>
      <Cases><BranchStruct><Text>41870264</Text><ActionID>11</ActionID></BranchStruct></Cases>
      <X>2284</X>
      <LibraryID>{GUIDS[name].lower()}</LibraryID>
    </ActionStruct>
  </Actions>
  <LibraryItem LibraryID="c41d7e90-2b6a-4f13-9d58-0a7be3f6152c" BusNo="7314250" Name="Queue" MediaType="4">
    <Icon>AAEAAAD41870264</Icon>
    <ImplPath>Larkmont\\Queue</ImplPath>
    <ModifyUserID>70518823</ModifyUserID>
    <URI>/custom/7314250/Queue</URI>
  </LibraryItem>
  <MediaType>4</MediaType>
</ScriptContainer>""".encode()


def clipboard(name: str = "REQAGENT", *values: str) -> bytes:
    action = {
        "ActionID": 10,
        "Action": name,
        "Caption": "A step",
        "Parameters": values,
        "LibraryID": GUIDS[name].lower(),
    }
    rest = {"BusNo": 0, "LibraryItem": None, "MediaType": 0, "ModifyDate": "/Date(0)/", "UserID": 0}
    return b"INCONTROL.NET-COPYCUTCOMMAND\r\n" + json.dumps({"Actions": [action], **rest}).encode()


def one(name: str, value: object, **more: object) -> dict[str, object]:
    return {"name": name, "value": value, **more}


def web_script(name: str, *properties: Mapping[str, Any], **more: Any) -> Script:
    return read_script(web(name, properties, **more))
