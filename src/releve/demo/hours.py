"""When Havrelune is open, with the public holidays of Québec and of France."""

import datetime
from collections.abc import Iterator, Mapping

from releve.demo.shelf import plain
from releve.domain.kind import Body

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_WEEKEND = ("Saturday", "Sunday")

#: Easter Sundays of the years that the calendars cover.
_EASTER: Mapping[int, datetime.date] = {
    2026: datetime.date(2026, 4, 5),
    2027: datetime.date(2027, 3, 28),
    2028: datetime.date(2028, 4, 16),
}
_MONDAY = 0


def _week(
    opens: str, closes: str, *, saturday: tuple[str, str] | None = None, sunday: bool = False
) -> list[Body]:
    days: list[Body] = [{"day": day, "openTime": opens, "closeTime": closes} for day in _WEEKDAYS]
    for day in _WEEKEND:
        if day == "Saturday" and saturday is not None:
            days.append({"day": day, "openTime": saturday[0], "closeTime": saturday[1]})
        elif sunday:
            days.append({"day": day, "openTime": opens, "closeTime": closes})
        else:
            days.append({"day": day, "isClosedAllDay": True})
    return days


def _monday_before(year: int, month: int, day: int) -> datetime.date:
    """The last Monday before a date."""
    date = datetime.date(year, month, day) - datetime.timedelta(days=1)
    return date - datetime.timedelta(days=date.weekday())


def _nth_monday(year: int, month: int, n: int) -> datetime.date:
    first = datetime.date(year, month, 1)
    return first + datetime.timedelta(days=(_MONDAY - first.weekday()) % 7 + 7 * (n - 1))


def _quebec(year: int) -> Iterator[tuple[str, datetime.date]]:
    easter = _EASTER[year]
    yield "Jour de l'An", datetime.date(year, 1, 1)
    yield "Vendredi saint", easter - datetime.timedelta(days=2)
    yield "Journée nationale des patriotes", _monday_before(year, 5, 25)
    yield "Fête nationale du Québec", datetime.date(year, 6, 24)
    yield "Fête du Canada", datetime.date(year, 7, 1)
    yield "Fête du Travail", _nth_monday(year, 9, 1)
    yield "Action de grâce", _nth_monday(year, 10, 2)
    yield "Noël", datetime.date(year, 12, 25)


def _france(year: int) -> Iterator[tuple[str, datetime.date]]:
    easter = _EASTER[year]
    yield "Jour de l'An", datetime.date(year, 1, 1)
    yield "Lundi de Pâques", easter + datetime.timedelta(days=1)
    yield "Fête du Travail", datetime.date(year, 5, 1)
    yield "Victoire de 1945", datetime.date(year, 5, 8)
    yield "Ascension", easter + datetime.timedelta(days=39)
    yield "Lundi de Pentecôte", easter + datetime.timedelta(days=50)
    yield "Fête nationale", datetime.date(year, 7, 14)
    yield "Assomption", datetime.date(year, 8, 15)
    yield "Toussaint", datetime.date(year, 11, 1)
    yield "Armistice de 1918", datetime.date(year, 11, 11)
    yield "Noël", datetime.date(year, 12, 25)


def _closed(days: Iterator[tuple[str, datetime.date]]) -> list[Body]:
    return [{"name": name, "date": date.isoformat(), "isClosedAllDay": True} for name, date in days]


_QUEBEC = [holiday for year in _EASTER for holiday in _closed(_quebec(year))]
_FRANCE = [holiday for year in _EASTER for holiday in _closed(_france(year))]

SHELVES = (
    plain(
        "hours",
        {
            "Toujours ouvert": {"description": "Jour et nuit / Day and night"},
            "Bureaux Québec": {
                "description": "Montréal et Québec, heure de l'Est",
                "days": _week("08:00:00", "18:00:00"),
                "holidays": _QUEBEC,
            },
            "Bureaux France": {
                "description": "Lyon et Nantes, heure de Paris",
                "days": _week("09:00:00", "18:30:00"),
                "holidays": _FRANCE,
            },
            "Sinistres étendu": {
                "days": _week("07:00:00", "21:00:00", saturday=("08:00:00", "17:00:00")),
                "holidays": _QUEBEC,
            },
            "English Claims Desk": {
                "description": "Montréal, English",
                "days": _week("08:30:00", "19:00:00"),
                "holidays": _QUEBEC,
            },
            "Urgences 24 h": {
                "days": _week(
                    "00:00:00", "23:59:00", saturday=("00:00:00", "23:59:00"), sunday=True
                ),
                "notes": "La branche Emergency est prise sur avis de la direction",
            },
            "Ventes en soirée": {
                "days": _week("12:00:00", "20:00:00", saturday=("10:00:00", "16:00:00")),
                "holidays": _QUEBEC,
            },
            "Samedi Montréal": {
                "days": [
                    *({"day": day, "isClosedAllDay": True} for day in _WEEKDAYS),
                    {"day": "Saturday", "openTime": "09:00:00", "closeTime": "15:00:00"},
                    {"day": "Sunday", "isClosedAllDay": True},
                ],
            },
            "Heures d'essai": {"description": "Pour la recette / For testing"},
        },
    ),
)
