"""A process and a database for each region, and etcd on three sites: a region dies, a leader dies, a server sleeps through a
switch, and people work all the while."""

import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from releve.stores.regional.store import kept_directory
from tests.helpers.houses import PASSWORD
from tests.helpers.processes import Nest, Serving, until
from tests.scenario.attack import (
    Attack,
    audit_of,
    dumped,
    forms,
    let_time_pass,
    memory,
    must_be_throttled,
)
from tests.scenario.continents import World, world
from tests.scenario.offices import AGENT, MANAGER, choose_bcp, order

TOLD = "The directory does not answer: nobody can switch now."


@pytest.fixture(scope="module")
def earth(hatchery: Nest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A test leaves it as it was: whole, and with the primary active."""
    with world(hatchery, tmp_path_factory.mktemp("earth")) as one:
        yield one


def switch(earth: World, server: Serving, token: str) -> Any:
    """To the other side, whichever it is."""
    now = server.done("GET", "/switch", token)["activation"]
    path = "/switch" if now["active"] == "primary" else "/switch/revert"
    return server.done("POST", path, token, order(earth.pair, now["epoch"]))


def lands_in(server: Serving) -> str:
    return str(server.log_in(AGENT, PASSWORD)["tenant"]["id"])


def discovered(server: Serving, tenant: str) -> str:
    path = f"/.well-known/cxone-configuration?tenantId={tenant}"
    return str(server.http.get(path).json()["area"])


def test_with_the_primarys_region_dead_the_other_one_takes_over_and_gives_back(
    earth: World,
) -> None:
    ca1, eu1, pair = earth.sites["ca1"], earth.sites["eu1"], earth.pair
    assert lands_in(ca1.server) == lands_in(eu1.server) == pair.primary
    ca1.kill()
    killed = time.monotonic()
    administrator = choose_bcp(eu1.server)
    assert switch(earth, eu1.server, administrator)["active"] == "bcp"
    print(f"switched {time.monotonic() - killed:.2f} s after the region was killed")
    assert lands_in(eu1.server) == pair.bcp
    assert discovered(eu1.server, pair.primary) == "eu1"

    earth.bring_back(ca1)
    assert lands_in(ca1.server) == pair.bcp, "whoever comes back finds the epoch that holds"
    until(
        lambda: True if ca1.server.ask("GET", "/switch", administrator).is_success else None,
        what="answer about the switch from the region that came back",
    )
    assert switch(earth, ca1.server, administrator)["active"] == "primary"
    assert lands_in(eu1.server) == pair.primary


def test_a_leader_of_etcd_that_is_killed_during_a_switch_delays_it_and_no_more(
    earth: World,
) -> None:
    eu1 = earth.sites["eu1"].server
    administrator = choose_bcp(eu1)
    for _ in range(2):
        leader = earth.etcd.wait_for_leader()
        with ThreadPoolExecutor(1) as threads:
            switching = threads.submit(switch, earth, eu1, administrator)
            leader.kill()
            began = time.monotonic()
            switching.result(timeout=60)
            print(f"switched {time.monotonic() - began:.2f} s after the leader was killed")
        earth.etcd.start(leader)
    assert lands_in(eu1) == earth.pair.primary


def test_without_a_majority_of_etcd_people_work_and_a_server_even_starts(earth: World) -> None:
    ca1, eu1, pair = earth.sites["ca1"].server, earth.sites["eu1"].server, earth.pair
    administrator = choose_bcp(eu1)
    store = earth.where["RELEVE_REGIONS_EU1_STORE"]
    until(lambda: kept_directory(store, "eu1"), what="copy of the directory in eu1")
    lost = earth.etcd.members[:2]
    for member in lost:
        member.kill()
    try:
        eu1.kill()
        eu1.start()
        for server in (ca1, eu1):
            assert lands_in(server) == pair.primary
            assert discovered(server, pair.primary) == "ca1"
            assert TOLD in server.http.get("/login").text
        epoch = eu1.done("GET", "/switch", administrator)["activation"]["epoch"]
        refused = eu1.ask("POST", "/switch", administrator, order(pair, epoch))
        assert refused.json()["reasons"] == [
            "The directory cannot be written: nobody can switch now."
        ]
    finally:
        earth.etcd.start(*lost)
    earth.etcd.wait_for_leader()
    until(
        lambda: True if TOLD not in eu1.http.get("/login").text else None,
        what="end of the note that the directory does not answer",
    )
    assert switch(earth, eu1, administrator)["active"] == "bcp"
    assert lands_in(ca1) == pair.bcp
    assert switch(earth, eu1, administrator)["active"] == "primary"


def test_a_server_that_sleeps_through_a_switch_wakes_up_in_the_new_epoch(earth: World) -> None:
    ca1, eu1, pair = earth.sites["ca1"].server, earth.sites["eu1"].server, earth.pair
    agent = str(ca1.log_in(AGENT, PASSWORD)["token"])
    administrator = choose_bcp(eu1)
    epoch = ca1.done("GET", "/switch", administrator)["activation"]["epoch"]
    assert ca1.ask("GET", "/me", agent).is_success
    with ThreadPoolExecutor(2) as threads:
        with ca1.asleep():
            late = threads.submit(ca1.ask, "POST", "/switch", administrator, order(pair, epoch))
            working = threads.submit(ca1.ask, "GET", "/me", agent)
            assert switch(earth, eu1, administrator)["active"] == "bcp"
            assert switch(earth, eu1, administrator)["active"] == "primary"
            assert switch(earth, eu1, administrator)["active"] == "bcp"
        assert late.result(timeout=60).status_code in (200, 409), late.result().text
        assert working.result(timeout=60).status_code == 401, "nobody is served by the side left"
    now = eu1.done("GET", "/switch", administrator)["activation"]
    assert (now["epoch"], now["active"]) == (epoch + 3, "bcp"), "the late order changed nothing"
    assert switch(earth, eu1, administrator)["active"] == "primary"


@dataclass
class Load:
    """Agents who ask without pause, at both servers, and log in again when they are sent away."""

    earth: World
    stop: threading.Event = field(default_factory=threading.Event)
    served: list[tuple[float, str]] = field(default_factory=list)  # when it was asked, and where

    def goes_on(self) -> None:
        """Returns when so much more was served."""
        enough = len(self.served) + 20
        until(lambda: True if len(self.served) > enough else None, what="work done")

    def work(self, region: str) -> None:
        with httpx.Client(
            base_url=self.earth.sites[region].server.http.base_url, timeout=60
        ) as http:
            token, tenant = "", ""
            while not self.stop.is_set():
                began = time.monotonic()
                if not token:
                    given = {"username": AGENT, "password": PASSWORD}
                    landed = http.post("/api/v1/login", json=given).json()
                    token, tenant = landed.get("token", ""), landed.get("tenant", {}).get("id", "")
                    if token:
                        self.served.append((began, tenant))
                    continue
                headers = {"Authorization": f"Bearer {token}"}
                answer = http.get("/api/v1/me", headers=headers)
                if answer.is_success:
                    self.served.append((began, tenant))
                else:
                    assert answer.status_code in (401, 409), answer.text
                    token = ""


def test_under_load_nobody_is_served_by_a_side_after_its_epoch_has_ended(earth: World) -> None:
    eu1, pair = earth.sites["eu1"].server, earth.pair
    administrator = choose_bcp(eu1)
    load = Load(earth)
    acknowledged = []
    with ThreadPoolExecutor(4) as threads:
        working = [threads.submit(load.work, region) for region in ("ca1", "eu1") * 2]
        for n in range(6):
            load.goes_on()
            began = time.monotonic()
            done = switch(earth, earth.sites[("ca1", "eu1")[n % 2]].server, administrator)
            acknowledged.append((began, time.monotonic(), done["epoch"], done["active"]))
        load.stop.set()
        for one in working:
            one.result(timeout=60)
    epochs = [epoch for *_, epoch, _ in acknowledged]
    assert epochs == list(range(epochs[0], epochs[0] + 6)), "one after the other, none lost"
    # From the moment that a switch was acknowledged to that in which the next was ordered, one side served.
    for (_, since, _, active), (until_, *_) in itertools.pairwise(acknowledged):
        side = pair.bcp if active == "bcp" else pair.primary
        wrong = [at for at, tenant in load.served if since < at < until_ and tenant != side]
        assert wrong == [], f"{active} was active since {since}, and somebody else served"
    assert len({tenant for _, tenant in load.served}) == 2


def test_who_tries_passkeys_at_both_regions_is_held_up_as_documented_and_finds_no_secret(
    earth: World,
) -> None:
    servers = [site.server for site in earth.sites.values()]
    administrator = choose_bcp(servers[1])
    attack = Attack(earth, administrator)
    attack.run()
    must_be_throttled(attack)

    right, held_until = {"passkey": earth.pair.passkey}, attack.held_until
    for server in servers:
        answer = server.ask("POST", "/passkeys/verification", administrator, right)
        assert answer.status_code == 422 or time.monotonic() > held_until, answer.text
    let_time_pass(earth)
    for server in servers:
        assert server.ask("POST", "/passkeys/verification", administrator, right).is_success

    tokens = (administrator, earth.pair.inside, earth.pair.operator)
    lines = list(audit_of(servers[0], *tokens))
    tried = [line for line in lines if line["act"] == "passkey"]
    counted = Counter(line["outcome"] for line in tried)
    assert counted["refused"] == len(attack.looked_at), "each one that was looked at is written"
    assert counted["throttled"] <= counted["refused"] + 2, "of a wait, only the first"
    _holds_no_secret(earth, attack, json.dumps(lines).encode())
    print(
        f"{len(attack.tries)} tries in {attack.tries[-1].ended - attack.tries[0].began:.0f} s: {counted}"
    )


def _holds_no_secret(earth: World, attack: Attack, audit: bytes) -> None:
    """Neither the passkey nor one that was tried: in logs, stores, etcd's files, the audit, and the memory of a server
    that was started afterwards and has told all of the audit."""
    wanted = [one for key in (earth.pair.passkey, *attack.given[:5]) for one in forms(key)]
    sites = earth.sites.values()
    places = {"audit": audit}
    for site in sites:
        places[f"log of {site.region}"] = site.server.told().encode()
        places[f"store of {site.region}"] = dumped(site.database, site.region)
    places["etcd"] = b"".join(file.read_bytes() for file in earth.etcd.files())
    for known, where in ((MANAGER, "audit"), (MANAGER, "store of ca1"), ("/activation/", "etcd")):
        assert known.encode() in places[where], "what is searched is what was written"
    assert {where for where, text in places.items() if any(one in text for one in wanted)} == set()

    told = earth.sites["ca1"].server
    told.kill()
    told.start()
    assert list(audit_of(told, attack.token))
    pieces = list(memory(told))
    assert any(MANAGER.encode() in piece for piece in pieces), "what is searched is its memory"
    assert not any(one in piece for piece in pieces for one in wanted)
