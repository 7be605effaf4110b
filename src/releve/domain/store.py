"""The regional store: everything of the tenants of one region but the directory's records.

A transaction (`Tx`) hands out one accessor per noun; whatever is done through one `Tx` happens together
or not at all. All times are stamps (`clock.stamp`), all ids text.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple, Protocol

from releve.domain.chains import Checked, Head
from releve.domain.changes import EmployeeChanges
from releve.domain.directory import DirectoryCopy
from releve.domain.entities import Entities
from releve.domain.families import Families
from releve.domain.ids import IdMap, TenantId
from releve.domain.notices import Notices
from releve.domain.outside import Outside
from releve.domain.runs import Drifted, HeldBack, PastRuns, Run, ScriptFace, Step, StoredPlan
from releve.domain.script_work import ScriptWork
from releve.domain.traffic import DriverStates
from releve.domain.uploads import Uploads


class IdMaps(Protocol):
    """Which entity of the primary tenant is which of the BCP tenant; kept with the entities of the BCP tenant."""

    def load(self, primary: TenantId, bcp: TenantId) -> IdMap:
        """All of it, in memory."""


class Mark(NamedTuple):
    """What a look at a pair needs of the BCP tenant's region. `waits`: something is held back or has drifted, and a run has
    to look at it again."""

    cursor: Mapping[str, int]
    revision: int
    waits: bool


class Runs(PastRuns, Protocol):
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

    def newest(self, pair: str) -> Run | None: ...

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

    def mark(self, pair: str, bcp: TenantId) -> Mark:
        """Where the pair stands, in one small read."""

    def set_held(self, pair: str, held: Sequence[HeldBack]) -> None:
        """Replace the list of entities held back."""

    def reviews(self, pair: str) -> dict[str, int]:
        """Script of the primary → how many places in it are to be reviewed; scripts without any are not named."""

    def set_reviews(self, pair: str, places: Mapping[str, int]) -> None:
        """What the scripts named have to be reviewed now; 0 takes a script away. Others keep theirs."""

    def faces(self, pair: str, scripts: Collection[str] | None = None) -> dict[str, ScriptFace]:
        """Script of the primary → what is remembered of it: of these scripts, or of all."""

    def set_faces(
        self, pair: str, faces: Iterable[ScriptFace], gone: Collection[str], *, whole: bool
    ) -> None:
        """Remember these, and forget the scripts `gone`; `whole`: forget all others."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A second factor: the secret that an authenticator app shares with us, and the SHA-256 of recovery codes that were
    not used yet. The store seals the secret; when its key does not open it, `secret` is empty and `sealed` is what stands
    there, so that whoever writes the rest again does not lose it."""

    secret: bytes = field(repr=False)
    codes: tuple[str, ...] = ()
    since: str = ""
    sealed: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Credential:
    """How an employee proves who they are. `username` is case-folded; `hash` is memory-hard."""

    tenant: TenantId
    employee: str
    username: str
    hash: str
    revision: int = 0
    changed_at: str = ""
    factor: Factor | None = None

    def lets_in(self, proven: "Credential") -> bool:
        """Whether who was proven against it as it was a moment ago may still come in."""
        return self.hash == proven.hash and (self.factor is None or proven.factor is not None)


class Credentials(Protocol):
    def by_username(self, username: str) -> list[Credential]:
        """In every tenant of this region: one person may have accounts in several."""

    def get(self, tenant: TenantId, employee: str) -> Credential | None: ...

    def held(self, tenant: TenantId, employee: str) -> Credential | None:
        """The same, as it stays to the end of this transaction: whoever changes it waits, and sees what is added here."""

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

    def who_can(self, tenant: TenantId) -> set[str]:
        """The employees of a tenant who have something to log in with, in one statement."""

    def use_code(self, tenant: TenantId, employee: str, code: str, at: str) -> bool:
        """Use up a code that is good once: False when it was used before, by whatever process."""

    def sweep(self, before: str) -> int:
        """Forget codes that were used before then; return how many."""


@dataclass(frozen=True, slots=True)
class Session:
    """A logged-in person. `token_hash` is what the store keeps of the cookie; `epoch` the highest epoch seen. `origin`
    and `agent` are the address and the program from which they logged in, `seen_at` is about when they were last here.
    One with a `step` in its `data` is the proof of a login that is not complete, and opens nothing else."""

    token_hash: str
    tenant: TenantId | None  # None: an operator
    employee: str | None
    username: str
    created_at: str
    expires_at: str
    epoch: int = 0
    impersonator: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    origin: str = ""
    agent: str = ""
    seen_at: str = ""


class Sessions(Protocol):
    def add(self, session: Session) -> None: ...

    def get(self, token_hash: str) -> Session | None: ...

    def save(self, session: Session) -> None:
        """Write what has changed; a higher epoch that the session has seen stays."""

    def end(self, token_hash: str) -> bool:
        """False when it had ended already: of two who use up a proof at once, one does."""

    def of(self, tenant: TenantId | None, who: str) -> list[Session]:
        """All of an employee of a tenant; without a tenant, of the operator with this user name. Newest first; expired
        ones and proofs are among them."""

    def end_all(self, tenant: TenantId, *employees: str) -> None:
        """End every session of these employees, and every token family that began with a login of theirs. Those of
        access keys stay: a key is a secret of its own."""

    def end_impersonations(self, operator: str) -> int:
        """End every session of this operator inside a tenant of this region; return how many."""

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

    def about(self, owner: str, subject: str) -> list[Draftsheet]:
        """All that this person has begun about this subject. Expired ones are among them."""

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
        self,
        tenant: TenantId | None,
        *,
        search: str = "",
        acts: Collection[str] = (),
        outcomes: Collection[str] = (),
        subject: str = "",
        skip: int = 0,
        top: int = 50,
    ) -> tuple[list[AuditEntry], int]:
        """Newest first: all, or those of which a text holds `search`, or that are of one of `acts` or `outcomes`, which
        are what the words searched for mean to the reader. With a `subject`, those that are about it."""

    def recent(
        self, tenant: TenantId, acts: Collection[str], *, top: int, among: int
    ) -> list[AuditEntry]:
        """Those of these acts among the newest `among` lines, newest first: what lies further back is not looked for."""

    def heads(self) -> list[Head]:
        """The ends of all chains, the operators' first."""

    def verify(self, tenant: TenantId | None, noted: Head | None = None) -> Checked:
        """Read the whole chain. `noted` is an end of it that was seen earlier: it must still be a line of it."""

    def first(
        self, tenant: TenantId, acts: Collection[str], since: str, until: str = ""
    ) -> AuditEntry | None:
        """The first of these acts that was done from one moment on and before another ("": to now); None if there was none."""


