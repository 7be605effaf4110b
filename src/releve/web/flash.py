"""A flash: a sentence that the next page shows once, such as “Saved.” after a form.

It travels in a cookie that lives half a minute. The cookie is not signed: it holds nothing but text, which the
page escapes, and nothing is decided by it.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

COOKIE = "releve_flash"
AGE_S_MAX = 30
TEXT_CHARS_MAX = 500
FLASHES_MAX = 4


class Tone(StrEnum):
    GOOD = "good"
    INFO = "info"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Flash:
    """A sentence in the reader's language already."""

    text: str
    tone: Tone = Tone.GOOD


def written(flashes: Iterable[Flash]) -> str:
    """The value of the cookie. What is too long or too much is cut off."""
    rows = [[flash.tone, flash.text[:TEXT_CHARS_MAX]] for flash in flashes][:FLASHES_MAX]
    return base64.urlsafe_b64encode(orjson.dumps(rows)).decode()


def read(cookie: str) -> list[Flash]:
    """The inverse of `written`; nothing for a cookie that we did not write."""
    try:
        rows = orjson.loads(base64.urlsafe_b64decode(cookie))
    except (binascii.Error, ValueError):
        return []
    if not isinstance(rows, list):
        return []
    return [flash for row in rows[:FLASHES_MAX] if (flash := _flash(row)) is not None]


def _flash(row: Any) -> Flash | None:
    match row:
        case [str() as tone, str() as text] if tone in set(Tone):
            return Flash(text[:TEXT_CHARS_MAX], Tone(tone))
    return None
