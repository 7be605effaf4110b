"""The regional store: everything of the tenants of one region but the directory's records.

A transaction (`Tx`) hands out one accessor per noun; whatever is done through one `Tx` happens together
or not at all. All times are stamps (`clock.stamp`), all ids text.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from releve.domain.ids import IdMap, TenantId, Which
from releve.domain.kind import Body
from releve.domain.runs import HeldBack, Run, Step


@dataclass(frozen=True, slots=True)
class Entity:
    """One configured thing as one tenant holds it. `body` holds neither of its own ids."""

    tenant: TenantId
    kind: str
    id: str
    alt_id: str | None
    key: str
    body: Body
    digest: str
    revision: int
    deleted: bool
    changed_at: str
    changed_by: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be written. `id` None means a new entity, whose ids the region issues.

    `deleted` writes a tombstone: `body` is then ignored and the last one is kept. `expect` is the revision of
    the entity that the writer has seen, None to write whatever stands there.
    """

    kind: str
    body: Body
    id: str | None = None
    alt_id: str | None = None
    deleted: bool = False
    expect: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list; `total` counts the whole list before paging."""

    rows: list[Entity]
    total: int


class Entities(Protocol):
    """Entities of the tenants of this region. Tombstones are seen only where it is said."""

    def get(self, tenant: TenantId, kind: str, id: str) -> Entity | None: ...

    def by_alt(self, tenant: TenantId, kind: str, alt_id: str) -> Entity | None: ...

    def by_key(self, tenant: TenantId, kind: str, key: str) -> Entity | None: ...

    def many(
        self, tenant: TenantId, kind: str, ids: Collection[str], which: Which = Which.ID
    ) -> dict[str, Entity]:
        """Those of `ids` that exist, by the id asked for; tombstones too. A handful of statements, however many."""

    def page(
        self,
        tenant: TenantId,
        kind: str,
        *,
        search: str = "",
        where: Mapping[str, str | int | bool] | None = None,
        order: str = "",
        descending: bool = False,
        skip: int = 0,
        top: int = 50,
    ) -> Page:
        """`search` is a case-insensitive part of the key; `where` compares top-level fields; `order` is one
        (default: the key). The database pages; `total` is exact."""

    def all(self, tenant: TenantId, kind: str) -> Iterator[Entity]:
        """Every living entity of a kind in the order of its key, streamed."""

    def changed(self, tenant: TenantId, *, after: int, kinds: Collection[str]) -> Iterator[Entity]:
        """Every entity whose revision is higher than `after`, tombstones included, in the order of revisions,
        streamed from the snapshot of this transaction."""

    def changes(self, tenant: TenantId, *, after: int) -> int:
        """How many entities `changed` would yield for all kinds, counted by the database."""

    def idents(self, tenant: TenantId, kind: str) -> dict[str, tuple[str, str | None]]:
        """key → (id, alt_id) of every living entity of the kind."""

    def counts(self, tenant: TenantId) -> dict[str, int]:
        """kind → how many living entities."""

    def revision(self, tenant: TenantId) -> int:
        """The tenant's highest revision, 0 for an unknown tenant."""

    def issued(self, tenant: TenantId) -> dict[str, int]:
        """kind → how many ids were ever issued: where the next id of each kind starts (`IdSpace.issue`)."""

    def lock(self, tenant: TenantId) -> int:
        """Take the tenant's revision row and hold it to the end of the transaction; return the revision.

        Every write takes it first, so that a lower revision never becomes visible after a higher one.
        """

    def put(
        self, tenant: TenantId, drafts: Iterable[Draft], *, by: str, at: str
    ) -> list[tuple[str, str | None]]:
        """Write all drafts under one new revision of the tenant and return their ids, in order.

        Bodies must be `checked` already. Raises Conflict if a key is taken by another living entity of the
        kind, or if `expect` does not hold; keys may change hands among the drafts of one put. Ids given must
        have been issued by `IdSpace.issue` for this tenant; the region's count of issued ids moves beyond
        them only through `claim`.
        """

    def claim(self, tenant: TenantId, issued: Mapping[str, int]) -> None:
        """Set how many ids of each kind are issued; never lower than before. Takes the lock."""


