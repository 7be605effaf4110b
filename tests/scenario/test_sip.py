"""Calls over a switch: a SIP user agent of others, `sipp`, calls the numbers of a company, is redirected and answered.

Nobody is left unanswered, and whoever calls after the switch was acknowledged is not sent to the side that was left.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from releve.activation.drivers.sip.server import bound
from releve.daemon.build import build_calls, build_house, build_watch, close
from releve.domain.directory import Change
from releve.domain.store import RegionalStore, Tx
from releve.domain.tenancy import Side, switched
from tests.helpers.houses import Paired
from tests.helpers.postgres import Cluster, NoPostgres, cluster
from tests.helpers.processes import (
    PATIENCE_S,
    Dice,
    Nest,
    Serving,
    free_port,
    serving,
    settings_of,
    until,
)
from tests.helpers.sipp import Callers, callers, centre, longest_silence
from tests.helpers.telephone import sent_to
from tests.scenario.offices import Prepared, choose_bcp, faults, office, order, prepared

CALLS, RATE = 1_000, 60
NUMBERS = ("+15145550101", "+1-514-555-0103", "15145550105", "+33199000010")


@dataclass(frozen=True)
class Lines:
    """The telephone lines of a company: the port of the redirect, and of the contact centres in both regions."""

    redirect: int
    ca1: int
    eu1: int

    @property
    def settings(self) -> dict[str, str]:
        return {
            "RELEVE_SIP_LISTEN": f"127.0.0.1:{self.redirect}",
            "RELEVE_REGIONS_CA1_SIP": f"127.0.0.1:{self.ca1}",
            "RELEVE_REGIONS_EU1_SIP": f"sip:127.0.0.1:{self.eu1};transport=udp",
        }


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[Lines]:
    with centre(tmp_path) as ca1, centre(tmp_path) as eu1:
        yield Lines(free_port(), ca1, eu1)


def calling(folder: Path, lines: Lines, calls: int = CALLS) -> AbstractContextManager[Callers]:
    return callers(folder, lines.redirect, NUMBERS, calls, rate=RATE)


def some_calls(crowd: Callers, dice: Dice) -> None:
    """Wait until some have been placed, a third at most: how many is drawn."""
    wanted = crowd.placed + int(dice.moment(CALLS // 4)) + 20
    until(lambda: True if crowd.placed >= wanted else None, what=f"{wanted} calls")


def answers(server: Serving) -> Counter[str]:
    """SIP requests by answer, as the server counts them."""
    found: Counter[str] = Counter()
    for line in server.http.get("/metrics").text.splitlines():
        if line.startswith("releve_sip_requests_total"):
            found[line.split('"')[1]] = int(float(line.split()[-1]))
    return found


def test_a_thousand_calls_over_a_switch_are_answered_and_none_by_the_old_side_after_it(
    hatchery: Nest, company: Prepared, lines: Lines, tmp_path: Path
) -> None:
    dice, pair = Dice.thrown(), company.pair
    with (
        serving(hatchery, company.data, lines.settings) as server,
        calling(tmp_path, lines) as crowd,
    ):
        some_calls(crowd, dice)
        ordered = time.time()
        server.done("POST", "/switch", pair.inside, order(pair, 1))
        committed = time.time()
        calls = crowd.done()
        counted = answers(server)
    note = f"seed {dice.seed}"
    assert len(calls) == CALLS, note
    assert {call.port for call in calls if call.told < ordered} == {lines.ca1}, note
    assert {call.port for call in calls if call.asked > committed} == {lines.eu1}, note
    assert counted["302"] >= CALLS, note
    assert counted["ack"] >= CALLS, note
    first = min(call.told for call in calls if call.port == lines.eu1)
    last = max(call.told for call in calls if call.port == lines.ca1)
    print(
        f"{note}: {Counter(call.port for call in calls)}; from the acknowledgment of the switch: first answer of the new "
        f"side {1e3 * (first - committed):+.1f} ms, last of the old one {1e3 * (last - committed):+.1f} ms; the switch took "
        f"{1e3 * (committed - ordered):.0f} ms; median answer "
        f"{1e3 * sorted(call.told - call.asked for call in calls)[CALLS // 2]:.2f} ms"
    )


def test_calls_while_the_server_is_killed_and_started_again_are_answered(
    hatchery: Nest, company: Prepared, lines: Lines, tmp_path: Path
) -> None:
    dice, pair = Dice.thrown(), company.pair
    with (
        serving(hatchery, company.data, lines.settings) as server,
        calling(tmp_path, lines) as crowd,
    ):
        some_calls(crowd, dice)
        server.done("POST", "/switch", pair.inside, order(pair, 1))
        committed = time.time()
        some_calls(crowd, dice)
        server.kill()
        server.start()
        calls = crowd.done()
    note = f"seed {dice.seed}"
    assert len(calls) == CALLS, note
    assert {call.port for call in calls if call.asked > committed} == {lines.eu1}, note
    print(f"{note}: longest silence {longest_silence(calls):.2f} s")


@pytest.fixture
def postgres() -> Iterator[Cluster]:
    try:
        with cluster(durable=True) as one:
            yield one
    except NoPostgres as missing:
        pytest.skip(f"no PostgreSQL: {missing}")


def test_with_the_region_of_the_primary_dead_calls_follow_the_switch_and_a_restart(
    hatchery: Nest, tmp_path: Path, postgres: Cluster, lines: Lines
) -> None:
    dice, data = Dice.thrown(), tmp_path / "data"
    more = {**lines.settings, "RELEVE_REGIONS_CA1_STORE": postgres.create("ca1")}
    with prepared(data, more) as story:
        pair = office(story, story.operator(), "Larkmont")
        story.sync(pair.inside)
    with serving(hatchery, data, more) as server:
        with calling(tmp_path, lines, CALLS // 2) as crowd:
            some_calls(crowd, dice)
            postgres.kill()
            until(lambda: True if "ca1" in faults(server) else None, what="end of region ca1")
            committed = _switched_from_the_other_side(server, pair)
            calls = crowd.done()
        with calling(tmp_path, lines, CALLS // 2) as crowd:
            some_calls(crowd, dice)
            server.kill()
            server.start()
            calls += crowd.done()
    note = f"seed {dice.seed}"
    assert len(calls) == CALLS, note
    assert {call.port for call in calls if call.asked > committed} == {lines.eu1}, note


def _switched_from_the_other_side(server: Serving, pair: Paired) -> float:
    """When the switch was acknowledged, by the clock on the wall."""
    server.done("POST", "/switch", choose_bcp(server), order(pair, 1))
    return time.time()


def test_a_switch_made_by_another_server_is_followed(
    hatchery: Nest, tmp_path: Path, postgres: Cluster, lines: Lines
) -> None:
    more = {"RELEVE_DIRECTORY": postgres.create("directory")}
    for name in ("CA1", "EU1"):
        more[f"RELEVE_REGIONS_{name}_STORE"] = postgres.create(name.lower())
        more[f"RELEVE_REGIONS_{name}_KEY_FILE"] = str(tmp_path / f"{name}.key")
    with prepared(tmp_path / "made", more) as story:
        pair = office(story, story.operator(), "Larkmont")
        story.sync(pair.inside)
    with (
        serving(hatchery, tmp_path / "one", more) as one,
        serving(hatchery, tmp_path / "two", {**more, **lines.settings}),
    ):
        assert sent_to(lines.redirect, NUMBERS[0]).endswith(f":{lines.ca1}>")
        one.done("POST", "/switch", pair.inside, order(pair, 1))
        committed = time.monotonic()
        until(
            lambda: True if str(lines.eu1) in sent_to(lines.redirect, NUMBERS[0]) else None,
            what="answer of the new side",
        )
        print(f"the other server follows after {time.monotonic() - committed:.2f} s")
        with calling(tmp_path, lines, CALLS // 4) as crowd:
            assert {call.port for call in crowd.done()} == {lines.eu1}


@dataclass
class Hanging:
    """A store of which nobody hears again until it is released."""

    store: RegionalStore
    entered: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def region(self) -> str:
        return self.store.region

    def reading(self) -> AbstractContextManager[Tx]:
        self.entered.set()
        self.released.wait()
        return self.store.reading()

    glancing = writing = reading

    def close(self) -> None:
        self.store.close()


def test_a_region_that_hangs_hides_no_switch_that_another_process_has_made(
    company: Prepared, lines: Lines
) -> None:
    settings = settings_of(company.data, lines.settings)
    house, other = build_house(settings), build_house(settings)
    sockets = bound("127.0.0.1", lines.redirect)
    watch, calls = build_watch(house, settings), build_calls(house, settings, sockets)
    watch.start()
    calls.start()
    hanging = Hanging(house.regions.of("ca1"))
    try:
        assert sent_to(lines.redirect, NUMBERS[0]).endswith(f":{lines.ca1}>")
        house.regions._open["ca1"] = hanging
        assert hanging.entered.wait(PATIENCE_S)
        pair, _ = other.registry.pair_of(company.pair.primary)
        now, version = other.registry.activation(pair.id)
        then = switched(now, Side.BCP, at=other.now(), by="noor", reason="", operation="1")
        key = f"activation/{pair.id}"
        other.registry.directory.commit(Change(key, then.record(), version))
        until(
            lambda: True if str(lines.eu1) in sent_to(lines.redirect, NUMBERS[0]) else None,
            what="answer of the new side",
        )
        assert not hanging.released.is_set()
    finally:
        hanging.released.set()
        calls.stop()
        watch.stop()
        sockets.close()
        close(house)
        close(other)
