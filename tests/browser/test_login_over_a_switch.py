"""The three BCP types log in before a switch, after it and after a revert: with both regions running, and with the
PostgreSQL of the primary's region stopped."""

import datetime
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Browser

from releve.access import totp
from releve.domain.people import Caller
from releve.domain.tenancy import Side
from tests.browser.doors import (
    IN_ENGLISH,
    IN_FRENCH,
    PRIMARY_NAME,
    Told,
    at_the_form,
    cannot_be_answered,
    log_out,
    selector,
    sent_to_log_in,
)
from tests.browser.factors import CODES, SECRET, give_factor
from tests.browser.labels import ENGLISH, FRENCH, Labels
from tests.browser.person import Person, somebody
from tests.browser.sights import pair_up
from tests.browser.stage import AMELIE, CLOVIS, EWAN, GAETANE, Stage, set_the_stage
from tests.browser.sync_scene import run_to_its_end
from tests.browser.walk_admin import tenant_of
from tests.browser.walk_tm import BCP_NAME
from tests.helpers.postgres import Cluster, NoPostgres, cluster
from tests.helpers.processes import until
from tests.helpers.servers import running

REGIONS = """
[regions.ca1]
label = "Canada (Montréal)"
store = "{store}"
[regions.eu1]
label = "Europe (Paris)"
"""


@dataclass(frozen=True)
class Town:
    """A company in step with its BCP tenant, and who switches it."""

    stage: Stage
    postgres: Cluster  # of the primary's region
    passkey: str
    manager: Caller  # of the BCP tenant

    @property
    def url(self) -> str:
        return self.stage.url

    def make_active(self, side: Side) -> None:
        self.stage.make_active(side, self.manager, self.passkey)

    @contextmanager
    def primary_stopped(self) -> Iterator[None]:
        """Ends when the region answers again."""
        self.postgres.stop()
        try:
            yield
        finally:
            self.postgres.start()
            until(self._all_answer, what="region of the primary")

    def _all_answer(self) -> bool | None:
        regions = httpx.get(f"{self.url}/health/ready").json()["regions"]
        return all(one["answers"] for one in regions) or None


@pytest.fixture(scope="module")
def store_of_the_primary() -> Iterator[Cluster]:
    try:
        with cluster(durable=True) as one:
            yield one
    except NoPostgres as missing:
        pytest.skip(f"no PostgreSQL: {missing}")


@pytest.fixture(scope="module")
def town(
    tmp_path_factory: pytest.TempPathFactory, plain_log: None, store_of_the_primary: Cluster
) -> Iterator[Town]:
    """For all tests of this file: each leaves the primary active and everything running."""
    toml = REGIONS.format(store=store_of_the_primary.create("ca1"))
    with running(tmp_path_factory.mktemp("town"), toml) as server:
        stage = set_the_stage(server)
        passkey = pair_up(stage)
        give_factor(stage, GAETANE)
        run_to_its_end(stage, stage.inside(stage.primary))
        yield Town(stage, store_of_the_primary, passkey, stage.inside(stage.tenant(BCP_NAME)))


@dataclass(frozen=True)
class People:
    """One of each BCP type at a window of their own, and one with single access and a second factor."""

    none: Person
    single: Person
    multiple: Person
    sealed: Person


@contextmanager
def at_their_windows(chromium: Browser, town: Town, labels: Labels) -> Iterator[People]:
    with ExitStack() as windows:
        yield People(
            *(windows.enter_context(somebody(chromium, town.url, labels)) for _ in range(4))
        )


def all_in_the_primary(people: People, told: Told) -> None:
    """While it is active nobody is asked anything but who may choose."""
    people.none.log_in(CLOVIS)
    people.single.log_in(AMELIE)
    chooses(people.multiple, told, PRIMARY_NAME, active=PRIMARY_NAME)
    for person in (people.none, people.single):
        tenant_of(person, PRIMARY_NAME)


def chooses(person: Person, told: Told, tenant: str, *, active: str) -> None:
    person.log_in(EWAN)
    selector(person, told, active=active)
    person.choose(tenant)
    tenant_of(person, tenant)


