"""What every use case needs, in one value: the directory, the regional stores, the clock, chance.

Built once by `daemon.build` (and by tests); nothing here is global.
"""

import secrets
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from releve.access.clients import TERMS, Terms
from releve.access.keyring import Keyring
from releve.access.passwords import Hasher
from releve.access.sessions import LIFETIMES, Lifetimes
from releve.activation.coverage import Coverage
from releve.activation.steadiness import Unsteady
from releve.app.board import PairBoard
from releve.app.notice_book import NoticeBook
from releve.app.number_book import NumberBook
from releve.app.providers import Providers
from releve.app.remembered import Remembered
from releve.app.whereabouts import Whereabouts
from releve.domain.clock import Clock, stamp
from releve.domain.directory import Registry
from releve.domain.errors import NotFound, Refused, ReleveError, Unavailable
from releve.domain.ids import TenantId
from releve.domain.notices import Channel, Sender
from releve.domain.people import Caller
from releve.domain.rewriting import ScriptRewriter
from releve.domain.say import say
from releve.domain.store import RegionalStore, Tx
from releve.domain.traffic import TrafficDriver

#: How long a region that could not be opened is left alone before it is tried again.
RETRY_S = 2.0


T = TypeVar("T")


class Guarded:
    """A store behind a breaker: once it did not answer it is left alone for `RETRY_S`, and everybody else is told
    at once. Without it a region that hangs would take a thread of the surviving one with every request.

    An attempt that fails late says nothing about a store that has answered somebody since it began."""

    def __init__(self, store: RegionalStore) -> None:
        self.store = store
        self._failed: tuple[float, Unavailable] | None = None
        self._answered_at = float("-inf")

    @property
    def region(self) -> str:
        return self.store.region

    def reading(self) -> AbstractContextManager[Tx]:
        return self._entered(self.store.reading, breaks=True)

    def glancing(self) -> AbstractContextManager[Tx]:
        # Nothing is read on entering: only what is asked inside tells whether the database answers.
        return self._entered(self.store.glancing, breaks=True, inside=True)

    def writing(self) -> AbstractContextManager[Tx]:
        # A database that is locked or full refuses writers and still serves readers.
        return self._entered(self.store.writing, breaks=False)

    def close(self) -> None:
        self.store.close()

    @contextmanager
    def _entered(
        self,
        transaction: Callable[[], AbstractContextManager[Tx]],
        *,
        breaks: bool,
        inside: bool = False,
    ) -> Iterator[Tx]:
        began = time.monotonic()
        since, fault = self._failed or (0.0, None)
        if fault is not None and began - since < RETRY_S:
            raise Unavailable.again(fault)
        begun = False
        try:
            with transaction() as tx:
                begun = not inside
                if begun:
                    self._answers()
                yield tx
            self._answers()
        except Unavailable as unavailable:
            if breaks and not begun and began >= self._answered_at:
                self._failed = (time.monotonic(), unavailable)
            raise

    def _answers(self) -> None:
        self._failed, self._answered_at = None, time.monotonic()


