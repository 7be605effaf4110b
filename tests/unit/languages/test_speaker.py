"""What the speaker promises: plurals, places, numbers and times as the language writes them."""

import datetime
from pathlib import Path

import pytest

from releve.domain.say import Message, say, say_n
from releve.languages.catalogue import languages, mismatched, untranslated
from releve.languages.speaker import Speaker, speakers

NOW = datetime.datetime(2026, 11, 22, 15, 0, tzinfo=datetime.UTC)

FRENCH = """\
msgid ""
msgstr ""
"Language: fr\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "{n} tenant is late."
msgid_plural "{n} tenants are late."
msgstr[0] "{n} locataire est en retard."
msgstr[1] "{n} locataires sont en retard."

msgid "{kind} is missing."
msgstr "Il manque : {kind}."

msgid "Skill"
msgstr "Compétence"

#, fuzzy
msgid "Doubtful"
msgstr "Peut-être"

msgid "Empty"
msgstr ""
"""

POLISH = """\
msgid ""
msgstr ""
"Language: pl\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "{n} tenant is late."
msgid_plural "{n} tenants are late."
msgstr[0] "{n} najemca"
msgstr[1] "{n} najemcy"
msgstr[2] "{n} najemców"
"""


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    for language, text in (("fr", FRENCH), ("pl", POLISH)):
        (tmp_path / language).mkdir()
        (tmp_path / language / "releve.po").write_text(text, encoding="utf-8")
    return tmp_path


def late(n: int) -> Message:
    return say_n("{n} tenant is late.", "{n} tenants are late.", n)


def test_zero_is_singular_in_french_and_plural_in_english(locale: Path) -> None:
    french, english = Speaker("fr", locale), Speaker("en", locale)
    assert french.say(late(0)) == "0 locataire est en retard."
    assert french.say(late(2)) == "2 locataires sont en retard."
    assert english.say(late(0)) == "0 tenants are late."
    assert english.say(late(1)) == "1 tenant is late."


def test_a_third_language_is_one_folder_with_its_own_plural_forms(locale: Path) -> None:
    assert languages(locale) == ("en", "fr", "pl")
    polish = speakers(locale)["pl"]
    assert [polish.say(late(n)) for n in (1, 3, 12, 22)] == [
        "1 najemca",
        "3 najemcy",
        "12 najemców",
        "22 najemcy",
    ]


def test_a_message_inside_a_message_is_put_into_the_same_language(locale: Path) -> None:
    message = say("{kind} is missing.", kind=say("Skill"))
    assert Speaker("fr", locale).say(message) == "Il manque : Compétence."


def test_what_has_no_sure_translation_is_said_in_english(locale: Path) -> None:
    french = Speaker("fr", locale)
    assert [french.gettext(text) for text in ("Doubtful", "Empty", "Unheard of")] == [
        "Doubtful",
        "Empty",
        "Unheard of",
    ]
    assert untranslated("fr", locale) == ["Doubtful", "Empty"]


def test_a_translation_that_names_another_place_is_reported(locale: Path) -> None:
    file = locale / "fr" / "releve.po"
    file.write_text(FRENCH.replace("Il manque : {kind}", "Il manque : {genre}"), encoding="utf-8")
    assert mismatched("fr", locale) == ["{kind} is missing."]


def test_a_value_is_never_read_as_a_template() -> None:
    message = say("There is no tenant called “{name}”.", name="{password} %(secret)s {0}")
    assert Speaker("en").say(message) == "There is no tenant called “{password} %(secret)s {0}”."


def test_numbers_are_grouped_and_identifiers_are_not() -> None:
    message = say("{n} of {id}", n=50000, id="50000123")
    assert Speaker("fr").say(message) == "50\u202f000 of 50000123"
    assert Speaker("en").say(message) == "50,000 of 50000123"


@pytest.mark.parametrize(
    ("share", "shown"), [(0, "0%"), (0.0004, "1%"), (0.5, "50%"), (0.9999, "99%"), (1, "100%")]
)
def test_all_and_nothing_are_shown_only_when_true(share: float, shown: str) -> None:
    assert Speaker("en").percent(share) == shown


def test_a_stamp_is_shown_in_the_zone_of_the_reader() -> None:
    french = Speaker("fr")
    assert french.datetime("2026-02-01T02:05:00.000Z", "America/Toronto") == "31 janv. 2026, 21:05"
    assert french.date("2026-01-31") == "31 janv. 2026"
    assert Speaker("en").datetime(NOW) == "Nov 22, 2026, 15:00"
    assert french.exactly(NOW, "Europe/Paris").startswith("dimanche 22 novembre 2026, 16:00:00 (")


def test_a_moment_in_a_sentence_is_told_by_the_clock_of_the_reader_who_is_told_the_zone() -> None:
    told = say("{what}", what=say("since {when}", when=NOW))
    assert Speaker("en").say(told) == "since Nov 22, 2026, 15:00 UTC"
    assert Speaker("en").say(told, "America/Toronto") == "since Nov 22, 2026, 10:00 EST"


def test_a_day_on_an_axis_has_no_year() -> None:
    day = datetime.date(2026, 1, 31)
    assert [speaker.day(day) for speaker in speakers().values()] == ["Jan 31", "31 janv."]


@pytest.mark.parametrize(
    ("zone", "cities"),
    [
        ("Europe/Paris", ["Paris", "Paris"]),
        ("America/Toronto", ["Toronto", "Toronto"]),
        ("Europe/London", ["London", "Londres"]),
        ("UTC", ["", ""]),
        ("Etc/UTC", ["", ""]),
    ],
)
def test_a_zone_is_called_by_its_city_if_it_has_one(zone: str, cities: list[str]) -> None:
    assert [speaker.city(zone) for speaker in speakers().values()] == cities


def test_the_past_and_the_future_are_told_in_words() -> None:
    earlier, later = NOW - datetime.timedelta(minutes=3), NOW + datetime.timedelta(hours=2)
    assert Speaker("fr").ago(earlier, NOW) == "il y a 3 minutes"
    assert Speaker("en").ago(earlier, NOW) == "3 minutes ago"
    assert Speaker("en").ago(later, NOW) == "in 2 hours"


def test_a_moment_without_a_zone_is_our_mistake() -> None:
    with pytest.raises(AssertionError, match="time zone"):
        Speaker("en").datetime("2026-01-31T09:00:00")


def test_lists_and_durations_are_sentences_of_the_language() -> None:
    french = Speaker("fr")
    assert french.joined(["Rôles", "Équipes", "Scripts"]) == "Rôles, Équipes et Scripts"
    assert french.duration(2.44) == "2,4\u00a0secondes"
    assert french.duration(185) == "3 minutes"


def test_a_language_names_itself() -> None:
    assert (Speaker("fr").name, Speaker("en").name) == ("Français", "English")


def test_a_reader_elsewhere_is_told_moments_by_their_own_clock() -> None:
    noon = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)
    told = say("On {at}.", at=noon)
    speaker = Speaker("en")
    there = speaker.by_clock_of("Europe/Paris")
    assert there.say(told) == "On Jul 1, 2026, 14:00 CEST."
    assert there.say(say("{what}", what=told)) == "On Jul 1, 2026, 14:00 CEST."
    assert there.say(told, "America/Toronto") == "On Jul 1, 2026, 08:00 EDT."
    assert speaker.say(told) == "On Jul 1, 2026, 12:00 UTC.", "the one that all share is as it was"
