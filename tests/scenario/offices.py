"""Pairs of tenants prepared before any server runs, and what their stores say when nobody serves them."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from releve.app.example import load_company
from releve.app.house import House
from releve.app.pairing import Bond, bond_of
from releve.daemon.build import build_house, close
from releve.demo.cast import CAST
from releve.demo.company import company
from releve.domain.kinds import KINDS
from releve.domain.people import BcpType, Caller
from releve.domain.runs import Run
from tests.helpers.houses import PASSWORD, Hands, Paired, Story
from tests.helpers.processes import NOTHING, Serving, settings_of, until

EMPLOYEES = 40

AGENT = next(one.username for one in CAST if one.bcp_type is BcpType.SINGLE)
#: May choose the tenant at login, and switch.
MANAGER = next(one.username for one in CAST if one.role == "BCP Administrator")


@dataclass(frozen=True)
class Prepared:
    """A folder with a company in step with its BCP tenant."""

    data: Path
    pair: Paired


@contextmanager
def prepared(
    data: Path, more: Mapping[str, str] = NOTHING, *, fresh: bool = True
) -> Iterator[Story]:
    """A house in this process on the stores of a server that does not run."""
    house = build_house(settings_of(data, more))
    try:
        yield Story(house, Hands(), fresh)
    finally:
        close(house)


def office(story: Story, operator: str, name: str) -> Paired:
    """A small company in ca1 with its BCP tenant in eu1, the sync enabled, and nothing synced yet."""
    primary = story.tenant(operator, name, "ca1")
    bcp = story.tenant(operator, f"{name} BCP", "eu1")
    somebody = Caller("noor", operator="noor")
    load_company(story.house, somebody, primary, company, employees=EMPLOYEES, password=PASSWORD)
    passkey = story.set_up(operator, primary, bcp)
    story.set_up(operator, bcp)
    inside = story.step_in(operator, primary)
    in_half_a_day = (datetime.now(UTC) + timedelta(hours=12)).strftime("%H:%M")
    story.done(
        "PUT", "/sync/config", inside, {"enabled": True, "at": in_half_a_day, "deletions": "follow"}
    )
    return Paired(operator, primary, bcp, passkey, inside)


def faults(server: Serving) -> dict[str, str]:
    """Region that does not answer → what the log says when somebody asks: strangers are not told why."""
    before = len(server.told())
    answer = server.http.get("/health/ready").json()
    assert ".db" not in str(answer)
    told = server.told()[before:]
    return {one["region"]: told for one in answer["regions"] if not one["answers"]}


def all_answer(server: Serving) -> bool | None:
    return True if not faults(server) else None


def choose_bcp(server: Serving) -> str:
    """Log in as somebody with multiple access, to the BCP tenant."""
    asked = server.log_in(MANAGER, PASSWORD)
    assert asked["outcome"] == "must_choose"
    [bcp] = [one["tenant"]["id"] for one in asked["sides"] if one["side"] == "bcp"]
    chosen = server.done("POST", "/login/choice", body={"proof": asked["proof"], "tenant": bcp})
    return str(chosen["token"])


def order(pair: Paired, epoch: int) -> dict[str, Any]:
    # Whether the BCP tenant is ready is the business of other tests.
    return {"passkey": pair.passkey, "epoch": epoch, "acknowledged": True}


def log_in_operator(server: Serving) -> str:
    given = {"username": "noor", "password": PASSWORD}
    return str(server.done("POST", "/login/operator", body=given)["token"])


def run_to_its_end(server: Serving, token: str, run: str) -> Any:
    """Wait for a run, and return it."""

    def ended() -> Any:
        found = server.done("GET", f"/sync/runs/{run}", token)["run"]
        return found if found["ended"] else None

    return until(ended, what="end of the run")


@dataclass(frozen=True)
class Witness:
    """What the stores of a dead server say: they are looked at in a copy, so that the next server finds them as
    the last one has left them."""

    house: House
    story: Story

    def bond(self, tenant: str) -> Bond:
        return bond_of(self.house, tenant)

    def runs(self, bond: Bond) -> list[Run]:
        with self.house.regions.of(bond.bcp.region).reading() as tx:
            return tx.runs.page(bond.pair.id)[0]

    def copied(self, bond: Bond) -> dict[str, int]:
        """How much of a sync is there, by what it writes."""
        with self.house.regions.of(bond.bcp.region).reading() as tx:
            ids = tx.ids.load(bond.primary.id, bond.bcp.id)
            return {
                "steps": sum(tx.runs.steps(run.id)[1] for run in tx.runs.page(bond.pair.id)[0]),
                "mapped": sum(len(ids.of(kind)) for kind in KINDS),
                "revisions": tx.entities.revision(bond.bcp.id),
                "entities": sum(tx.entities.counts(bond.bcp.id).values()),
                "cursors": len(tx.runs.cursor(bond.pair.id)),
            }

    def broken_chains(self) -> list[str]:
        """The audits that do not verify: of every tenant, and of the operators in every region."""
        chains = [(one.region, one.id) for one in self.house.registry.tenants()]
        chains += [(region, "") for region in self.house.regions.names]
        broken = []
        for region, tenant in chains:
            with self.house.regions.of(region).reading() as tx:
                broken += (
                    [f"{region} {tenant}"] if not tx.audit.verify(tenant or None).whole else []
                )
        return broken

    def acts(self, region: str, tenant: str | None, act: str, subject: str) -> list[Any]:
        """The audit's lines about one thing, the oldest first."""
        with self.house.regions.of(region).reading() as tx:
            lines, _ = tx.audit.page(tenant, search=subject, top=1_000)
        return [one for one in reversed(lines) if one.act == act and one.subject == subject]


@contextmanager
def witness(data: Path) -> Iterator[Witness]:
    copy = data.parent / f"{data.name}-copy"
    shutil.copytree(data, copy)
    try:
        with prepared(copy, fresh=False) as story:
            yield Witness(story.house, story)
    finally:
        shutil.rmtree(copy)
