"""The register of outside identifiers as rows of a CSV, for whoever plans the tests or shows that they were made."""

from collections.abc import Callable, Iterable, Iterator

from releve.app.outside import Line, State
from releve.domain.outside import Outcome, Sort, Test
from releve.domain.say import Message, say

#: Puts a message into the reader's language.
Say = Callable[[Message], str]

HEADER = (
    "state",
    "system",
    "identifier",
    "use",
    "scripts",
    "places",
    "owner",
    "testedOn",
    "outcome",
    "testedBy",
    "note",
    "otherTestedOn",
    "otherOutcome",
)

STATES = {
    State.FAILED: say("Failed"),
    State.UNTESTED: say("Never tested"),
    State.CHANGED: say("To test again"),
    State.TESTED: say("Tested, works"),
    State.GONE: say("In no script any more"),
}
OUTCOMES = {Outcome.WORKS: say("Works"), Outcome.FAILS: say("Fails")}
SORTS = {
    Sort.ADDRESS: say("address asked"),
    Sort.SENT: say("sent"),
    Sort.TAKEN: say("taken from the answer"),
    Sort.KEY: say("key in clear"),
}


def outside_rows(lines: Iterable[Line], say: Say) -> Iterator[tuple[str, ...]]:
    """The header, then a row for each line."""
    yield HEADER
    for one in lines:
        places = (
            f"{used.path}: {where.action} {where.place}".strip()
            for used in one.used_in
            for where in used.places
        )
        yield (
            say(STATES[one.state]),
            one.system,
            one.identifier,
            ", ".join(say(SORTS[sort]) for sort in one.sorts),
            " | ".join(used.path for used in one.used_in),
            " | ".join(places),
            one.note.owner,
            *_test(one.note.test, say),
            *_test(one.there, say)[:2],
        )


def _test(test: Test | None, say: Say) -> tuple[str, str, str, str]:
    return (test.on, say(OUTCOMES[test.outcome]), test.by, test.note) if test else ("", "", "", "")
