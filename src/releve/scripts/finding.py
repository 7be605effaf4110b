"""Where in a script a text stands: in values and code, captions, types of actions, names of properties, or as an identifier.

What looks like a key or a password is neither shown nor found: it is put out of the text before anything is compared.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from releve.domain.errors import Invalid
from releve.domain.kinds import KINDS
from releve.domain.say import say
from releve.scripts.excerpts import HIDDEN, Excerpt, Secrets, Span, excerpt, secrets_in, veiled
from releve.scripts.occurrences import Occurrence
from releve.scripts.patterns import pattern_of
from releve.scripts.references import HEADER, kind_at
from releve.scripts.scan import Scan
from releve.scripts.script import Action, Script

TEXT_MAX = 200
#: How many places of one script are told.
HITS_MAX = 50
#: A line is compared in parts of so many characters, each of which begins in the one before it.
_PART, _OVERLAP = 600, 250
#: Stands in a text for what is not to be shown. Nobody can type it; it is shown as `HIDDEN`.
_MASK = "\ue000"


class Where(StrEnum):
    """Where is searched."""

    EVERYWHERE = "everywhere"
    IDENTIFIERS = "identifiers"
    CAPTIONS = "captions"
    ACTIONS = "actions"
    PROPERTIES = "properties"
    VALUES = "values"


class OutOfTime(Exception):
    """The search was told to stop."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place. `action` is an id or `header`; `found` is what is known of it where it is an identifier."""

    where: Where
    action: str
    action_name: str
    caption: str
    place: str
    excerpt: Excerpt
    found: Occurrence | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """`is_plain`: a text, so that where it is not in a value, it is in no line of it."""

    pattern: re.Pattern[str]
    is_plain: bool


def wanted(text: str, *, is_pattern: bool, match_case: bool) -> Wanted:
    """What is searched for. Raises Invalid for nothing, and for a regular expression that is wrong or too costly."""
    if not text.strip():
        raise Invalid(say("There is nothing to search for."), say("Type what you look for."))
    if len(text) > TEXT_MAX:
        raise Invalid(
            say("The text has more than {max} characters.", max=TEXT_MAX),
            say("Search for a part of it."),
        )
    if is_pattern:
        return Wanted(pattern_of(text, match_case=match_case), is_plain=False)
    flags = re.NOFLAG if match_case else re.IGNORECASE
    return Wanted(re.compile(re.escape(text), flags), is_plain=True)


def find(
    script: Script,
    what: Wanted,
    where: Where,
    scanned: Callable[[], Scan],
    is_over: Callable[[], bool] = lambda: False,
) -> list[Hit]:
    """The places, in the order of the file, at most `HITS_MAX`. `scanned` judges the script, and is asked for identifiers only.
    Raises OutOfTime once `is_over`."""
    if where is Where.IDENTIFIERS:
        return hits_of(
            script, scanned(), lambda one: is_identifier(one) and _fits(one.value, what.pattern)
        )
    plain = _first(_hits(script, what, where, {}, is_over))
    secrets = secrets_in(script) if plain else {}
    return _first(_hits(script, what, where, secrets, is_over)) if secrets else plain


def _fits(value: str, pattern: re.Pattern[str]) -> bool:
    return pattern.fullmatch(value) is not None


def is_identifier(one: Occurrence) -> bool:
    """Of something that is configured, or taken for one until a person decides."""
    return not one.is_secret and (one.kind in KINDS or one.is_open)


def hits_of(script: Script, scan: Scan, chosen: Callable[[Occurrence], bool]) -> list[Hit]:
    """The chosen places of a script, at most `HITS_MAX`."""
    actions = {action.id: action for action in script.actions}
    secrets = secrets_in(script)
    hits = []
    for one in islice(filter(chosen, scan.occurrences), HITS_MAX):
        spot = _Spot(Where.IDENTIFIERS, actions.get(one.action), one.place, one.text)
        around = excerpt(one.text, one.offset, one.offset + one.length, spot.secret(secrets))
        hits.append(spot.hit(around, one))
    return hits


