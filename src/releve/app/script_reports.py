"""What a scan of files found, for programs: a line of JSON for each place, and SARIF for those who review code."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from releve import __version__
from releve.app.script_files import Inventory, Scanned
from releve.domain.say import Message
from releve.scripts.claims import Rule
from releve.scripts.occurrences import Occurrence, Verdict

#: Puts a message into the language of the reader.
Say = Callable[[Message], str]
#: What somebody has to do about it.
_LEVELS: Mapping[Verdict, str] = {
    Verdict.ASK: "warning",
    Verdict.REWRITTEN: "note",
    Verdict.NEUTRAL: "none",
}


def line(
    scanned: Scanned, one: Occurrence, inventory: Inventory | None, reason: str
) -> dict[str, Any]:
    """One place: `file`, `action`, `property`, `offset` and `length` in characters of the decoded value, `value` (empty for a
    secret), `kind` in the words of the inventory, `verdict`, `rule`, `reason`, `confidence`."""
    entry = inventory.entry(one.value, one.kind) if inventory else None
    return {
        "file": scanned.file,
        "action": one.action,
        "property": one.place,
        "offset": one.offset,
        "length": one.length,
        "value": one.value,
        "kind": entry.called if entry else one.kind,
        "verdict": one.verdict.value,
        "rule": one.rule.value,
        "reason": reason,
        "confidence": one.confidence,
    }


def sarif(found: Iterable[Scanned], say: Say) -> dict[str, Any]:
    """A log of SARIF 2.1.0 with everything but what is neutral. Keys and passwords stand in it by their place alone."""
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "releve",
                        "version": __version__,
                        "rules": [{"id": rule.value} for rule in Rule],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [result for one in found for result in _results(one, say)],
            }
        ],
    }


def _results(scanned: Scanned, say: Say) -> Iterator[dict[str, Any]]:
    if scanned.script is None or scanned.found is None:
        return
    text = scanned.script.text
    for one in scanned.found.occurrences:
        if one.verdict is Verdict.NEUTRAL:
            continue
        line = text.count("\n", 0, one.start) + 1
        column = one.start - text.rfind("\n", 0, one.start)
        yield {
            "ruleId": one.rule.value,
            "level": _LEVELS[one.verdict],
            "message": {"text": say(one.reason)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": scanned.file},
                        "region": {
                            "startLine": line,
                            "startColumn": column,
                            "endColumn": column + one.end - one.start,
                        },
                    },
                    "logicalLocations": [{"name": f"{one.action}/{one.place}", "kind": "member"}],
                }
            ],
            "properties": {"kind": one.kind, "verdict": one.verdict.value},
        }
