"""What logging in and out leaves in the audit: who, where, with which outcome, and never a secret."""

import json
from typing import Any

from releve.domain.store import AuditEntry
from tests.helpers.houses import PASSWORD, Paired, Story
from tests.helpers.outages import outage

WRONG = "a-secret-somebody-typed"


def enter(story: Story, username: str, password: str = PASSWORD) -> Any:
    return story.ask("POST", "/login", body={"username": username, "password": password})


def lines(story: Story, tenant: str | None, act: str, region: str = "ca1") -> list[AuditEntry]:
    with story.house.regions.of(region).reading() as tx:
        entries, _ = tx.audit.page(tenant, top=500)
    return [entry for entry in entries if entry.act == act]


def told(story: Story, tenant: str | None, act: str, region: str = "ca1") -> list[tuple[str, ...]]:
    """Oldest first."""
    found = lines(story, tenant, act, region)
    return [(one.actor, one.outcome, one.details.get("why", "")) for one in reversed(found)]


def test_a_wrong_password_is_written_in_the_tenant_without_it(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    enter(story, "Zoe", WRONG)
    enter(story, "zoe")
    assert told(story, paired.primary, "login") == [
        ("zoe", "refused", "password"),
        ("zoe", "done", ""),
    ]
    assert WRONG not in json.dumps(
        [dict(one.details) for one in lines(story, paired.primary, "login")]
    )


def test_a_name_that_nobody_has_is_written_for_the_operators_and_not_by_its_name(
    story: Story,
) -> None:
    story.operator()
    enter(story, WRONG, WRONG)
    found = lines(story, None, "login")
    assert [(one.actor, one.outcome) for one in found] == [("nobody", "refused"), ("noor", "done")]
    assert WRONG not in repr(found)


def test_names_that_nobody_has_are_written_once_an_hour_with_their_number(story: Story) -> None:
    for number in range(30):
        enter(story, f"nobody-{number}", WRONG)
        given = {"username": f"no-operator-{number}", "password": WRONG}
        story.ask("POST", "/login/operator", body=given)
    assert len(lines(story, None, "login")) == 1
    story.hands.turn(minutes=61)
    enter(story, "nobody-again", WRONG)
    found = [one.details["tries"] for one in lines(story, None, "login")]
    assert found == [60, 1], "the newest first; it speaks for those not written before"


def test_of_the_tries_made_during_one_wait_the_first_is_written(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    for _ in range(10):
        enter(story, "zoe", WRONG)
    outcomes = [outcome for _, outcome, _ in told(story, paired.primary, "login")]
    assert outcomes == ["refused"] * 5 + ["throttled"]
    story.hands.turn(minutes=10)
    for _ in range(3):
        enter(story, "zoe", WRONG)
    outcomes = [outcome for _, outcome, _ in told(story, paired.primary, "login")]
    assert outcomes[6:] == ["refused", "throttled"]


def test_an_operator_who_fails_is_written_too(story: Story) -> None:
    for _ in range(7):
        story.ask("POST", "/login/operator", body={"username": "noor", "password": WRONG})
    assert told(story, None, "login") == [("noor", "refused", "")] * 5 + [("noor", "throttled", "")]


def test_who_has_no_access_to_the_active_tenant_is_written_there(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe", "none")
    story.sync(paired.inside)
    story.done(
        "POST",
        "/switch",
        paired.inside,
        {"passkey": paired.passkey, "epoch": 1, "acknowledged": True},
    )
    assert enter(story, "zoe").status_code == 422
    assert told(story, paired.bcp, "login", "eu1") == [("zoe", "refused", "bcp_type")]


def test_who_is_blocked_and_knows_the_password_is_written_as_such(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    zoe = story.employee(paired.inside, "zoe")
    body = story.done("GET", f"/entities/employee/{zoe}", paired.inside)["body"]
    story.done("PUT", f"/entities/employee/{zoe}", paired.inside, {**body, "status": "BLOCKED"})
    enter(story, "zoe")
    assert told(story, paired.primary, "login") == [("zoe", "refused", "account")]


def test_logging_out_is_written_where_one_was(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    token = enter(story, "zoe").json()["token"]
    for one in (token, token, paired.operator):
        assert story.ask("POST", "/logout", one).status_code == 204
    assert told(story, paired.primary, "logout") == [("zoe", "done", "")]
    assert told(story, None, "logout") == [("noor", "done", "")]


def test_a_trace_that_cannot_be_written_stops_nobody(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    with outage(story.house, "ca1", reads=True):
        assert enter(story, "zoe", WRONG).status_code == 401
        assert enter(story, "nobody", WRONG).status_code == 401
