"""Whatever happens on the two sides, whatever people decide, and wherever a sync dies: the laws hold after each sync, the
ledgers are what counting gives, and when the causes of holding back are gone one more sync makes the two tenants equal.

`make simulate RUNS=400` runs four hundred histories instead of a few; `SEED=n` repeats those of a seed that was printed.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.simulation.agenda import Agenda
from tests.simulation.model import few_edits, histories, run_model, template

__all__ = ["few_edits", "template"]

#: From so many histories on it is asserted that enough of them get to where it matters.
MANY = 100
REACHED: Mapping[str, float] = {
    "synced: asking": 0.3,
    "followed: asking": 0.2,
    "answered: yes": 0.02,
    "answered: some of the kinds": 0.02,
    "answered: one fewer of each kind": 0.02,
    "edited as approved": 0.3,
    "deletions wait": 0.25,
    "deleted as approved": 0.3,
    "plan applied": 0.3,
    "plan refused: the primary moves": 0.02,
    "plan refused: the BCP tenant moves": 0.02,
    "plan refused: other kinds are chosen": 0.02,
    "restored": 0.3,
    "drift kept": 0.2,
    "drift overwritten": 0.3,
    "held back": 0.4,
    "died": 0.2,
}


@pytest.mark.usefixtures("few_edits")
def test_after_any_history_one_more_sync_makes_the_two_tenants_equal(template: Path) -> None:
    tally = run_model(Agenda, template, histories=histories(2), steps=30)
    if tally.histories >= MANY:
        shares = {what: tally.share(what) for what in REACHED}
        assert {what: share for what, share in shares.items() if share < REACHED[what]} == {}
