"""A search finds what stands anywhere in a script, tells where, and never shows or finds a secret."""

import pytest

from releve.domain.errors import Invalid
from releve.scripts.excerpts import HIDDEN, Excerpt
from releve.scripts.finding import HITS_MAX, Hit, OutOfTime, Where, find, wanted
from releve.scripts.scan import scan
from releve.scripts.script import Script
from tests.helpers.scripts import one, web_script

CODE = (
    'ASSIGN queueSkill = "41870264"\napiKey = "hQ7-zz91-blue"\nIF queueSkill = "41870264" { x = 1 }'
)


@pytest.fixture
def script() -> Script:
    return web_script("SNIPPET", one("Data", CODE), label="Choose the skill")


def found(
    script: Script, text: str, where: Where = Where.EVERYWHERE, *, pattern: bool = False
) -> list[Hit]:
    return find(
        script, wanted(text, is_pattern=pattern, match_case=False), where, lambda: scan(script)
    )


def test_every_place_is_told_with_its_line_and_what_stands_around_it(script: Script) -> None:
    first, second = found(script, "queueskill", Where.VALUES)
    assert (first.action, first.action_name, first.place) == ("10", "SNIPPET", "Data")
    assert first.excerpt == Excerpt(1, "ASSIGN ", "queueSkill", ' = "41870264"')
    assert (second.excerpt.line, second.caption) == (3, "Choose the skill")


@pytest.mark.parametrize(
    ("text", "where", "place"),
    [
        ("the skill", Where.CAPTIONS, "label"),
        ("snippet", Where.ACTIONS, ""),
        ("dat", Where.PROPERTIES, "Data"),
        ("larkmont", Where.VALUES, "path"),
        ("41870264", Where.IDENTIFIERS, "Data"),
    ],
)
def test_a_search_in_one_place_finds_what_stands_there_and_nowhere_else(
    script: Script, text: str, where: Where, place: str
) -> None:
    hits = found(script, text, where)
    assert {(hit.where, hit.place) for hit in hits} >= {(where, place)}
    assert {hit.where for hit in hits} == {where}


def test_an_identifier_is_found_as_a_whole_with_its_verdict(script: Script) -> None:
    hits = found(script, "41870264", Where.IDENTIFIERS)
    assert len(hits) == 2
    assert all(hit.found is not None and hit.found.kind == "skill" for hit in hits)
    assert found(script, "4187026", Where.IDENTIFIERS) == []
    assert len(found(script, "4187[0-9]{4}", Where.IDENTIFIERS, pattern=True)) == 2


def test_a_secret_is_neither_found_nor_shown(script: Script) -> None:
    assert found(script, "hQ7-zz91-blue") == []
    assert found(script, "zz91") == []
    assert found(script, "zz[0-9]+", pattern=True) == []
    beside = found(script, "apiKey")
    assert beside
    assert HIDDEN in beside[0].excerpt.after
    for hit in found(script, "apiKey.*", pattern=True):
        assert "zz91" not in hit.excerpt.before + hit.excerpt.match + hit.excerpt.after
        assert HIDDEN in hit.excerpt.match


def test_a_secret_in_a_caption_or_a_comment_is_none_either() -> None:
    code = '// password = "hQ7-zz91-blue"\nx = 1'
    script = web_script("SNIPPET", one("Data", code), label='apiKey = "hQ7-zz91-blue"')
    assert found(script, "zz91") == []
    assert HIDDEN in found(script, "password")[0].excerpt.after


def test_a_secret_beside_an_identifier_is_not_shown() -> None:
    code = 'apiKey = "hQ7-zz91-blue" & queueSkill = "41870264"'
    script = web_script("SNIPPET", one("Data", code + "\n" + code))
    for hit in found(script, "41870264", Where.IDENTIFIERS):
        assert "zz91" not in hit.excerpt.before


def test_a_text_is_found_wherever_it_stands_in_a_long_line_and_once(script: Script) -> None:
    word = "needle" * 33
    for at in (0, 180, 349, 350, 351, 399, 401, 599, 1000):
        line = "x" * at + word + "y" * 700
        hits = found(web_script("SNIPPET", one("Data", line)), word, Where.VALUES)
        assert [hit.excerpt.match for hit in hits] == [word]


def test_the_end_of_a_line_is_its_end_however_lines_end() -> None:
    script = web_script("SNIPPET", one("Data", "lantern = 1\r\nharbour = 2"))
    assert len(found(script, "= [12]$", Where.VALUES, pattern=True)) == 2


def test_more_places_than_can_be_told_are_cut(script: Script) -> None:
    many = web_script("SNIPPET", one("Data", "ab " * 1000))
    assert len(found(many, "ab", Where.VALUES)) == HITS_MAX


def test_a_search_ends_when_it_is_told_to(script: Script) -> None:
    with pytest.raises(OutOfTime):
        find(
            script,
            wanted("x", is_pattern=False, match_case=True),
            Where.EVERYWHERE,
            lambda: scan(script),
            lambda: True,
        )


@pytest.mark.parametrize("text", ["", "  ", "a" * 300])
def test_nothing_and_too_much_are_no_searches(text: str) -> None:
    with pytest.raises(Invalid):
        wanted(text, is_pattern=False, match_case=False)
