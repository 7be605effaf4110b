"""Files on the machine of the person: read, written, and why not, in their own language."""

import errno
from collections.abc import Mapping
from pathlib import Path

from releve.domain.errors import Invalid
from releve.domain.say import Message, say

_WHY: Mapping[int, Message] = {
    errno.ENOENT: say("it does not exist"),
    errno.EACCES: say("you have no right to"),
    errno.EPERM: say("you have no right to"),
    errno.EROFS: say("nothing may be written there"),
    errno.EISDIR: say("it is a folder"),
    errno.ENOTDIR: say("a folder is named there that is a file"),
    errno.EEXIST: say("a folder is named there that is a file"),
    errno.ENOSPC: say("there is no room left"),
    errno.ENAMETOOLONG: say("its name is too long"),
}


def why_not(fault: OSError) -> Message | str:
    """What the machine gives as its reason; in its own words where we have none."""
    return _WHY.get(fault.errno or 0, fault.strerror or type(fault).__name__)


def read_file(file: Path) -> bytes:
    """Raises Invalid for a file that cannot be read."""
    try:
        return file.read_bytes()
    except OSError as fault:
        raise Invalid(
            say("{file} cannot be read: {why}.", file=file, why=why_not(fault)),
            say("Give the path of a file you may read."),
        ) from fault


def write_file(file: Path, raw: bytes) -> None:
    """Write a file with the folders it stands in. Raises Invalid if that cannot be."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)
    except OSError as fault:
        raise Invalid(
            say("{file} cannot be written: {why}.", file=file, why=why_not(fault)),
            say("Choose another place, or make room there."),
        ) from fault
