"""Applying what is to be kept, cut off at every point where it touches the world: done once, whoever goes on."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from releve.app import keeping
from releve.domain.keeping import KeepState
from releve.domain.people import Caller
from tests.helpers.bombs import Bomb, at_points
from tests.helpers.houses import Hands, Paired, Story, copied_house, work_off
from tests.house.app.test_save_cut_off import mined
from tests.house.app.test_switching import inside


@pytest.fixture
def prepared(paired_house: tuple[Path, Paired], tmp_path: Path) -> tuple[Path, Paired, Caller, str]:
    """A folder with a house in which a plan waits to be applied: something new, an edit, a deletion."""
    template, paired = paired_house
    folder = tmp_path / "prepared"
    with copied_house(template, folder, Hands()) as house:
        story = Story(house, Hands(), fresh=False)
        for name in ("Ventes", "Rebut"):
            story.done("POST", "/entities/tag", paired.inside, {"tagName": name})
        story.sync(paired.inside)
        order = {"passkey": paired.passkey, "epoch": 1, "acknowledged": True}
        story.done("POST", "/switch", paired.inside, order)
        there = story.step_in(paired.operator, paired.bcp)
        found = {one["title"]: one["id"] for one in listed(story, there)}
        story.done("PUT", f"/entities/tag/{found['Ventes']}", there, edited("Ventes"))
        story.done("DELETE", f"/entities/tag/{found['Rebut']}", there)
        story.done("POST", "/entities/tag", there, {"tagName": "Crise"})
        back = {**order, "epoch": 2, "changes": "keep"}
        story.done("POST", "/switch/revert", paired.inside, back)
        caller = inside(story, paired)
        plan = keeping.draw(house, caller).id
        house.registry.directory.close()
        house.regions.close()
    return folder, paired, caller, plan


def edited(name: str) -> dict[str, Any]:
    return {"tagName": name, "notes": "pendant la panne"}


def listed(story: Story, token: str) -> list[Any]:
    return list(story.done("GET", "/entities/tag", token)["items"])


def test_whoever_applies_it_again_finishes_it_and_repeats_nothing(
    prepared: tuple[Path, Paired, Caller, str], tmp_path: Path
) -> None:
    template, paired, caller, plan = prepared
    folder = tmp_path / "attempt"

    def attempt(bomb: Bomb) -> None:
        bombs.append(bomb)
        shutil.rmtree(folder, ignore_errors=True)
        with copied_house(template, folder, Hands()) as house:
            keeping.apply(mined(house, bomb), caller, plan)

    bombs: list[Bomb] = []
    attempt(Bomb(0))
    for nth in at_points(attempt, _points(bombs[0].seen)):
        with copied_house(folder, tmp_path / f"after-{nth}", Hands()) as house:
            _again(Story(house, Hands(), fresh=False), paired, caller, plan)


def _points(seen: list[str]) -> list[int]:
    """Around every commit, of a store and of the directory; and one of twelve of the others."""
    commits = {"all is written, nothing committed", "committed, and nobody heard of it", ""}
    chosen = [n for n, what in enumerate(seen, 1) if what in commits or n % 12 == 0]
    assert sum(seen[n - 1] in commits for n in chosen) >= 8
    return chosen


def _again(story: Story, paired: Paired, caller: Caller, plan: str) -> None:
    kept = keeping.apply(story.house, caller, plan)
    assert (kept.state, kept.kept, kept.left) == (KeepState.KEPT, 3, 0)
    tags = {one["title"]: one["body"].get("notes") for one in listed(story, paired.inside)}
    assert tags == {"Ventes": "pendant la panne", "Crise": None}
    run = story.done("POST", "/sync/runs", paired.inside)
    work_off(story.house)
    done = story.done("GET", f"/sync/runs/{run['id']}", paired.inside)["run"]
    assert (done["state"], done["counts"]) == ("done", {})
    assert story.done("GET", "/sync/equal", paired.inside)["equal"]
