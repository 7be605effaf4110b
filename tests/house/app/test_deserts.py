"""What a spreadsheet leaves behind when somebody has formatted whole columns: a million rows that hold nothing."""

import subprocess
import sys
from pathlib import Path

from tests.helpers import nasty_sheets as nasty

#: What a process needs that only imports what reads files is some 60 MB.
PEAK_MB_MAX = 200

READ = """
import sys
from pathlib import Path
from releve.app.sheets.sheet import read_sheet
rows = list(read_sheet(Path(sys.argv[1]).read_bytes(), sys.argv[2:]).rows())
told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print([one.number for one in rows], int(told["VmHWM"].split()[0]) // 1024)
"""


def test_a_million_empty_rows_are_read_in_bounded_memory(tmp_path: Path) -> None:
    file = tmp_path / "desert.xlsx"
    file.write_bytes(nasty.desert(1_000_000, columns=6))
    done = subprocess.run(
        [sys.executable, "-c", READ, file, *nasty.HEADER],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    rows, _, peak = done.stdout.strip().rpartition(" ")
    assert rows == "[2]"
    assert int(peak) < PEAK_MB_MAX, f"{peak} MB"
