"""How much memory one process takes for a first sync, beside the most that it may take."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench import kept
from bench.clusters import regions
from bench.row import Contest, Row
from bench.sizes import MEMORY

#: MiB. A process needs little by itself, so the figure is held against what a small machine can spare.
MOST = 400.0


@contextmanager
def first_sync() -> Iterator[Contest]:
    with regions() as (ca1, eu1):
        source, empty = ca1.url(ca1.primary(MEMORY)), eu1.empty()

        def peak() -> float:
            with eu1.copy(empty) as target:
                command = [sys.executable, "-m", "bench.peak", source, target, str(MEMORY)]
                told = subprocess.run(
                    command, check=True, stdout=subprocess.PIPE, text=True, cwd=kept.ROOT
                )
                return float(told.stdout)

        yield Contest(peak, lambda: MOST)


ROWS = [
    Row(
        f"peak memory of a first sync of {MEMORY:,} entities on PostgreSQL, against {MOST:g} MiB",
        unit="MiB",
        reach=1,
        prepare=first_sync,
        rounds=3,
    )
]
