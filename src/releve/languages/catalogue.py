"""The catalogues: which languages there are, and what stands in the folder of each.

A translation counts when it is there in all its plural forms and is not marked as doubtful (`fuzzy`).
"""

import re
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "releve"

#: The language of the code. It needs no catalogue.
ENGLISH = "en"

_PLACE = re.compile(r"\{(\w+)\}|%\((\w+)\)s")


def languages(locale: Path = LOCALE) -> tuple[str, ...]:
    """The languages people may choose, English first."""
    folders = sorted(file.parent.name for file in locale.glob(f"*/{DOMAIN}.po"))
    return (ENGLISH, *(name for name in folders if name != ENGLISH))


def po_file(language: str, locale: Path = LOCALE) -> Path:
    return locale / language / f"{DOMAIN}.po"


def read(language: str, locale: Path = LOCALE) -> Catalog:
    """The catalogue of a language; an empty one if it has none."""
    file = po_file(language, locale)
    if not file.exists():
        return Catalog(locale=language, domain=DOMAIN)
    with file.open("rb") as source:
        return read_po(source, locale=language, domain=DOMAIN, abort_invalid=True)


def forms(message: Message) -> tuple[str, ...]:
    """All that stands as the translation, one text per plural form."""
    string = message.string or ""
    return (string,) if isinstance(string, str) else tuple(string)


def is_translated(message: Message) -> bool:
    return not message.fuzzy and all(forms(message))


def untranslated(language: str, locale: Path = LOCALE) -> list[str]:
    """The English texts in the catalogue that have no sure translation."""
    return [_english(one) for one in read(language, locale) if one.id and not is_translated(one)]


def mismatched(language: str, locale: Path = LOCALE) -> list[str]:
    """The English texts whose translation names other `{places}` than they do.

    A form for one may leave out `{n}`: “un locataire” says it in a word.
    """
    return [
        _english(one)
        for one in read(language, locale)
        if one.id and is_translated(one) and not _fits(one)
    ]


def places(text: str) -> set[str]:
    """The names of the places to be filled in."""
    return {first or second for first, second in _PLACE.findall(text)}


def _fits(message: Message) -> bool:
    wanted = places(message.id) if isinstance(message.id, str) else places(message.id[-1])
    loose = {"n", "num"} if message.pluralizable else set()
    return all(found <= wanted and wanted - found <= loose for found in map(places, forms(message)))


def _english(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]
