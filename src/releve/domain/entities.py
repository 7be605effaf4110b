"""Entities as a regional store holds them: how they are read, written one by one, and written in bulk.

All times are stamps (`clock.stamp`), all ids text.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from releve.domain.ids import TenantId, Which
from releve.domain.kind import Body
from releve.domain.proof import Ledger


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


class Excerpt(NamedTuple):
    """An entity with a few of its fields: `body` holds no others. `twin` is, in a BCP tenant, the id of its counterpart in
    the primary."""

    id: str
    alt_id: str | None
    key: str
    twin: str | None
    body: Body


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
class Not:
    """Absent, or anything but this."""

    value: "Wanted"


@dataclass(frozen=True, slots=True)
class Holds:
    """A list in which this value stands; with `of`, a list of objects in one of which this field has it."""

    value: str | int
    of: str = ""


@dataclass(frozen=True, slots=True)
class Among:
    """One of these, as ids are written."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Like:
    """A text in which this stands; ASCII letters count in either case."""

    text: str


@dataclass(frozen=True, slots=True)
class Between:
    """A text, such as a date, that is not before the first and not behind the last in the order of texts."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Meant:
    """A reference to a living entity that is as wanted; `search` as in `Sought`."""

    where: Mapping[str, "Wanted"]
    search: str = ""


#: What a top-level field may be wanted to be. A flag that is absent has the value that its kind declares for it.
Wanted = str | int | bool | Not | Holds | Among | Like | Between | Meant


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for in a list. `search` is a part of the key's first field, in any case, or of the fields `search_in`
    put together with blanks; `ids` and `alt_ids` are those to choose from, `without` those to leave out; `under` is the key's first field, whole; `since` is the stamp from which on something was changed; `deleted` None takes tombstones too.
    `unread` is a top-level field that is left out of the bodies, such as a large content. `order` is a top-level field or a column of the store, by default the key."""

    search: str = ""
    search_in: tuple[str, ...] = ()
    where: Mapping[str, Wanted] = field(default_factory=dict)
    ids: tuple[str, ...] | None = None
    alt_ids: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    under: str = ""
    since: str = ""
    deleted: bool | None = False
    unread: str = ""
    order: str = ""
    descending: bool = False
    skip: int = 0
    top: int = 50

    @property
    def is_all(self) -> bool:
        """Whether every living entity is sought, and nothing else."""
        chosen = (self.search.strip(), self.where, self.without, self.under, self.since)
        of_all = self.ids is None and self.alt_ids is None and self.deleted is False
        return of_all and not any(chosen)


@dataclass(frozen=True, slots=True)
class Glimpsed:
    """A few of each kind: those of the kinds `within` whose key holds the text, those of the kinds `beginning` whose key begins
    with it, and of both those one of whose ids it is. Employees are known by their names too. At most `top` of a kind."""

    text: str
    within: Collection[str]
    beginning: Collection[str]
    top: int


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
        count_max: int | None = None,
    ) -> Page:
        """`search` is a case-insensitive part of the key; `where` compares top-level fields; `order` is one
        (default: the key). The database pages. `total` is exact, unless there are more than `count_max`: then it is one
        more than that, for to count them all takes as long as to read them all."""

    def chosen(
        self,
        tenant: TenantId,
        kind: str,
        *,
        search: str = "",
        where: Mapping[str, str | int | bool] | None = None,
    ) -> list[str]:
        """The ids of all that `page` would list."""

    def sought(self, tenant: TenantId, kind: str, sought: Sought) -> Page:
        """The database filters, sorts and pages; `total` is exact. Raises Invalid for a field that the kind has not."""

    def glimpses(self, tenant: TenantId, sought: Glimpsed) -> list[Entity]:
        """In one statement, by kind and key. Bodies come without the field `content`."""

    def tally(self, tenant: TenantId, kind: str, name: str) -> dict[str, int]:
        """What a top-level field holds, as text → how many living entities hold it, in one statement."""

    def mentioning(
        self, tenant: TenantId, kind: str, texts: Collection[str], *, skip: int = 0, top: int = 50
    ) -> Page:
        """Living ones in whose body one of these texts stands, wherever that may be, in the order of their keys. ASCII letters
        count in either case. Every body of the kind is searched."""

    def excerpts(self, tenant: TenantId, kind: str, names: Sequence[str]) -> Iterator[Excerpt]:
        """All living entities, sorted by key, with the fields named of their documents."""

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

    def records_among(
        self, tenant: TenantId, kinds: Collection[str], *, after: int
    ) -> Iterator[tuple[str, Record]]:
        """`(kind, record)` of several kinds, whose revision is higher than `after`, tombstones included: few, at once."""

    def changed_counts(
        self, tenant: TenantId, kinds: Collection[str], *, after: int
    ) -> dict[str, int]:
        """kind → how many records `records` would yield, counted by the database; kinds without any are not named."""

    def holders(self, tenant: TenantId, kind: str, keys: Collection[str]) -> dict[str, Twin]:
        """key → the living entity that stands under it."""

    def twins(
        self, tenant: TenantId, kind: str, primary_ids: Collection[str], which: Which = Which.ID
    ) -> list[Twin]:
        """The counterparts, in this BCP tenant, of entities of its primary; tombstones too."""

    def twins_among(
        self, tenant: TenantId, which: Which, primary_ids: Collection[str]
    ) -> list[tuple[str, Twin]]:
        """`(kind, counterpart)` of every kind in which one of these is an id of the primary."""

    def twins_of_any(
        self, tenant: TenantId, values: Collection[str]
    ) -> list[tuple[str, Which, str]]:
        """`(kind, which, value)` for every kind in which a value is an id of the primary with a counterpart here."""

    def own_twins(
        self,
        tenant: TenantId,
        kinds: Collection[str],
        ids: Collection[str],
        which: Which = Which.ID,
    ) -> list[tuple[str, Twin]]:
        """`(kind, entity)` of this BCP tenant's own, of these kinds, by their own ids; tombstones and strangers too."""

    def tied(self, tenant: TenantId, kind: str, *, after: int) -> Iterator[Twin]:
        """Every entity of a kind whose revision is higher than `after`, tombstones and strangers included."""

    def texts(self, tenant: TenantId, kind: str, ids: Collection[str]) -> dict[str, str]:
        """id → body as it is stored, of those that exist."""

    def texts_among(
        self, tenant: TenantId, named: Collection[tuple[str, str]]
    ) -> dict[tuple[str, str], str]:
        """`(kind, id)` → the same, of several kinds at once."""

    def version(self, tenant: TenantId, kind: str, id: str, *, at: int) -> Version | None:
        """What an entity was when the tenant's revision was `at`; None if there was none, or nothing is kept of it."""

    def versions(
        self, tenant: TenantId, kind: str, ids: Collection[str], *, at: int
    ) -> dict[str, Version]:
        """The same for many, in a handful of statements; those that were not there are not named."""

    def story(self, tenant: TenantId, kind: str, id: str, *, top: int) -> list[tuple[int, Version]]:
        """`(revision, version)` of what is kept of an entity, what it is now first, then what it was."""

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

    def write_over(self, copies: Iterable[tuple[str, Copy]]) -> None:
        """Write entities that stand there, alive or not: `(kind, copy)`. Raises Conflict if a key is taken."""

    def tie(self, kind: str, ties: Iterable[Tie]) -> None:
        """Say whose counterparts entities are; they are not changed otherwise and keep their revision."""

    def book(self, changes: Mapping[str, tuple[int, int]]) -> None:
        """kind → how many more live and what is added to the sum of proofs, for all that was written before. Kinds of
        which anything was written are named even if that comes to nothing."""
