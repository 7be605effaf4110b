"""Whatever happens on the two sides, whatever people decide, and wherever a sync dies: the laws hold after each sync, the
ledgers are what counting gives, and when the causes of holding back are gone one more sync makes the two tenants equal.

`make simulate RUNS=400` runs four hundred histories instead of a few; `SEED=n` repeats those of a seed that was printed.
"""

import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from releve.domain import tenancy
from tests.helpers.twins import two_regions
from tests.simulation.agenda import Agenda
from tests.simulation.tally import Tally

HISTORIES = int(os.environ.get("RELEVE_SIMULATE") or 3)
STEPS = 30

#: From so many histories on it is asserted that enough of them get to where it matters.
MANY = 50
REACHED: Mapping[str, float] = {
    "synced: asking": 0.3,
    "followed: asking": 0.2,
    "answered: yes": 0.05,
    "answered: some of the kinds": 0.05,
    "answered: one fewer of each kind": 0.05,
    "edited as approved": 0.3,
    "deletions wait": 0.25,
    "deleted as approved": 0.3,
    "plan applied": 0.3,
    "plan refused: the primary moves": 0.08,
    "plan refused: the BCP tenant moves": 0.08,
    "plan refused: other rules are chosen": 0.05,
    "restored": 0.3,
    "drift kept": 0.2,
    "drift overwritten": 0.3,
    "held back": 0.4,
    "died": 0.2,
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of two regions with nothing in them."""
    folder = tmp_path_factory.mktemp("model")
    for region in two_regions(folder):
        region.close()
    return folder


@pytest.fixture
def few_edits() -> Iterator[None]:
    """So few that small tenants have unusually many."""
    with patch.object(tenancy, "EDITS_FLOOR", 2):
        yield


@pytest.mark.usefixtures("few_edits")
def test_after_any_history_one_more_sync_makes_the_two_tenants_equal(template: Path) -> None:
    class PairHere(Agenda):
        pass

    PairHere.template, PairHere.tally = template, Tally()
    number = int(os.environ.get("RELEVE_SEED") or secrets.randbelow(2**31))
    print(f"make simulate SEED={number} RUNS={HISTORIES}", flush=True)
    try:
        _run(number, PairHere)
    finally:
        print(f"seed {number}: {PairHere.tally}", flush=True)
    if HISTORIES >= MANY:
        shares = {what: PairHere.tally.share(what) for what in REACHED}
        assert {what: share for what, share in shares.items() if share < REACHED[what]} == {}


def _run(number: int, machine: type[Agenda]) -> None:
    run_state_machine_as_test(
        seed(number)(machine),
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            print_blob=True,
            report_multiple_bugs=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
