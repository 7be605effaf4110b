"""Is a document what its kind declares? Every wrong field is named, and what is understood is put in its stored form.

Numbers and booleans that arrive as text are understood; what nothing declares is left out.
"""

import datetime
import math
import re
from collections.abc import Mapping
from typing import Any

import orjson

from releve.domain.clock import stamp
from releve.domain.errors import Invalid
from releve.domain.kind import (
    Body,
    Choice,
    Content,
    Date,
    Field,
    Flag,
    Group,
    Instant,
    Int,
    Kind,
    Many,
    Number,
    Open,
    Ref,
    RefBy,
    Text,
    Time,
)
from releve.domain.say import Message, say


def validated(kind: Kind, body: Mapping[str, Any]) -> Body:
    """A checked copy holding declared fields only, in the order declared. Empty values are left out.

    Raises Invalid naming every wrong field. References are checked for their form here, for existence by
    whoever has a store. Numbers and booleans that arrive as text are understood.
    """
    wrong: dict[str, Message] = {}
    checked = _checked(kind.fields, body, "", wrong)
    for name in kind.key:
        if name not in checked and name not in wrong:
            wrong[name] = say("This field is required.")
    if wrong:
        raise Invalid(
            say("{kind}: some fields are not right.", kind=kind.label),
            say("Correct the fields named and try again."),
            fields=wrong,
        )
    return checked


def _checked(
    fields: tuple[Field, ...], body: Mapping[str, Any], prefix: str, wrong: dict[str, Message]
) -> Body:
    out: Body = {}
    for field in fields:
        value = body.get(field.name)
        if value is None and not field.required:
            continue  # most fields of most documents
        path = prefix + field.name
        if _is_missing(field, value, body):
            if field.required:
                wrong[path] = say("This field is required.")
            continue
        if isinstance(result := _value(field, value, path, wrong), Message):
            wrong[path] = result
        else:
            out[field.name] = result
    return out


def _is_missing(field: Field, value: Any, body: Mapping[str, Any]) -> bool:
    """Blanks alone do not fill a required field; an id beside a word that names no kind means nothing."""
    if isinstance(field, RefBy) and str(body.get(field.by)) not in field.kinds:
        return True
    if isinstance(value, str) and not isinstance(field, Content):
        return not value.strip() if field.required else value == ""
    return value is None


def _value(field: Field, value: Any, path: str, wrong: dict[str, Message]) -> Any:
    """The value in its stored form, or a Message saying what is wrong with it."""
    if type(field) is Text:  # most of them
        return _text(field, value)
    match field:
        case Group():
            if not isinstance(value, Mapping):
                return say("An object is expected here.")
            return _checked(field.fields, value, path + ".", wrong)
        case Many():
            if not isinstance(value, list | tuple):
                return say("A list is expected here.")
            return [_item(field.item, one, f"{path}.{n}", wrong) for n, one in enumerate(value)]
        case Open():
            return _storable_json(value)
        case Flag():
            return _flag(value)
        case Choice():
            return _choice(field, value)
        case Int():
            return _int(field, value)
        case Number():
            return _number(value)
        case Ref() | RefBy():
            return _id(field, value)
        case Date() | Time() | Instant():
            return _moment(field, value)
        case _:
            return _text(field, value)


def _item(field: Field, value: Any, path: str, wrong: dict[str, Message]) -> Any:
    """One element of a list, where nothing can be left out: an element that is not there is a fault."""
    result = say("This field is required.") if value is None else _value(field, value, path, wrong)
    if isinstance(result, Message):
        wrong[path] = result
    return result


def _text(field: Field, value: Any) -> str | Message:
    if isinstance(value, bool | list | dict):
        return say("Text is expected here.")
    text = str(value)
    if (fault := _unstorable(text)) is not None:
        return fault
    if isinstance(field, Text):
        if len(text) > field.max:
            return say("At most {max} characters are allowed.", max=field.max)
        if field.pattern and not re.fullmatch(field.pattern, text):
            return say("This does not have the right form.")
    return text


#: NUL, which PostgreSQL refuses, and halves of surrogate pairs, which are not text.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _unstorable(text: str) -> Message | None:
    if _UNSTORABLE.search(text):
        return say("This text holds characters that cannot be stored.")
    return None


#: A NUL as orjson writes it; an even number of backslashes before it would make it the six characters themselves.
_ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def _storable_json(value: Any) -> Any:
    """The value as it will be read again: JSON knows neither tuples nor NaN."""
    try:
        raw = orjson.dumps(value)
    except (TypeError, orjson.JSONEncodeError):
        return say("This is not JSON that can be stored.")
    if _ESCAPED_NUL.search(raw):
        return say("This text holds characters that cannot be stored.")
    return orjson.loads(raw)


def _flag(value: Any) -> bool | Message:
    if isinstance(value, bool):
        return value
    known = {
        "true": True,
        "1": True,
        "on": True,
        "yes": True,
        "false": False,
        "0": False,
        "no": False,
    }
    return known.get(str(value).lower(), say("Yes or no is expected here."))


def _choice(field: Choice, value: Any) -> str | int | Message:
    for option in field.options:
        if str(option) == str(value):
            return option
    return say("This is not one of the values offered.")


def _int(field: Int, value: Any) -> int | Message:
    try:
        number = int(value) if not isinstance(value, bool | float) else None
    except (TypeError, ValueError):
        number = None
    if number is None or not -(2**63) <= number < 2**63:
        return say("A whole number is expected here.")
    if field.min is not None and number < field.min:
        return say("The least allowed is {min}.", min=field.min)
    if field.max is not None and number > field.max:
        return say("The most allowed is {max}.", max=field.max)
    return number


def _number(value: Any) -> float | Message:
    try:
        number = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError, OverflowError):
        return say("A number is expected here.")
    return number if abs(number) < 1e300 else say("A number is expected here.")


def _id(field: Field, value: Any) -> int | str | Message:
    if isinstance(value, bool | float | list | dict):
        return say("An identifier is expected here.")
    if isinstance(value, int):
        return value if abs(value) < 2**63 else say("An identifier is expected here.")
    text = str(value).strip()
    if isinstance(field, Ref) and text in field.keep:
        return text
    return (
        text
        if 1 <= len(text) <= 100 and _unstorable(text) is None
        else say("An identifier is expected here.")
    )


def _moment(field: Field, value: Any) -> str | Message:
    text = str(value)
    try:
        match field:
            case Date():
                return datetime.date.fromisoformat(text[:10]).isoformat()
            case Time():
                return datetime.time.fromisoformat(text).strftime("%H:%M:%S")
            case _:
                at = datetime.datetime.fromisoformat(text)
                return stamp(at if at.tzinfo else at.replace(tzinfo=datetime.UTC))
    except (ValueError, OverflowError):
        return say("A date or a time is expected here, for example 2026-01-31 or 09:00.")
