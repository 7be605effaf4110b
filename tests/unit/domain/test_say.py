"""What the product says can be said in another language, with everything in it."""

import datetime
import json

import pytest

from releve.domain.say import Message, say, say_n

FRENCH = {
    "Skill": "Compétence",
    "{kind}: some fields are not right.": "{kind} : certains champs sont incorrects.",
}
FRENCH_PLURALS = {"{n} skill was copied.": ("{n} compétence copiée.", "{n} compétences copiées.")}


def in_french(message: Message) -> str:
    def many(one: str, _: str, n: int) -> str:
        return FRENCH_PLURALS[one][n > 1]

    return message.put(lambda text: FRENCH.get(text, text), many)


def test_values_are_put_into_their_places() -> None:
    assert str(say("At most {max} characters are allowed.", max=3)) == (
        "At most 3 characters are allowed."
    )


def test_a_sentence_without_values_may_hold_braces() -> None:
    assert str(say("Write {name} where the name goes.")) == "Write {name} where the name goes."


def test_a_count_chooses_singular_or_plural() -> None:
    def copied(n: int) -> Message:
        return say_n("{n} skill was copied.", "{n} skills were copied.", n)

    assert [str(copied(n)) for n in (0, 1, 2)] == [
        "0 skills were copied.",
        "1 skill was copied.",
        "2 skills were copied.",
    ]
    assert [in_french(copied(n)) for n in (0, 1, 2)] == [
        "0 compétence copiée.",
        "1 compétence copiée.",
        "2 compétences copiées.",
    ]


def test_a_message_inside_a_message_is_put_into_the_same_language() -> None:
    told = say("{kind}: some fields are not right.", kind=say("Skill"))
    assert str(told) == "Skill: some fields are not right."
    assert in_french(told) == "Compétence : certains champs sont incorrects."


def test_a_value_that_looks_like_a_template_is_left_alone() -> None:
    assert str(say("There is no {name}.", name="{kind}")) == "There is no {kind}."


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-22T09:00:00.000Z",
        3,
        None,
        say("Skill"),
        datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC),
    ],
)
def test_what_is_recorded_says_tomorrow_what_it_says_today(value: object) -> None:
    told = say("It was {value}.", value=say("{value}", value=value))
    assert Message.of(json.loads(json.dumps(told.record()))) == told


def test_a_moment_is_recorded_as_the_same_instant_whatever_its_zone() -> None:
    east = datetime.timezone(datetime.timedelta(hours=5))
    told = say("{at}", at=datetime.datetime(2026, 11, 22, 14, tzinfo=east))
    assert told.record()["values"] == {"at": {"at": "2026-11-22T09:00:00.000Z"}}
    assert Message.of(told.record()) == told
