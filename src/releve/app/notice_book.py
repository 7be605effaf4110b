"""The newest notices of every pair, in memory: for the bell of every page, which asks no other region.

One thread reads (`app.noticing`), pages look in: what they look into is replaced, never changed.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from releve.domain.ids import TenantId
from releve.domain.notices import Notice, Topic

#: So many of a pair are remembered, and so counted at most.
KEPT_MAX = 50


@dataclass(slots=True)
class NoticeBook:
    """By BCP tenant, the newest first."""

    _known: dict[TenantId, tuple[Notice, ...]] = field(default_factory=dict)

    def enter(self, notices: Iterable[Notice]) -> None:
        """What was read, in place of what was known of the same."""
        by_tenant: dict[TenantId, dict[str, Notice]] = {}
        for one in notices:
            by_tenant.setdefault(one.tenant, {})[one.id] = one
        for tenant, new in by_tenant.items():
            both = {one.id: one for one in self._known.get(tenant, ())} | new
            newest = sorted(both.values(), key=lambda one: one.began_at, reverse=True)
            self._known[tenant] = tuple(newest[:KEPT_MAX])

    def unread(self, tenant: TenantId, topics: Collection[Topic], read_at: str) -> int:
        """How many of these topics began after somebody has read last; at most `KEPT_MAX`."""
        known = self._known.get(tenant, ())
        return sum(one.began_at > read_at and one.topic in topics for one in known)
