"""What may stand in a cell: one rule per sort of value, each reading text and writing it again.

Law: `rule.read(rule.write(value)) == value` for every value that `read` can give.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from releve.app.sheets.names import Names
from releve.domain.ids import Which
from releve.domain.kinds import KINDS
from releve.domain.say import Message, say


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a cell cannot be read, and what to do about it."""

    message: Message
    hint: Message


class Rule(Protocol):
    """`read` gives the value as documents hold it, or `Wrong`; `write` is given such a value."""

    def read(self, text: str, names: Names) -> Any: ...

    def write(self, value: Any, names: Names) -> str: ...


@runtime_checkable
class Offering(Rule, Protocol):
    """A rule for which a list to choose from can be offered."""

    def offered(self, names: Names) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Words:
    """Text as it stands, blanks and all."""

    def read(self, text: str, names: Names) -> Any:
        return text

    def write(self, value: Any, names: Names) -> str:
        return str(value)


@dataclass(frozen=True, slots=True)
class Formed:
    """Text of a certain form, outer blanks taken off."""

    pattern: str
    wrong: Wrong

    def read(self, text: str, names: Names) -> Any:
        text = text.strip()
        return text if re.fullmatch(self.pattern, text) else self.wrong

    def write(self, value: Any, names: Names) -> str:
        return str(value)


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone: a name that is known (Europe/Paris), or as the field displays one: (UTC+01:00) Paris.

    The field's format is not public, so that what it displays is taken by its form. Both are kept as they came.
    """

    wrong: Wrong

    def read(self, text: str, names: Names) -> Any:
        text = text.strip()
        displayed = re.fullmatch(r"\((UTC|GMT)([+-][0-9]{1,2}:[0-9]{2})?\) .+", text)
        return text if displayed or text in names.zones else self.wrong

    def write(self, value: Any, names: Names) -> str:
        return str(value)

    def offered(self, names: Names) -> Sequence[str]:
        places = (one for one in names.zones if "/" in one and not one.startswith("Etc/"))
        return ["UTC", *sorted(places)]


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `least`, and up to `most` if there is a bound."""

    least: int
    most: int = 2**31 - 1

    def read(self, text: str, names: Names) -> Any:
        if re.fullmatch("[0-9]{1,10}", text.strip()) and self.least <= int(text) <= self.most:
            return int(text)
        return Wrong(
            say("This is not a number that is allowed here."),
            say("Write a whole number from {least} to {most}.", least=self.least, most=self.most),
        )

    def write(self, value: Any, names: Names) -> str:
        return str(value)


@dataclass(frozen=True, slots=True)
class Switch:
    """TRUE or FALSE; spreadsheet programs set to French write VRAI or FAUX."""

    def read(self, text: str, names: Names) -> Any:
        match text.strip().upper():
            case "TRUE" | "VRAI":
                return True
            case "FALSE" | "FAUX":
                return False
        return Wrong(say("This is neither TRUE nor FALSE."), say("Write TRUE or FALSE."))

    def write(self, value: Any, names: Names) -> str:
        return "TRUE" if value else "FALSE"

    def offered(self, names: Names) -> Sequence[str]:
        return "TRUE", "FALSE"


MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAY = re.compile(r"([A-Z]{3})-([0-9]{1,2})-([0-9]{4})")


@dataclass(frozen=True, slots=True)
class Day:
    """`JUL-14-2015`, months in English whatever the language of the machine; documents hold `2015-07-14`."""

    def read(self, text: str, names: Names) -> Any:
        parts = _DAY.fullmatch(text.strip().upper())
        return (_iso(*parts.groups()) if parts else None) or Wrong(
            say("This is not a date."),
            say("Write it as MMM-DD-YYYY with the month in English, for example JUL-14-2015."),
        )

    def write(self, value: Any, names: Names) -> str:
        day = datetime.date.fromisoformat(str(value))
        return f"{MONTHS[day.month - 1]}-{day.day:02}-{day.year:04}"


def _iso(month: str, day: str, year: str) -> str | None:
    """None for a day that is in no calendar."""
    try:
        return datetime.date(int(year), MONTHS.index(month) + 1, int(day)).isoformat()
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Option:
    """One of a few values. `written` maps each to its text; `also` maps other texts to values."""

    written: Mapping[str, str]
    also: Mapping[str, str]

    def read(self, text: str, names: Names) -> Any:
        for stored, label in self.written.items():
            if text == label:
                return stored
        known = {_plain(label): value for value, label in self.written.items()}
        known |= {_plain(label): value for label, value in self.also.items()}
        if (value := known.get(_plain(text))) is not None:
            return value
        return Wrong(
            say("This is not one of the values offered."),
            say("Write one of: {options}.", options=", ".join(self.written.values())),
        )

    def write(self, value: Any, names: Names) -> str:
        return self.written.get(str(value), "")

    def offered(self, names: Names) -> Sequence[str]:
        return tuple(self.written.values())


def _plain(text: str) -> str:
    """Without accents, case and double blanks: people type “acces unique”."""
    letters = unicodedata.normalize("NFKD", text)
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(kept.casefold().split())


@dataclass(frozen=True, slots=True)
class NameOf:
    """An entity by its name; documents hold its id."""

    kind: str
    which: Which = Which.ID

    def read(self, text: str, names: Names) -> Any:
        entity = names.find(self.kind, text)
        if entity is None:
            return unknown(self.kind, text, names)
        return entity.id if self.which is Which.ID else entity.alt_id

    def write(self, value: Any, names: Names) -> str:
        return names.name(self.kind, value, self.which)

    def offered(self, names: Names) -> Sequence[str]:
        return names.titles(self.kind)


@dataclass(frozen=True, slots=True)
class ViewNames:
    """Views by their names. How the field separates several is not public: we write `; ` and read commas too."""

    def read(self, text: str, names: Names) -> Any:
        views = []
        for name in self._split(text, names):
            if (view := names.find("view", name)) is None:
                return unknown("view", name, names)
            sort = view.body.get("objectType")
            entry = {"id": KINDS["view"].id.emit(view.id)}
            views.append(entry | ({"objectType": sort} if sort else {}))
        return views

    def write(self, value: Any, names: Names) -> str:
        return _listed(names.name("view", view["id"]) for view in value)

    def _split(self, text: str, names: Names) -> list[str]:
        """A name may hold a separator itself: the whole cell is tried first."""
        if names.find("view", text):
            return [text]
        return _parts(text, ";" if ";" in text else ",")


@dataclass(frozen=True, slots=True)
class LoginIds:
    """The ACD logins of an employee, most often one."""

    def read(self, text: str, names: Names) -> Any:
        return [{"loginId": login} for login in _parts(text, ";")]

    def write(self, value: Any, names: Names) -> str:
        return _listed(str(login["loginId"]) for login in value)


def unknown(kind: str, name: str, names: Names) -> Wrong:
    """What is said of a name that this tenant does not have."""
    message = say("{kind}: there is none called “{name}”.", kind=KINDS[kind].label, name=name)
    closest = names.closest(kind, name)
    if closest is None:
        return Wrong(message, say("Write a name that exists, or create it first."))
    return Wrong(
        message, say("Did you mean “{closest}”? If not, create it first.", closest=closest)
    )


def _parts(text: str, separator: str) -> list[str]:
    return [part.strip() for part in text.split(separator) if part.strip()]


def _listed(names: Iterator[str]) -> str:
    return "; ".join(name for name in names if name)
