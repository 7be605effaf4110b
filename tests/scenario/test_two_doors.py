"""Two servers on one PostgreSQL: throttle, rotation, revocation, replay and fixation hold over both of them."""

import base64
import datetime
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from releve.access import totp
from releve.web.shell import SESSION_COOKIE
from tests.helpers.houses import PASSWORD
from tests.helpers.postgres import Cluster
from tests.helpers.processes import Nest, Serving, serving, until
from tests.scenario.offices import prepared

NEW = "brume-violette-sur-lac"


@dataclass(frozen=True)
class Doors:
    """Two servers, an administrator of the tenant behind them, and the IDs of two employees."""

    one: Serving
    two: Serving
    inside: str
    zoe: str
    max: str


@pytest.fixture(scope="module")
def doors(
    hatchery: Nest, tmp_path_factory: pytest.TempPathFactory, postgres: Cluster
) -> Iterator[Doors]:
    folder = tmp_path_factory.mktemp("doors")
    more = {"RELEVE_DIRECTORY": postgres.create("doors_directory")}
    for name in ("CA1", "EU1"):
        more[f"RELEVE_REGIONS_{name}_STORE"] = postgres.create(f"doors_{name.lower()}")
        more[f"RELEVE_REGIONS_{name}_KEY_FILE"] = str(folder / f"{name}.key")
    with prepared(folder / "made", more) as story:
        operator = story.operator()
        inside = story.step_in(operator, story.tenant(operator, "Larkmont"))
        employees = [story.employee(inside, name) for name in ("zoe", "max")]
    with ExitStack() as running:
        one, two = (
            running.enter_context(serving(hatchery, folder / name, more)) for name in ("one", "two")
        )
        operator = str(
            one.done("POST", "/login/operator", body={"username": "noor", "password": PASSWORD})[
                "token"
            ]
        )
        tenant = one.done("GET", "/tenants", operator)["items"][0]["id"]
        fresh = str(one.done("POST", f"/tenants/{tenant}/impersonation", operator)["token"])
        yield Doors(one, two, fresh, *employees)


def post(server: Serving, path: str, body: Any, token: str = "") -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return server.http.post(f"/api/v1{path}", json=body, headers=headers)


def log_in(server: Serving, username: str, password: str = PASSWORD) -> Any:
    answer = post(server, "/login", {"username": username, "password": password})
    assert answer.is_success, answer.text
    return answer.json()


def is_alive(server: Serving, token: str) -> bool:
    headers = {"Authorization": f"Bearer {token}"}
    return server.http.get("/api/v1/me", headers=headers).is_success


def at_once(*acts: Callable[[], httpx.Response]) -> Counter[int]:
    with ThreadPoolExecutor(len(acts)) as crowd:
        return Counter(done.result().status_code for done in [crowd.submit(act) for act in acts])


def test_tries_sent_to_both_at_once_are_counted_together(doors: Doors) -> None:
    wrong = {"username": "ghost", "password": "not this one"}
    acts = [
        lambda server=server: post(server, "/login", wrong)
        for server in (doors.one, doors.two)
        for _ in range(8)
    ]
    assert at_once(*acts) == {401: 5, 422: 11}


def test_a_session_that_is_ended_at_one_is_dead_at_the_other(doors: Doors) -> None:
    first, second = log_in(doors.one, "max")["token"], log_in(doors.two, "max")["token"]
    assert is_alive(doors.two, first)
    ended = doors.two.http.delete(
        "/api/v1/me/sessions", headers={"Authorization": f"Bearer {second}"}
    )
    assert ended.json()["ended"] >= 1
    assert not is_alive(doors.one, first)
    assert is_alive(doors.one, second)


def test_a_password_changed_at_one_rotates_the_session_at_both(doors: Doors) -> None:
    mine, stolen = log_in(doors.one, "max")["token"], log_in(doors.two, "max")["token"]
    for before, after in ((PASSWORD, NEW), (NEW, PASSWORD)):
        changed = doors.one.http.put(
            "/api/v1/me/password",
            json={"current": before, "password": after},
            headers={"Authorization": f"Bearer {mine}"},
        )
        assert not is_alive(doors.two, mine)
        mine = changed.json()["token"]
        assert is_alive(doors.two, mine)
    assert not is_alive(doors.two, stolen)


def test_a_code_shown_to_both_at_once_lets_in_once(doors: Doors) -> None:
    token = log_in(doors.one, "zoe")["token"]
    offer = post(doors.one, "/me/second-factor", {"password": PASSWORD}, token).json()
    app = _by_the_wall(offer["secret"])
    first = {"proof": offer["proof"], "code": app()}
    recovery = post(doors.one, "/me/second-factor/code", first, token).json()["recoveryCodes"]
    used = first["code"]
    code = until(lambda: app(1) if app(1) != used else None, what="code that is new")
    proofs = [log_in(server, "zoe")["proof"] for server in (doors.one, doors.two)]
    shown = [
        lambda server=server, proof=proof: post(
            server, "/login/code", {"proof": proof, "code": code}
        )
        for server, proof in zip((doors.one, doors.two), proofs, strict=True)
    ]
    assert at_once(*shown) == {200: 1, 401: 1}
    proofs = [log_in(server, "zoe")["proof"] for server in (doors.one, doors.two)]
    shown = [
        lambda server=server, proof=proof: post(
            server, "/login/code", {"proof": proof, "code": recovery[0]}
        )
        for server, proof in zip((doors.one, doors.two), proofs, strict=True)
    ]
    assert at_once(*shown) == {200: 1, 401: 1}


def _by_the_wall(secret: str) -> Callable[..., str]:
    """An app that looks at the clock on the wall, as the servers do."""
    key = base64.b32decode(secret.replace(" ", ""))
    return lambda on=0: totp.code_at(key, totp.step_at(datetime.datetime.now(datetime.UTC)) + on)


def test_a_link_used_at_both_at_once_sets_one_password(doors: Doors) -> None:
    link = post(doors.one, f"/employees/{doors.max}/password-link", {}, doors.inside).json()
    acts = [
        lambda server=server, password=password: post(
            server, "/login/new-password", {"token": link["token"], "password": password}
        )
        for server, password in ((doors.one, PASSWORD), (doors.two, PASSWORD))
    ]
    assert at_once(*acts) == {204: 1, 404: 1}


def test_a_session_planted_before_the_login_is_neither_kept_nor_raised(doors: Doors) -> None:
    planted = log_in(doors.one, "max")["token"]
    with httpx.Client(base_url=str(doors.two.http.base_url)) as victim:
        victim.cookies.set(SESSION_COOKIE, planted)
        given = {"username": "max", "password": PASSWORD}
        page = victim.get("/login").text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        answer = victim.post("/login", data={**given, "csrf_token": token})
        assert answer.status_code == 303, answer.text
        mine = answer.cookies[SESSION_COOKIE]
    assert mine != planted
    assert is_alive(doors.one, mine)
    assert not is_alive(doors.one, planted)
