"""What went wrong, as the command line tells it: a problem of the server, or an error of our own put into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.text import Text

from releve.domain.errors import Code, ReleveError
from releve.domain.say import say
from releve.languages.speaker import Speaker


@dataclass(slots=True)
class Told(Exception):
    """Already in the reader's language."""

    code: Code
    detail: str
    hint: str = ""
    reasons: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    request_id: str = ""

    def __str__(self) -> str:
        return self.detail

    def record(self) -> dict[str, Any]:
        """For `--json`, in the shape of the API's problems."""
        return {
            "code": self.code,
            "detail": self.detail,
            "hint": self.hint or None,
            "reasons": list(self.reasons),
            "fields": dict(self.fields),
            "facts": dict(self.facts),
            "requestId": self.request_id,
        }


def told(error: ReleveError, speaker: Speaker) -> Told:
    """An error of this process in the reader's language."""
    return Told(
        error.code,
        speaker.say(error.message),
        speaker.say(error.hint) if error.hint else "",
        tuple(speaker.say(reason) for reason in error.reasons),
        {name: speaker.say(wrong) for name, wrong in error.fields.items()},
        error.facts,
    )


def from_problem(problem: Mapping[str, Any]) -> Told:
    """What the server said. A code that this release does not know is a fault of the server's."""
    code = problem.get("code")
    return Told(
        Code(code) if code in tuple(Code) else Code.INTERNAL,
        str(problem.get("detail", "")),
        str(problem.get("hint") or ""),
        tuple(problem.get("reasons", ())),
        problem.get("fields", {}),
        problem.get("facts", {}),
        str(problem.get("requestId", "")),
    )


def print_told(error: Told, speaker: Speaker, console: Console) -> None:
    """An error for people: what happened, every reason, every field, what to do next."""
    console.print(Text(error.detail, style="bold red"))
    for reason in error.reasons:
        console.print(Text(f"  • {reason}"))
    for name, wrong in error.fields.items():
        console.print(Text(f"  • {name}: {wrong}"))
    if error.hint:
        console.print(Text(error.hint))
    if error.request_id and error.code == "internal":
        asked = speaker.say(say("Request: {id}", id=error.request_id))
        console.print(Text(asked, style="dim"))
