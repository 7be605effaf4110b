"""Two regions and a witness, a server in each region, people who work, administrators who switch, and bad days."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any
from unittest.mock import patch

from releve.activation.mover import Mover
from releve.app import house as house_module
from releve.app import login, queueing, switching, whereabouts
from releve.app.house import House, Regions
from releve.app.moving import HouseStage
from releve.app.pairing import bond_of_pair
from releve.app.script_rewriter import script_rewriter
from releve.app.whereabouts import Whereabouts
from releve.app.work import HouseWork
from releve.domain.clock import stamp
from releve.domain.directory import Registry
from releve.domain.entities import Draft
from releve.domain.errors import Conflict, ReleveError, Unavailable
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.tenancy import Activation, Side
from releve.stores.directory import etcd, gateway
from releve.stores.directory.etcd import EtcdDirectory
from tests.helpers.houses import NOW, PASSWORD, cheap_hasher, make_place
from tests.simulation.switch.cluster import Cluster, Way
from tests.simulation.switch.far_ends import Driver, FarEnd
from tests.simulation.switch.judge import Judge
from tests.simulation.switch.places import CONNECT_S, Place
from tests.simulation.switch.stage import Clockwork, Locks, Process, Stage
from tests.simulation.switch.template import ADMINISTRATOR, AGENT, Template
from tests.simulation.switch.wires import REGIONS, SITES, Wires

#: How long a play is, and how long everybody has afterwards to come to rest, in seconds of the stage.
PLAY_S, REST_S = 30.0, 42.0

#: How often a mover looks.
LOOK_S = 2.0

#: How long something that is up again may still be left alone: an attempt that began before has to fail, and is then
#: remembered for a while.
SETTLED_S = CONNECT_S + house_module.RETRY_S

#: The modules of the product that look at the clock or wait for each other, and would do so outside the stage.
TIMED = (house_module, etcd, gateway)
LOCKED = (house_module, whereabouts, etcd, gateway)


@dataclass
class World:
    stage: Stage
    wires: Wires
    cluster: Cluster
    places: dict[str, Place]
    judge: Judge
    template: Template
    servers: dict[str, Process]
    houses: dict[str, House]
    far_ends: tuple[FarEnd, ...]
    token: str = ""  # the agent's
    ups_and_downs: int = 0
    moved_at: float = 0.0  # when something broke, or was mended, last

    def start(self, site: str) -> None:
        """A server process, with nothing in its memory."""
        process = self.servers[site] = Process(f"server of {site}", site)
        self.houses[site] = self._house(process)
        self.stage.begin(partial(self._work, site), process)
        for far in self.far_ends:
            driver = Driver(self.stage, self.wires, process, far)
            mover = Mover(driver, HouseStage(self.houses[site]))
            self.stage.begin(partial(self._move, mover), process)

    def ask(self, site: str, act: "Act") -> None:
        """A request to the server of a site, if it is there. What the product says no to is an answer."""
        process, house = self.servers[site], self.houses[site]

        def answer() -> None:
            with suppress(ReleveError):
                act(self, house, site)

        if process.alive:
            self.stage.begin(answer, process)

    def must_work(self, site: str) -> bool:
        """Whether a request to this site has everything it needs: a majority of the directory and its own region."""
        near = self.wires.both(site, site) and self.servers[site].alive
        reaches = [m for m in SITES if self.wires.both(site, m) and self.cluster.serves(m)]
        settled = self.stage.now - self.moved_at > SETTLED_S
        return near and bool(reaches) and self.wires.noise == 0 and settled

    def something_moves(self) -> None:
        self.ups_and_downs += 1
        self.moved_at = self.stage.now

    def _work(self, site: str) -> None:
        while self.stage.now < PLAY_S + REST_S:
            self.stage.sleep(4.0)
            with suppress(ReleveError):
                carry_out(self.houses[site])

    def _move(self, mover: Mover) -> None:
        while self.stage.now < PLAY_S + REST_S:
            mover.turn()
            self.stage.sleep(max(mover.rest_s, LOOK_S))

    def _house(self, process: Process) -> House:
        seen = Noting(EtcdDirectory(Way(self.cluster, process)), lambda: self.stage.now)
        seen.pair = self.template.pair
        return House(
            registry=Registry(seen),
            regions=Regions(
                {name: partial(place.seen_from, process) for name, place in self.places.items()}
            ),
            home=process.site,
            clock=self.clock,
            hasher=cheap_hasher(),
            rewriter=script_rewriter,
            places={name: make_place(name) for name in REGIONS},
            whereabouts=seen,
            random_bytes=self.stage.chance.randbytes,
            worker=f"{process.name} since {self.stage.now}",
        )

    def clock(self) -> datetime.datetime:
        return NOW + datetime.timedelta(seconds=self.stage.now)


class Noting(Whereabouts):
    """Notes what the copy said of the activation, each time that it stood in for the directory."""

    pair = ""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.said: list[Activation] = []

    def _stands_in(self) -> bool:
        stands = super()._stands_in()
        known = self._records.get(f"activation/{self.pair}")
        if stands and known is not None:
            self.said.append(Activation.of(known.value))
        return stands


Act = Callable[[World, House, str], None]


def switch(world: World, house: House, site: str) -> None:
    """An administrator logs in where they are, and orders the other side."""
    began, calm = world.stage.now, world.ups_and_downs
    fine = world.must_work(site)
    try:
        order = _order(world, house, site)
    except Unavailable as fault:
        if fine and world.must_work(site) and calm == world.ups_and_downs:
            world.judge.had_to_work(f"a switch begun at {began:.3f}", fault)
        raise
    world.judge.was_acknowledged(order)


def _order(world: World, house: House, site: str) -> Activation:
    landed = login.log_in(house, ADMINISTRATOR, PASSWORD, origin="play")
    assert isinstance(landed, login.MustChoose)
    [here] = [tenant.id for _, tenant, _ in landed.sides if tenant and tenant.region == site]
    token = login.choose(house, landed.proof, here, origin="play").token
    caller = login.caller_of(house, token, origin="play")
    if not isinstance(caller, Caller):
        raise Unavailable(getattr(caller, "message", None) or say("Nobody."))
    page = switching.switch_page(house, caller)
    done = switching.switch(
        house,
        caller,
        wanted=page.wanted,
        passkey=world.template.passkey,
        expect=page.bond.activation.epoch,
        acknowledged=True,
    )
    return done.activation


def work(world: World, house: House, site: str) -> None:
    """An agent of type *single* asks for something, and logs in when they are nobody."""
    began, before = world.stage.now, len(said_by_copies(house))
    caller = login.caller_of(house, world.token, origin="play") if world.token else None
    if isinstance(caller, Caller):
        side = world.template.side(caller.tenant or "")
        world.judge.was_served(side, began, said_by_copies(house, before))
        return
    began, before = world.stage.now, len(said_by_copies(house))
    landed = login.log_in(house, AGENT, PASSWORD, origin="play")
    assert isinstance(landed, login.LoggedIn)
    assert landed.tenant is not None
    world.token = landed.token
    side = world.template.side(landed.tenant.id)
    world.judge.was_served(side, began, said_by_copies(house, before))


def said_by_copies(house: House, before: int = 0) -> Sequence[Activation]:
    """What the server's copy of the directory has said, where it stood in for that; all but the first so many."""
    assert isinstance(house.whereabouts, Noting)
    return house.whereabouts.said[before:]


