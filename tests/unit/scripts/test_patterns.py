"""Regular expressions to search by: they mean what they always mean, and none can run for long."""

import re
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releve.domain.errors import Invalid
from releve.scripts.patterns import PATTERN_MAX, pattern_of

#: What nobody can wait for, with Python's engine.
COSTLY = (
    r"(a+)+b",
    r"(a|aa)+b",
    r"(?:ab?){0,100}c",
    r"([a-z]*)*x",
    ".*.*.*.*x",
    "a?" * 30 + "a" * 30,
    "(a|a)" * 30 + "b",
)
WRONG = ("(", ")", "[a", "*", "a**", "a{3}{4}", "^*", "\\", "[z-a]", "a{5,2}", "a{2000}")
NOT_OFFERED = (r"(?=a)", r"(?<!a)", r"(a)\1", r"(?P<n>a)", r"(?i)a", r"\x41", "[a--b]")
LINES = ("a" * 600, "ab" * 300, " " * 600, "1" * 600, "x = " * 150)
SIGNS = ("a", "b", ".", "[ab]", "(a|b)", r"\d", "^", "$", "|", r"\b", "{", "}", r"\.", "[]a]")
TIMES = ("a*", "b+", "[^a]*", "(?:ab)?", "x?", "a{1,2}", "b*?", r"\w+", r"\s*", "(?:a{1,2}b){2}")
PARTS = st.sampled_from(SIGNS + TIMES)


@pytest.mark.parametrize("text", COSTLY)
def test_a_pattern_that_could_take_too_long_is_refused_with_a_way_out(text: str) -> None:
    with pytest.raises(Invalid, match="could take too long") as refused:
        pattern_of(text, match_case=False)
    assert "[0-9]{1,6}" in str(refused.value.hint)


@pytest.mark.parametrize("text", [*WRONG, *NOT_OFFERED, "a" * (PATTERN_MAX + 1)])
def test_what_is_wrong_or_not_offered_is_told_and_never_raised_as_it_comes(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        pattern_of(text, match_case=True)
    assert refused.value.hint


@given(st.lists(PARTS, max_size=6).map("".join), st.text("aab1x {}.", max_size=14))
def test_what_is_offered_means_what_it_means_in_python(text: str, line: str) -> None:
    try:
        bounded = pattern_of(text, match_case=True)
    except Invalid:
        return
    known = re.compile(text)
    assert [one.span() for one in bounded.finditer(line)] == [
        one.span() for one in known.finditer(line)
    ]


@pytest.mark.parametrize(
    "text", [".*.*x", "[^x]*[^y]*z", r"\s*=\s*\"\d+\"", r"a{1,300}a{1,100}b", r"(?:a|b){1,14}c"]
)
def test_what_is_accepted_is_done_with_any_line_in_a_moment(text: str) -> None:
    pattern = pattern_of(text, match_case=False)
    for line in LINES:
        start = perf_counter()
        for _ in pattern.finditer(line):
            pass
        assert perf_counter() - start < 5


def test_upper_and_lower_case_count_only_if_it_is_said() -> None:
    assert pattern_of("skill", match_case=False).search("mySkill")
    assert not pattern_of("skill", match_case=True).search("mySkill")


@given(st.text(max_size=30))
def test_any_text_is_a_pattern_or_is_refused(text: str) -> None:
    try:
        assert pattern_of(text, match_case=True).pattern is not None
    except Invalid:
        return
