"""The plan: exactly what one run will do to the BCP tenant, as a value with a digest.

The same value is shown and applied. There is nothing left to decide when it is applied.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import orjson

from releve.domain.ids import TenantId
from releve.domain.runs import HeldBack, Step, Verb
from releve.domain.store import Credential, Draft
from releve.sync.counterparts import IdRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`steps` and `drafts` list copies, each kind after the kinds it refers to, and then deletions in the opposite
    order; the steps end with what is held back. The drafts are written all at once, so that keys may change hands.

    It holds for the two revisions it was drawn from and for one epoch.
    """

    pair: str
    primary: TenantId
    bcp: TenantId
    epoch: int
    source_revision: int
    target_revision: int
    steps: tuple[Step, ...] = ()
    drafts: tuple[Draft, ...] = ()
    learned: tuple[IdRow, ...] = ()
    issued: Mapping[str, int] = field(default_factory=dict)
    credentials: tuple[Credential, ...] = ()
    held: tuple[HeldBack, ...] = ()
    cursor: Mapping[str, int] = field(default_factory=dict)
    reviews: Mapping[str, int] = field(default_factory=dict)  # script → places to be reviewed

    @property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """kind → verb → how many."""
        counts: dict[str, Counter[str]] = {}
        for step in self.steps:
            counts.setdefault(step.kind, Counter())[step.verb.value] += 1
        return {kind: dict(verbs) for kind, verbs in counts.items()}

    def total(self, verb: Verb) -> int:
        return sum(step.verb is verb for step in self.steps)

    @property
    def changes_nothing(self) -> bool:
        """Whether the BCP tenant would stay as it is, to the byte."""
        return not (self.drafts or self.credentials)

    @property
    def digest(self) -> str:
        """Two plans with one digest write the same. The hashes of passwords are covered, not contained."""
        covered = [_sealed(credential) for credential in self.credentials]
        document = [replace(self, credentials=()), covered]
        written = orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(written).hexdigest()


def _sealed(credential: Credential) -> str:
    return hashlib.sha256(repr(credential).encode()).hexdigest()
