"""Telephone numbers, as people write them and as SIP asks for them, made comparable."""

import re

#: What stands between the figures of a number for those who read it.
_SEPARATORS = str.maketrans("", "", " \t\u00a0\u202f-.()/")
_NUMBER = re.compile(r"\+?([0-9]{3,20})")

#: The number in the user part of a SIP address, or in a `tel:` one: no blank can stand in it.
_DIALLED = re.compile(r"(?:\+|%2[Bb])?[0-9().-]{3,40}")


def number_of(text: str) -> str | None:
    """The figures of a number, with its country code and without the plus: what two ways to write it have in common. None
    if it is none, but an address of mail or a name."""
    plain = text.strip().removeprefix("tel:").translate(_SEPARATORS)
    found = _NUMBER.fullmatch(plain)
    return found[1] if found else None


def dialled(text: str) -> str | None:
    """The number in the user part of an address, as it was dialled, without its parameters; None if there is none."""
    part = text.partition(";")[0]
    return part if _DIALLED.fullmatch(part) else None


def number_dialled(part: str) -> str | None:
    """What `number_of` says of what `dialled` has found."""
    return number_of("+" + part[3:] if part[0] == "%" else part)
