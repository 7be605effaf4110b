"""The speaker: puts messages, numbers and times into one language.

Places of a text are written `{name}` everywhere, in code and in pages. Whole numbers among the values are
written as the language groups them, so an identifier is handed over as text. A place has no format of its own
(`{n:.1f}`): the speaker formats, not the sentence.
"""

import copy
import datetime
import re
import zoneinfo
from collections.abc import Callable, Iterable, Mapping
from gettext import c2py
from pathlib import Path

from babel import Locale
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    format_timedelta,
    get_timezone_location,
)
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from releve.domain.clock import instant
from releve.domain.say import Message
from releve.languages.catalogue import LOCALE, forms, is_translated, languages, read

#: A moment: an instant, or a stamp as the stores keep it.
Moment = datetime.datetime | str

_PLACE = re.compile(r"\{(\w+)\}|%\((\w+)\)s|%%|\{\{|\}\}")
_PLAIN = {"%%": "%", "{{": "{", "}}": "}"}


class Speaker:
    """One language, read once; may be shared by threads. Raises `babel.UnknownLocaleError` for no language.

    `zone` is the one by whose clock moments in messages are told, unless another is asked for; "": each by its own.
    """

    def __init__(self, language: str, locale: Path = LOCALE) -> None:
        catalogue = read(language, locale)
        self.language, self.zone = language, ""
        self.locale = Locale.parse(language)
        self._plural: Callable[[int], int] = c2py(catalogue.plural_expr)
        self._texts: dict[str, tuple[str, ...]] = {
            one.id if isinstance(one.id, str) else one.id[0]: forms(one)
            for one in catalogue
            if one.id and is_translated(one)
        }

    @property
    def name(self) -> str:
        """The language's name for itself: “Français”."""
        name = self.locale.get_display_name(self.language) or self.language
        return name[:1].upper() + name[1:]

    def by_clock_of(self, zone: str) -> "Speaker":
        """The same for a reader in this zone. Raises `ValueError` or `ZoneInfoNotFoundError` for none."""
        twin = copy.copy(self)
        twin.zone = zoneinfo.ZoneInfo(zone).key
        return twin

    def gettext(self, text: str) -> str:
        return self._texts.get(text, (text,))[0]

    def ngettext(self, one: str, many: str, n: int) -> str:
        """The template in the form that `n` asks for; the English pair if there is no translation."""
        if found := self._texts.get(one):
            return found[min(self._plural(abs(n)), len(found) - 1)]
        return one if n == 1 else many

    def say(self, message: Message, zone: str = "") -> str:
        """The message in this language, filled in. Moments in it are told by the clock of `zone`, if there is one."""
        if message.plural is None:
            template = self.gettext(message.text)
        else:
            template = self.ngettext(message.text, message.plural, message.n)
        return self.fill(template, message.values, zone) if message.values else template

    def fill(self, template: str, values: Mapping[str, object], zone: str = "") -> str:
        """Fill the places of a template; those without a value stay as they are."""

        def put(match: re.Match[str]) -> str:
            name = match[1] or match[2]
            if name is None:
                return _PLAIN[match[0]]
            return self.text(values[name], zone) if name in values else match[0]

        return _PLACE.sub(put, template)

    def text(self, value: object, zone: str = "") -> str:
        """A value as a sentence of this language holds it."""
        match value:
            case Message():
                return self.say(value, zone)
            case bool():
                return str(value)
            case int() | float():
                return self.number(value)
            case datetime.datetime():
                zone = zone or self.zone
                return _moment(_local(value, zone) if zone else value, self.locale)
            case _:
                return str(value)

    def number(self, value: float, decimals: int = 2) -> str:
        """Grouped as the language does; `decimals` is how many fraction digits are shown at most."""
        return format_decimal(round(value, decimals), locale=self.locale)

    def percent(self, share: float) -> str:
        """A share of one, as whole per cent; 100 % and 0 % are kept for what is exactly all or nothing."""
        if 0 < share < 1:
            share = min(max(share, 0.01), 0.99)
        return format_percent(share, locale=self.locale)

    def joined(self, items: Iterable[object]) -> str:
        """“a, b and c”."""
        return format_list([self.text(item) for item in items], locale=self.locale)

    def date(self, value: Moment | datetime.date, zone: str = "UTC") -> str:
        """“31 janv. 2026”. A day without a time belongs to no zone."""
        if isinstance(value, str) and len(value) == len("2026-01-31"):
            value = datetime.date.fromisoformat(value)
        if not isinstance(value, datetime.datetime) and isinstance(value, datetime.date):
            return format_date(value, "medium", locale=self.locale)
        return format_date(_local(value, zone), "medium", locale=self.locale)

    def day(self, value: datetime.date) -> str:
        """“31 janv.”: for the axis of a picture, where the year is known."""
        at = datetime.datetime.combine(value, datetime.time())
        return str(format_skeleton("MMMd", at, locale=self.locale))

    def city(self, zone: str) -> str:
        """“Paris”, the place whose clock the zone is; "" for one that is no place’s."""
        if "/" not in zone or zone.startswith("Etc/"):
            return ""
        return str(get_timezone_location(zone, locale=self.locale, return_city=True))

    def time(self, value: Moment, zone: str = "UTC") -> str:
        """“21:05”: the 24 hours in every language, for nobody may mistake the hour of a switch."""
        return format_time(_local(value, zone), "HH:mm", locale=self.locale)

    def datetime(self, value: Moment, zone: str = "UTC") -> str:
        """“31 janv. 2026, 21:05”."""
        return f"{self.date(value, zone)}, {self.time(value, zone)}"

    def moment(self, value: Moment, zone: str = "UTC") -> str:
        """“31 janv. 2026, 21:05 EST”: the zone is named, for not everybody reads it in the same one."""
        return _moment(_local(value, zone), self.locale)

    def exactly(self, value: Moment, zone: str = "UTC") -> str:
        """Date, time to the second and the name of the zone: for tool tips and records."""
        local = _local(value, zone)
        day = format_date(local, "full", locale=self.locale)
        time = format_time(local, "HH:mm:ss", locale=self.locale)
        return f"{day}, {time} ({_zone_name(local)})"

    def ago(self, value: Moment, now: Moment) -> str:
        """“3 minutes ago”, “in 2 hours”."""
        return format_timedelta(
            _instant(value) - _instant(now), add_direction=True, locale=self.locale
        )

    def duration(self, seconds: float) -> str:
        """“2.4 seconds”, “3 minutes”."""
        if seconds >= 60:
            return format_timedelta(datetime.timedelta(seconds=seconds), locale=self.locale)
        shown = round(seconds, 1) if seconds < 10 else round(seconds)
        return str(format_unit(shown, "duration-second", locale=self.locale))


def speakers(locale: Path = LOCALE) -> dict[str, Speaker]:
    """One speaker per language, by its code."""
    return {language: Speaker(language, locale) for language in languages(locale)}


def _moment(local: datetime.datetime, locale: Locale) -> str:
    """By the clock, and with the name, of the zone that the instant carries."""
    day, time = (
        format_date(local, "medium", locale=locale),
        format_time(local, "HH:mm", locale=locale),
    )
    return f"{day}, {time} {_zone_name(local)}"


def _zone_name(local: datetime.datetime) -> str:
    """“EST”, or “UTC-3” for a zone that has no letters of its own."""
    name = local.tzname() or ""
    return f"UTC{int(name[:3]):+d}{name[3:] and ':' + name[3:]}" if name[:1] in "+-" else name


def _instant(value: Moment) -> datetime.datetime:
    moment = instant(value) if isinstance(value, str) else value
    assert moment.tzinfo is not None, f"{value} belongs to no time zone"
    return moment


def _local(value: Moment | datetime.date, zone: str) -> datetime.datetime:
    assert isinstance(value, str | datetime.datetime), f"{value} is a day, not a moment"
    return _instant(value).astimezone(zoneinfo.ZoneInfo(zone))
