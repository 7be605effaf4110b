"""Numbers are the same however people write them, and what is none is not taken for one."""

import pytest

from releve.activation.drivers.sip.numbers import dialled, number_dialled, number_of


@pytest.mark.parametrize(
    "text",
    [
        "+15145550101",
        "15145550101",
        " +1 (514) 555-0101 ",
        "+1.514.555.0101",
        "tel:+1-514-555-0101",
    ],
)
def test_a_number_is_its_figures_with_the_country_code(text: str) -> None:
    assert number_of(text) == "15145550101"


def test_blanks_that_do_not_break_stand_in_numbers_too() -> None:
    assert number_of("+33\u00a01\u202f99\u00a000\u00a000\u00a010") == "33199000010"


@pytest.mark.parametrize(
    "text",
    ["", "+", "12", "bonjour@havrelune.example", "+1514555010a", "1+5145550101", "5" * 21, "١٢٣٤٥"],
)
def test_what_is_no_number_is_not_taken_for_one(text: str) -> None:
    assert number_of(text) is None


@pytest.mark.parametrize(
    ("user", "part", "number"),
    [
        ("+15145550101", "+15145550101", "15145550101"),
        ("%2b15145550101;isub=1", "%2b15145550101", "15145550101"),
        ("...", "...", None),
        ("+1 514", None, None),
        ("alix", None, None),
        ("+1<514>", None, None),
        ("", None, None),
    ],
)
def test_what_was_dialled_is_kept_as_it_was(
    user: str, part: str | None, number: str | None
) -> None:
    assert dialled(user) == part
    assert part is None or number_dialled(part) == number
