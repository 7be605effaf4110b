"""Which values of a script are searched, and what the table of actions says of all numbers in them."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from releve.scripts.actions import slot_of
from releve.scripts.claims import Claim, Rule
from releve.scripts.flow.actions import NEUTRAL, is_setting
from releve.scripts.hints import is_quantity
from releve.scripts.references import HEADER, kind_at
from releve.scripts.script import Action, Form, Property, Script, Value
from releve.scripts.texts import NEAR_SECRETS, is_secret

#: Without one of these there is nothing to judge in a text, folded: no number, no region of a host (`na1.`), no key.
_SIGN = re.compile(rf"[0-9](?:[0-9]{{2}}|(?<=[a-z][0-9])[0-9]?[.-])|{NEAR_SECRETS}")
#: Header values that are wiring.
_PASSED_OVER = frozenset({"mediaType", "nextActionId", "timestamp", "LibraryID"})
#: Actions that are remarks for the reader, and their properties that are layout.
_REMARKS = frozenset({"ANNOTATION", "NOTE"})
_LAYOUT = frozenset({"Width", "Height"})


@dataclass(slots=True)
class Searched:
    """A value that is searched. `claim` is said of every number in it; `is_remark`: nothing acts on it."""

    action: str
    value: Value
    is_remark: bool = False
    claim: Claim | None = None
    name: str = ""


def values_of(script: Script) -> Iterator[tuple[str, Value]]:
    """Yield `(action, value)` of everything that people can read in a script, in the order of the file."""
    yield from ((HEADER, value) for value in script.header if value.place not in _PASSED_OVER)
    for action in script.actions:
        if action.label is not None:
            yield action.id, Value("label", *_but_place(action.label))
        for each in action.properties:
            yield from ((action.id, value) for value in each.values)
            if each.description is not None:
                yield action.id, each.description
        yield from ((action.id, value) for value in action.branches)
    yield from ((HEADER, value) for value in script.rest)


def searched(script: Script, known: Collection[int] = ()) -> Iterator[Searched]:
    """Yield every value that could hold an id, a key or an address. `known`: where values begin of which something is known."""
    for value in script.header:
        if value.place not in _PASSED_OVER:
            yield Searched(HEADER, value, is_remark=True)
    for action in script.actions:
        if action.label is not None:
            yield Searched(action.id, Value("label", *_but_place(action.label)), is_remark=True)
        for each in action.properties:
            yield from _of_property(action, each, known)
        for value in action.branches:
            yield Searched(action.id, value)
    for value in script.rest:
        yield Searched(HEADER, value, is_remark=True)


def _but_place(value: Value) -> tuple[str, int, int, Form]:
    return value.text, value.start, value.end, value.form


def _of_property(action: Action, each: Property, known: Collection[int]) -> Iterator[Searched]:
    telling = [
        one
        for one in each.values
        if one.start in known or _tells(one) or is_secret(each.name, one.text)
    ]
    if not telling and each.description is None:
        return
    remark = action.name.upper() in _REMARKS
    if remark and each.name in _LAYOUT:
        return
    kind, _ = kind_at(action, each)
    slot = slot_of(action, each.name, each.index)
    claim = None
    if kind in NEUTRAL:
        claim = Claim(NEUTRAL[kind], Rule.SETTING)
    elif slot is not None and not kind and not slot.told_by:
        claim = Claim("number", Rule.SETTING) if is_setting(each.name) else Claim("text", Rule.TEXT)
    elif slot is None and is_quantity(each.name):
        claim = Claim("number", Rule.SETTING, each.name)
    for value in telling:
        yield Searched(action.id, value, remark, claim, each.name)
    if each.description is not None and _tells(each.description):
        yield Searched(action.id, each.description, is_remark=True)


def _tells(value: Value) -> bool:
    return bool(value.text) and _SIGN.search(value.text.casefold()) is not None
