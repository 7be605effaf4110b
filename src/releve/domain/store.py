"""The regional store: everything of the tenants of one region but the directory's records.

A transaction (`Tx`) hands out one accessor per noun; whatever is done through one `Tx` happens together
or not at all. All times are stamps (`clock.stamp`), all ids text.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple, Protocol

from releve.domain.ids import IdMap, TenantId, Which
from releve.domain.kind import Body
from releve.domain.proof import Ledger
from releve.domain.runs import Drifted, HeldBack, Run, Step, StoredPlan


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


class Record(NamedTuple):
    """An entity as bulk work reads it: `text` is its body as it is stored (`kind.canonical`), `proof` what it adds to
    the ledger of its kind."""

    id: str
    alt_id: str | None
    key: str
    text: str
    digest: str
    proof: str
    revision: int
    deleted: bool
    changed_at: str
    changed_by: str


class Twin(NamedTuple):
    """An entity of a BCP tenant as the sync sees it, without its body. `twin` is the id of its counterpart in the primary,
    `twin_proof` the counterpart's proof when it was copied, `synced` the share digest of what the copy wrote."""

    twin: str | None
    twin_alt: str | None
    id: str
    alt_id: str | None
    key: str
    digest: str
    proof: str
    twin_proof: str | None
    synced: str | None
    revision: int
    deleted: bool
    changed_at: str
    changed_by: str


class Copy(NamedTuple):
    """An entity as it is to stand in the BCP tenant, whole; see `Twin`."""

    id: str
    alt_id: str | None
    key: str
    text: str
    digest: str
    proof: str
    twin: str | None
    twin_alt: str | None
    twin_proof: str | None
    synced: str | None


class Tie(NamedTuple):
    """Says of an entity of the BCP tenant, which stays as it is, whose counterpart it is."""

    id: str
    proof: str
    twin: str
    twin_alt: str | None
    twin_proof: str | None
    synced: str | None


@dataclass(frozen=True, slots=True)
class Version:
    """What an entity was at some revision; `body` None: it was not there, or deleted. `key` is not kept."""

    body: Body | None
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
        """Every entity whose revision is higher than `after`, tombstones included, kind by kind, each in the order of
        revisions, streamed from the snapshot of this transaction."""

    def changes(self, tenant: TenantId, *, after: int) -> int:
        """How many entities `changed` would yield for all kinds, counted by the database."""

    def idents(self, tenant: TenantId, kind: str) -> dict[str, tuple[str, str | None]]:
        """key → (id, alt_id) of every living entity of the kind."""

    def counts(self, tenant: TenantId) -> dict[str, int]:
        """kind → how many living entities, from the ledger; kinds without any are not named."""

    def ledger(self, tenant: TenantId) -> dict[str, Ledger]:
        """kind → what is remembered of it, in one small read, whatever the tenant's size."""

    def revision(self, tenant: TenantId) -> int:
        """The tenant's highest revision, 0 for an unknown tenant."""

    def revisions(self, tenants: Collection[TenantId]) -> dict[TenantId, int]:
        """The same of several, in one statement; unknown ones are not named."""

    def issued(self, tenant: TenantId) -> dict[str, int]:
        """kind → how many ids were ever issued: where the next id of each kind starts (`IdSpace.issue`)."""

    def records(
        self, tenant: TenantId, kind: str, *, after: int, texts: bool = True
    ) -> Iterator[Record]:
        """Those of a kind whose revision is higher than `after`, tombstones included, streamed: from 0 in the order of
        ids, else in the order of revisions. Without `texts` their bodies are not read, and empty."""

    def records_of(self, tenant: TenantId, kind: str, ids: Collection[str]) -> list[Record]:
        """Those of `ids` that exist, tombstones too, in the order of ids."""

    def changed_count(self, tenant: TenantId, kind: str, *, after: int) -> int:
        """How many records `records` would yield, counted by the database."""

    def holders(self, tenant: TenantId, kind: str, keys: Collection[str]) -> dict[str, Twin]:
        """key → the living entity that stands under it."""

    def twins(
        self, tenant: TenantId, kind: str, primary_ids: Collection[str], which: Which = Which.ID
    ) -> list[Twin]:
        """The counterparts, in this BCP tenant, of entities of its primary; tombstones too."""

    def twins_of_any(
        self, tenant: TenantId, values: Collection[str]
    ) -> list[tuple[str, Which, str]]:
        """`(kind, which, value)` for every kind in which a value is an id of the primary with a counterpart here."""

    def tied(self, tenant: TenantId, kind: str, *, after: int) -> Iterator[Twin]:
        """Every entity of a kind whose revision is higher than `after`, tombstones and strangers included."""

    def texts(self, tenant: TenantId, kind: str, ids: Collection[str]) -> dict[str, str]:
        """id → body as it is stored, of those that exist."""

    def version(self, tenant: TenantId, kind: str, id: str, *, at: int) -> Version | None:
        """What an entity was when the tenant's revision was `at`; None if there was none, or nothing is kept of it."""

    def versions(
        self, tenant: TenantId, kind: str, ids: Collection[str], *, at: int
    ) -> dict[str, Version]:
        """The same for many, in a handful of statements; those that were not there are not named."""

    def forget_past(self, tenant: TenantId, *, until: int) -> int:
        """Forget versions that were replaced at revision `until` or earlier; return how many."""

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

    def copy_in(self, tenant: TenantId, *, by: str, at: str) -> "CopyIn":
        """Begin to write copies, all under one revision, a new one if anything is written. Takes the lock."""


