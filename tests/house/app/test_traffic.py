"""What the house remembers of its far ends: in whatever region answers, and nobody late is let through."""

from collections.abc import Sequence

import pytest

from releve.activation.mover import Mover
from releve.app.far_ends import Lag, all_states, far_ends_of, lags
from releve.app.house import House
from releve.app.moving import HouseStage
from releve.app.pairing import bond_of_pair
from releve.domain.clock import stamp
from releve.domain.errors import Unavailable
from releve.domain.say import say
from releve.domain.traffic import Wanted
from tests.helpers.driving import drive, driven, mover
from tests.helpers.far_ends import FarEnd
from tests.helpers.houses import Paired, Story
from tests.helpers.outages import outage
from tests.helpers.tokens import switch

Acme = tuple[Story, Paired]
SILENT = Unavailable(say("It does not answer."))


def lags_of(story: Story) -> list[Lag]:
    activations = story.house.registry.activations().values()
    return lags(story.house, activations, all_states(story.house))


def pair_of(story: Story) -> str:
    return story.house.registry.pairs()[0].id


def test_far_ends_follow_what_the_directory_says_and_the_house_remembers_how_it_went(
    acme: Acme,
) -> None:
    end = FarEnd()
    story = driven(acme[0], end)
    drive(story)
    switch(story, acme[1])
    story.hands.turn(milliseconds=30)
    bond = bond_of_pair(story.house, pair_of(story))
    [before] = far_ends_of(story.house, bond)
    assert (before.wanted, before.observed, before.settled) == (2, 1, False)
    assert str(before.sentence) == "It shows epoch 1 and follows."
    drive(story)
    [after] = far_ends_of(story.house, bond)
    assert (after.observed, after.took_ms, after.settled) == (2, 30, True)
    assert after.since == stamp(story.hands.at)
    assert end.shows == {pair_of(story): (2, "eu1")}


@pytest.mark.parametrize("region", ["ca1", "eu1"])
def test_one_region_is_enough_to_move_the_traffic(acme: Acme, region: str) -> None:
    end = FarEnd()
    story = driven(acme[0], end)
    drive(story)
    switch(story, acme[1])
    with outage(story.house, region):
        drive(story)
        [line] = far_ends_of(story.house, bond_of_pair(story.house, pair_of(story)))
        assert line.settled
    assert end.shows == {pair_of(story): (2, "eu1")}


def test_of_what_two_regions_remember_the_higher_epoch_counts(acme: Acme) -> None:
    end = FarEnd()
    story = driven(acme[0], end)
    drive(story)
    switch(story, acme[1])
    with outage(story.house, "eu1"):  # where it is kept: the other one remembers what follows
        drive(story)
    [line] = far_ends_of(story.house, bond_of_pair(story.house, pair_of(story)))
    assert line.settled


def test_a_mover_of_another_process_that_sleeps_over_a_switch_is_refused(acme: Acme) -> None:
    end = FarEnd(compares=False)
    story = driven(acme[0], end)
    asleep = mover(story.house, end)
    asleep.turn()
    before = asleep.stage.wanted()
    switch(story, acme[1])
    drive(story)
    [said] = Mover(end, Yesterday(story.house, before)).turn()
    assert "epoch 1, which is over" in said
    assert end.shows == {pair_of(story): (2, "eu1")}


class Yesterday(HouseStage):
    """A stage on which the directory says what it said."""

    def wanted(self) -> Sequence[Wanted]:
        return self._said

    def __init__(self, house: House, said: Sequence[Wanted]) -> None:
        super().__init__(house)
        self._said = said


def test_figures_say_by_how_many_epochs_and_how_long_a_driver_is_behind(acme: Acme) -> None:
    end = FarEnd()
    story = driven(acme[0], end)
    drive(story)
    assert [(one.behind, one.seconds) for one in lags_of(story)] == [(0, 0.0)]
    end.fault = SILENT
    switch(story, acme[1])
    switch(story, acme[1], 2, "/revert")
    drive(story)
    story.hands.turn(seconds=42)
    [one] = lags_of(story)
    assert (one.driver, one.behind, one.seconds) == ("names", 2, 42.0)


def test_a_far_end_that_never_was_reached_lags_since_it_was_tried_first(acme: Acme) -> None:
    story = driven(acme[0], FarEnd(fault=SILENT))
    story.hands.turn(days=20)
    drive(story)
    story.hands.turn(seconds=7)
    [one] = lags_of(story)
    assert (one.behind, one.seconds) == (1, 7.0)