class Regions:
    """The regional stores, each opened at first use and again after a failure. Safe for several threads.

    Whoever needs a region that is open never waits for one that is not: stores are opened one after the other,
    outside the tables' lock, and while somebody tries a region that has failed, the others are told at once.
    """

    def __init__(
        self, openers: Mapping[str, Callable[[], RegionalStore]], works_for: str = ""
    ) -> None:
        """`works_for`: the one region whose runs, files and tidying are this process's business; "" for all."""
        self._openers, self._works_for = dict(openers), works_for
        self._open: dict[str, RegionalStore] = {}
        self._failed: dict[str, tuple[float, ReleveError]] = {}
        self._opening = threading.Lock()

    @property
    def names(self) -> list[str]:
        return list(self._openers)

    def of(self, region: str) -> RegionalStore:
        """Raises Unavailable, saying why, when the region's store cannot be opened."""
        if region not in self._openers:
            raise Unavailable(
                say("The region “{region}” is not served by this process.", region=region),
                say("Add it to the settings, or ask a server of that region."),
            )
        if (store := self._known(region)) is not None:
            return store
        if not self._opening.acquire(blocking=region not in self._failed):
            raise Unavailable.again(self._failed[region][1])
        try:
            return self._known(region) or self._opened(region)
        finally:
            self._opening.release()

    def _known(self, region: str) -> RegionalStore | None:
        """The store if it is open. Raises Unavailable if opening it has failed just now."""
        if (store := self._open.get(region)) is not None:
            return store
        since, fault = self._failed.get(region, (0.0, None))
        if fault is not None and time.monotonic() - since < RETRY_S:
            raise Unavailable.again(fault)
        return None

    def _opened(self, region: str) -> RegionalStore:
        try:
            self._open[region] = Guarded(self._openers[region]())
        except (Unavailable, Refused) as fault:
            self._failed[region] = (time.monotonic(), fault)
            raise Unavailable.again(fault) from fault
        return self._open[region]

    def open_all(self) -> dict[str, ReleveError]:
        """Open what can be opened. Region → why it cannot be: Unavailable, or Refused for another region's store."""
        for _ in self.up():
            pass
        return {name: fault for name, (_, fault) in self._failed.items() if name not in self._open}

    def up(self) -> Iterator[RegionalStore]:
        """Those that can be opened, in the order of the settings."""
        for name in self._openers:
            try:
                yield self.of(name)
            except Unavailable:
                continue

    @property
    def working_for(self) -> str:
        """The one region whose work is this process's business; "" for all."""
        return self._works_for

    def works_for(self, region: str) -> bool:
        return self._works_for in ("", region)

    def at_work(self) -> Iterator[RegionalStore]:
        """Those of `up` that this process works for."""
        return (store for store in self.up() if self.works_for(store.region))

    def faults(self) -> dict[str, Unavailable]:
        """Region → why it cannot be used now."""
        found = {}
        for name in self._openers:
            try:
                with self.of(name).reading():
                    pass
            except Unavailable as unavailable:
                found[name] = unavailable
        return found

    def close(self) -> None:
        for store in self._open.values():
            store.close()
        self._open.clear()


@dataclass(frozen=True)
class Place:
    """What clients are told about a region: the names under which its doors are reached. `sip` is the address that calls to
    it are sent to, without a user; empty if there is none."""

    area: str
    cluster: str
    domain: str
    api_endpoint: str
    auth_endpoint: str
    ui_endpoint: str
    sip: str = ""


