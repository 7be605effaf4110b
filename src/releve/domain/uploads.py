"""Employees files that were uploaded: kept with what a check found, until they are applied or forgotten.

A file is checked first: that writes nothing and says what would become of every row. It is applied only if it is
checked again to the letter then.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

import orjson

from releve.domain.ids import TenantId


class UploadState(StrEnum):
    CHECKING = "checking"  # it waits to be checked, or is being
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    FAILED = "failed"  # the file cannot be read

    @property
    def ended(self) -> bool:
        """Whether nobody is at work, nor waited for."""
        return self not in (UploadState.CHECKING, UploadState.APPLYING)


@dataclass(frozen=True, slots=True)
class Upload:
    """One file. `asked` says who wants it checked or applied, as they were when they asked; `counts` how many rows have
    which outcome; `facts` how the file was understood; `digest` is that of all that was found. `error` is why the last
    thing asked for was not done, with a code and words for any language; `worker` and `lease_until` say who is at work
    and until when that holds."""

    id: str
    tenant: TenantId
    state: UploadState
    name: str
    asked_by: str
    asked_at: str
    expires_at: str
    asked: Mapping[str, Any] = field(default_factory=dict)
    only_good: bool = True
    counts: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    ended_at: str | None = None
    error: Mapping[str, Any] | None = None
    progress: Mapping[str, Any] | None = None
    worker: str | None = None
    lease_until: str | None = None

    @property
    def told(self) -> str:
        """For the log."""
        return f"upload {self.id} of tenant {self.tenant}"


class Lines(NamedTuple):
    """Some lines of one outcome that follow each other, packed: there are as many as rows."""

    outcome: str
    many: int
    body: bytes

    @classmethod
    def of(cls, outcome: str, lines: Sequence[Any]) -> "Lines":
        return cls(outcome, len(lines), zlib.compress(orjson.dumps(lines), level=1))

    @staticmethod
    def read(body: bytes) -> list[Any]:
        """The inverse: each line as JSON has it."""
        lines: list[Any] = orjson.loads(zlib.decompress(body))
        return lines


class Uploads(Protocol):
    """Uploads of the tenants of this region."""

    def add(self, upload: Upload, file: bytes) -> None: ...

    def get(self, tenant: TenantId, id: str) -> Upload | None: ...

    def save(self, upload: Upload) -> None: ...

    def file(self, tenant: TenantId, id: str) -> bytes: ...

    def newest(self, tenant: TenantId, *, top: int) -> list[Upload]: ...

    def open(self) -> list[Upload]:
        """Those that wait, or that somebody is at work on, of all tenants, oldest first."""

    def take(self, upload: Upload, *, worker: str, now: str, until: str) -> Upload | None:
        """Make it `worker`'s until `until`, if nobody has it or their lease ended before `now`. Of two workers who ask,
        one gets it, the other None."""

    def extend(self, upload: Upload, *, worker: str, until: str) -> bool:
        """Move the end of the lease on; False when it is not `worker`'s any more."""

    def progress(self, upload: Upload, told: Mapping[str, Any]) -> bool:
        """Record how far it has come; False when it is not its worker's any more."""

    def set_lines(self, tenant: TenantId, id: str, blocks: Iterable[Lines]) -> None:
        """Replace all of them."""

    def lines(
        self, tenant: TenantId, id: str, *, outcome: str = "", skip: int = 0, top: int = 50
    ) -> tuple[list[Any], int]:
        """Those of one outcome, or of all, in the order in which their blocks were given."""

    def all_lines(self, tenant: TenantId, id: str) -> Iterator[Any]:
        """Every one, streamed."""

    def drop(self, tenant: TenantId, id: str) -> None: ...

    def sweep(self, now: str) -> int:
        """Forget what has expired and is not being worked on; return how many."""
