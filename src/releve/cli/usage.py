"""What is wrong with a command line, in the reader's own language: Typer finds it, and tells it in English only."""

import re
from collections.abc import Mapping
from typing import Any

import typer

from releve.domain.errors import Invalid
from releve.domain.say import Message, say

_QUOTED = re.compile(r"'([^']*)'")

#: What the types that a value may have ask for.
_WANTED: Mapping[str, Message] = {
    "int_parsing": say("A whole number is expected here."),
    "float_parsing": say("A number is expected here."),
}


def was_helped(error: typer.TyperException) -> bool:
    """Whether it is no more than a noun without a verb: then its commands were shown."""
    return type(error).__name__ == "NoArgsIsHelpError"


def misused(error: typer.TyperException) -> Invalid:
    """The error in words of our own; what we do not know keeps the words it came with."""
    return Invalid(_what(error), _next(error), fields=_fields(error))


def _what(error: Any) -> Message:
    match type(error).__name__:
        case "MissingParameter":
            return say("{name} is missing.", name=_name(error))
        case "NoSuchOption":
            return say("There is no option {name}.", name=error.option_name)
        case "BadParameter":
            return say("The value of {name} is not right.", name=_name(error))
        case "BadOptionUsage" if "requires" in error.message:
            return say("{name} wants a value.", name=error.option_name)
        case "BadOptionUsage":
            return say("{name} takes no value.", name=error.option_name)
        case _ if error.message.startswith("Got unexpected extra"):
            more = error.message.partition("(s) (")[2].removesuffix(")")
            return say("This is more than the command takes: {words}", words=more)
        case _ if error.message.startswith("No such command"):
            return say("There is no command “{name}”.", name=_QUOTED.findall(error.message)[0])
        case _:
            return say("{what}", what=error.message)


def _next(error: Any) -> Message:
    offered = getattr(error, "possibilities", None) or []
    if error.message.startswith("No such command"):
        offered = _QUOTED.findall(error.message)[1:]
    if offered:
        return say("Did you mean {names}?", names=", ".join(f"'{name}'" for name in offered))
    context = getattr(error, "ctx", None)
    return say("Read: {command} --help", command=context.command_path if context else "releve")


def _fields(error: Any) -> Mapping[str, Message]:
    """A value that is not right, with what is expected in its place."""
    if type(error).__name__ != "BadParameter":
        return {}
    faults: list[Any] = getattr(error.__cause__, "errors", list)()
    wanted = next((_WANTED[one["type"]] for one in faults if one["type"] in _WANTED), None)
    if wanted is None and " is not one of " in error.message:
        _, *offered = _QUOTED.findall(error.message.partition("Value error, ")[2])
        wanted = say("Choose one of: {names}.", names=", ".join(offered))
    return {_name(error): wanted or say("{what}", what=error.message)}


def _name(error: Any) -> str:
    return str(error.param.opts[0]) if error.param else ""
