"""What has happened to the company's sync before its pages are looked at: a run that changed things, work in the BCP
tenant, a run that asks, a plan that was drawn, changes that are not copied yet."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from releve.app import entities, plans, syncing
from releve.domain.people import Caller
from tests.browser.stage import Stage

SYNC_S_MAX = 90.0

#: More than may change unasked.
EDITED = 55


@dataclass(frozen=True, slots=True)
class SyncScene:
    """The ids of what there is to be looked at."""

    done: str
    asking: str
    plan: str


def play(stage: Stage, bcp_name: str) -> SyncScene:
    """The company is paired, and its sync enabled."""
    inside = stage.inside(stage.primary)
    there = stage.inside(stage.tenant(bcp_name))
    run_to_its_end(stage, inside)
    _change(stage, inside, "skill", {"notes": "Débordement vers Rimouski à partir de 17 h"}, 3)
    _change(stage, inside, "tag", {"notes": "Ne plus utiliser", "isActive": False}, 2)
    done = run_to_its_end(stage, inside)
    _change(stage, there, "skill", {"notes": "Mis en place pendant l’exercice"}, 2)
    last = _all(stage, there, "tag")[-1]
    entities.delete_entity(stage.house, there, "tag", last)
    entities.save_entity(stage.house, there, "tag", None, {"tagName": "Exercice BCP"})
    _change(stage, inside, "employee", {"notes": "Campagne d’hiver"}, EDITED)
    asking = run_to_its_end(stage, inside)
    _change(stage, inside, "disposition", {"notes": "Relu par la qualité"}, 4)
    return SyncScene(done, asking, plans.draw(stage.house, inside).id)


def run_to_its_end(stage: Stage, inside: Caller) -> str:
    run = syncing.run_now(stage.house, inside).id
    deadline = time.monotonic() + SYNC_S_MAX
    while not syncing.run_page(stage.house, inside, run).run.state.ended:
        assert time.monotonic() < deadline, "the sync does not end"
        time.sleep(0.2)
    return run


def _all(stage: Stage, who: Caller, kind: str) -> list[str]:
    return [one.id for one in entities.list_entities(stage.house, who, kind, top=1000).rows]


def _change(stage: Stage, who: Caller, kind: str, fields: Mapping[str, object], many: int) -> None:
    for one in _all(stage, who, kind)[:many]:
        body = entities.get_entity(stage.house, who, kind, one).entity.body
        entities.save_entity(stage.house, who, kind, one, {**body, **fields})
