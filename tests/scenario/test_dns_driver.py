"""The DNS driver and a real name server: what people are told, and who is refused."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import dns.query
import dns.tsig
import dns.update
import pytest

from releve.activation.drivers.dns import DnsDriver, Key
from releve.domain.errors import Conflict, Refused, Unavailable
from tests.helpers.far_ends import wanted
from tests.helpers.name_server import ZONE, NameServer, NoKnot, name_server


@pytest.fixture(scope="module")
def knot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NameServer]:
    try:
        with name_server(tmp_path_factory.mktemp("knot") / "own") as server:
            yield server
    except NoKnot as missing:
        pytest.skip(str(missing))


@pytest.fixture
def names(knot: NameServer, request: pytest.FixtureRequest) -> DnsDriver:
    """Each test has a name of its own."""
    return knot.driver(names=(f"{label(request)}.{ZONE}",))


def label(request: pytest.FixtureRequest) -> str:
    return str(request.node.name).replace("_", "-")[5:50]


def test_people_are_told_of_the_active_region_and_the_epoch_stands_beside(
    knot: NameServer, names: DnsDriver, request: pytest.FixtureRequest
) -> None:
    host = label(request)
    first = names.converge(wanted(1))
    assert (first.epoch, first.moved) == (1, True)
    assert knot.records(host, "A") == ["192.0.2.1"]
    assert names.converge(wanted(1)).moved is False
    assert names.converge(wanted(2)).moved is True
    assert knot.records(host, "A") == ["192.0.2.2", "192.0.2.3"]
    assert knot.records(f"_releve.{host}", "TXT") == ['"releve epoch=2 active=bcp pair=p"']


def test_a_lower_epoch_than_the_name_server_has_seen_changes_nothing(
    knot: NameServer, names: DnsDriver, request: pytest.FixtureRequest
) -> None:
    names.converge(wanted(2))
    with pytest.raises(Conflict, match="epoch 2"):
        names.converge(wanted(1))
    assert knot.records(label(request), "A") == ["192.0.2.2", "192.0.2.3"]


def test_a_hand_that_slept_between_its_look_and_its_update_is_refused_by_the_name_server(
    knot: NameServer, names: DnsDriver, request: pytest.FixtureRequest
) -> None:
    """The look of epoch 1 was before the switch to 2 and its update comes after: the name server says no."""
    names.converge(wanted(1))

    class Late(DnsDriver):
        def _update(self, *args):  # type: ignore[no-untyped-def]
            names.converge(wanted(4))
            return super()._update(*args)

    late = Late(**{name: getattr(names, name) for name in names.__slots__})
    with pytest.raises(Conflict, match="epoch 4"):
        late.converge(wanted(3))
    assert knot.records(label(request), "A") == ["192.0.2.2", "192.0.2.3"]
    assert knot.records(f"_releve.{label(request)}", "TXT") == [
        '"releve epoch=4 active=bcp pair=p"'
    ]


def test_what_somebody_else_changed_by_hand_is_put_right(
    knot: NameServer, names: DnsDriver, request: pytest.FixtureRequest
) -> None:
    names.converge(wanted(1))
    by_hand = dns.update.UpdateMessage(ZONE)
    key = names.key
    by_hand.use_tsig(dns.tsig.Key(key.name, key.secret, key.algorithm))
    by_hand.replace(label(request), 300, "A", "203.0.113.9")
    dns.query.tcp(by_hand, "127.0.0.1", port=knot.port, timeout=5)
    assert knot.records(label(request), "A") == ["203.0.113.9"]
    assert names.converge(wanted(1)).moved is True
    assert knot.records(label(request), "A") == ["192.0.2.1"]


def test_a_name_may_be_an_alias(
    knot: NameServer, names: DnsDriver, request: pytest.FixtureRequest
) -> None:
    alias = replace(
        names, record="CNAME", values={"ca1": ("ca1.front.example",), "eu1": ("eu1.front.example",)}
    )
    alias.converge(wanted(1))
    alias.converge(wanted(2))
    assert knot.records(label(request), "CNAME") == ["eu1.front.example."]
    assert alias.converge(wanted(2)).moved is False


def test_a_record_of_another_type_in_the_way_is_told(names: DnsDriver) -> None:
    names.converge(wanted(1))
    alias = replace(names, record="CNAME", values={"eu1": ("eu1.front.example",)})
    with pytest.raises(Conflict, match="does not stay"):
        alias.converge(wanted(2))


def test_two_pairs_cannot_fight_for_one_name(names: DnsDriver) -> None:
    names.converge(wanted(1))
    with pytest.raises(Refused, match="another pair"):
        names.converge(wanted(2, "q"))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"key": Key("releve", "hmac-sha256", "d3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmc=")}, "key “releve”"),
        ({"key": Key("other", "hmac-sha256", "d3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmc=")}, "key “other”"),
        ({"zone": "front.example", "names": ("a.front.example",)}, "not signed"),
        ({"names": ("bu{business_unit}.elsewhere.example",)}, "not a name in the zone"),
        ({"names": (ZONE,)}, "not a name in the zone"),
        ({"names": ("a..b." + ZONE,)}, "cannot be a name"),
        ({"values": {"ca1": ("192.0.2.1",)}}, "region eu1"),
        ({"values": {"eu1": ("elsewhere",)}}, "not a value of a record A"),
    ],
)
def test_what_cannot_be_right_is_refused_with_the_reason(
    knot: NameServer, more: dict[str, object], told: str
) -> None:
    with pytest.raises(Refused, match=told):
        knot.driver(**more).converge(wanted(2))


def test_a_name_server_that_is_gone_or_hangs_is_told_in_time(tmp_path: Path) -> None:
    try:
        with name_server(tmp_path / "own") as server:
            driver = server.driver(patience_s=0.3)
            driver.converge(wanted(1))
            server.freeze()
            with pytest.raises(Unavailable, match="does not answer"):
                driver.converge(wanted(2))
            server.kill()
            with pytest.raises(Unavailable, match="does not answer"):
                driver.converge(wanted(2))
            server.start()
            assert driver.converge(wanted(2)).moved is True
            assert server.records("bu40", "A") == ["192.0.2.2", "192.0.2.3"]
    except NoKnot as missing:
        pytest.skip(str(missing))


def test_a_rehearsal_writes_and_takes_away_a_text_and_moves_no_name(
    knot: NameServer, names: DnsDriver, request: pytest.FixtureRequest
) -> None:
    host = label(request)
    names.converge(wanted(1))
    found = names.rehearse(wanted(1), "a mark")
    assert found.epoch == 1
    assert "192.0.2.2, 192.0.2.3" in str(found.sentence)
    assert knot.records(host, "A") == ["192.0.2.1"]
    assert knot.records(f"_releve.{host}", "TXT") == ['"releve epoch=1 active=primary pair=p"']
    assert knot.records(f"_drill._releve.{host}", "TXT") == []


def test_what_a_rehearsal_that_died_has_left_is_taken_away_by_the_next_and_nothing_else(
    knot: NameServer, names: DnsDriver, request: pytest.FixtureRequest
) -> None:
    tried = f"_drill._releve.{label(request)}"
    by_hand(knot, names, tried, '"releve drill=of somebody who died"')
    names.rehearse(wanted(1), "a mark")
    assert knot.records(tried, "TXT") == []
    by_hand(knot, names, tried, '"of somebody else"')
    with pytest.raises(Conflict, match="does not stay"):
        names.rehearse(wanted(1), "a mark")
    assert knot.records(tried, "TXT") == ['"of somebody else"']


def by_hand(knot: NameServer, names: DnsDriver, name: str, text: str) -> None:
    update, key = dns.update.UpdateMessage(ZONE), names.key
    update.use_tsig(dns.tsig.Key(key.name, key.secret, key.algorithm))
    update.replace(name, 5, "TXT", text)
    dns.query.tcp(update, "127.0.0.1", port=knot.port, timeout=5)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"key": Key("releve", "hmac-sha256", "d3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmc=")}, "key “releve”"),
        ({"values": {"ca1": ("192.0.2.1",)}}, "region eu1"),
    ],
)
def test_a_rehearsal_finds_out_what_would_keep_the_names_from_moving(
    knot: NameServer, more: dict[str, object], told: str
) -> None:
    with pytest.raises(Refused, match=told):
        knot.driver(**more).rehearse(wanted(1), "a mark")