class CopyIn(Protocol):
    """Bulk writing into a BCP tenant, all under one revision; nothing is looked at again: the caller holds the lock and
    knows what stands there. Iterables are taken one by one, so that they need not be held in memory."""

    def lay_aside(self, kind: str, ids: Collection[str]) -> None:
        """Free the keys of entities that will be written again under another key, by `write_over`."""

    def delete(self, kind: str, ids: Collection[str]) -> None:
        """Write tombstones."""

    def add(self, kind: str, copies: Iterable[Copy]) -> None:
        """Write entities that are new. Raises Conflict if a key or an id is taken."""

    def write_over(self, kind: str, copies: Iterable[Copy]) -> None:
        """Write entities that stand there, alive or not. Raises Conflict if a key is taken."""

    def tie(self, kind: str, ties: Iterable[Tie]) -> None:
        """Say whose counterparts entities are; they are not changed otherwise and keep their revision."""

    def book(self, changes: Mapping[str, tuple[int, int]]) -> None:
        """kind → how many more live and what is added to the sum of proofs, for all that was written before. Kinds of
        which anything was written are named even if that comes to nothing."""


class IdMaps(Protocol):
    """Which entity of the primary tenant is which of the BCP tenant; kept with the entities of the BCP tenant."""

    def load(self, primary: TenantId, bcp: TenantId) -> IdMap:
        """All of it, in memory."""


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

    def last_done(self, pair: str) -> Run | None:
        """The last one that brought the BCP tenant into step: a restore does not."""

    def latest(self) -> dict[str, Run]:
        """pair → its newest run, of every pair that has one. One statement, however many pairs."""

    def add_steps(self, run: str, steps: Iterable[Step]) -> None:
        """Of a run or of a plan; those of one kind and verb that follow each other are kept together."""

    def steps(
        self, run: str, *, verb: str = "", kind: str = "", skip: int = 0, top: int = 100
    ) -> tuple[list[Step], int]: ...

    def all_steps(self, run: str) -> Iterator[Step]:
        """Every one, streamed."""

    def sweep_steps(self, pair: str, *, keep: int) -> int:
        """Forget the steps of all but the newest `keep` runs of a pair; return how many runs lost theirs."""

    def progress(self, run: str, told: Mapping[str, Any]) -> bool:
        """Record how far a run has come; False when somebody wants it cancelled or it is not running any more."""

    def cancel(self, run: str) -> bool:
        """Ask for the end of a run; one that is queued ends at once. False when it has ended already."""

    def add_plan(self, plan: StoredPlan) -> None: ...

    def plan(self, id: str) -> StoredPlan | None: ...

    def plans(self, pair: str, *, top: int = 10) -> list[StoredPlan]:
        """The newest first."""

    def drop_plans(self, pair: str, *, drawn_before: str) -> int:
        """Forget plans, with their steps; return how many."""

    def drift(self, pair: str) -> list[Drifted]:
        """What others than the sync had changed in the BCP tenant when the last run looked, newest first."""

    def set_drift(
        self, pair: str, drift: Iterable[Drifted], gone: Collection[tuple[str, str]]
    ) -> None:
        """Remember these, and forget those of `gone`: (kind, BCP id)."""

    def cursor(self, pair: str) -> dict[str, int]:
        """kind → the revision of the primary up to which it has been applied."""

    def set_cursor(self, pair: str, cursor: Mapping[str, int]) -> None:
        """Replace the whole of it."""

    def held(self, pair: str) -> list[HeldBack]: ...

    def waits(self, pair: str) -> bool:
        """Whether anything is held back, or has drifted: a run has to look at it again."""

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

    def named(
        self, tenant: TenantId, *, employees: Collection[str], usernames: Collection[str]
    ) -> list[Credential]:
        """Those of these employees, and those that have one of these user names."""

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

    def scratch(self) -> IO[bytes]:
        """A file of no name for what does not fit into memory, where this store has room for it. It vanishes when it is
        closed, and may outlive the transaction."""

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
