"""What the value of a setting must look like, and how to say so to the person who wrote another.

A value comes either typed (from TOML or a flag) or as text (from the environment). Both readers raise
ValueError for what is not expected; nobody here says where the value came from.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from releve.access.clients import is_fit
from releve.domain.say import Message, say
from releve.domain.traffic import PLACES
from releve.stores.directory.addresses import ETCD, members_of

_FLAGS = {"true": True, "yes": True, "on": True, "1": True}
_FLAGS |= {"false": False, "no": False, "off": False, "0": False}


@dataclass(frozen=True, slots=True)
class Expected:
    """`told` completes “…is expected”. `check` takes a typed value, `parse` makes one out of text."""

    told: Message
    check: Callable[[object], object]
    parse: Callable[[str], object] = str

    def typed(self, value: object) -> object:
        """Raises ValueError."""
        return self.check(value)

    def text(self, value: str) -> object:
        """Raises ValueError."""
        return self.check(self.parse(value.strip()))


def not_right(where: str | Message, key: str, told: Message) -> Message:
    """What is said of a value that is not what is expected."""
    return say("{where}: “{key}” is not right. {told}", where=where, key=key, told=told)


def no_such(where: str | Message, key: str, near: str) -> Message:
    """What is said of a key that is none; `near` is one that may have been meant, "" if none may."""
    told = say("Did you mean “{near}”?", near=near) if near else say("Remove it.")
    return say("{where}: there is no setting “{key}”. {told}", where=where, key=key, told=told)


def whole(least: int, most: int) -> Expected:
    def check(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError
        return value

    told = say("A whole number from {least} to {most} is expected.", least=least, most=most)
    return Expected(told, check, int)


def seconds(least: float, most: float) -> Expected:
    def check(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError  # noqa: TRY004 -- the one way to say no here
        if not least <= value <= most:
            raise ValueError
        return float(value)

    told = say("A number of seconds from {least} to {most} is expected.", least=least, most=most)
    return Expected(told, check, float)


def flag() -> Expected:
    def check(value: object) -> bool:
        if value is not True and value is not False:
            raise ValueError
        return value

    def parse(text: str) -> bool:
        if text.lower() not in _FLAGS:
            raise ValueError
        return _FLAGS[text.lower()]

    return Expected(say("true or false is expected."), check, parse)


def one_of(*options: str) -> Expected:
    def check(value: object) -> str:
        if value not in options:
            raise ValueError
        return str(value)

    return Expected(say("One of {options} is expected.", options=", ".join(options)), check)


def words(told: Message, pattern: str = r"[^\x00-\x1f]+") -> Expected:
    """Text that matches `pattern` as a whole."""

    def check(value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError
        return value

    return Expected(told, check)


def line() -> Expected:
    return words(say("Text in quotes is expected, not empty."))


def database() -> Expected:
    told = say("The address of a database is expected: sqlite:///… or postgresql+psycopg://….")
    return words(told, r"(sqlite:///|postgresql(\+psycopg)?://)[^\x00-\x1f]+")


def directory() -> Expected:
    is_database = database().check

    def check(value: object) -> object:
        if isinstance(value, str) and value.startswith(ETCD):
            members_of(value)
            return value
        return is_database(value)

    told = say(
        "The address of a database or of an etcd cluster is expected: sqlite:///…, postgresql+psycopg://… or etcd://host:2379,host:2379,host:2379."
    )
    return Expected(told, check)


def folder() -> Expected:
    def check(value: object) -> Path:
        if not isinstance(value, str | Path) or not str(value) or "\x00" in str(value):
            raise ValueError
        return Path(value)

    return Expected(say("The path of a folder is expected."), check)


def addresses() -> Expected:
    """A list of addresses to which people may be sent back."""

    def check(value: object) -> tuple[str, ...]:
        if not isinstance(value, list | tuple):
            raise ValueError  # noqa: TRY004 -- the one way to say no here
        found = tuple(one for one in value if isinstance(one, str) and is_fit(one))
        if len(found) != len(value):
            raise ValueError
        return found

    told = say(
        "A list of addresses is expected: https://…, or http:// on the person's own machine; without & # + and blanks."
    )
    return Expected(told, check, lambda text: text.split())


def templates(pattern: str, told: Message) -> Expected:
    """A list of names, not empty, in which places such as `{tenant}` are filled in later. Each matches when they are."""

    places = re.compile("|".join(map(re.escape, PLACES)))

    def check(value: object) -> tuple[str, ...]:
        found = [value] if isinstance(value, str) else value
        if not isinstance(found, list | tuple) or not found:
            raise ValueError
        for one in found:
            if not isinstance(one, str) or not re.fullmatch(pattern, places.sub("0", one)):
                raise ValueError
        return tuple(found)

    return Expected(told, check, lambda text: text.split())
