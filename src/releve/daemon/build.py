"""The one place that knows everybody: makes a house out of settings, and the web server around it."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import structlog

from releve.access.clients import Client, Terms
from releve.access.passwords import Hasher
from releve.access.sessions import Lifetime, Lifetimes
from releve.activation.drivers.sip.answer import answered
from releve.activation.drivers.sip.server import Redirect, Sockets
from releve.app.calls import destination
from releve.app.figures import Figures
from releve.app.following import Follower
from releve.app.house import House, Place, Regions
from releve.app.lookout import Copyist, Lookout
from releve.app.notice_mail import Speak
from releve.app.noticing import Noticer
from releve.app.numbers import NumberReader
from releve.app.pair_watch import PairWatch
from releve.app.posting import Postman
from releve.app.script_rewriter import script_rewriter
from releve.app.setup import record_regions
from releve.app.watchman import Watchman
from releve.app.work import HouseWork, Job
from releve.daemon.directory_start import begun
from releve.daemon.keys import key_of, secret_named
from releve.daemon.notice_settings import build_senders
from releve.daemon.seal import secret_of
from releve.daemon.settings import RegionSettings, SessionSettings, Settings
from releve.daemon.traffic import build_drivers
from releve.daemon.workers import is_gone, worker_name
from releve.domain.directory import Registry
from releve.domain.errors import Refused, Unavailable
from releve.domain.say import Message, say
from releve.domain.store import RegionalStore
from releve.jobs.loop import Loop
from releve.jobs.pursuit import Pursuit
from releve.languages.catalogue import ENGLISH
from releve.languages.speaker import Speaker, speakers
from releve.stores.regional.store import open_store

#: Longer than a passkey takes to be verified, hash and all, on a server that has something to do.
PASSKEY_S = 0.25


def build_house(settings: Settings) -> House:
    """A house on the stores named in the settings; regions unknown to the directory are entered into it.

    Raises Unavailable when the directory does not answer and no region has a copy of it. A region that does not answer is
    tried again when needed.
    """
    make_folder(settings.data)
    whereabouts = begun(settings)
    registry = Registry(whereabouts)
    house = House(
        registry=registry,
        regions=Regions(
            {r.name: _opener(registry, r) for r in settings.regions.values()}, settings.region
        ),
        home=settings.home,
        clock=lambda: datetime.datetime.now(datetime.UTC),
        hasher=Hasher(
            settings.hashing.time_cost,
            settings.hashing.memory_kib,
            settings.hashing.parallelism,
            settings.hashing.concurrency,
        ),
        rewriter=script_rewriter,
        places={r.name: _place(r) for r in settings.regions.values()},
        whereabouts=whereabouts,
        draft_s=settings.sessions.draft_s,
        calm_s=settings.switch_calm_s,
        passkey_s=PASSKEY_S,
        lifetimes=_lifetimes(settings.sessions),
        terms=_terms(settings),
        worker=worker_name(),
        gone=is_gone,
        secret_named=secret_named,
        drivers=build_drivers(settings.drivers),
        redirects_calls=bool(settings.sip.listen),
        senders=build_senders(settings.smtp, settings.notices, _speak()),
    )
    if whereabouts.fault is None:
        record_regions(house, [(r.name, r.label) for r in settings.regions.values()])
    return house


def build_jobs(house: House, settings: Settings) -> tuple[House, Loop[Job], Pursuit]:
    """The loop of the house, the thread that follows, and the house that can wake the loop."""
    loop = Loop(HouseWork(house), tick_s=settings.sync_tick_s)
    return replace(house, wake=loop.wake), loop, Pursuit(Follower(house))


@dataclass
class Watch:
    """The threads that keep the copy of the directory new, in memory and in the regions, and look how the regions are."""

    _lookout: Pursuit
    _others: Sequence[Pursuit]

    def start(self) -> None:
        """Whatever asks the copy first finds one, if the directory answers."""
        self._lookout.look()
        for pursuit in (self._lookout, *self._others):
            pursuit.start()

    def stop(self) -> None:
        for pursuit in (self._lookout, *self._others):
            pursuit.stop()


def build_watch(house: House, settings: Settings) -> Watch:
    every = timedelta(seconds=settings.region_look_s)
    watchmen = [
        Pursuit(Watchman(house, name, every), name=f"releve-watch-{name}")
        for name in house.regions.names
        if every
    ]
    copyist = Pursuit(Copyist(house), name="releve-copyist")
    return Watch(Pursuit(Lookout(house), name="releve-lookout"), [copyist, *watchmen])


@dataclass
class PairThreads:
    """The threads that keep the board of all pairs new, notice what has happened to them, and send what is to leave the house.
    None of them waits for another, and nobody waits for them."""

    _threads: tuple[Pursuit, ...]

    def start(self) -> None:
        for one in self._threads:
            one.start()

    def stop(self) -> None:
        for one in self._threads:
            one.stop()


def build_pairs(house: House, figures: Figures) -> PairThreads:
    """By the same figures as are told to whoever scrapes them."""
    return PairThreads(
        (
            Pursuit(PairWatch(house, figures), name="releve-pairs"),
            Pursuit(Noticer(house), name="releve-notices"),
            Pursuit(Postman(house), name="releve-post"),
        )
    )


def _speak() -> Speak:
    """What is said in a language; in English where there is no such language any more. They are read when somebody speaks."""
    known: dict[str, Speaker] = {}

    def speak(language: str, message: Message, zone: str) -> str:
        if not known:
            known.update(speakers())
        return known.get(language, known[ENGLISH]).say(message, zone)

    return speak


@dataclass
class Calls:
    """The SIP redirect: a thread that answers, and the one that keeps the numbers new."""

    _numbers: Pursuit
    _redirect: Redirect

    def start(self) -> None:
        """Whoever calls while the numbers are read for the first time waits in the socket."""
        self._numbers.look()
        self._numbers.start()
        self._redirect.start()

    def stop(self) -> None:
        self._redirect.stop()
        self._numbers.stop()


def build_calls(house: House, settings: Settings, sockets: Sockets) -> Calls:
    def count(told: str) -> None:
        house.calls[told] += 1

    look_up = partial(destination, house, settings.sip.copy_s)
    answering = partial(answered, look_up, house.random_bytes(32))
    numbers = Pursuit(NumberReader(house), name="releve-numbers")
    return Calls(numbers, Redirect(sockets, answering, count))


def open_regions(house: House) -> None:
    """Open every region now. One that does not answer is told in the log; the others do without it.

    Raises Refused if a region's address leads to the store of another region: that is never what anybody wants.
    """
    for name, fault in house.regions.open_all().items():
        if isinstance(fault, Refused):
            raise fault
        structlog.get_logger("regions").warning(
            f"the region {name} is not available", why=str(fault), next=str(fault.hint or "")
        )


def close(house: House) -> None:
    house.regions.close()
    house.registry.directory.close()


def make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise folder_of_no_use(folder, error) from error


def folder_of_no_use(folder: Path, error: OSError) -> Unavailable:
    return Unavailable(
        say("The folder {path} cannot be used: {why}.", path=folder, why=error.strerror or ""),
        say("Give the path of a folder that you may write in, for example with --data."),
    )


def _opener(registry: Registry, region: RegionSettings) -> Callable[[], RegionalStore]:
    return partial(_open, registry, region)


def _open(registry: Registry, region: RegionSettings) -> RegionalStore:
    # The slot decides which ids the region issues: it comes from the directory, where it never changes.
    slot = registry.region(region.name).slot
    # A region that has tenants has a store: if it is missing, an empty one must not take its place.
    first_time = all(tenant.region != region.name for tenant in registry.tenants())
    key = key_of(region.name, Path(region.key_file), first_time=first_time)
    return open_store(region.store, region.name, slot, create=first_time, key=key)


def _place(region: RegionSettings) -> Place:
    return Place(
        area=region.area,
        cluster=region.cluster,
        domain=region.domain,
        api_endpoint=region.url,
        auth_endpoint=region.url,
        ui_endpoint=region.url,
        sip=_sip_of(region.sip),
    )


def _sip_of(address: str) -> str:
    return address if not address or address.startswith(("sip:", "sips:")) else f"sip:{address}"


def _terms(settings: Settings) -> Terms:
    tokens = settings.tokens
    declared = (
        Client(one.id, one.label, one.redirects, one.secret_sha256) for one in settings.clients
    )
    return Terms(
        issuer=tokens.issuer,
        secret=tokens.secret or secret_of(settings.data),
        access_s=tokens.access_s,
        login_s=tokens.login_s,
        code_s=tokens.code_s,
        clients={client.id: client for client in declared},
        loopback=tokens.loopback,
        declared_only=tokens.declared_only,
    )


def _lifetimes(settings: SessionSettings) -> Lifetimes:
    return Lifetimes(
        employee=Lifetime(settings.employee_idle_s, settings.employee_s),
        operator=Lifetime(settings.operator_idle_s, settings.operator_s),
        impersonation=Lifetime(settings.impersonation_idle_s, settings.impersonation_s),
    )
