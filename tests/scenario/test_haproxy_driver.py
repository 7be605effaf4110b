"""The HAProxy driver and a real HAProxy: where requests end, and that none fails."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from releve.activation.drivers.haproxy import HaproxyDriver
from releve.activation.drivers.runtime_socket import RuntimeSocket
from releve.domain.errors import Conflict, Refused, Unavailable
from tests.helpers.balancer import Balancer, NoBalancer, balancer, load
from tests.helpers.far_ends import wanted

HOST = "bu40.example"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Balancer]:
    try:
        with balancer(tmp_path_factory.mktemp("haproxy") / "own") as one:
            yield one
    except NoBalancer as missing:
        pytest.skip(str(missing))


@pytest.fixture
def haproxy(served: Balancer) -> Balancer:
    """With nothing in its map."""
    RuntimeSocket(served.socket, 2.0).ask(f"clear map {served.map}")
    return served


@pytest.fixture
def driver(haproxy: Balancer) -> HaproxyDriver:
    return haproxy.driver()


def test_requests_end_in_the_active_region(haproxy: Balancer, driver: HaproxyDriver) -> None:
    assert haproxy.asked(HOST) == "503"
    first = driver.converge(wanted(1))
    assert (first.epoch, first.moved) == (1, True)
    assert haproxy.asked(HOST) == haproxy.asked(f"{HOST.upper()}:80") == "ca1"
    assert driver.converge(wanted(1)).moved is False
    assert driver.converge(wanted(2)).moved is True
    assert haproxy.asked(HOST) == "eu1"


def test_a_pair_may_have_several_keys(haproxy: Balancer) -> None:
    many = haproxy.driver(keys=("{tenant}", "bu{business_unit}.example", "alias.example"))
    many.converge(wanted(1))
    many.converge(wanted(2))
    assert haproxy.asked(HOST) == haproxy.asked("alias.example") == "eu1"


def test_the_runtime_socket_may_be_a_port(haproxy: Balancer) -> None:
    haproxy.driver(socket=RuntimeSocket(f"127.0.0.1:{haproxy.runtime}", 2.0)).converge(wanted(2))
    assert haproxy.asked(HOST) == "eu1"


def test_a_lower_epoch_than_the_map_holds_changes_nothing(
    haproxy: Balancer, driver: HaproxyDriver
) -> None:
    driver.converge(wanted(2))
    with pytest.raises(Conflict, match="epoch 2"):
        driver.converge(wanted(1))
    assert haproxy.asked(HOST) == "eu1"


def test_what_stood_in_the_map_without_an_epoch_is_taken_over(
    haproxy: Balancer, driver: HaproxyDriver
) -> None:
    RuntimeSocket(haproxy.socket, 2.0).ask(f"add map {haproxy.map} {HOST} be_eu1")
    assert haproxy.asked(HOST) == "eu1"
    driver.converge(wanted(1))
    assert haproxy.asked(HOST) == "ca1"


def test_of_two_who_add_a_key_at_once_the_last_one_counts_for_both_entries(
    haproxy: Balancer, driver: HaproxyDriver
) -> None:
    """A map may hold a key twice, and then gives the first: whoever sets it sets both."""
    runtime = RuntimeSocket(haproxy.socket, 2.0)
    for _ in range(2):
        runtime.ask(f"add map {haproxy.map} {HOST} be_eu1/2/p")
    driver.converge(wanted(3))
    assert runtime.ask(f"show map {haproxy.map}").count("be_ca1/3/p") == 2


def test_two_pairs_cannot_fight_for_one_key(driver: HaproxyDriver) -> None:
    driver.converge(wanted(1))
    with pytest.raises(Refused, match="another pair"):
        driver.converge(wanted(2, "q"))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"backends": {"ca1": "be_ca1"}}, "region eu1"),
        ({"backends": {"eu1": "be_mars"}}, "no backend “be_mars”"),
        ({"map": "/nowhere/else.map"}, "Unknown map identifier"),
        ({"keys": ("a b",)}, "cannot be a key"),
    ],
)
def test_what_cannot_be_right_is_refused_with_the_reason(
    haproxy: Balancer, more: dict[str, object], told: str
) -> None:
    with pytest.raises(Refused, match=told):
        haproxy.driver(**more).converge(wanted(2))


def test_ten_switches_under_load_fail_no_request(haproxy: Balancer, driver: HaproxyDriver) -> None:
    driver.converge(wanted(1))
    with load(haproxy.port, HOST) as wrk:
        for epoch in range(2, 12):
            driver.converge(wanted(epoch))
            ends = {haproxy.asked(HOST) for _ in range(20)}
            assert ends == {"ca1" if epoch % 2 else "eu1"}
        good, failed = wrk.counted()
    assert failed == 0
    assert good > 100


def test_a_haproxy_that_was_killed_is_put_right_when_it_is_back(tmp_path: Path) -> None:
    try:
        with balancer(tmp_path / "own") as one:
            driver = one.driver(socket=RuntimeSocket(one.socket, 1.0))
            driver.converge(wanted(2))
            one.freeze()
            with pytest.raises(Unavailable, match="does not answer"):
                driver.converge(wanted(2))
            one.kill()
            with pytest.raises(Unavailable, match="does not answer"):
                driver.converge(wanted(2))
            one.start()
            assert one.asked(HOST) == "503"  # it has read its map file, and knows nothing since
            assert driver.converge(wanted(2)).moved is True
            assert one.asked(HOST) == "eu1"
    except NoBalancer as missing:
        pytest.skip(str(missing))


@pytest.mark.parametrize("answer", [b"", b"x" * 2_000_000])
def test_whoever_is_not_haproxy_is_told_in_time(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(5)
                with suppress(OSError):  # it went away before the end
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        port = listener.getsockname()[1]
        with pytest.raises(Unavailable):
            RuntimeSocket(f"127.0.0.1:{port}", 2.0).ask("show info")
        thread.join()


def test_a_rehearsal_adds_and_takes_away_a_key_and_moves_no_request(
    haproxy: Balancer, driver: HaproxyDriver
) -> None:
    driver.converge(wanted(1))
    runtime = RuntimeSocket(haproxy.socket, 2.0)
    runtime.ask(f"add map {haproxy.map} _releve-drill.p be_eu1/1/of-somebody-who-died")
    before = runtime.ask(f"show map {haproxy.map}").replace("_releve-drill", "").count("\n")
    with load(haproxy.port, HOST) as wrk:
        for _ in range(10):
            found = driver.rehearse(wanted(1), "mark")
            assert {haproxy.asked(HOST) for _ in range(20)} == {"ca1"}
        good, failed = wrk.counted()
    assert (found.epoch, failed, good > 0) == (1, 0, True)
    assert "be_eu1" in str(found.sentence)
    after = runtime.ask(f"show map {haproxy.map}")
    assert "drill" not in after
    assert after.count("\n") == before - 1


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"backends": {"ca1": "be_ca1"}}, "region eu1"),
        ({"backends": {"ca1": "be_ca1", "eu1": "be_mars"}}, "no backend “be_mars”"),
    ],
)
def test_a_rehearsal_finds_out_what_would_keep_requests_from_moving(
    haproxy: Balancer, more: dict[str, object], told: str
) -> None:
    haproxy.driver().converge(wanted(1))
    with pytest.raises(Refused, match=told):
        haproxy.driver(**more).rehearse(wanted(1), "mark")
