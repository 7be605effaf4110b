"""The second factor: codes of six figures that change every half minute (RFC 6238), and recovery codes.

Laws:
- a code is good in its half minute, the one before and the one after, for clocks differ;
- a code is good once: who has accepted one asks the store to use it up (`use_of`);
- a recovery code has 80 random bits, so that its SHA-256 betrays nothing.
"""

import base64
import datetime
import hashlib
import hmac
from collections.abc import Callable

from releve.access.passkeys import ALPHABET, grouped, normalised

STEP_S = 30
DIGITS = 6
#: How many steps a clock may be off, either way.
DRIFT = 1
SECRET_BYTES = 20
CODES = 10
_CODE_BYTES = 10


def secret_of(token: str) -> bytes:
    """The secret that somebody who enrols is offered. It follows from their proof, so that it need not be kept
    anywhere before they have shown that their app knows it."""
    key = token.encode("utf-8", "surrogatepass")
    return hmac.new(key, b"releve second factor", hashlib.sha256).digest()[:SECRET_BYTES]


def step_at(now: datetime.datetime) -> int:
    return int(now.timestamp()) // STEP_S


def code_at(secret: bytes, step: int) -> str:
    """What the app shows during a step."""
    digest = hmac.new(secret, step.to_bytes(8), hashlib.sha1).digest()
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4]) & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def matching_step(secret: bytes, code: str, now: datetime.datetime) -> int | None:
    """The step whose code this is; None for a wrong one, or one of another time. All are compared, each in constant
    time."""
    given = "".join(code.split())
    if not secret or not given.isascii():
        return None
    here = step_at(now)
    steps = range(here - DRIFT, here + DRIFT + 1)
    found = [step for step in steps if hmac.compare_digest(code_at(secret, step), given)]
    return found[0] if found else None


def use_of(step: int) -> str:
    """How the store names the code of a step."""
    return f"step/{step}"


def is_code(text: str) -> bool:
    """Whether somebody typed what an app shows, and not a recovery code."""
    plain = "".join(text.split())
    return len(plain) == DIGITS and plain.isascii() and plain.isdigit()


def spelled(secret: bytes) -> str:
    """The secret as it is typed into an app: groups of four."""
    return " ".join(base32(secret)[at : at + 4] for at in range(0, len(base32(secret)), 4))


def make_codes(random_bytes: Callable[[int], bytes]) -> tuple[str, ...]:
    """New recovery codes, in four groups of four."""
    return tuple(_code(random_bytes(_CODE_BYTES)) for _ in range(CODES))


def code_hash(code: str) -> str:
    """What is kept of a recovery code, however it is typed."""
    return hashlib.sha256(normalised(code).encode()).hexdigest()


def _code(raw: bytes) -> str:
    number = int.from_bytes(raw)
    return grouped("".join(ALPHABET[(number >> shift) & 31] for shift in range(75, -1, -5)))


def base32(secret: bytes) -> str:
    """The secret as apps take it."""
    return base64.b32encode(secret).decode().rstrip("=")