class Throttle(Protocol):
    """Counts failures per subject in the database, so that all processes of a region count together."""

    def hold(self, subject: str) -> None:
        """Keep all others who would hold it waiting to the end of this transaction, in whatever process they are: who
        looks at the count and adds to it must be alone in between."""

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
    def script_work(self) -> ScriptWork: ...
    @property
    def credentials(self) -> Credentials: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def families(self) -> Families: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def throttle(self) -> Throttle: ...
    @property
    def outside(self) -> Outside: ...
    @property
    def uploads(self) -> Uploads: ...
    @property
    def employee_changes(self) -> EmployeeChanges: ...
    @property
    def driver_states(self) -> DriverStates: ...
    @property
    def directory_copy(self) -> DirectoryCopy: ...
    @property
    def notices(self) -> Notices: ...

    def scratch(self) -> IO[bytes]:
        """A file of no name for what does not fit into memory, where this store has room for it. It vanishes when it is
        closed, and may outlive the transaction."""

    def epoch_seen(self, tenant: TenantId) -> int:
        """The highest epoch a writer of this tenant has shown (`show_epoch`), 0 at first."""

    def show_epoch(self, tenant: TenantId, epoch: int) -> None:
        """The fence: takes the tenant's lock, raises Conflict if a higher epoch was seen, else remembers."""

    def last_moment(self, tenant: TenantId) -> None:
        """For a writer that looks a last time whether it may, and then commits: nobody decides otherwise meanwhile.
        From now on it must be quick; one that stands still is rolled back by the store."""

    def past_last_moments(self, tenant: TenantId) -> None:
        """For whoever decides: wait for writers at their last moment, and let no other come to it until this
        transaction ends. A writer that has not come to it yet is not waited for: it will look, and see."""

    def hurry(self, patience_s: float) -> None:
        """Wait no longer than this for locks, in this transaction, where others may hold one."""


class RegionalStore(Protocol):
    """The store of one region. All three raise Unavailable when the database does not answer, is locked for
    too long, or cannot write (a full disk): nothing has then changed, unless the failure came at commit."""

    @property
    def region(self) -> str: ...

    def reading(self) -> AbstractContextManager[Tx]:
        """A snapshot; writing through it is a programmer's error."""

    def glancing(self) -> AbstractContextManager[Tx]:
        """Single reads, each of which sees what is committed at its moment: the quickest way to see whether anything has
        moved. No snapshot holds over two of them. Nothing else belongs inside: whatever fails there is this store's."""

    def writing(self) -> AbstractContextManager[Tx]:
        """Commits when the block ends well, rolls back when it raises."""

    def close(self) -> None: ...