class IdMaps(Protocol):
    """Which entity of the primary tenant is which of the BCP tenant; kept in the BCP tenant's region."""

    def load(self, pair: str, primary: TenantId, bcp: TenantId) -> IdMap: ...

    def learn(
        self, pair: str, rows: Iterable[tuple[str, str, str, str | None, str | None]]
    ) -> None:
        """`(kind, primary_id, bcp_id, primary_alt, bcp_alt)`; known rows are replaced. Unique both ways."""

    def forget(self, pair: str, kind: str, primary_ids: Collection[str]) -> None: ...


class Runs(Protocol):
    """Sync runs of the pairs whose BCP tenant is in this region, newest first where several are returned."""

    def add(self, run: Run) -> None:
        """Raises Conflict if the pair has a run that is queued or running."""

    def save(self, run: Run) -> None: ...

    def take(self, run: str, *, worker: str, now: str, until: str) -> Run | None:
        """Make a run `worker`'s, running, until `until`: if it is queued, or running under a lease that ended
        before `now`. None when it is neither: of two workers who ask, one gets it."""

    def extend(self, run: str, *, worker: str, until: str) -> bool:
        """Move the end of the lease on; False when the run is not running under `worker` any more."""

    def get(self, run: str) -> Run | None: ...

    def page(self, pair: str, *, skip: int = 0, top: int = 20) -> tuple[list[Run], int]: ...

    def open(self) -> list[Run]:
        """Queued and running ones of all pairs, oldest first."""

    def last_done(self, pair: str) -> Run | None: ...

    def latest(self) -> dict[str, Run]:
        """pair → its newest run, of every pair that has one. One statement, however many pairs."""

    def add_steps(self, run: str, steps: Iterable[Step]) -> None: ...

    def steps(
        self, run: str, *, verb: str = "", skip: int = 0, top: int = 100
    ) -> tuple[list[Step], int]: ...

    def cursor(self, pair: str) -> dict[str, int]:
        """kind → the revision of the primary up to which it has been applied."""

    def set_cursor(self, pair: str, cursor: Mapping[str, int]) -> None: ...

    def held(self, pair: str) -> list[HeldBack]: ...

    def set_held(self, pair: str, held: Sequence[HeldBack]) -> None:
        """Replace the list of entities held back."""

    def reviews(self, pair: str) -> dict[str, int]:
        """Script of the primary → how many places in it are to be reviewed; scripts without any are not named."""

    def set_reviews(self, pair: str, places: Mapping[str, int]) -> None:
        """What the scripts named have to be reviewed now; 0 takes a script away. Others keep theirs."""


@dataclass(frozen=True, slots=True)
class Credential:
    """How an employee proves who they are. `username` is case-folded; `hash` is memory-hard."""

    tenant: TenantId
    employee: str
    username: str
    hash: str
    revision: int = 0
    changed_at: str = ""


class Credentials(Protocol):
    def by_username(self, username: str) -> list[Credential]:
        """In every tenant of this region: one person may have accounts in several."""

    def get(self, tenant: TenantId, employee: str) -> Credential | None: ...

    def put(self, credentials: Iterable[Credential]) -> None:
        """Write under the revision that this transaction has made last, a new one if it has made none: under an
        older one `changed` would hide them from who has read it. Raises Conflict if two employees of a
        tenant would share a user name."""

    def drop(self, tenant: TenantId, employees: Collection[str]) -> None:
        """Take away what these employees log in with; their user names are free again."""

    def changed(self, tenant: TenantId, *, after: int) -> Iterator[Credential]: ...


@dataclass(frozen=True, slots=True)
class Session:
    """A logged-in person. `token_hash` is what the store keeps of the cookie; `epoch` the highest epoch seen."""

    token_hash: str
    tenant: TenantId | None  # None: an operator
    employee: str | None
    username: str
    created_at: str
    expires_at: str
    epoch: int = 0
    impersonator: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


