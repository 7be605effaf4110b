"""The directory with a copy of it in memory: for API discovery, for the mover and for calls, who cannot wait for it, and for
everybody while it does not answer.

Whoever asks after `LOOK_AFTER_S` asks the directory for its mark first, and reads it if that is another; the others are
answered from the copy meanwhile. What this process commits is in the copy before the commit returns. While the directory
does not answer the copy goes on answering, and says how old it is. Whoever must not act on what may be old reads `strict`.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from releve.domain.directory import Change, Directory, Record
from releve.domain.errors import Unavailable
from releve.domain.ids import TenantId
from releve.domain.tenancy import Side, Tenant

#: How old a copy may be until the directory is read again, and how old at most while that goes on: an answer that is
#: older is told to be, and is given only when the directory does not answer.
LOOK_AFTER_S, AGE_S_MAX = 0.5, 1.0

#: What is copied; the activations last, because they are what moves. Reports are not: they only grow.
PREFIXES = (
    "region/",
    "signing/",
    "operator/",
    "sign_on/",
    "tenant/",
    "pair/",
    "passkeys/",
    "order/",
    "keep/",
    "last_drill/",
    "activation/",
)

#: Of these most have none: there was none when the copy was made.
OPTIONAL = ("signing/", "sign_on/", "passkeys/", "order/", "keep/", "last_drill/")

#: A change of these is told to the watchers: it may move traffic.
MOVING = ("tenant/", "pair/", "activation/")

#: How old a copy may be to stand in for a directory that does not answer.
COPY_S = 24 * 3600

#: How long a directory is left alone that did not answer.
LEFT_ALONE_S = 2.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sighting:
    """The region of a tenant's active side, and how long ago that was read. `sure` false: it may have changed since,
    and the directory cannot be asked."""

    region: str
    age_s: float = 0.0
    sure: bool = True


class Whereabouts:
    """A directory with the copy of it: it implements `Directory`, so that no commit of this process passes it by.
    One per process; threads share it."""

    def __init__(
        self,
        directory: Directory,
        clock: Callable[[], float] = time.monotonic,
        copy_s: float = COPY_S,
    ) -> None:
        """`copy_s`: how old the copy may be to stand in for the directory; 0: however old."""
        self._directory, self._clock, self._copy_s = directory, clock, copy_s
        self._records: Mapping[str, Record] = {}
        self._mark: int | None = None  # under which they were read
        self._read_at: float | None = None
        self._doubtful = True  # something was committed that the copy may not have
        self._edition = 0
        self._failed: tuple[float, Unavailable] | None = None
        self._looking_since: float | None = None
        self._watchers: list[Callable[[], None]] = []
        self._tenants: tuple[Mapping[str, Record], Sequence[Tenant]] = (self._records, ())
        self._looking, self._changing = threading.Lock(), threading.Lock()

    @property
    def strict(self) -> Directory:
        """What does not answer rather than say what may be old."""
        return self._directory

    def get(self, key: str) -> Record | None:
        """While the directory does not answer: what the copy has. What it does not have may have been made since."""
        try:
            return self._asked(lambda: self._directory.get(key))
        except Unavailable:
            known = self._records.get(key)
            if not self._stands_in() or (known is None and not key.startswith(OPTIONAL)):
                raise
            return known

    def list(self, prefix: str) -> list[Record]:
        """While the directory does not answer: those of the copy."""
        try:
            return self._asked(lambda: self._directory.list(prefix))
        except Unavailable:
            if not self._stands_in() or not prefix.startswith(PREFIXES):
                raise
            found = (one for key, one in self._records.items() if key.startswith(prefix))
            return sorted(found, key=lambda one: one.key)

    def commit(self, *changes: Change) -> None:
        try:
            self._directory.commit(*changes)
        except BaseException:  # somebody else was first, or nobody knows whether it has happened
            self._doubt()
            raise
        if copied := [change for change in changes if _is_copied(change)]:
            self._take(copied)
            if any(change.key.startswith(MOVING) for change in copied):
                self._tell()

    def watch(self, told: Callable[[], None]) -> None:
        """Have `told` called as soon as this process has committed, or the copy has got, anything that may move traffic. It must
        be quick."""
        self._watchers.append(told)

    def records(self) -> Mapping[str, Record]:
        """All that is copied, by key, read anew if that is due. While the directory does not answer: as it was."""
        if not self._may_answer():
            with suppress(Unavailable):
                self.look()
        return self._records

    def begin_with(self, records: Mapping[str, Record], age_s: float) -> None:
        """Start with what was kept, `age_s` ago: the directory did not answer yet."""
        self._records, self._read_at = dict(records), self._clock() - age_s

    def follow(self, patience_s: float) -> None:
        """Wait for something to happen in the directory, so long at most, and have it in the copy. Raises Unavailable."""
        if self._mark is not None and not self._doubtful and self._failed is None:
            self._asked(lambda: self._directory.wait(self._mark or 0, patience_s))
        self.look(anew=True)

    def mark(self) -> int:
        return self._directory.mark()

    def wait(self, after: int, patience_s: float) -> int:
        return self._directory.wait(after, patience_s)

    def close(self) -> None:
        self._directory.close()

    def now(self, tenant: TenantId) -> Sighting | None:
        """Answered at once and asking nobody; None if the tenant is not known, or if the directory is to be read first."""
        if self._region(tenant) is None or not self._may_answer():
            return None
        return self.kept(tenant)

    def kept(self, tenant: TenantId) -> Sighting | None:
        """What the copy says of the tenant, however old it is."""
        region, read_at = self._region(tenant), self._read_at
        if region is None or read_at is None:
            return None
        age = self._clock() - read_at
        return Sighting(region, age, age <= AGE_S_MAX and not self._doubtful)

    def tenants(self) -> Sequence[Tenant]:
        """All that the copy knows, however old it is."""
        records, found = self._records, self._tenants
        if found[0] is not records:
            tenants = (one for key, one in records.items() if key.startswith("tenant/"))
            found = self._tenants = records, tuple(Tenant.of(one.value) for one in tenants)
        return found[1]

    @property
    def age_s(self) -> float | None:
        """How long ago the directory was read; None if it never was."""
        read_at = self._read_at
        return None if read_at is None else self._clock() - read_at

    @property
    def fault(self) -> Unavailable | None:
        """Why the directory did not answer when it was asked last; None if it did."""
        return self._failed[1] if self._failed else None

    def look(self, *, anew: bool = False) -> None:
        """Read the directory, unless somebody has just done so and it is not to be read `anew`. Raises Unavailable if it does
        not answer. Whoever waits too long for somebody else's look goes away without."""
        if not self._looking.acquire(timeout=AGE_S_MAX):
            return
        try:
            if not (anew or self._is_due()):
                return
            self._looking_since = self._clock()
            while not self._read():
                pass
            self._failed = None
        except Unavailable as fault:
            self._failed = (self._clock(), fault)
            raise
        finally:
            self._looking_since = None
            self._looking.release()

    def _asked(self, ask: Callable[[], T]) -> T:
        """An answer of the directory. One that did not answer is left alone for a while, and everybody is told at once."""
        failed = self._failed
        if failed is not None and self._is_left_alone(failed[0]):
            raise Unavailable.again(failed[1])
        try:
            answer = ask()
        except Unavailable as fault:
            self._failed = (self._clock(), fault)
            raise
        self._failed = None
        return answer

    def _is_left_alone(self, failed_at: float) -> bool:
        return self._looking.locked() or self._clock() - failed_at < LEFT_ALONE_S

    def _stands_in(self) -> bool:
        age = self.age_s
        return age is not None and (self._copy_s == 0 or age <= self._copy_s)

    def _tell(self) -> None:
        for told in self._watchers:
            told()

    def _read(self) -> bool:
        """False if something was committed here meanwhile: what was read may be older than that."""
        edition, began, mark = self._edition, self._clock(), self._directory.mark()
        found = self._records
        if mark != self._mark:
            found = {one.key: one for prefix in PREFIXES for one in self._directory.list(prefix)}
        with self._changing:
            if edition != self._edition:
                return False
            before, self._records, self._mark = self._records, found, mark
            self._read_at, self._doubtful = began, False
        if found is not before and _moved(before, found):
            self._tell()
        return True

    def _take(self, changes: Iterable[Change]) -> None:
        """Have in the copy what was committed."""
        with self._changing:
            records = dict(self._records)
            for change in changes:
                known = records.pop(change.key, None)
                written = Record(change.key, change.value or {}, change.expect + 1)
                if known is not None and known.version > written.version:
                    records[change.key] = known
                elif change.value is not None:
                    records[change.key] = written
                self._edition += 1
            self._records = records

    def _doubt(self) -> None:
        with self._changing:
            self._doubtful = True
            self._edition += 1

    def _is_due(self) -> bool:
        at = self._read_at
        return self._doubtful or at is None or self._clock() - at > LOOK_AFTER_S

    def _may_answer(self) -> bool:
        """Whether this one need not wait for the directory: the copy is new, somebody else reads the directory and the copy
        is not old yet, or the directory does not answer."""
        if not self._is_due():
            return True
        now, failed, since = self._clock(), self._failed, self._looking_since
        if failed is not None and self._is_left_alone(failed[0]):
            return True
        lost = since is not None and now - since > AGE_S_MAX and not self._looking.locked()
        if since is None or lost:  # this one goes and looks; whoever comes meanwhile need not
            self._looking_since = now
            return False
        old = self._doubtful or self._read_at is None or now - self._read_at > AGE_S_MAX
        return not old or now - since > AGE_S_MAX

    def _region(self, tenant: TenantId) -> str | None:
        records = self._records
        found = records.get(f"tenant/{tenant}")
        if found is None:
            return None
        pair = records.get(f"pair/{found.value['pair']}")
        active = records.get(f"activation/{found.value['pair']}")
        if pair is not None and active is not None:
            side = "primary" if active.value["active"] == Side.PRIMARY else "bcp"
            found = records.get(f"tenant/{pair.value[side]}")
        return None if found is None else str(found.value["region"])


def _moved(before: Mapping[str, Record], now: Mapping[str, Record]) -> bool:
    """Whether something that may move traffic is another than before."""
    return any(key.startswith(MOVING) and before.get(key) != one for key, one in now.items())


def _is_copied(change: Change) -> bool:
    return not change.checked_only and change.key.startswith(PREFIXES)
