"""A script as the body of an entity of the kind `script`, and back to the bytes of its file."""

from collections.abc import Mapping
from typing import Any

from releve.domain.errors import Invalid
from releve.domain.say import say
from releve.scripts.decisions import Decision, Settled, decisions_of, translated
from releve.scripts.formats import read_script
from releve.scripts.rewrite import Rewritten, Translate
from releve.scripts.script import Script

_ENCODINGS = frozenset({"utf-8", "utf-8-sig"})


def script_body(script: Script, path: str = "") -> dict[str, Any]:
    """The body. `path` is used where the script carries none. Raises Invalid where there is none at all."""
    if not (script.path or path):
        raise Invalid(
            say("This script does not say its path."),
            say("Give the path it shall have, for example Common\\Voicemail."),
        )
    body: dict[str, Any] = {
        "path": script.path or path,
        "mediaType": script.media_type,
        "purposeType": script.purpose,
        "format": script.format.value,
        "encoding": script.encoding,
        "status": script.status,
        "content": script.text,
    }
    return {name: value for name, value in body.items() if value not in (None, "")}


def export(body: Mapping[str, Any]) -> bytes:
    """The file of this body: exactly the bytes that were read, or those of the last rewrite."""
    encoding = str(body.get("encoding", "utf-8"))
    assert encoding in _ENCODINGS, f"a body with the encoding {encoding}"
    return str(body["content"]).encode(encoding)


def script_of(body: Mapping[str, Any]) -> Script:
    """The script of this body. Raises Invalid if its content is not one."""
    return read_script(export(body))


def body_with(body: Mapping[str, Any], found: Rewritten, translate: Translate) -> dict[str, Any]:
    """The body with its content rewritten, and its decisions as they are for the target tenant."""
    decisions = decisions_of(body)
    there = [translated(one, _counterpart(one, translate)).record() for one in decisions]
    return {**body, "content": found.text} | ({"decisions": there} if there else {})


def _counterpart(one: Decision, translate: Translate) -> str | None:
    return translate(one.kind, one.value) if one.settled is Settled.IS_ID else None
