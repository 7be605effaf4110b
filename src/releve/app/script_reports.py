"""What a scan of files found, for programs: a line of JSON for each place, and SARIF for those who review code."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from releve import __version__
from releve.app.script_files import Inventory, Scanned
from releve.domain.say import Message, say
from releve.scripts.claims import Rule
from releve.scripts.occurrences import Occurrence, Verdict

#: Puts a message into the language of the reader.
Say = Callable[[Message], str]
#: What somebody has to do about it. Neutral places are not told.
_LEVELS: Mapping[Verdict, str] = {Verdict.ASK: "warning", Verdict.REWRITTEN: "note"}

RULES: Mapping[Rule, Message] = {
    Rule.TYPED: say("The property holds identifiers of this kind."),
    Rule.COPY: say("The display text beside such a property."),
    Rule.HEADER: say("The tenant's own number, or who saved the script."),
    Rule.FLOW: say("The value arrives in a property that holds identifiers."),
    Rule.PARAMETER: say("The value is handed to a script that uses it as an identifier."),
    Rule.COMPARED: say("The value is compared with an identifier."),
    Rule.VERB: say("The value stands behind a word in a list that says what follows."),
    Rule.ADDRESS: say("The value stands in an address, behind a segment that says of what."),
    Rule.FIELD: say("The value is that of a field whose name says of what."),
    Rule.NAMED: say("The name of the variable or function says of what."),
    Rule.COLUMN: say("All that stands in this column of the table are identifiers."),
    Rule.UNIQUE: say("A UUID of the tenant: nothing else can equal it."),
    Rule.SETTING: say("A number, not an identifier."),
    Rule.TEXT: say("Text that nothing looks up."),
    Rule.PHONE: say("A phone number, never translated by its digits."),
    Rule.PATH: say("A path, the same in both tenants."),
    Rule.REMARK: say("Nothing acts on this."),
    Rule.SWITCHED: say("The script asks itself in which tenant it runs."),
    Rule.CONSTANT: say("The same in every tenant."),
    Rule.UNKNOWN: say("An identifier stands here that the tenant does not have as such."),
    Rule.AMBIGUOUS: say("More than one thing could stand here."),
    Rule.EXISTS: say("The number equals an identifier; nothing says that it is meant."),
    Rule.BUILT: say("A name is put together from an identifier."),
    Rule.CREDENTIAL: say("A key or a password in clear."),
    Rule.HOST: say("The address of one region."),
    Rule.LIBRARY: say("A custom library action: the other tenant may not have it."),
    Rule.DECIDED: say("A person has said what it is."),
}

#: Told in SARIF beside the rules: no verdict rests on it.
UNREAD = "unread"
_UNREAD: Message = say("Code that could not be read: what stands in it is not followed.")


def line(
    scanned: Scanned, one: Occurrence, inventory: Inventory | None, reason: str
) -> dict[str, Any]:
    """One place: `file`, `action`, `property`, `offset` and `length` in characters of the decoded value, `value` (empty for a
    secret), `kind` in the words of the inventory, `verdict`, `rule`, `reason`, `confidence`."""
    return {
        "file": scanned.file,
        "action": one.action,
        "property": one.place,
        "offset": one.offset,
        "length": one.length,
        "value": one.value,
        "kind": inventory.word(one.value, one.kind) if inventory else one.kind,
        "verdict": one.verdict.value,
        "rule": one.rule.value,
        "reason": reason,
        "confidence": one.confidence,
    }


def sarif(found: Sequence[Scanned], say: Say, where: Callable[[str], str]) -> dict[str, Any]:
    """A log of SARIF 2.1.0 with everything but what is neutral. Keys and passwords stand in it by their place alone. `where` says
    where a file stands for whoever reads the log."""
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "releve",
                        "version": __version__,
                        "rules": [
                            {"id": str(rule), "shortDescription": {"text": say(what)}}
                            for rule, what in (*RULES.items(), (UNREAD, _UNREAD))
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [_invocation(found, say, where)],
                "results": [
                    result for one in found for result in _results(one, say, _uri(one, where))
                ],
            }
        ],
    }


def _uri(scanned: Scanned, where: Callable[[str], str]) -> dict[str, str]:
    return {"uri": quote(where(scanned.file))}


def _invocation(found: Iterable[Scanned], say: Say, where: Callable[[str], str]) -> dict[str, Any]:
    """Whether all files could be read, and why not."""
    told = [
        {
            "level": "error",
            "message": {"text": say(one.problem.message)},
            "locations": [{"physicalLocation": {"artifactLocation": _uri(one, where)}}],
        }
        for one in found
        if one.problem is not None
    ]
    return {"executionSuccessful": not told, "toolExecutionNotifications": told}


def _results(scanned: Scanned, say: Say, uri: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    if scanned.script is None or scanned.found is None:
        return
    lines = _Lines(scanned.script.text)
    for one in scanned.places:
        if one.verdict in _LEVELS:
            yield {
                "ruleId": one.rule.value,
                "level": _LEVELS[one.verdict],
                "message": {"text": say(one.reason)},
                "locations": [_place(uri, lines.region(one.start, one.end), one.action, one.place)],
                "properties": {"kind": one.kind, "verdict": one.verdict.value},
            }
    for gap in scanned.found.gaps:
        yield {
            "ruleId": UNREAD,
            "level": "note",
            "message": {"text": say(_UNREAD)},
            "locations": [_place(uri, lines.region(gap.start, gap.end), gap.action, gap.property)],
        }


def _place(
    uri: Mapping[str, str], region: Mapping[str, int], action: str, property: str
) -> dict[str, Any]:
    return {
        "physicalLocation": {"artifactLocation": uri, "region": region},
        "logicalLocations": [{"fullyQualifiedName": f"{action}/{property}", "kind": "member"}],
    }


class _Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]

    def region(self, start: int, end: int) -> dict[str, int]:
        """From `start` to before `end`, lines and columns counted from 1."""
        first, last = (bisect_right(self._starts, at) for at in (start, end - 1))
        return {
            "startLine": first,
            "startColumn": start - self._starts[first - 1] + 1,
            "endLine": last,
            "endColumn": end - self._starts[last - 1] + 1,
        }
