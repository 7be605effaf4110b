"""Strangers see nothing: without a token, with somebody else's, or of another tenant."""

from contextlib import ExitStack
from typing import Any

import pytest

from releve.api import api_app
from releve.domain.directory import Registry
from releve.domain.errors import Unavailable
from releve.domain.say import say
from tests.helpers.houses import PASSWORD, Paired, Story
from tests.helpers.outages import outage

#: What anybody may ask, without a token.
PUBLIC = {
    ("POST", "/api/v1/login"),
    ("POST", "/api/v1/login/choice"),
    ("POST", "/api/v1/login/code"),
    ("POST", "/api/v1/login/second-factor"),
    ("POST", "/api/v1/login/second-factor/code"),
    ("POST", "/api/v1/login/new-password"),
    ("POST", "/api/v1/login/operator"),
    ("POST", "/api/v1/logout"),
    ("GET", "/.well-known/cxone-configuration"),
    ("GET", "/.well-known/openid-configuration"),
    ("GET", "/auth/jwks"),
    ("POST", "/auth/token"),
    ("POST", "/authentication/v1/token/access-key"),
    ("POST", "/public/user/refresh"),
    ("POST", "/public/authentication/v1/token"),
    ("POST", "/public/authentication/v1/refresh"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/metrics"),
}


def operations(story: Story) -> list[tuple[str, str]]:
    paths: dict[str, dict[str, Any]] = api_app(story.house).openapi()["paths"]
    return [(method.upper(), path) for path, one in paths.items() for method in one]


BODIES: dict[str, Any] = {
    "/me/password": {"current": "x", "password": "y"},
    "/me/second-factor": {"password": "x"},
    "/second-factor/code": {"proof": "x", "code": "1"},
    "/recovery-codes": {"password": "x"},
    "/removal": {"password": "x"},
    "/sign-on": {"issuer": "https://x.example", "clientId": "x"},
    "/toggles": {"configurations": True, "enablement": True},
    "/validation": {"region": "eu1", "tenant": "x"},
    "/tenants": {"name": "x", "region": "ca1"},
    "/permissions": {"permissions": {}},
    "/bcp-type": {"ids": ["1"], "bcpType": "none"},
    "/bcp-type/all": {"bcpType": "none", "expect": 0},
    "/password": {"password": "x"},
    "/config": {"enabled": True},
    "/switch": {"passkey": "x", "epoch": 1},
    "/revert": {"passkey": "x", "epoch": 1},
    "/order/confirmation": {"order": "x", "passkey": "x"},
    "/passkeys/verification": {"passkey": "x"},
    "/switch-rules": {"twoPersons": True, "breakGlass": False, "version": 1},
    "/break-glass": {"wanted": "bcp", "epoch": 1, "reason": "x"},
    "/decisions": {"action": "1", "property": "x", "offset": 0, "value": "1", "settled": "not"},
    "/withdraw": {"action": "1", "property": "x", "value": "1", "line": "x"},
    "/owner": {"owner": "x", "expect": 0},
    "/tests": {"outcome": "works", "expect": 0},
    "/rotate": {"atOnce": False},
    "/confirmation": {"mark": "x"},
    "/return": {"note": "x"},
    "/settings": {"steps": True},
    "/keep/choices": {"plan": "x", "take": True},
    "/keep/apply": {"plan": "x"},
    "/drift": {"decision": "keep", "entities": [{"kind": "skill", "bcpId": "1"}]},
}


def asked(story: Story, method: str, path: str, token: str = "") -> int:
    """The status of an operation asked with something that fits its form."""
    url = path.replace("{kind}", "skill").replace("{tenant}", "t").replace("{", "").replace("}", "")
    fit: Any = next((body for end, body in BODIES.items() if path.endswith(end)), {})
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    rest: dict[str, Any] = {"content": b"x"} if path.endswith("/import") else {"json": fit}
    query = {"region": "eu1"} if path.endswith("/candidates") else {}
    return story.http.request(
        method, url, headers=headers, params=query, **(rest if method in ("POST", "PUT") else {})
    ).status_code


def test_nothing_but_the_public_doors_opens_without_a_token(story: Story) -> None:
    closed = [one for one in operations(story) if one not in PUBLIC]
    assert len(closed) > 35
    assert {one: asked(story, *one) for one in closed} == dict.fromkeys(closed, 401)


def test_a_token_that_was_made_up_opens_nothing(story: Story) -> None:
    for token in ("x", "ca1.", "ca1.guess", "mars.guess", "ca1.guess.more"):
        headers = {"Authorization": f"Bearer {token}"}
        answer = story.http.request("GET", "/api/v1/me", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_another_tenants_entity_is_not_found(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    there = story.employee(paired.inside, "zoe")
    other = story.step_in(paired.operator, story.tenant(paired.operator, "Orbit"))
    answer = story.ask("GET", f"/entities/employee/{there}", other)
    nothing = story.ask("GET", "/entities/employee/99999999", other)
    assert answer.status_code == nothing.status_code == 404
    assert answer.json()["detail"].replace(there, "…") == nothing.json()["detail"].replace(
        "99999999", "…"
    )


def test_another_pairs_run_is_not_found(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    run = story.sync(paired.inside)["id"]
    one, two = (
        story.tenant(paired.operator, name, region)
        for name, region in (("Orbit", "ca1"), ("Orbit BCP", "eu1"))
    )
    story.set_up(paired.operator, one, two)
    story.set_up(paired.operator, two)
    other = story.step_in(paired.operator, one)
    assert story.ask("GET", f"/sync/runs/{run}", other).status_code == 404


def test_an_employee_is_no_operator_and_an_operator_no_employee(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    assert story.ask("GET", "/tenants", paired.inside).status_code == 403
    assert story.ask("GET", "/entities/skill", paired.operator).status_code == 403


@pytest.mark.parametrize("path", ["/login", "/login/operator"])
def test_who_logs_in_while_no_region_answers_is_not_told_which_store_is_to_blame(
    story: Story, path: str
) -> None:
    given = {"username": "noor", "password": PASSWORD}
    with ExitStack() as outages:
        for region in story.house.regions.names:
            outages.enter_context(outage(story.house, region))
        answer = story.ask("POST", path, body=given)
    assert answer.status_code == 503
    assert answer.json()["detail"] == "This cannot be answered for now."
    assert "dead" not in answer.text


def test_who_asks_where_a_tenant_is_while_the_directory_is_gone_is_not_told_its_path(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise Unavailable(say("{file} is missing.", file="/srv/directory.db"), path="/srv")

    monkeypatch.setattr(Registry, "tenant", gone)
    answer = story.http.get("/.well-known/cxone-configuration", params={"tenantId": "x"})
    assert answer.status_code == 503
    assert "/srv" not in answer.text
