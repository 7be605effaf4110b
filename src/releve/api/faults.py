"""What is wrong with a request that does not have its declared form, field by field, in our own words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from releve.domain.say import Message, say

#: Pydantic's word for a fault → ours. Limits among the values are taken from the fault.
SAID: Mapping[str, Message] = {
    "missing": say("This field is required."),
    "extra_forbidden": say("There is no such field."),
    "json_invalid": say("This is not JSON."),
    "bool_parsing": say("Yes or no is expected here."),
    "bool_type": say("Yes or no is expected here."),
    "enum": say("This is not one of the values offered."),
    "literal_error": say("This is not one of the values offered."),
    "int_parsing": say("A whole number is expected here."),
    "int_type": say("A whole number is expected here."),
    "int_from_float": say("A whole number is expected here."),
    "string_type": say("Text is expected here."),
    "list_type": say("A list is expected here."),
    "dict_type": say("An object is expected here."),
    "model_type": say("An object is expected here."),
    "model_attributes_type": say("An object is expected here."),
}


def fields_of(faults: Iterable[Mapping[str, Any]] | Sequence[Any]) -> dict[str, Message]:
    """Field → what is wrong with it. A fault of the whole request stands under its part (`body`)."""
    return {_path(fault["loc"]): _said(fault) for fault in faults}


def _path(place: Sequence[object]) -> str:
    return ".".join(str(part) for part in (place[1:] or place))


def _said(fault: Mapping[str, Any]) -> Message:
    limits = fault.get("ctx") or {}
    match fault["type"]:
        case "string_too_long":
            return say("At most {max} characters are allowed.", max=limits["max_length"])
        case "string_too_short":
            return say("This field is required.")
        case "greater_than_equal":
            return say("The least allowed is {min}.", min=limits["ge"])
        case "less_than_equal":
            return say("The most allowed is {max}.", max=limits["le"])
        case "too_long":
            return say("At most {max} entries are allowed.", max=limits["max_length"])
        case word:
            return SAID.get(word, say("This does not have the right form."))
