"""The watchman: a region that wavers is told of wherever a switch is judged, and nothing is switched."""

from datetime import timedelta

from releve.activation.steadiness import WINDOW
from releve.app.pairing import bond_of
from releve.app.watchman import Watchman
from tests.helpers.houses import Paired, Story
from tests.helpers.outages import outage
from tests.helpers.scraping import sample

EVERY = timedelta(seconds=5)


class Walk:
    """A watchman who has been told when to look."""

    def __init__(self, story: Story, region: str) -> None:
        self.story, self.region = story, region
        self.took = 0.01
        self._timer = 0.0
        self._watchman = Watchman(story.house, region, EVERY, timer=self._time)

    def _time(self) -> float:
        self._timer += self.took
        return self._timer

    def look(self, times: int = 1, *, silent: bool = False) -> list[str]:
        said = []
        for _ in range(times):
            self.story.hands.turn(seconds=EVERY.total_seconds())
            if silent:
                with outage(self.story.house, self.region):
                    said += self._watchman.turn()
            else:
                said += self._watchman.turn()
        return said


def reasons(story: Story, token: str) -> dict[str, str]:
    page = story.done("GET", "/switch", token)
    found = page["verdict"]["findings"]
    return {one["code"]: one["text"] for one in found}


def test_a_region_that_comes_and_goes_is_told_until_it_holds(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    walk = Walk(story, "ca1")
    epoch = story.house.registry.activation(bond_of(story.house, paired.bcp).pair.id)[0].epoch
    assert walk.look(8) == []
    assert walk.look(silent=True) == walk.look() == []
    [told] = walk.look(silent=True)
    assert told == "the region ca1 is unsteady: of 11 looks 2 had no answer and 0 a late one"
    assert walk.look() == [], "it is told once"

    found = reasons(story, paired.inside)
    assert "of 12 looks at it in the last minutes 2 had no answer" in found["primary_unsteady"]
    assert "bcp_unsteady" not in found
    assert sample(story.http, "releve_region_unsteady", region="ca1") == 1
    assert sample(story.http, "releve_region_unsteady", region="eu1") == 0
    assert (
        story.house.registry.activation(bond_of(story.house, paired.bcp).pair.id)[0].epoch == epoch
    )

    held = walk.look(WINDOW // EVERY)
    assert held == ["the region ca1 is steady again"]
    assert "primary_unsteady" not in reasons(story, story.step_in(story.operator(), paired.primary))


def test_a_region_that_answers_late_is_told_and_stands_in_nobodys_way(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    walk = Walk(story, "eu1")
    walk.took = 3.0
    [told] = walk.look(10)
    assert told.endswith("of 10 looks 0 had no answer and 10 a late one")
    page = story.done("GET", "/switch", paired.inside)
    codes = {one["code"] for one in page["verdict"]["findings"]}
    assert "bcp_unsteady" in codes
    assert not any("unsteady" in one for one in page["verdict"]["obstacles"])


def test_it_is_looked_no_oftener_than_was_said(acme: tuple[Story, Paired]) -> None:
    story, _ = acme
    watchman = Watchman(story.house, "ca1", EVERY)
    for _ in range(3):
        watchman.turn()
        story.hands.turn(seconds=1)
    assert len(watchman._looks) == 1
