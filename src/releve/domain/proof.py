"""Proofs: numbers that are equal on both sides of a pair if the configurations are equivalent, although no id is.

Each living entity has a proof. That of a primary's entity is a hash of its kind, its ids and what of its document is
shared. That of a copy is the proof of what it was copied from, as long as the copy is what the sync wrote, and a hash of
its own otherwise. The ledger of a kind holds the sum of the proofs, kept with every write; two sums are compared in no
time, whatever the size. They are equal if and only if each entity of one side has its counterpart on the other, and both
say the same; but for a chance of 2⁻¹²⁸.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from releve.domain.kind import Kind, digest

_MODULUS = 2**128

#: The sum of no proofs.
NOTHING = "0" * 32


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a tenant's store remembers of one kind. `revision` is the last one that touched the kind, `total` the sum of
    the proofs of its living entities."""

    issued: int = 0
    revision: int = 0
    living: int = 0
    total: str = NOTHING


def proof_of(kind: str, id: str, alt_id: str | None, share: str) -> str:
    """The proof of an entity that is nobody's copy. `share` is the digest of what of it is shared."""
    named = f"{kind}\x1f{id}\x1f{alt_id or ''}\x1f{share}".encode()
    return hashlib.blake2b(named, digest_size=16).hexdigest()


def summed(total: str, *, added: int) -> str:
    """A sum with `added` more (or fewer): what `value` makes of proofs, added up."""
    return f"{(int(total or '0', 16) + added) % _MODULUS:032x}"


def value(proof: str) -> int:
    return int(proof, 16)


def share(kind: Kind, body: Mapping[str, Any], whole: str) -> str:
    """The digest of what both sides must agree on. `whole` is the digest of the body, which it is for most."""
    return whole if kind.private.isdisjoint(body) else digest(shared(kind, body))


def shared(kind: Kind, body: Mapping[str, Any]) -> dict[str, Any]:
    """The body without what each tenant keeps for itself, and without its secrets."""
    return {name: one for name, one in body.items() if name not in kind.private}
