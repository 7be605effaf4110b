"""A house with far ends that stand in for real ones, driven by hand instead of by threads."""

from dataclasses import replace

from releve.activation.mover import Mover
from releve.app.house import House
from releve.app.moving import HouseStage
from tests.helpers.far_ends import FarEnd
from tests.helpers.houses import Story


def driven(story: Story, *ends: FarEnd) -> Story:
    """The same house with these drivers."""
    return Story(replace(story.house, drivers=ends), story.hands, fresh=False)


def mover(house: House, end: FarEnd) -> Mover:
    """One that remembers nothing, as after a start."""
    return Mover(end, HouseStage(house))


def drive(story: Story) -> None:
    """What the threads would do, now: a turn, and the notes that are written before the next one."""
    for end in story.house.drivers:
        assert isinstance(end, FarEnd)
        driving = mover(story.house, end)
        driving.turn()
        driving.stage.wanted()
