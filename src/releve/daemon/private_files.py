"""Files with secrets: for the eyes of this account alone, made once, never half written."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def make_once(file: Path, text: str) -> None:
    """Of several processes that start at once, one makes it; no other sees half of it. Raises OSError."""
    made, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # 0600
    try:
        with os.fdopen(made, "w") as opened:
            opened.write(text + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        with suppress(FileExistsError):
            file.hardlink_to(name)
    finally:
        Path(name).unlink()
