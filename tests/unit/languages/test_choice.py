"""Who reads which language."""

import pytest

from releve.languages.choice import accepted, choose

KNOWN = ("en", "fr")


@pytest.mark.parametrize(
    ("preference", "cookie", "header", "chosen"),
    [
        ("fr", "en", "en", "fr"),
        ("", "fr", "en", "fr"),
        ("", "", "fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("", "", "en;q=0.2, fr;q=0.9", "fr"),
        ("", "", "de, it;q=0.5", "en"),
        ("", "", "fr;q=0", "en"),
        ("xx", "../fr", "fr", "fr"),
        ("", "", "", "en"),
    ],
)
def test_the_preference_wins_over_the_cookie_and_the_cookie_over_the_browser(
    preference: str, cookie: str, header: str, chosen: str
) -> None:
    assert choose(KNOWN, preference=preference, cookie=cookie, accept_language=header) == chosen


def test_a_header_that_makes_no_sense_is_passed_over() -> None:
    assert accepted("fr;q=high, ;;;, en;q=0.5") == ["en"]
