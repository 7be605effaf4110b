"""Clients: where people may be sent back to, and which pages may read our answers."""

import pytest

from releve.access.clients import (
    Client,
    Terms,
    is_fit,
    is_loopback,
    origin_of,
    secret_hash,
    secret_right,
)


@pytest.mark.parametrize(
    "uri",
    [
        "https://crm.example/back",
        "https://crm.example",
        "https://crm.example:8443/a/b?x=1",
        "http://127.0.0.1/back",
        "http://localhost:5173/",
        "http://[::1]:80/x",
    ],
)
def test_an_address_that_may_be_declared(uri: str) -> None:
    assert is_fit(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "crm.example/back",
        "//crm.example",
        "javascript:alert(1)",
        "http://crm.example/back",
        "https://",
        "https://user@crm.example/",
        "https://crm.example@evil.example/",
        "https://crm.example\\@evil.example/",
        "https://crm.example/a&b",
        "https://crm.example/#x",
        "https://crm.example/a+b",
        "https://crm.example/a b",
        "https://crm.example/a\\b",
        "https://crm.example/é",
        "https://crm.example/a\n",
        "http://127.0.0.1.evil.example/",
        "http://192.168.1.1/",
    ],
)
def test_an_address_that_may_not(uri: str) -> None:
    assert not is_fit(uri)


def test_every_number_of_this_machine_is_its_own() -> None:
    assert all(map(is_loopback, ("http://127.0.0.2/", "http://127.255.255.254:1/", "http://[::1]")))
    assert not any(map(is_loopback, ("http://0.0.0.0/", "http://[::2]/", "http://local/", "x")))


def test_only_the_port_of_a_loopback_address_may_differ() -> None:
    uris = ("https://crm.example/back", "http://127.0.0.1/back?x=1")
    terms = Terms(clients={"crm": Client("crm", "CRM", uris)})
    for uri in (*uris, "http://127.0.0.1:1234/back?x=1"):
        assert terms.redirect_allowed("crm", uri)
    for uri in (
        "https://crm.example:444/back",
        "https://crm.example/back/",
        "http://127.0.0.1:1234/back",
        "http://localhost:1234/back?x=1",
        "https://127.0.0.1/back?x=1",
        "http://127.0.0.1:1234/back?x=1#y",
    ):
        assert not terms.redirect_allowed("crm", uri), uri
    assert not terms.redirect_allowed("", uris[0])


def test_an_origin_is_written_as_browsers_write_it() -> None:
    assert origin_of("https://CRM.example:8443/a?b") == "https://crm.example:8443"


def test_pages_of_declared_clients_may_read_answers_and_no_others() -> None:
    terms = Terms(clients={"crm": Client("crm", "CRM", ("https://crm.example/back",))})
    assert terms.origin_allowed("https://crm.example")
    for origin in ("null", "https://evil.example", "http://crm.example", "http://localhost:5173"):
        assert not terms.origin_allowed(origin)
    assert Terms(loopback=True).origin_allowed("http://localhost:5173")


def test_a_client_with_a_secret_must_show_it_and_a_public_one_has_none() -> None:
    batch = Client("b", "B", (), secret_hash("hush"))
    assert secret_right(batch, "hush")
    assert not secret_right(batch, "")
    assert not secret_right(batch, batch.secret)
    assert secret_right(Client("p", "P"), "whatever")
