"""A report in pictures: the whole from its order on, and a close-up where who followed would be too small to be seen."""

from releve.app.evidence import Step
from releve.domain.say import say
from releve.web.pages.report_pictures import drawn


def step(sort: str, since: int, until: int | None) -> Step:
    return Step(sort, say("Driver {name}", name=sort), since, until)


QUICK = [step("commit", 0, 400), step("driver", 400, 900), step("driver", 400, None)]
#: Half an hour was waited for the second person.
LONG = [step("waited", 0, 1_800_000), step("commit", 1_800_000, 1_800_200)]


def test_where_all_is_quick_one_picture_shows_it() -> None:
    found = drawn(QUICK, 900, is_switch=True)
    whole = found["whole"]
    assert whole is not None
    assert [one.is_open for one in whole.bars] == [False, False, True]
    assert whole.mark is not None
    assert (whole.mark.at, str(whole.mark.text)) == (40.0, "Switched")
    assert found["after"] is None


def test_who_followed_a_long_wait_is_shown_in_close_up_without_what_was_before() -> None:
    steps = [*LONG, step("driver", 1_800_200, 1_802_200)]
    found = drawn(steps, 1_802_200, is_switch=False)
    whole, after = found["whole"], found["after"]
    assert whole is not None
    assert whole.mark is not None
    assert str(whole.mark.text) == "Reverted"
    assert after is not None
    assert [(one.sort, one.x, one.width) for one in after.bars] == [("driver", 0.0, 100.0)]


def test_without_anybody_who_followed_there_is_no_close_up() -> None:
    assert drawn(LONG, 1_800_200, is_switch=True)["after"] is None


def test_a_bar_says_what_it_is_and_how_long_it_took() -> None:
    whole = drawn(QUICK, 900, is_switch=True)["whole"]
    assert whole is not None
    assert [(str(one.label), str(one.told)) for one in whole.bars] == [
        ("Driver commit", "400 ms"),
        ("Driver driver", "500 ms"),
        ("Driver driver", "not yet"),
    ]
