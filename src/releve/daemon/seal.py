"""What seals the signing keys when the settings do not say it: a file beside the stores, made once, for our eyes only."""

import secrets
from pathlib import Path

from releve.daemon.private_files import make_once
from releve.domain.errors import Unavailable
from releve.domain.say import say

FILE = "tokens.secret"


def secret_of(folder: Path) -> str:
    """The secret in the folder's file, which is made if it is not there. Of two processes that make it one is first."""
    path = folder / FILE
    try:
        if not path.exists():
            make_once(path, secrets.token_urlsafe(48))
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