def shows_a_code(person: Person, told: Told, code: str) -> None:
    """Password first, then a code of the app or a recovery code."""
    person.log_in(GAETANE)
    person.sees(told.code_wanted)
    person.page.locator("#f-code").fill(code)
    person.click(person.labels.log_in)


def led_to_bcp(people: People, told: Told) -> None:
    """After the switch: who is asked nothing lands there or is refused, and who chooses sees which one is active."""
    people.single.log_in(AMELIE)
    tenant_of(people.single, BCP_NAME)
    people.none.log_in(CLOVIS)
    people.none.sees(told.no_access)
    people.none.sees(told.whom_to_ask)
    at_the_form(people.none)
    chooses(people.multiple, told, BCP_NAME, active=BCP_NAME)


@pytest.mark.parametrize(("labels", "told"), [(FRENCH, IN_FRENCH)], ids=["fr"])
def test_each_bcp_type_lands_where_it_may_over_a_switch_and_a_revert(
    chromium: Browser, town: Town, labels: Labels, told: Told
) -> None:
    with at_their_windows(chromium, town, labels) as people:
        all_in_the_primary(people, told)
        log_out(people.multiple)
        chooses(people.multiple, told, BCP_NAME, active=PRIMARY_NAME)
        log_out(people.multiple)
        chooses(people.multiple, told, PRIMARY_NAME, active=PRIMARY_NAME)

        town.make_active(Side.BCP)
        sent_to_log_in(people.single, told.gone_to_bcp)
        sent_to_log_in(people.none, told.shut_out)
        people.multiple.page.reload()
        tenant_of(people.multiple, PRIMARY_NAME)  # it is theirs still, active or not
        log_out(people.multiple)
        led_to_bcp(people, told)

        town.make_active(Side.PRIMARY)
        sent_to_log_in(people.single, told.gone_back)
        people.multiple.page.reload()
        tenant_of(people.multiple, BCP_NAME)
        log_out(people.multiple)
        all_in_the_primary(people, told)


@pytest.mark.parametrize(("labels", "told"), [(ENGLISH, IN_ENGLISH)], ids=["en"])
def test_with_the_primarys_store_stopped_each_bcp_type_lands_where_it_may(
    chromium: Browser, town: Town, labels: Labels, told: Told
) -> None:
    give_factor(town.stage, GAETANE)  # with all its recovery codes
    with at_their_windows(chromium, town, labels) as people:
        all_in_the_primary(people, told)
        shows_a_code(people.sealed, told, CODES[0])
        tenant_of(people.sealed, PRIMARY_NAME)

        with town.primary_stopped():
            sent_to_log_in(people.single, told.silent)
            people.single.log_in(AMELIE)
            cannot_be_answered(people.single, told, "/login")
            sent_to_log_in(people.multiple, told.silent)
            chooses(people.multiple, told, BCP_NAME, active=PRIMARY_NAME)

            town.make_active(Side.BCP)
            for person in (people.none, people.sealed):
                sent_to_log_in(person, told.silent)
            log_out(people.multiple)
            led_to_bcp(people, told)
            code = totp.code_at(SECRET, totp.step_at(datetime.datetime.now(datetime.UTC)))
            shows_a_code(people.sealed, told, code)
            tenant_of(people.sealed, BCP_NAME)
            log_out(people.sealed)
            shows_a_code(people.sealed, told, code)
            people.sealed.sees(told.code_used)

            town.make_active(Side.PRIMARY)
            sent_to_log_in(people.single, told.gone_back)
            people.single.log_in(AMELIE)
            cannot_be_answered(people.single, told, "/login")
            log_out(people.multiple)
            chooses(people.multiple, told, BCP_NAME, active=PRIMARY_NAME)

        log_out(people.multiple)
        all_in_the_primary(people, told)
        shows_a_code(people.sealed, told, CODES[1])
        tenant_of(people.sealed, PRIMARY_NAME)
