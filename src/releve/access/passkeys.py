"""Passkeys: the shared secret of a pair, in a form that can be read over a phone on the bad day.

What is hashed and compared is always the normalised form, so that case, blanks, dashes and the letters that
look like figures make no difference: `hasher.hash(normalised(passkey), by_chance=True)`.
"""

import unicodedata
from collections.abc import Callable

#: Crockford's: figures and capital letters without I, L, O (which look like 1, 1, 0) and U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 120
GROUP = 4

_LOOKALIKES = str.maketrans("OIL", "011")


def make_passkey(random_bytes: Callable[[int], bytes]) -> str:
    """A new passkey of 120 bits, in six groups of four. `random_bytes` must be fit for secrets."""
    number = int.from_bytes(random_bytes(BITS // 8))
    symbols = (ALPHABET[(number >> shift) & 31] for shift in range(BITS - 5, -1, -5))
    return grouped("".join(symbols))


def grouped(text: str) -> str:
    """As it is shown: groups of four with dashes between."""
    return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def normalised(text: str) -> str:
    """What a person typed, as it was meant: capitals and figures only. Doing it twice changes nothing.

    Dropping the rest weakens nothing, for all of the secret must still be there.
    """
    plain = unicodedata.normalize("NFKD", text).upper().translate(_LOOKALIKES)
    return "".join(char for char in plain if char.isascii() and char.isalnum())