@dataclass(frozen=True)
class House:
    registry: Registry
    regions: Regions
    home: str
    clock: Clock
    hasher: Hasher
    rewriter: ScriptRewriter
    places: Mapping[str, Place]
    whereabouts: Whereabouts
    random_bytes: Callable[[int], bytes] = secrets.token_bytes
    wake: Callable[[], None] = lambda: None  # tells the jobs that a run waits
    draft_s: int = 30 * 60
    calm_s: int = 300  # how long after a switch none can be planned
    passkey_s: float = 0.0  # how long it takes to verify a passkey, right or wrong
    lifetimes: Lifetimes = LIFETIMES
    terms: Terms = TERMS
    keyring: Keyring = field(default_factory=Keyring)
    providers: Providers = field(default_factory=Providers)
    worker: str = field(default_factory=lambda: f"worker-{uuid.uuid4().hex[:12]}")
    #: The secret of this name, which no store holds; None if this process has none.
    secret_named: Callable[[str], str | None] = lambda name: None
    drivers: Sequence[TrafficDriver] = ()  # of the far ends that follow the active sides
    gone: Callable[[str], bool] = lambda worker: False  # True: that worker is dead, for certain
    #: Who has which telephone number, and how many SIP requests this process has answered, by answer.
    numbers: NumberBook = field(default_factory=NumberBook)
    redirects_calls: bool = False  # a SIP redirect server runs in this process
    calls: Counter[str] = field(default_factory=Counter)
    #: How many employees have access to a BCP tenant, and whether calls would arrive there, as last looked at.
    headcounts: Remembered[int] = field(default_factory=Remembered)
    coverages: Remembered[Coverage] = field(default_factory=Remembered)
    #: What is to be said of every pair, as this process has seen it last.
    board: PairBoard = field(default_factory=PairBoard)
    #: The newest notices of every pair, and the ways on which they leave the house.
    notices: NoticeBook = field(default_factory=NoticeBook)
    senders: Mapping[Channel, Sender] = field(default_factory=dict)
    #: How far the runs of this process have come, for whoever asks this process.
    progress: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    #: The regions that this process has seen waver lately, and what was the matter.
    unsteady: dict[str, Unsteady] = field(default_factory=dict)

    @property
    def strict(self) -> Registry:
        """For what must not happen on account of something old: it does not answer while the directory does not."""
        return Registry(self.whereabouts.strict)

    @property
    def directory_read_at(self) -> str:
        """When what is known of the directory was read; "" if it never was."""
        age_s = self.whereabouts.age_s
        return "" if age_s is None else stamp(self.clock() - timedelta(seconds=age_s))

    @property
    def issuer(self) -> str:
        """The one name under which all regions issue tokens."""
        return self.terms.issuer or self.places[self.home].auth_endpoint

    def now(self) -> str:
        return stamp(self.clock())

    def new_id(self) -> str:
        return str(uuid.UUID(bytes=self.random_bytes(16), version=4))

    def region_label(self, region: str) -> str:
        """What people call a region; its name if the directory does not know or does not answer."""
        with suppress(NotFound, Unavailable):
            return self.registry.region(region).label
        return region

    def store_of(self, tenant: TenantId) -> RegionalStore:
        """The store of the tenant's region. Raises NotFound for no such tenant, Unavailable."""
        return self.regions.of(self.registry.tenant(tenant)[0].region)

    def somewhere(self, act: Callable[[Tx], T], *regions: str) -> T:
        """Do a write that may stand in any region in the first one that can: those named, home, any other.

        For what must not fail because one region is gone, locked or full: throttles, and traces of acts on the
        directory. Raises Unavailable when no region can.
        """
        return self.somewhere_named(act, *regions)[1]

    def somewhere_named(self, act: Callable[[Tx], T], *regions: str) -> tuple[str, T]:
        """The same, with the region in which it stands now."""
        order = dict.fromkeys((*regions, self.home, *self.regions.names))
        fault: Unavailable | None = None
        for name in order:
            try:
                with self.regions.of(name).writing() as tx:
                    return name, act(tx)
            except Unavailable as unavailable:
                fault = fault or unavailable
        assert fault is not None, "a house has a region"
        raise fault

    def home_store(self) -> RegionalStore:
        """Where operators' sessions and acts are kept: the home region, or any other that answers."""
        names = sorted(self.regions.names, key=lambda name: name != self.home)
        for name in names:
            with suppress(Unavailable):
                store = self.regions.of(name)
                with store.reading():  # one that was opened may have gone since
                    return store
        return self.regions.of(self.home)

    def trace(
        self,
        tx: Tx,
        caller: Caller,
        act: str,
        subject: str = "",
        *,
        outcome: str = "done",
        **details: Any,
    ) -> None:
        """Write an act into the audit, in the transaction in which it happens."""
        tx.audit.add(
            tenant=caller.tenant,
            at=self.now(),
            actor=caller.actor,
            acting_as=caller.acting_as,
            act=act,
            subject=subject,
            outcome=outcome,
            origin=caller.origin,
            details=details,
        )

    def trace_home(
        self, caller: Caller, act: str, subject: str = "", *, outcome: str = "done", **details: Any
    ) -> None:
        """The same for an act on the directory, which has no transaction with a region: a line of its own."""
        self.somewhere(lambda tx: self.trace(tx, caller, act, subject, outcome=outcome, **details))
