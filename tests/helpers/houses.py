"""Houses for tests: two regions on SQLite, hashes that cost nothing, and a clock one can turn.

`Story` is short words for what operators and administrators do before a test begins.
"""

import datetime
import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx
from starlette.types import ASGIApp

from releve.access.passwords import Hasher
from releve.api import api_app
from releve.app.house import House, Place, Regions
from releve.app.script_rewriter import script_rewriter
from releve.app.setup import create_operator, record_regions
from releve.app.upload_work import take_uploads, work_on
from releve.app.whereabouts import Whereabouts
from releve.app.work import HouseWork
from releve.domain.directory import Registry
from releve.domain.store import RegionalStore
from releve.stores.directory.sql import open_directory
from releve.stores.regional.store import open_store

NOW = datetime.datetime(2026, 11, 22, 9, 0, tzinfo=datetime.UTC)
REGIONS: Mapping[str, str] = {"ca1": "Canada (Montréal)", "eu1": "Europe (Paris)"}
PASSWORD = "brume-violette-sur-quai"


@dataclass
class Hands:
    """A clock that stands still until somebody turns it."""

    at: datetime.datetime = NOW

    def __call__(self) -> datetime.datetime:
        return self.at

    def turn(self, **time: float) -> None:
        self.at += datetime.timedelta(**time)


def cheap_hasher() -> Hasher:
    return Hasher(time_cost=1, memory_cost=8, parallelism=1)


def make_house(
    folder: Path, clock: Hands | None = None, stores: Mapping[str, str] | None = None
) -> House:
    """A house with its directory and its regions' stores in `folder`, or in the `stores` named
    (region → address, and `directory`)."""
    where = {name: f"sqlite:///{folder}/{name}.db" for name in ("directory", *REGIONS)}
    where |= stores or {}
    whereabouts = Whereabouts(open_directory(where["directory"]))
    registry = Registry(whereabouts)
    house = House(
        registry=registry,
        regions=Regions({name: partial(_open, registry, name, where[name]) for name in REGIONS}),
        home="ca1",
        clock=clock or Hands(),
        hasher=cheap_hasher(),
        rewriter=script_rewriter,
        places={name: make_place(name) for name in REGIONS},
        whereabouts=whereabouts,
    )
    record_regions(house, REGIONS.items())
    return house


def _open(registry: Registry, region: str, url: str) -> RegionalStore:
    return open_store(url, region, registry.region(region).slot, key=key_of(region))


def key_of(region: str) -> bytes:
    """The key under which a region of the tests seals."""
    return hashlib.sha256(region.encode()).digest()


def make_place(region: str) -> Place:
    url = f"https://{region}.contact.example"
    return Place(region, region, "contact.example", url, url, url)


@contextmanager
def living_house(folder: Path, clock: Hands | None = None) -> Iterator[House]:
    """The same, closed at the end."""
    house = make_house(folder, clock)
    try:
        yield house
    finally:
        house.regions.close()
        house.registry.directory.close()


@contextmanager
def copied_house(template: Path, folder: Path, clock: Hands | None = None) -> Iterator[House]:
    """A living house in the new `folder`, with the databases of one that was closed: nothing is migrated again."""
    with living_house(shutil.copytree(template, folder), clock) as house:
        yield house


def work_off(house: House) -> None:
    """What the jobs would do, now."""
    work = HouseWork(house)
    for run in work.take(()):
        work.carry_out(run)
    work.carry_on()


def at_once(house: House) -> House:
    """The same house, in which employees files are worked on while whoever sent them waits."""

    def work() -> None:
        for upload in take_uploads(eager, (), 10):
            work_on(eager, upload)

    eager = replace(house, wake=work)
    return eager


class InProcess(httpx.BaseTransport):
    """Speaks to an application without a network."""

    def __init__(self, app: ASGIApp) -> None:
        self._transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def ask() -> httpx.Response:
            answer = await self._transport.handle_async_request(request)
            content = b"".join([part async for part in answer.aiter_raw()])
            return httpx.Response(answer.status_code, headers=answer.headers, content=content)

        return anyio.run(ask)


def client_of(app: ASGIApp, **headers: str) -> httpx.Client:
    return httpx.Client(transport=InProcess(app), base_url="http://releve.test", headers=headers)


