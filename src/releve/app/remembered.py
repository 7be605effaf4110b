"""What was found out of tenants, each as it was at one moment: whoever asks again pays nothing while nothing has moved.

For figures that cost a look at everything in a tenant, and are asked for by every view of a page.
"""

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from releve.domain.ids import TenantId

#: Of so many tenants something is remembered; the one that was made first is forgotten first.
TENANTS_MAX = 500

#: What took longer than this is dear: it may be told for a while although something has moved.
DEAR_S = 0.5

#: For so many times as long as it took.
PATIENCE = 10

T = TypeVar("T")


class _Known(NamedTuple):
    mark: Hashable
    value: object
    made_at: float
    took_s: float


@dataclass(slots=True)
class Remembered(Generic[T]):
    """Threads share it. While one finds something out of a tenant, others who ask the same wait for it."""

    tenants_max: int = TENANTS_MAX
    clock: Callable[[], float] = time.monotonic
    _known: dict[TenantId, _Known] = field(default_factory=dict)
    _locks: dict[TenantId, threading.Lock] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(
        self, tenant: TenantId, mark: Hashable, make: Callable[[], T], *, patient: bool = False
    ) -> T:
        """What was made under this mark, made now if that was another. `patient`: what was dear to make may be as old as it
        took to make it, several times over, so that a tenant that moves all the time keeps nobody busy. What `make` raises
        is raised, and nothing is remembered."""
        with self._lock_of(tenant):
            known = self._known.get(tenant)
            if known is None or not (known.mark == mark or (patient and self._is_fresh(known))):
                began = self.clock()
                value = make()
                now = self.clock()
                known = _Known(mark, value, now, now - began)
                self._keep(tenant, known)
            return known.value  # type: ignore[return-value]  # it was made by such a `make`

    def _lock_of(self, tenant: TenantId) -> threading.Lock:
        with self._lock:
            return self._locks.setdefault(tenant, threading.Lock())

    def _keep(self, tenant: TenantId, known: _Known) -> None:
        with self._lock:
            self._known.pop(tenant, None)
            self._known[tenant] = known
            while len(self._known) > self.tenants_max:
                self._known.pop(next(iter(self._known)))

    def _is_fresh(self, known: _Known) -> bool:
        age_s = self.clock() - known.made_at
        return known.took_s > DEAR_S and age_s < PATIENCE * known.took_s
