"""The board of all pairs: what it says of a pair in a house, and that keeping it new costs what has moved."""

from dataclasses import replace

import pytest

from releve.app.board import State
from releve.app.figures import Figures
from releve.app.lookout import Lookout
from releve.app.pair_watch import PairWatch, from_directory
from releve.domain.errors import Unavailable
from releve.domain.say import say
from tests.helpers.driving import drive, driven
from tests.helpers.far_ends import FarEnd
from tests.helpers.houses import Paired, Story
from tests.helpers.outages import outage
from tests.helpers.silence import silence
from tests.helpers.tokens import switch

Acme = tuple[Story, Paired]


def watching(story: Story) -> PairWatch:
    return PairWatch(story.house, Figures(story.house), every_s=0)


def look(watch: PairWatch) -> list[str]:
    """The reasons by their codes, of the only pair, after a look."""
    watch._next_at = 0.0
    watch.turn()
    [one] = watch.house.board.now.standings
    return [concern.code for concern in one.concerns]


def in_order(acme: Acme) -> Acme:
    """Synced, its passkey verified."""
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    story.sync(paired.inside)
    story.done("POST", "/passkeys/verification", paired.inside, {"passkey": paired.passkey})
    return acme


def test_before_a_look_only_what_the_directory_says_is_told(acme: Acme) -> None:
    [one] = from_directory(acme[0].house).standings
    assert [concern.code for concern in one.concerns] == ["sync_off", "passkey_unseen", "drill_due"]
    assert (one.looked, one.drifted, acme[0].house.board.now.read_at) == (False, None, "")


def test_the_board_says_what_somebody_should_look_at(acme: Acme) -> None:
    story, paired = acme
    watch = watching(story)
    assert "never_synced" in look(watch)
    in_order(acme)
    assert look(watch) == ["drill_due"]
    [one] = story.house.board.now.standings
    assert (one.looked, one.state) == (True, State.DRILL)
    assert one.synced_at == story.house.board.now.read_at == story.house.now()
    story.hands.turn(hours=27)
    assert look(watch) == ["old_copy", "drill_due"]
    inside = story.step_in(story.operator(), paired.primary)
    switch(story, replace(paired, inside=inside))
    assert look(watch)[0] == "bcp_active"
    assert story.house.board.now.counts == {State.AWAY: 1}


def test_a_region_that_does_not_answer_is_told_and_guesses_nothing(acme: Acme) -> None:
    story, _ = in_order(acme)
    watch = watching(story)
    look(watch)
    with outage(story.house, "eu1"):
        assert look(watch) == ["bcp_silent", "drill_due"]
        [one] = story.house.board.now.standings
        assert (one.synced_at, one.drifted) == (None, None)
    with outage(story.house, "ca1"):
        assert look(watch) == ["primary_silent", "drill_due"]


def test_a_driver_that_cannot_do_its_work_is_told_while_it_cannot(acme: Acme) -> None:
    end = FarEnd(name="names")
    story = driven(in_order(acme)[0], end)
    watch = watching(story)
    end.fault = Unavailable(say("It does not answer."))
    drive(story)
    assert look(watch) == ["driver_failing", "drill_due"]
    end.fault = None
    story.hands.turn(minutes=5)
    drive(story)
    assert look(watch) == ["drill_due"]


def test_pairs_that_could_not_be_looked_at_in_time_say_so(acme: Acme) -> None:
    story, _ = in_order(acme)
    made = story.operator()
    first, second = (story.tenant(made, f"Brume{n}", r) for n, r in ((1, "ca1"), (2, "eu1")))
    story.set_up(made, first, second)
    watch = PairWatch(story.house, Figures(story.house, looks_s=0), every_s=0)
    watch.turn()
    board = story.house.board.now
    assert board.waiting == 1
    assert sorted(one.looked for one in board.standings) == [False, True]
    watch._next_at = 0.0
    watch.turn()
    assert all(one.looked for one in story.house.board.now.standings)


def test_between_two_looks_the_board_stays_as_it_is(acme: Acme) -> None:
    watch = PairWatch(acme[0].house, Figures(acme[0].house), every_s=3600)
    watch.turn()
    board = acme[0].house.board.now
    watch.turn()
    assert acme[0].house.board.now is board


def test_while_the_directory_does_not_answer_its_pairs_are_told_as_they_were(
    acme: Acme, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, _ = in_order(acme)
    watch = watching(story)
    assert look(watch) == ["drill_due"]

    Lookout(story.house, watch_s=0).turn()
    silence(story.house.whereabouts, monkeypatch)
    assert look(watch) == ["directory_read_only", "drill_due"]
