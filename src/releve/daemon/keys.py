"""The key of a region: a file of 64 hexadecimal figures, made at the first start, under which secrets are sealed.

All processes of a region need the same file, and whoever restores a region's database needs the file that belongs to it.
"""

import os
import secrets
from pathlib import Path

import structlog

from releve.daemon.private_files import make_once
from releve.domain.errors import Unavailable
from releve.domain.say import say
from releve.stores.regional.sealing import KEY_BYTES

#: What the variable of a secret begins with: `RELEVE_SIGN_ON_ACME`.
SECRETS = "RELEVE_SIGN_ON_"


def secret_named(name: str) -> str | None:
    """A secret that operators give to the process, and to no store."""
    return os.environ.get(SECRETS + name) or None


def key_of(region: str, file: Path, *, first_time: bool) -> bytes:
    """Raises Unavailable when the file cannot be read or made, or holds no key."""
    try:
        if not file.exists():
            make_once(file, secrets.token_hex(KEY_BYTES))
            if not first_time:
                structlog.get_logger("keys").warning(
                    "a new key was made for a region that has people already",
                    region=region,
                    file=str(file),
                    next="put the old file back: what was sealed under it cannot be read",
                )
        key = bytes.fromhex(file.read_text("ascii").strip())
    except OSError as fault:
        raise _useless(region, file, fault.strerror or str(fault)) from fault
    except ValueError as fault:
        raise _useless(region, file, "no key") from fault
    if len(key) != KEY_BYTES:
        raise _useless(region, file, "no key")
    return key


def _useless(region: str, file: Path, why: str) -> Unavailable:
    return Unavailable(
        say(
            "The key of region {region}, {file}, cannot be used: {why}.",
            region=region,
            file=file,
            why=why,
        ),
        say("Put the file back from your backup, or name the right one as key_file of the region."),
    )
