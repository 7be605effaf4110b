"""What seals the signing keys when the settings do not say it: a file beside the stores, made once, for our eyes only."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from releve.domain.errors import Unavailable
from releve.domain.say import say

FILE = "tokens.secret"


def secret_of(folder: Path) -> str:
    """The secret in the folder's file, which is made if it is not there. Of two processes that make it one is first."""
    path = folder / FILE
    try:
        if not path.exists():
            _make(path)
        secret = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise Unavailable(
            say("The file {path} cannot be read or made.", path=path),
            say("Give this process the right to, or set tokens.secret in the settings."),
        ) from fault
    if len(secret) < 32:
        raise Unavailable(
            say("The file {path} holds no secret.", path=path),
            say("Restore it from a backup, or remove it and make new signing keys."),
        )
    return secret


def _make(path: Path) -> None:
    mine = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    try:
        with suppress(FileExistsError):
            path.hardlink_to(mine)  # whole, or not at all
    finally:
        mine.unlink()
