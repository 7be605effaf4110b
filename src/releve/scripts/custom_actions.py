"""Custom library actions: what a customer has added to the platform's own actions.

The name of such an action carries the GUID of its library. It is the same in every tenant that has the library, so it is not
translated. Whether the other tenant has the library is told beside the places to judge, once a script: nobody has to decide
anything in the script for it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from releve.domain.say import Message, say
from releve.scripts.actions import SLOTS
from releve.scripts.claims import Rule
from releve.scripts.judging import Judge
from releve.scripts.occurrences import Occurrence, Verdict
from releve.scripts.script import Action, Form, Format, Script
from releve.scripts.texts import GUID

SIGN = "_LIBID_"
#: What an occurrence has for a place: the name of the action itself.
PLACE = "name"
_NAME = re.compile(rf"(?P<name>.*){SIGN}(?P<library>{GUID})\s*\Z")
#: Where a script says which library it is itself.
_OWN = frozenset({"LibraryID", "libraryId"})

_CHECK: Message = say(
    "A custom library action. Its identifier is the same in every tenant that has the library: check that the BCP tenant has it."
)


@dataclass(frozen=True, slots=True)
class CustomAction:
    """`action` is the first action of this library in the script; `library` its GUID, in small letters."""

    action: str
    name: str
    library: str


def custom_actions(script: Script) -> list[CustomAction]:
    """Each library once, in the order of the file; the platform's own ones are everywhere and left out."""
    return [CustomAction(action.id, read["name"], one) for one, action, read in _used(script)]


def _used(script: Script) -> Iterator[tuple[str, Action, re.Match[str]]]:
    """Yield each library with the first of its actions, whose name was read."""
    seen = set(SLOTS)
    for action in script.actions:
        if SIGN in action.name and (read := _NAME.match(action.name)) is not None:
            library = read["library"].casefold()
            if library not in seen:
                seen.add(library)
                yield library, action, read


def library_of(script: Script) -> str:
    """The GUID by which other scripts use this one as a library action; empty if it has none."""
    own = (value.text.strip() for value in script.header if value.place in _OWN)
    return next(own, "").casefold()


def libraries(script: Script, judge: Judge) -> Iterator[Occurrence]:
    """Yield a place to check for each custom library action, unless the inventory has it."""
    for library, action, read in _used(script):
        start = script.text.find(action.name)
        if judge.known(library) or start < 0:  # written with escapes; the name has none of its own
            continue
        at = read.start("library")
        yield Occurrence(
            action=action.id,
            place=PLACE,
            text=action.name,
            offset=at,
            length=len(library),
            kind="",
            verdict=Verdict.ASK,
            rule=Rule.LIBRARY,
            reason=_CHECK,
            confidence=0.9,
            start=start + at,
            end=start + at + len(library),
            form=Form.XML_TEXT if script.format is Format.XML else Form.JSON_STRING,
        )