def sync(world: World, house: House, site: str) -> None:
    bond = bond_of_pair(house, world.template.pair)
    with suppress(Conflict):  # there is one: it is carried out all the same
        queueing.queue(house, bond, "person", Caller("play", "play"))
    carry_out(house)


def carry_out(house: House) -> None:
    """What the jobs of a server do."""
    jobs = HouseWork(house)
    for job in jobs.take(()):
        jobs.carry_out(job)


def edit(world: World, house: House, site: str) -> None:
    with house.regions.of("ca1").writing() as tx:
        body = {"tagName": f"Tag {world.stage.chance.randrange(5)}", "notes": str(world.stage.now)}
        known = {
            one.body["tagName"]: one.id for one in tx.entities.all(world.template.primary, "tag")
        }
        draft = Draft("tag", body, known.get(str(body["tagName"])))
        tx.entities.put(world.template.primary, [draft], by="play", at=stamp(world.clock()))


def disturb(world: World) -> None:
    """Something breaks, or is mended."""
    world.something_moves()
    chance, wires = world.stage.chance, world.wires
    region = chance.choice(REGIONS)
    match chance.choice(
        ("cut", "one way", "kill", "kill region", "freeze", "freeze", "mend", "mend")
    ):
        case "cut":
            one, other = chance.sample(SITES, 2)
            wires.broken |= {(one, other), (other, one)}
        case "one way":
            wires.broken.add(tuple(chance.sample(SITES, 2)))  # type: ignore[arg-type]
        case "kill":
            _kill(world, region)
        case "kill region" if not wires.dead:
            wires.dead.add(region)
            _kill(world, region)
        case "freeze":
            world.servers[region].frozen_until = world.stage.now + chance.expovariate(1 / 6)
        case _:
            _mend(world)


