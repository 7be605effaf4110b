"""Which language somebody reads: what they chose, else what their browser asks for, else that of the installation."""

from collections.abc import Iterator, Sequence

from releve.languages.catalogue import ENGLISH


def choose(
    known: Sequence[str],
    *,
    preference: str = "",
    cookie: str = "",
    accept_language: str = "",
    default: str = ENGLISH,
) -> str:
    """The first language of `known` (see `languages`) among the account's preference, the cookie left by the
    language switcher, the browser's `Accept-Language` and the installation's `default`; English if there is none."""
    for wanted in (preference, cookie, *accepted(accept_language), default):
        for language in (wanted.lower(), wanted.lower().partition("-")[0]):
            if language in known:
                return language
    return ENGLISH


def accepted(header: str) -> list[str]:
    """The languages of an `Accept-Language` header, the most wanted first. What cannot be read is passed over."""
    weighed = sorted(_weighed(header), key=lambda pair: -pair[1])
    return [language for language, weight in weighed if weight > 0]


def _weighed(header: str) -> Iterator[tuple[str, float]]:
    for part in header[:1000].split(","):
        language, _, weight = part.partition(";")
        try:
            yield language.strip(), float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
