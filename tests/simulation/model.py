"""How a model is run: so many histories of a machine, from a seed that is printed, and what they have come to."""

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
from tests.simulation.tally import Tally
from tests.simulation.work import Work


def histories(few: int) -> int:
    """So many, unless it is said how many (`make simulate RUNS=400`)."""
    return int(os.environ.get("RELEVE_SIMULATE") or few)


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


def run_model(machine: type[Work], template: Path, *, histories: int, steps: int) -> Tally:
    """Every failure is told with its history, and the seed."""
    tally = Tally()
    here = type(f"{machine.__name__}Here", (machine,), {"template": template, "tally": tally})
    number = int(os.environ.get("RELEVE_SEED") or secrets.randbelow(2**31))
    print(f"make simulate SEED={number} RUNS={histories}", flush=True)
    try:
        run_state_machine_as_test(
            seed(number)(here),
            settings=settings(
                max_examples=histories,
                stateful_step_count=steps,
                deadline=None,
                database=None,
                print_blob=True,
                report_multiple_bugs=True,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        print(f"seed {number}: {tally}", flush=True)
    return tally