class Sessions(Protocol):
    def add(self, session: Session) -> None: ...

    def get(self, token_hash: str) -> Session | None: ...

    def save(self, session: Session) -> None: ...

    def end(self, token_hash: str) -> None: ...

    def end_all(self, tenant: TenantId, *employees: str) -> None:
        """End every session of these employees, in one statement."""

    def sweep(self, now: str) -> int:
        """Remove what has expired; return how many."""


@dataclass(frozen=True, slots=True)
class Draftsheet:
    """Work in progress of one person that is not saved yet (the BCP wizard). Expires."""

    id: str
    owner: str
    subject: str
    body: Mapping[str, Any]
    expires_at: str


class Drafts(Protocol):
    def put(self, draft: Draftsheet) -> None: ...

    def get(self, id: str, owner: str) -> Draftsheet | None:
        """None when there is none or it is somebody else's. Expired ones are returned: the caller says so."""

    def drop(self, id: str) -> None: ...

    def sweep(self, now: str) -> int:
        """Remove what has expired; return how many."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who, acting as whom, did what to what, when, from where, with which outcome.

    `hash` covers the entry and `previous`, the hash of the entry before it in the same chain (one per tenant,
    and `""` for the operators' acts), so that removing or changing one shows.
    """

    tenant: TenantId | None
    seq: int
    at: str
    actor: str
    acting_as: str | None
    act: str
    subject: str
    outcome: str
    origin: str
    details: Mapping[str, Any]
    previous: str
    hash: str


class Audit(Protocol):
    def add(
        self,
        *,
        tenant: TenantId | None,
        at: str,
        actor: str,
        acting_as: str | None = None,
        act: str,
        subject: str = "",
        outcome: str = "done",
        origin: str = "",
        details: Mapping[str, Any] | None = None,
    ) -> None: ...

    def page(
        self, tenant: TenantId | None, *, search: str = "", skip: int = 0, top: int = 50
    ) -> tuple[list[AuditEntry], int]:
        """Newest first."""

    def verify(self, tenant: TenantId | None) -> int | None:
        """None if the chain is whole, else the `seq` of the first entry that does not fit."""


class Throttle(Protocol):
    """Counts failures per subject in the database, so that all processes of a region count together."""

    def failures(self, subject: str, since: str) -> tuple[int, str | None]:
        """How many since then, and when the last one was."""

    def fail(self, subject: str, at: str) -> None: ...

    def take_back(self, subject: str, at: str) -> None:
        """Forget one failure that was counted at `at`."""

    def clear(self, subject: str) -> None: ...

    def sweep(self, now: str) -> int:
        """Remove failures of more than 24 hours ago; return how many."""


class Tx(Protocol):
    """One transaction. Reading ones see one snapshot."""

    @property
    def entities(self) -> Entities: ...
    @property
    def ids(self) -> IdMaps: ...
    @property
    def runs(self) -> Runs: ...
    @property
    def credentials(self) -> Credentials: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def throttle(self) -> Throttle: ...

    def epoch_seen(self, tenant: TenantId) -> int:
        """The highest epoch a writer of this tenant has shown (`show_epoch`), 0 at first."""

    def show_epoch(self, tenant: TenantId, epoch: int) -> None:
        """The fence: takes the tenant's lock, raises Conflict if a higher epoch was seen, else remembers."""


class RegionalStore(Protocol):
    """The store of one region. Both methods raise Unavailable when the database does not answer, is locked for
    too long, or cannot write (a full disk): nothing has then changed, unless the failure came at commit."""

    @property
    def region(self) -> str: ...

    def reading(self) -> AbstractContextManager[Tx]:
        """A snapshot; writing through it is a programmer's error."""

    def writing(self) -> AbstractContextManager[Tx]:
        """Commits when the block ends well, rolls back when it raises."""

    def close(self) -> None: ...