def _kill(world: World, site: str) -> None:
    world.servers[site].alive = False


def _mend(world: World) -> None:
    world.wires.broken.clear()
    world.wires.dead.clear()
    for site in REGIONS:
        if not world.servers[site].alive:
            world.start(site)


@contextmanager
def world_of(seed: int, template: Template) -> Iterator[World]:
    stage = Stage(seed)
    wires = Wires(stage, noise=stage.chance.choice((0.0, 0.01, 0.05)))
    judge = Judge(stage)
    cluster = Cluster(stage, wires, judge.told)
    with ExitStack() as leaving:
        for module in TIMED:
            leaving.enter_context(patch.object(module, "time", Clockwork(stage)))
        for module in LOCKED:
            leaving.enter_context(patch.object(module, "threading", Locks(stage)))
        template.lay_out()
        places = {name: Place(stage, wires, store) for name, store in template.stores.items()}
        judge.waits = lambda: places["eu1"].decider is not None
        places["eu1"].committed = lambda tenant: judge.copies_into_the_bcp_tenant()
        for key, value in template.records.items():
            cluster.put(f"releve/record/{key}", value)
        far_ends = (FarEnd("names", True, judge.far_end_was_set), FarEnd("requests", False))
        world = World(stage, wires, cluster, places, judge, template, {}, {}, far_ends)
        for site in REGIONS:
            world.start(site)
        leaving.callback(stage.end)
        yield world


def come_to_rest(world: World) -> None:
    """Everything is mended; then whoever asks is told the truth, and a switch works at either place."""
    world.wires.sort_out()
    world.something_moves()
    for site in REGIONS:
        world.servers[site].frozen_until = 0.0
    _mend(world)
    world.stage.run(PLAY_S + REST_S / 2)
    for site in REGIONS:
        before = world.judge.now.epoch
        world.ask(site, switch)
        world.stage.run(world.stage.now + REST_S / 6)
        assert world.judge.now.epoch == before + 1, f"a switch at {site} did not work at the end"
        for other in REGIONS:
            world.ask(other, tells_the_truth)
        world.stage.run(world.stage.now + REST_S / 6)
        where = _region(world.judge.now.active)
        for far in world.far_ends:
            shown = (far.epoch, far.region)
            assert shown == (world.judge.now.epoch, where), f"{far.name} did not follow"


def _region(active: Side) -> str:
    return "ca1" if active is Side.PRIMARY else "eu1"


def tells_the_truth(world: World, house: House, site: str) -> None:
    house.whereabouts.look()
    seen = house.whereabouts.now(world.template.primary)
    where = _region(world.judge.now.active)
    assert seen is not None
    assert (seen.region, seen.sure) == (where, True), f"{site} tells something else"
