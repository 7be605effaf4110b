"""The webhook driver and a program that takes its messages."""

import base64
import json
import ssl
from pathlib import Path

import pytest

from releve.activation.drivers.webhook import WebhookDriver, secret_of, signature
from releve.domain.errors import Conflict, Refused, Unavailable
from tests.helpers.far_ends import wanted
from tests.helpers.receiver import SECRET, WRITTEN, Receiver, receiver
from tests.helpers.servers import free_port
from tests.helpers.tls import tls_front


def driver(url: str, secret: bytes = SECRET, authority: Path | None = None) -> WebhookDriver:
    trust = ssl.create_default_context(cafile=authority)
    return WebhookDriver("crm", url, secret, trust, patience_s=5)


def test_a_program_is_told_who_takes_the_traffic_and_can_prove_by_whom() -> None:
    with receiver() as program:
        seen = driver(program.url).converge(wanted(2))
    assert (seen.epoch, seen.moved) == (2, True)
    [(_, data)] = program.taken
    assert data["epoch"] == 2
    assert data["tenant"] == data["bcp"]
    assert data["tenant"]["region"] == "eu1"
    assert data["primary"]["businessUnit"] == 40
    assert program.forged == 0


def test_a_message_that_is_sent_again_is_the_same_to_the_letter_under_the_same_id() -> None:
    with receiver() as program:
        program.statuses = [503]
        own = driver(program.url)
        with pytest.raises(Unavailable, match="status 503"):
            own.converge(wanted(2))
        own.converge(wanted(2))
        own.converge(wanted(3))
    assert program.seen[0] == program.seen[1] != program.seen[2]
    assert program.bodies[0] == program.bodies[1]
    assert [json.loads(body)["data"]["epoch"] for body in program.bodies] == [2, 2, 3]


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (409, Conflict),
        (500, Unavailable),
        (429, Unavailable),
        (302, Refused),
        (400, Refused),
        (410, Refused),
    ],
)
def test_only_an_answer_of_2xx_is_done(status: int, fault: type[Exception]) -> None:
    with receiver() as program:
        program.statuses = [status, 204]
        own = driver(program.url)
        with pytest.raises(fault, match=f"status {status}"):
            own.converge(wanted(2))
        assert len(program.seen) == 1
        own.converge(wanted(2))
    assert len(program.taken) == 1


def test_somebody_elses_secret_is_not_believed() -> None:
    with receiver() as program, pytest.raises(Refused, match="status 401"):
        driver(program.url, b"another secret of length").converge(wanted(2))
    assert program.forged == 1


def test_nobody_there_is_told() -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        driver(f"http://127.0.0.1:{free_port()}/").converge(wanted(2))


def test_a_certificate_is_looked_at(tmp_path: Path) -> None:
    with receiver() as program:
        with tls_front(tmp_path / "tls", program.port, ["localhost"]) as front:
            url = f"https://localhost:{front.port}/hook"
            with pytest.raises(Unavailable, match="CERTIFICATE_VERIFY_FAILED"):
                driver(url).converge(wanted(2))
            driver(url, authority=front.authority).converge(wanted(2))
        with tls_front(tmp_path / "other", program.port, ["crm.example"]) as front:
            url = f"https://localhost:{front.port}/hook"
            with pytest.raises(Unavailable, match="CERTIFICATE_VERIFY_FAILED"):
                driver(url, authority=front.authority).converge(wanted(2))
    assert taken(program) == [2]


def taken(program: Receiver) -> list[int]:
    return [data["epoch"] for _, data in program.taken]


def test_the_signature_is_that_of_the_published_scheme() -> None:
    """The example of the scheme's specification."""
    secret = base64.b64decode("plJ3nmyCDGBKInavdOK15jsl")
    payload = b'{"event_type":"ping","data":{"success":true}}'
    signed = signature(secret, "msg_loFOjxBNrRLzqYUf", "1731705121", payload)
    assert signed == "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="


@pytest.mark.parametrize(
    "text", ["plJ3nmyCDGBKInavdOK15jsl", "whsec_", "whsec_c2hvcnQ=", "whsec_é"]
)
def test_a_secret_that_is_none_is_told(text: str) -> None:
    with pytest.raises(ValueError):
        secret_of(text)


def test_a_secret_is_read_as_it_is_written_down_and_never_shown() -> None:
    assert secret_of(WRITTEN) == SECRET
    assert "secret" not in repr(driver("https://crm.example/hook"))


def test_a_rehearsal_sends_the_present_message_once_more_and_says_nothing_new() -> None:
    with receiver() as program:
        own = driver(program.url)
        own.converge(wanted(2))
        found = own.rehearse(wanted(2), "mark")
        assert found.epoch == 2
        with pytest.raises(Conflict, match="status 409"):
            own.rehearse(wanted(1), "mark")
    assert program.seen[0] == program.seen[1]
    assert program.bodies[0] == program.bodies[1]
    assert taken(program) == [2, 2]
