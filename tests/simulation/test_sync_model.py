"""Whatever happens on the two sides, whatever people decide, and wherever a sync dies: the laws hold after each sync, the
ledgers are what counting gives, and when the causes of holding back are gone one more sync makes the two tenants equal.

`make simulate RUNS=400` runs four hundred histories instead of a few; `SEED=n` repeats those of a seed that was printed.
"""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from releve.domain import tenancy
from tests.helpers.twins import two_regions
from tests.simulation.machine import Pair

HISTORIES = int(os.environ.get("RELEVE_SIMULATE") or 6)
STEPS = 30


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
    class PairHere(Pair):
        pass

    PairHere.template = template
    number = int(os.environ.get("RELEVE_SEED") or secrets.randbelow(2**31))
    print(f"make simulate SEED={number} RUNS={HISTORIES}", flush=True)
    run_state_machine_as_test(
        seed(number)(PairHere),
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
    print(dict(Pair.performed.most_common()))
