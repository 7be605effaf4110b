"""Access keys: an ID that says which tenant it belongs to, and a secret that nobody can guess.

Both look like the field's own. The secret is 256 bits of chance, so a fast hash of it is enough; it is compared in
constant time, also with a key that does not exist.
"""

import base64
import binascii
import hashlib
import hmac
import uuid
from collections.abc import Callable

from releve.domain.ids import TenantId

BYTES = 32


def make_id(tenant: TenantId, random_bytes: Callable[[int], bytes]) -> str:
    """A new ID: 56 signs, of which the first half name the tenant."""
    return base64.b32encode(uuid.UUID(tenant).bytes + random_bytes(BYTES - 16)).decode()


def tenant_of(id: str) -> TenantId | None:
    """The tenant that an ID names; None for what is no ID of ours."""
    try:
        raw = base64.b32decode(id.encode("ascii"))
    except (binascii.Error, ValueError):
        return None
    return str(uuid.UUID(bytes=raw[:16])) if len(raw) == BYTES else None


def make_secret(random_bytes: Callable[[int], bytes]) -> str:
    return base64.b32encode(random_bytes(BYTES)).decode()


def secret_hash(secret: str) -> str:
    """What the store keeps. Any text is taken."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def secret_right(hash: str | None, secret: str) -> bool:
    """Is this the secret that was hashed? None, no such key, is never matched and takes as long."""
    known = hash or "0" * 64
    return hmac.compare_digest(known, secret_hash(secret)) and hash is not None