@dataclass
class Story:
    """A house behind its API, and what has happened in it."""

    house: House
    hands: Hands
    fresh: bool = True  # nobody is in it yet: the first operator is created
    app: ASGIApp = field(init=False)
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.app = api_app(self.house)
        self.http = client_of(self.app)
        if self.fresh:
            create_operator(
                self.house, username="noor", name="Noor", password=PASSWORD, by="the set-up"
            )

    def ask(
        self, method: str, path: str, token: str = "", body: Any = None, **rest: Any
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= rest.pop("headers", {})
        if body is not None:
            rest["json"] = body
        return self.http.request(method, f"/api/v1{path}", headers=headers, **rest)

    def done(self, method: str, path: str, token: str = "", body: Any = None, **rest: Any) -> Any:
        """The answer's JSON; a test fails here unless the answer is a good one."""
        answer = self.ask(method, path, token, body, **rest)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def operator(self) -> str:
        given = {"username": "noor", "password": PASSWORD}
        return str(self.done("POST", "/login/operator", body=given)["token"])

    def tenant(self, token: str, name: str, region: str = "ca1") -> str:
        new = {"name": name, "region": region}
        return str(self.done("POST", "/tenants", token, new)["id"])

    def set_up(self, token: str, tenant: str, bcp: str = "", region: str = "eu1") -> str:
        """Walk the wizard to its end; with a `bcp` tenant it is mapped and the passkey is returned."""
        wizard = self.done("POST", f"/tenants/{tenant}/bcp", token)["id"]
        both = {"configurations": True, "enablement": True}
        self.done("PUT", f"/bcp/{wizard}/toggles", token, both)
        passkey = ""
        if bcp:
            mapping = {"region": region, "tenant": bcp}
            self.done("POST", f"/bcp/{wizard}/validation", token, mapping)
            passkey = str(self.done("POST", f"/bcp/{wizard}/passkey", token)["passkey"])
        self.done("POST", f"/bcp/{wizard}/finish", token)
        self.done("POST", f"/bcp/{wizard}/save", token)
        return passkey

    def step_in(self, token: str, tenant: str) -> str:
        """Impersonate, with both BCP permissions in the role Administrator."""
        inside = str(self.done("POST", f"/tenants/{tenant}/impersonation", token)["token"])
        roles = self.done("GET", "/entities/role?search=administrator", inside)["items"]
        path = f"/roles/{roles[0]['id']}/permissions"
        tree = self.done("GET", path, inside)["permissions"]
        everything = {line["permission"]: line["offered"] for line in tree}
        self.done("PUT", path, inside, {"permissions": everything})
        return inside

    def pair(self) -> "Paired":
        """Acme in ca1 with its BCP tenant in eu1, both enabled, and an administrator's token in Acme."""
        operator = self.operator()
        primary = self.tenant(operator, "Acme", "ca1")
        bcp = self.tenant(operator, "Acme BCP", "eu1")
        passkey = self.set_up(operator, primary, bcp)
        self.set_up(operator, bcp)
        return Paired(operator, primary, bcp, passkey, self.step_in(operator, primary))

    def sync(self, token: str) -> Any:
        """Enable the sync, run it to its end, and return the run."""
        self.done("PUT", "/sync/config", token, {"enabled": True, "deletions": "follow"})
        run = self.done("POST", "/sync/runs", token)
        work_off(self.house)
        return self.done("GET", f"/sync/runs/{run['id']}", token)["run"]

    def employee(
        self, token: str, username: str, bcp_type: str = "none", role: str = "agent"
    ) -> str:
        """Somebody with the role, Agent if none is named, and a password."""
        role = self.done("GET", f"/entities/role?search={role}", token)["items"][0]["id"]
        team = self.done("GET", "/entities/team?search=default", token)["items"][0]["altId"]
        body = {
            "userName": username,
            "firstName": username.title(),
            "lastName": "Larkmont",
            "emailAddress": f"{username}@larkmont.example",
            "roleUUID": role,
            "teamId": team,
            "bcpType": bcp_type,
        }
        made = str(self.done("POST", "/entities/employee", token, body)["id"])
        self.done("PUT", f"/employees/{made}/password", token, {"password": PASSWORD})
        return made


@dataclass(frozen=True)
class Paired:
    operator: str
    primary: str
    bcp: str
    passkey: str
    inside: str
