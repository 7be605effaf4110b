"""The sockets of the SIP redirect: over UDP and TCP, whole or in pieces, among strangers who send anything."""

import random
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

import pytest

from releve.activation.drivers.sip.answer import DROPPED, answered
from releve.activation.drivers.sip.deciding import Destination
from releve.activation.drivers.sip.server import Redirect, bound
from tests.helpers.processes import Dice, until
from tests.helpers.telephone import heard, over_tcp, over_udp, request, sent_to

NUMBER = "+15145550101"
CONTACT = f"Contact: <sip:{NUMBER}@sbc.ca1.example>"


def destination(number: str) -> Destination | None:
    assert number != "666", "a defect of ours"
    return Destination("sip:sbc.ca1.example") if number == NUMBER[1:] else None


@dataclass
class Running:
    port: int
    told: Counter[str] = field(default_factory=Counter)

    def count(self, told: str) -> None:
        self.told[told] += 1


def redirect(host: str = "127.0.0.1") -> Iterator[Running]:
    sockets = bound(host, 0)
    running = Running(sockets.address[1])
    one = Redirect(sockets, partial(answered, destination, b"of chance"), running.count)
    one.start()
    try:
        yield running
    finally:
        one.stop()
        sockets.close()


@pytest.fixture
def running() -> Iterator[Running]:
    yield from redirect()


def test_calls_are_answered_over_udp_and_over_tcp_at_the_same_port(running: Running) -> None:
    assert sent_to(running.port, NUMBER) == CONTACT
    with over_tcp(running.port) as line:
        line.sendall(request(NUMBER))
        [answer] = heard(line)
        assert CONTACT in answer
    assert running.told == {"302": 2}


@pytest.fixture
def everywhere() -> Iterator[Running]:
    if not socket.has_dualstack_ipv6():
        pytest.skip("this machine has no IPv6")
    yield from redirect("::")


def test_calls_are_answered_over_ipv6_and_at_the_same_port_over_ipv4(everywhere: Running) -> None:
    with over_udp(everywhere.port, "::1") as line:
        line.send(request(NUMBER))
        [answer] = heard(line)
    assert ";received=::1" in answer
    with over_udp(everywhere.port) as line, over_tcp(everywhere.port) as connection:
        for one in (line, connection):
            one.send(request(NUMBER))
            [answer] = heard(one)
            assert ";received=127.0.0.1" in answer


def test_over_tcp_many_requests_come_in_any_pieces_and_pings_between_them(running: Running) -> None:
    dice = Dice.thrown()
    chance = random.Random(dice.seed)
    said = b"".join(request(NUMBER, call=str(n)) + b"\r\n\r\n" * (n % 2) for n in range(50))
    with over_tcp(running.port) as line:
        while said:
            size = chance.randint(1, 900)
            line.sendall(said[:size])
            said = said[size:]
        answers = heard(line, 50)
    calls = [one for answer in answers for one in answer.split("\r\n") if one[:7] == "Call-ID"]
    assert calls == [f"Call-ID: {n}" for n in range(50)], f"seed {dice.seed}"


def test_a_ping_over_tcp_is_answered_with_a_pong(running: Running) -> None:
    with over_tcp(running.port) as line:
        line.sendall(b"\r\n\r\n")
        assert line.recv(100) == b"\r\n"


def test_a_connection_on_which_nothing_can_be_understood_is_closed(running: Running) -> None:
    with over_tcp(running.port) as line:
        line.sendall(request(NUMBER).replace(b"Length: 0", b"Length: ?"))
        assert line.recv(100) == b""
    assert sent_to(running.port, NUMBER) == CONTACT


def test_a_request_that_never_becomes_whole_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("releve.activation.drivers.sip.server.UNFINISHED_S", 0.2)
    for running in redirect():
        with over_tcp(running.port) as line, over_tcp(running.port) as other:
            line.sendall(request(NUMBER)[:-1])
            other.sendall(request(NUMBER))
            assert CONTACT in heard(other)[0]
            assert line.recv(100) == b""
            other.sendall(request(NUMBER))
            assert CONTACT in heard(other)[0], "a connection that is silent between calls is kept"


def test_one_address_does_not_take_all_connections(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("releve.activation.drivers.sip.server.CONNECTIONS_EACH_MAX", 1)
    with over_tcp(running.port) as line:
        line.sendall(request(NUMBER))
        assert CONTACT in heard(line)[0]
        with over_tcp(running.port) as other:
            assert other.recv(100) == b""

    def again() -> bool | None:
        with suppress(ConnectionError), over_tcp(running.port) as later:
            later.sendall(request(NUMBER))
            return True if heard(later) else None
        return None

    until(again, what="a connection after the first was closed")


def test_strangers_who_send_anything_disturb_nobody(running: Running) -> None:
    dice = Dice.thrown()
    chance = random.Random(dice.seed)
    good = request(NUMBER)
    with over_udp(running.port) as line:
        for _ in range(2_000):
            at = chance.randrange(len(good))
            line.send(
                good[:at]
                + chance.randbytes(chance.randrange(40))
                + good[at + chance.randrange(9) :]
            )
    assert sent_to(running.port, NUMBER) == CONTACT, f"seed {dice.seed}"


def test_a_defect_of_ours_leaves_the_next_call_answered(running: Running) -> None:
    with over_udp(running.port) as line:
        line.send(request("666"))
        until(lambda: True if running.told[DROPPED] else None, what="defect")
        line.send(request(NUMBER))
        assert CONTACT in heard(line)[0]
