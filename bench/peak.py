"""A first sync in a process of its own, which prints the most memory that it has taken, in MiB.

python -m bench.peak SOURCE_URL TARGET_URL ENTITIES
"""

import re
import sys
from pathlib import Path

from bench.engine import opened, timed_sync
from releve.daemon.memory import look_for_cycles_rarely


def peak_mib() -> float:
    """As `resource` would tell it, but for this program alone: what a process was before it became this program
    counts there too, and that is a copy of the one that started it."""
    status = Path("/proc/self/status").read_text("ascii")
    [kib] = re.findall(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(kib) / 1024


def main(source: str, target: str, entities: int) -> None:
    look_for_cycles_rarely()
    with opened(source, "ca1") as there, opened(target, "eu1") as here:
        timed_sync(there, here, written=entities)
    print(f"{peak_mib():.1f}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