def calls_of(script: Script, is_meant: Callable[[str], bool]) -> list[Hit]:
    """The places where the script runs or names another one by a path that is meant; paths put together at run time are not."""
    hits = []
    for action in script.actions:
        for each in action.properties:
            for value in each.values if kind_at(action, each)[0] == "script" else ():
                if "{" not in value.text and is_meant(value.text.strip()):
                    spot = _Spot(Where.VALUES, action, value.place, value.text)
                    hits.append(spot.hit(excerpt(value.text, 0, len(value.text))))
    return hits[:HITS_MAX]


@dataclass(frozen=True, slots=True)
class _Spot:
    """A text that is searched. `action` is None in the header."""

    where: Where
    action: Action | None
    place: str
    text: str

    def secret(self, secrets: Secrets) -> Sequence[Span]:
        key = (self.action.id if self.action else HEADER, self.place, self.text)
        return secrets.get(key, ())

    def hit(self, around: Excerpt, found: Occurrence | None = None) -> Hit:
        action = self.action
        return Hit(
            self.where,
            action.id if action else HEADER,
            action.name if action else "",
            action.label.text if action and action.label else "",
            self.place,
            around,
            found,
        )


def _hits(
    script: Script,
    what: Wanted,
    where: Where,
    secrets: Secrets,
    is_over: Callable[[], bool],
) -> Iterator[Hit]:
    for spot in _spots(script):
        if where not in (Where.EVERYWHERE, spot.where):
            continue
        if what.is_plain and not what.pattern.search(spot.text):
            continue
        text = veiled(spot.text, 0, len(spot.text), spot.secret(secrets), _MASK)
        begin = 0
        for line in text.split("\n"):
            for start, end in _spans(line.rstrip("\r"), what.pattern, is_over):
                yield spot.hit(_shown(excerpt(text, begin + start, begin + end)))
            begin += len(line) + 1


def _shown(one: Excerpt) -> Excerpt:
    before, match, after = (
        part.replace(_MASK, HIDDEN) for part in (one.before, one.match, one.after)
    )
    return Excerpt(one.line, before, match, after)


def _spans(line: str, pattern: re.Pattern[str], is_over: Callable[[], bool]) -> Iterator[Span]:
    """Where the pattern fits in a line, each place once."""
    if len(line) <= _PART:
        if is_over():
            raise OutOfTime
        yield from (found.span() for found in pattern.finditer(line) if found[0].strip(_MASK))
        return
    done, step = 0, _PART - _OVERLAP
    for begin in range(0, max(1, len(line) - _OVERLAP), step):
        if is_over():
            raise OutOfTime
        for found in pattern.finditer(line, max(begin, done), min(begin + _PART, len(line))):
            is_of_next = found.start() >= begin + step and begin + _PART < len(line)
            if found[0].strip(_MASK) and found.start() >= done and not is_of_next:
                done = found.end()
                yield found.span()


def _first(hits: Iterator[Hit]) -> list[Hit]:
    return list(islice(hits, HITS_MAX))


def _spots(script: Script) -> Iterator[_Spot]:
    yield _Spot(Where.VALUES, None, "path", script.path)
    for value in script.header:
        yield _Spot(Where.VALUES, None, value.place, value.text)
    for action in script.actions:
        yield _Spot(Where.ACTIONS, action, "", action.name)
        if action.label is not None:
            yield _Spot(Where.CAPTIONS, action, "label", action.label.text)
        for each in action.properties:
            yield _Spot(Where.PROPERTIES, action, each.name, each.name)
            described = [] if each.description is None else [each.description]
            for value in (*each.values, *described):
                yield _Spot(Where.VALUES, action, value.place, value.text)
        for branch in action.branches:
            yield _Spot(Where.VALUES, action, branch.place, branch.text)
    for value in script.rest:
        yield _Spot(Where.VALUES, None, value.place, value.text)
