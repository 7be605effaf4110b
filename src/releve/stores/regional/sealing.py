"""Sealing: what a region must be able to read again (the secret of a second factor) is kept encrypted under its key.

AES-256-GCM. The row that a secret belongs to is authenticated with it, so that no secret can be moved to another
person. Without the key, or with another one, a sealed text stays closed and nothing else fails.
"""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from releve.domain.errors import Refused
from releve.domain.say import say

KEY_BYTES = 32
_NONCE_BYTES = 12


class Seal:
    """One per region. Threads may share it."""

    def __init__(self, key: bytes | None) -> None:
        assert key is None or len(key) == KEY_BYTES, f"a key has {KEY_BYTES} bytes"
        self._cipher = AESGCM(key) if key else None

    def closed(self, secret: bytes, owner: str) -> str:
        """Raises Refused when the region has no key."""
        if self._cipher is None:
            raise Refused(
                say("This region has no key to keep secrets with."),
                say("Set `key_file` for the region, and start again."),
            )
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, secret, owner.encode())
        return base64.b64encode(nonce + sealed).decode()

    def opened(self, text: str, owner: str) -> bytes:
        """Empty when this key does not open it, or it was sealed for somebody else."""
        if self._cipher is None:
            return b""
        raw = base64.b64decode(text)
        try:
            return self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], owner.encode())
        except InvalidTag:
            return b""
