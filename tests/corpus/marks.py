"""Marks in a text: `«41870264|skill|H1»` stands for `41870264` and says what it truly is.

    «41870264|skill|H4»        a true id of that kind: it must be rewritten
    «6733|digital_tag|ask|H9»  a true id of which nobody can be certain from the scripts and the inventory
    «2284|not|T6»              a number that equals an id and is none here: it must not be rewritten
    «609|remark|hours|H19»     what is told and never rewritten: an id in a comment, a host, a key, a name

The last word is the hiding place or the trap that the mark is an example of. T14, a new id that equals an old one,
is a trap of true ids.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: Hiding places H1–H23 and traps T1–T14 are those of the reference of the domain; these are ours.
MORE_PLACES = {
    "H24": "the telling name of a variable and nothing else",
    "H25": "a name that is built from an id at run time",
}
MORE_TRAPS = {
    "T15": "inside a switch on the tenant: the script already knows where it runs",
    "T16": "a variable that held an id, reused for something else",
    "T17": "digits of a menu, and what is spoken or written to people",
    "T18": "indexes, lengths and positions in a text",
    "T19": "numbers of other systems: contracts, customers, postcodes, prices",
}

_MARK = re.compile(r"«([^«»|]+)\|([^«»]+)»")
_CLASS = re.compile(r"[HT][1-9][0-9]?")
TRUTHS = ("id", "ask", "not", "remark")


@dataclass(frozen=True, slots=True)
class Mark:
    """What one mark says. `offset` is in the text without marks; `place` is `H4`, `T5` …"""

    offset: int
    value: str
    kind: str
    truth: str
    place: str


def unmarked(text: str) -> str:
    """The text as a script has it."""
    return _MARK.sub(lambda found: found[1], text)


def marks(text: str) -> Iterator[Mark]:
    """Yield what the marks of a text say, in their order. Raises ValueError for a mark that says nothing clear."""
    hidden = 0
    for found in _MARK.finditer(text):
        value, words = found[1], found[2].split("|")
        yield _read(found.start() - hidden, value, words, found[0])
        hidden += len(found[0]) - len(value)
    if "«" in unmarked(text) or "»" in unmarked(text):
        raise ValueError(f"a mark is left open in {text!r}")


def _read(offset: int, value: str, words: list[str], whole: str) -> Mark:
    match words:
        case ["not", place]:
            kind, truth = "", "not"
        case ["remark", kind, place]:
            truth = "remark"
        case [kind, "ask", place]:
            truth = "ask"
        case [kind, place]:
            truth = "id"
        case _:
            raise ValueError(f"{whole} says nothing clear")
    right = "T" if truth == "not" else "H"
    fits = place[:1] == right or (truth == "id" and place == "T14")
    if not _CLASS.fullmatch(place) or not fits:
        raise ValueError(f"{whole} belongs to no class of {truth}")
    return Mark(offset, value, kind, truth, place)
