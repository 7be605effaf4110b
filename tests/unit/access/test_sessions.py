"""A session ends when it should, its token is nowhere but in the cookie, and its epoch only grows."""

import datetime
from dataclasses import replace

import pytest

from releve.access.sessions import (
    LIFETIMES,
    Lifetime,
    Lifetimes,
    at_epoch,
    is_over,
    make_token,
    open_session,
    read_back,
    token_hash,
    touched,
)
from releve.domain.errors import Conflict
from releve.domain.store import Session

NOON = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC)
TOKEN = "the-token-of-eloise"
SHORT = Lifetimes(employee=Lifetime(idle_s=100, absolute_s=250))


class Kept:
    """As much of the store's sessions as reading back needs; all else is a test that went astray."""

    def __init__(self, *sessions: Session) -> None:
        self.rows = {session.token_hash: session for session in sessions}

    def get(self, token_hash: str) -> Session | None:
        return self.rows.get(token_hash)

    def add(self, session: Session) -> None:
        raise AssertionError

    def save(self, session: Session) -> None:
        raise AssertionError

    def end(self, token_hash: str) -> bool:
        raise AssertionError

    def of(self, tenant: str | None, who: str) -> list[Session]:
        raise AssertionError

    def end_all(self, tenant: str, *employees: str) -> None:
        raise AssertionError

    def end_impersonations(self, operator: str) -> int:
        raise AssertionError

    def sweep(self, now: str) -> int:
        raise AssertionError


def after(seconds: float) -> datetime.datetime:
    return NOON + datetime.timedelta(seconds=seconds)


def eloise(token: str = TOKEN) -> Session:
    return open_session(
        token, username="eloise", now=NOON, tenant="larkmont", employee="1", lifetimes=SHORT
    )


def test_a_token_holds_256_bits_of_the_chance_it_was_given() -> None:
    assert make_token(lambda size: b"\x00" * size) == "A" * 43
    assert make_token(lambda size: b"\xff" * size) == "_" * 42 + "8"


def test_the_store_cannot_tell_the_token() -> None:
    token = make_token(lambda size: b"7" * size)
    session = eloise(token)
    assert session.token_hash == token_hash(token)
    assert token not in repr(session)
    assert len(session.token_hash) == 64


@pytest.mark.parametrize("garbage", ["", "x", "é\ud800\x00", "A" * 5000])
def test_a_cookie_of_garbage_is_nobody(garbage: str) -> None:
    assert read_back(Kept(eloise()), garbage, NOON) is None


def test_a_living_session_is_read_back_and_the_hash_itself_opens_nothing() -> None:
    session = eloise()
    assert read_back(Kept(session), TOKEN, NOON) == session
    assert read_back(Kept(session), session.token_hash, NOON) is None


def test_a_session_is_over_exactly_at_its_end() -> None:
    session = eloise()
    assert not is_over(session, after(99.999))
    assert is_over(session, after(100))
    assert read_back(Kept(session), TOKEN, after(99.999)) is not None
    assert read_back(Kept(session), TOKEN, after(100)) is None


def test_requests_keep_a_session_alive_but_not_beyond_its_absolute_end() -> None:
    session = eloise()
    for seconds in range(90, 250, 10):
        session = touched(session, after(seconds), SHORT)
        assert not is_over(session, after(seconds))
    assert is_over(touched(session, after(249), SHORT), after(250))


def test_a_request_shortly_after_another_asks_for_no_write() -> None:
    session = eloise()
    assert touched(session, after(9.999), SHORT) is session
    assert touched(session, after(10), SHORT) is not session


def test_touching_never_shortens_a_session() -> None:
    session = eloise()
    assert touched(session, after(-50), SHORT) is session


def test_an_operator_inside_a_tenant_has_less_time_than_anybody() -> None:
    employee = eloise()
    operator = replace(employee, tenant=None, employee=None)
    inside = replace(employee, impersonator="olga")
    assert LIFETIMES.of(employee) == LIFETIMES.employee
    assert LIFETIMES.of(operator) == LIFETIMES.operator
    assert LIFETIMES.of(inside) == LIFETIMES.impersonation
    assert LIFETIMES.impersonation.absolute_s < LIFETIMES.operator.absolute_s
    assert LIFETIMES.impersonation.idle_s < LIFETIMES.operator.idle_s


def test_an_impersonation_ends_after_its_own_lifetime() -> None:
    lifetimes = Lifetimes(impersonation=Lifetime(idle_s=10, absolute_s=20))
    session = open_session(
        "t", username="ada", now=NOON, tenant="larkmont", impersonator="olga", lifetimes=lifetimes
    )
    assert is_over(session, after(10))
    assert is_over(touched(session, after(9), lifetimes), after(19))


def test_a_session_that_has_seen_an_epoch_refuses_a_lower_one_and_remembers_a_higher() -> None:
    session = replace(eloise(), epoch=4)
    assert at_epoch(session, 4) is session
    assert at_epoch(session, 5).epoch == 5
    with pytest.raises(Conflict):
        at_epoch(session, 3)


def test_what_is_put_into_a_session_is_a_copy() -> None:
    data = {"side": "bcp"}
    session = open_session("t", username="ada", now=NOON, data=data)
    data["side"] = "primary"
    assert session.data == {"side": "bcp"}
