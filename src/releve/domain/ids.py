"""Identifiers: how each kind's look, how a region issues them, how a pair translates them.

An id of one tenant never equals its counterpart in the other, by construction: a region issues
integers of its own residue class (`slot` modulo `STRIDE`), and UUIDs and texts are derived from the tenant's own id. Equal ranges in two regions
would hide missing translations, which is the defect that this product exists to prevent.
"""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

#: How many regions can issue integers without ever meeting. A directory refuses a region beyond it.
STRIDE = 32

TenantId = str


class Form(StrEnum):
    """What the values of an id space look like."""

    INTEGER = "integer"
    UUID = "uuid"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class IdSpace:
    """One kind of identifier: the API's name for it, its form, and for integers the number of digits to start with."""

    field: str
    form: Form
    digits: int = 8

    def emit(self, value: str) -> int | str:
        """The value as it stands in documents and on the wire. Internally every id is text."""
        return int(value) if self.form is Form.INTEGER else value

    def reads(self, value: str) -> bool:
        """Whether `value` can be an id of this space at all. Integers fit into 64 bits, as everywhere."""
        if self.form is not Form.INTEGER:
            return bool(value)
        digits = value.removeprefix("-")
        return digits.isascii() and digits.isdigit() and len(digits) <= 18

    def issue(self, tenant: TenantId, kind: str, slot: int, number: int) -> str:
        """The `number`-th id (from 0) of this kind in this tenant. Pure: the same arguments give the same id."""
        return self.issuer(tenant, kind, slot)(number)

    def issuer(self, tenant: TenantId, kind: str, slot: int) -> Callable[[int], str]:
        """What `issue` says of one kind in one tenant, for many numbers.

        Integers start somewhere in the range of `digits` digits, another place for each tenant, and run on
        into more digits when the range is used up; `value % STRIDE == slot` always.
        """
        assert 0 <= slot < STRIDE, f"slot {slot} is outside 0..{STRIDE - 1}"
        seed = f"{tenant}/{kind}/{self.field}"
        if self.form is Form.INTEGER:
            low, span = 10 ** (self.digits - 1), 10**self.digits // 2
            offset = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8]) % span
            first = -(-(low + offset // 2) // STRIDE) * STRIDE + slot
            return lambda number: str(first + number * STRIDE)

        def derived(number: int) -> str:
            found = uuid.uuid5(uuid.NAMESPACE_OID, f"{seed}/{slot}/{number}")
            return str(found) if self.form is Form.UUID else found.hex[: self.digits * 3]

        return derived


def integer(name: str, digits: int = 8) -> IdSpace:
    return IdSpace(name, Form.INTEGER, digits)


def uuid_id(name: str) -> IdSpace:
    return IdSpace(name, Form.UUID)


def text_id(name: str) -> IdSpace:
    return IdSpace(name, Form.TEXT)


class Which(StrEnum):
    """Which of an entity's two ids: an employee is an integer agent and a UUID user."""

    ID = "id"
    ALT = "alt"


@dataclass(slots=True)
class IdMap:
    """Translates ids that `source` issued into ids that `target` issued, and admits what it does not know."""

    source: TenantId
    target: TenantId
    _known: dict[tuple[str, Which], dict[str, str]] = field(default_factory=dict)

    def learn(self, kind: str, old: str, new: str, which: Which = Which.ID) -> None:
        assert old != new, f"{kind} {old} would keep its id in the other tenant"
        self._known.setdefault((kind, which), {})[old] = new

    def translate(self, kind: str, old: str, which: Which = Which.ID) -> str | None:
        return self._known.get((kind, which), {}).get(old)

    def of(self, kind: str, which: Which = Which.ID) -> dict[str, str]:
        """All that is known of one kind, source id to target id. Not a copy: read only."""
        return self._known.get((kind, which), {})

    def kinds_of(self, value: str) -> list[str]:
        """The kinds in which `value` is an id of the source; several may be, for numbers coincide."""
        return sorted({kind for (kind, _), ids in self._known.items() if value in ids})
