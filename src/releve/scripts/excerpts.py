"""What stands around a place, for a person to read: one line of it, and nothing that is to be kept secret."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from releve.scripts.script import Script
from releve.scripts.searched import searched
from releve.scripts.texts import is_secret, secrets

#: How much of a line is shown on either side.
AROUND_CHARS = 60
#: What is shown in place of a secret.
HIDDEN = "•••"
COVER = "•"

Span = tuple[int, int]
#: Action, property and text of a value → the parts of it that are not to be shown.
Secrets = Mapping[tuple[str, str, str], Sequence[Span]]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """`line` counts from 1 in a text of several lines, and is 0 in others."""

    line: int
    before: str
    match: str
    after: str


def secrets_in(script: Script) -> Secrets:
    """Keys and passwords wherever they stand, be it in a comment or a caption."""
    found: dict[tuple[str, str, str], list[Span]] = {}
    for each in searched(script):
        text = each.value.text
        spans = [(0, len(text))] if is_secret(each.name, text) else sorted(secrets(text))
        if spans:
            found[each.action, each.value.place, text] = spans
    return found


def excerpt(text: str, start: int, end: int, secret: Sequence[Span] = ()) -> Excerpt:
    """The place from `start` to before `end`, in its line."""
    begin = text.rfind("\n", 0, start) + 1
    close = text.find("\n", end)
    close = len(text) if close < 0 else close
    return Excerpt(
        text.count("\n", 0, begin) + 1 if "\n" in text else 0,
        veiled(text, max(begin, start - AROUND_CHARS), start, secret),
        veiled(text, start, end, secret),
        veiled(text, end, min(close, end + AROUND_CHARS), secret),
    )


def covered(text: str, secret: Sequence[Span]) -> str:
    """The text with every character of what is secret covered, so that places in it stay what they are."""
    for start, end in secret:
        text = text[:start] + COVER * (end - start) + text[end:]
    return text


def veiled(text: str, start: int, end: int, secret: Sequence[Span], sign: str = HIDDEN) -> str:
    """A part of the text, with a sign in place of what is secret."""
    shown, at = "", start
    for begin, close in secret:
        if close > at and begin < end:
            shown += text[at : max(at, begin)] + sign
            at = close
    return shown + text[at:end]
