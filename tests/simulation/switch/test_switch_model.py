"""The switch under fire: whatever is lost, late, twice, cut, killed or frozen, the laws hold after every event.

`make simulate WHAT=switch RUNS= SEED=` plays more, or one again. A play that broke a law is kept by its seed in `KEPT`.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from unittest.mock import patch

import pytest

from releve.access import landing
from releve.app import carrying
from tests.simulation.switch.judge import Broken, Judge
from tests.simulation.switch.template import Template, make_template
from tests.simulation.switch.wires import REGIONS
from tests.simulation.switch.world import (
    PLAY_S,
    World,
    come_to_rest,
    disturb,
    edit,
    switch,
    sync,
    work,
    world_of,
)

#: Seeds of plays that have broken a law once.
KEPT = (1019707559, 708881682, 759534202, 616316419, 264936976)

EVENTS = 50
#: A defect that is put in on purpose is found in fewer.
PLAYS_TO_FIND_IT = 120

ACTS = {switch: 5, work: 10, sync: 8, edit: 5, None: 5}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    made = make_template(tmp_path_factory.mktemp("template"))
    yield made
    for store in made.stores.values():
        store.close()


def play(seed: int, template: Template, defect: "Defect" = lambda world: nullcontext()) -> Judge:
    with world_of(seed, template) as world, defect(world):
        world.stage.begin(partial(fate, world))
        world.stage.run(PLAY_S)
        come_to_rest(world)
        return world.judge


def fate(world: World) -> None:
    chance = world.stage.chance
    while True:
        world.stage.sleep(chance.expovariate(EVENTS / PLAY_S))
        if world.stage.now >= PLAY_S:
            return
        [act] = chance.choices(list(ACTS), list(ACTS.values()))
        if act is None:
            disturb(world)
        else:
            site = chance.choice(REGIONS)
            world.ask(site, act)


def seeds() -> list[int]:
    if one := os.environ.get("RELEVE_SEED"):
        return [int(one)]
    first = secrets.randbelow(2**30)
    return [*KEPT, *range(first, first + int(os.environ.get("RELEVE_SIMULATE") or 200))]


def test_the_laws_hold_in_every_play(template: Template) -> None:
    served = acknowledged = copied = in_the_gap = 0
    for seed in seeds():
        try:
            judge = play(seed, template)
        except BaseException as error:
            error.add_note(f"make simulate WHAT=switch SEED={seed}")
            raise
        served += judge.served
        acknowledged += judge.acknowledged
        copied += judge.copied
        in_the_gap += judge.in_the_gap
    print(f"{served} requests served, {acknowledged} switches acknowledged, {copied} syncs copied")
    print(f"{in_the_gap} of these syncs in the gap that decision 31 names")
    assert min(served, acknowledged, copied) > 0, "nothing happened: the plays prove nothing"


Defect = Callable[[World], AbstractContextManager[object]]


def no_guard(world: World) -> AbstractContextManager[object]:
    """A sync does not look again before it commits."""
    return patch.object(carrying, "still_primary", lambda house, bond: None)


def no_landing(world: World) -> AbstractContextManager[object]:
    """A session goes on after its side was left."""
    return patch.object(landing, "still_welcome", lambda side, bcp_type, active: None)


def no_compare(world: World) -> AbstractContextManager[object]:
    """The directory writes whatever it is told."""
    world.cluster.compares = False
    return nullcontext()


DEFECTS: dict[Defect, str] = {no_guard: "law 3", no_landing: "law 2", no_compare: "law 1"}


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: str(defect.__name__))
def test_the_judge_finds_a_defect_that_was_put_in(template: Template, defect: Defect) -> None:
    def all_plays() -> None:
        for seed in range(PLAYS_TO_FIND_IT):
            play(seed, template, defect)

    with pytest.raises(Broken, match=DEFECTS[defect]):
        all_plays()
