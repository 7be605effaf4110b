"""Our own switch as its clients see it: two regions of real processes, far ends that are driven, and people who ask."""

import http.client
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.helpers.houses import PASSWORD
from tests.helpers.processes import nest
from tests.scenario.continents import REGIONS, World, world
from tests.scenario.offices import AGENT, choose_bcp
from tests.scenario.outside import HOST, NAME, Outside, all_far_ends

from bench.watching import GIVEN_UP_S, Ask, Watches, watching

#: The house itself, at a region's doors; and what is driven from outside.
HOUSE, DRIVEN = ("people", "discovery"), ("names", "balancer", "program")

#: As `releve serve` has them: tests make hashes that cost nothing.
AS_SERVED = {
    "RELEVE_HASHING_TIME_COST": "3",
    "RELEVE_HASHING_MEMORY_KIB": "65536",
    "RELEVE_HASHING_PARALLELISM": "4",
    "RELEVE_SYNC_TICK_S": "2",
    "RELEVE_SWITCH_CALM_S": "0",
}


@dataclass
class Asking:
    """A client of one server, over a connection that is kept."""

    port: int
    _line: http.client.HTTPConnection | None = None

    def told(self, method: str, path: str, token: str = "", body: Any = None) -> tuple[int, Any]:
        """Status and answer; 0 when nobody answers."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        given = None
        if body is not None:
            given, headers["Content-Type"] = json.dumps(body), "application/json"
        try:
            if self._line is None:
                self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            self._line.request(method, path, given, headers)
            answer = self._line.getresponse()
            return answer.status, json.loads(answer.read() or "null")
        except (OSError, http.client.HTTPException):
            if self._line is not None:
                self._line.close()
            self._line = None
            return 0, None


@dataclass
class Person:
    """An agent who works, and logs in again when sent away."""

    asking: Asking
    regions: Mapping[str, str]  # of the tenants
    token: str = ""
    region: str = ""

    def __call__(self) -> str | None:
        if self.token:
            status, _ = self.asking.told("GET", "/api/v1/me", self.token)
            if status == 401:
                self.token = ""
            return self.region if status == 200 else None
        given = {"username": AGENT, "password": PASSWORD}
        status, landed = self.asking.told("POST", "/api/v1/login", body=given)
        if status != 200:
            return None
        self.token, self.region = landed["token"], self.regions[landed["tenant"]["id"]]
        return self.region


@dataclass
class Ours:
    """A pair whose primary tenant is in ca1 and active, unless a measurement is under way; orders are given in eu1."""

    earth: World
    watches: Watches
    administrator: str

    def switch(self, *, killing: bool = False) -> Mapping[str, float]:
        """To the other side: planned; or, with `killing` the leader of etcd, an emergency. Everybody is there afterwards."""
        now = self._activation()
        old, new = REGIONS if now["active"] == "primary" else REGIONS[::-1]
        leader = self.earth.etcd.wait_for_leader() if killing else None
        began = self.watches.begin()
        if leader:
            leader.kill()
        self._order(now, planned=not killing)
        took = time.perf_counter() - began
        self.watches.shown(new)
        told = self._told(began, old, new, REGIONS) | {"acknowledged": took}
        if leader:
            self.earth.etcd.start(leader)
        return told

    def lose_the_region(self) -> Mapping[str, float]:
        """From the death of the primary's region, at which the order is given, until the other one has taken over. Then
        the region comes back, and the traffic to it."""
        now, old, new = self._activation(), *REGIONS
        began = self.watches.begin()
        self.earth.sites[old].kill()
        self._order(now, planned=False)
        took = time.perf_counter() - began
        self.watches.shown(new, *(one for one in self.watches.doors if not one.endswith(old)))
        told = self._told(began, old, new, [new]) | {"acknowledged": took}
        self.earth.bring_back(self.earth.sites[old])
        self._until_both_answer()
        self._order(self._activation(), planned=False)
        self.watches.shown(old)
        return told

    def _told(self, began: float, old: str, new: str, asked: Any) -> dict[str, float]:
        at = self.watches.doors
        house = [at[f"{what} {region}"] for what in HOUSE for region in asked]
        return {
            "left": max(one.last(old, began) for one in house),
            "there": max(one.first(new, began) for one in house),
            **{name: at[name].first(new, began) for name in DRIVEN},
        }

    def _activation(self) -> Any:
        return self.earth.sites["eu1"].server.done("GET", "/switch", self.administrator)[
            "activation"
        ]

    def _order(self, now: Any, *, planned: bool) -> None:
        path = "/switch" if now["active"] == "primary" else "/switch/revert"
        how = {"mode": "planned"} if planned else {"acknowledged": True}
        order = {"passkey": self.earth.pair.passkey, "epoch": now["epoch"], **how}
        done = self.earth.sites["eu1"].server.done("POST", path, self.administrator, order)
        if done["epoch"] != now["epoch"] + 1:
            raise RuntimeError(f"it was not switched at once: {done}")

    def _until_both_answer(self) -> None:
        until = time.monotonic() + GIVEN_UP_S
        for site in self.earth.sites.values():
            while not site.server.ask("GET", "/switch", self.administrator).is_success:
                if time.monotonic() > until:
                    raise RuntimeError(f"{site.region} does not come back")
                time.sleep(0.1)


@contextmanager
def ours(folder: Path) -> Iterator[Ours]:
    with ExitStack() as leaving:
        outside = leaving.enter_context(all_far_ends(folder / "outside"))
        config = folder / "settings.toml"
        config.write_text(outside.settings, "utf-8")
        more = {"RELEVE_CONFIG": str(config), **AS_SERVED}
        hatchery = leaving.enter_context(nest())
        earth = leaving.enter_context(world(hatchery, folder / "earth", more))
        watches = leaving.enter_context(watching(_doors(earth, outside)))
        watches.shown("ca1")
        administrator = choose_bcp(earth.sites["eu1"].server)
        yield Ours(earth, watches, administrator)


def _doors(earth: World, outside: Outside) -> dict[str, Ask]:
    regions = {earth.pair.primary: "ca1", earth.pair.bcp: "eu1"}
    doors: dict[str, Ask] = {}
    for region, site in earth.sites.items():
        doors[f"people {region}"] = Person(Asking(site.server.port), regions)
        doors[f"discovery {region}"] = _discovery(Asking(site.server.port), earth.pair.primary)
    doors["names"] = lambda: _by_address(outside.names.records(NAME, "A"))
    doors["balancer"] = lambda: outside.balancer.asked(HOST)
    doors["program"] = lambda: _by_epoch(outside.program.taken)
    return doors


def _discovery(asking: Asking, tenant: str) -> Ask:
    path = f"/.well-known/cxone-configuration?tenantId={tenant}"

    def ask() -> str | None:
        status, answer = asking.told("GET", path)
        return str(answer["area"]) if status == 200 else None

    return ask


def _by_address(told: list[str] | None) -> str | None:
    return None if not told else "ca1" if told == ["192.0.2.1"] else "eu1"


def _by_epoch(told: list[tuple[str, Any]]) -> str | None:
    with suppress(IndexError):
        return "ca1" if told[-1][1]["epoch"] % 2 else "eu1"
    return None
