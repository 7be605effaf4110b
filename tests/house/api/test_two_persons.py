"""The two-person rule: the first order waits, another person confirms it, and nobody confirms their own."""

from typing import Any

import pytest

from releve.app.confirming import is_same_person
from releve.domain.orders import Giver
from tests.helpers.houses import PASSWORD, Paired, Story, work_off

Acme = tuple[Story, Paired]


@pytest.fixture
def ruled(acme: Acme) -> Acme:
    """In step, somebody could log in, and two persons are wanted."""
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    story.sync(paired.inside)
    set_rules(acme, twoPersons=True)
    return acme


def set_rules(acme: Acme, **changes: bool) -> Any:
    story, paired = acme
    path = f"/tenants/{paired.primary}/switch-rules"
    now = story.done("GET", path, paired.operator)
    wanted = {name: now[name] for name in ("twoPersons", "breakGlass", "version")}
    return story.done("PUT", path, paired.operator, {**wanted, **changes})


def order(acme: Acme, token: str = "", status: int = 202, **more: Any) -> Any:
    story, paired = acme
    given = {"passkey": paired.passkey, "epoch": 1, **more}
    answer = story.ask("POST", "/switch", token or paired.inside, given)
    assert answer.status_code == status, answer.text
    return answer.json()


def confirm(acme: Acme, token: str, order_id: str, status: int = 200, passkey: str = "") -> Any:
    story, paired = acme
    given = {"order": order_id, "passkey": passkey or paired.passkey}
    answer = story.ask("POST", "/switch/order/confirmation", token, given)
    assert answer.status_code == status, answer.text
    return answer.json()


def epoch(acme: Acme) -> int:
    story, paired = acme
    return int(story.done("GET", "/switch", paired.inside)["activation"]["epoch"])


def test_an_order_counts_when_somebody_else_has_confirmed_it_with_the_passkey(ruled: Acme) -> None:
    given = order(ruled)["order"]
    assert (given["state"], epoch(ruled)) == ("waiting", 1)
    other = administrator(ruled, "noa")
    confirm(ruled, other, given["id"], 403, passkey="0000")
    assert epoch(ruled) == 1
    done = confirm(ruled, other, given["id"], 202)
    assert done["order"]["confirmedBy"] == "noa"
    work_off(ruled[0].house)
    assert epoch(ruled) == 2


def administrator(acme: Acme, username: str) -> str:
    """An employee of the primary who may switch, and their token."""
    story, paired = acme
    made = story.employee(paired.inside, username)
    role = story.done("GET", "/entities/role?search=administrator", paired.inside)["items"][0]
    body = story.done("GET", f"/entities/employee/{made}", paired.inside)["body"]
    story.done("PUT", f"/entities/employee/{made}", paired.inside, {**body, "roleUUID": role["id"]})
    given = {"username": username, "password": PASSWORD}
    return str(story.done("POST", "/login", body=given)["token"])


def test_nobody_confirms_their_own_order_not_even_from_the_other_tenant(ruled: Acme) -> None:
    story, paired = ruled
    given = order(ruled)["order"]
    for token in (paired.inside, story.step_in(paired.operator, paired.bcp)):
        told = confirm(ruled, token, given["id"], 422)
        assert "Somebody else must confirm" in told["detail"]
    assert epoch(ruled) == 1


def test_who_is_behind_an_order_is_told_apart_by_person_and_not_by_session() -> None:
    mia = Giver("mia", "a", "t1", "7")
    assert is_same_person(mia, Giver("MIA", "b", "t2", "99")), "in the other tenant"
    assert is_same_person(mia, Giver("mia.new", "b", "t1", "7")), "under a new name"
    assert is_same_person(Giver("mia", operator="noor"), Giver("noa", operator="noor"))
    assert is_same_person(mia, Giver("mia", operator="noor")), "somebody who acts as her"
    assert is_same_person(Giver("noor"), Giver("noa", operator="noor"))
    assert not is_same_person(mia, Giver("noa", "a", "t1", "8"))
    assert not is_same_person(Giver("mia", operator="noor"), Giver("noa", operator="ilse"))


def test_an_order_that_nobody_confirms_in_time_expires(ruled: Acme) -> None:
    story, paired = ruled
    given = order(ruled)["order"]
    other = administrator(ruled, "noa")
    story.hands.turn(minutes=15)
    confirm(ruled, other, given["id"], 409)
    assert story.done("GET", "/switch/order", paired.inside)["state"] == "expired"
    work_off(story.house)
    assert epoch(ruled) == 1
    assert order(ruled)["order"]["state"] == "waiting", "a new one can be given"


def test_another_order_than_the_one_seen_is_not_confirmed(ruled: Acme) -> None:
    order(ruled)
    confirm(ruled, administrator(ruled, "noa"), "another", 409)
    assert epoch(ruled) == 1


def test_an_emergency_waits_for_a_second_person_too(ruled: Acme) -> None:
    given = order(ruled, mode="emergency", acknowledged=True)["order"]
    assert (given["state"], given["mode"], epoch(ruled)) == ("waiting", "emergency", 1)
    assert confirm(ruled, administrator(ruled, "noa"), given["id"])["active"] == "bcp"


def test_a_passkey_that_is_replaced_meanwhile_ends_the_confirmation(ruled: Acme) -> None:
    story, paired = ruled
    given = order(ruled)["order"]
    other = administrator(ruled, "noa")
    wizard = story.done("POST", f"/tenants/{paired.primary}/bcp", paired.operator)["id"]
    fresh = story.done("POST", f"/bcp/{wizard}/passkey", paired.operator)["passkey"]
    story.done("POST", f"/bcp/{wizard}/finish", paired.operator)
    story.done("POST", f"/bcp/{wizard}/save", paired.operator)
    told = confirm(ruled, other, given["id"], 409, passkey=fresh)
    assert "replaced after this order" in told["detail"]
    assert epoch(ruled) == 1


def test_a_rule_that_is_made_while_a_last_sync_runs_holds_at_the_commit(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    story.sync(paired.inside)
    story.done("POST", "/entities/tag", paired.inside, {"tagName": "Late"})
    order(acme)
    set_rules(acme, twoPersons=True)
    work_off(story.house)
    assert epoch(acme) == 1


def test_the_rules_are_set_by_operators_and_told_in_both_tenants(acme: Acme) -> None:
    story, paired = acme
    path = f"/tenants/{paired.primary}/switch-rules"
    assert story.ask("GET", path, paired.inside).status_code == 403
    stale = {"twoPersons": True, "breakGlass": True, "version": 1}
    set_rules(acme, breakGlass=True)
    assert story.ask("PUT", path, paired.operator, stale).status_code == 409
    there = story.step_in(paired.operator, paired.bcp)
    for token in (paired.inside, there, paired.operator):
        lines = story.done("GET", "/audit", token)["items"]
        assert any(one["act"] == "pair.rules" and one["outcome"] == "done" for one in lines)
