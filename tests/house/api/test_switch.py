"""The switch and the way back over the API: passkey, permission, and what everybody is told afterwards."""

import time
from typing import Any

import pytest

from releve.domain.errors import Unavailable
from releve.domain.say import say
from tests.helpers.houses import PASSWORD, Paired, Story, work_off
from tests.helpers.silence import silence

NEVER_SYNCED = "Nothing was ever synced: the BCP tenant is empty."
NOBODY = "Nobody could log in to the BCP tenant: no active employee there has access to it and a password."
WRONG = {"passkey": "0000-0000-0000", "epoch": 1}


def area(story: Story, tenant: str) -> Any:
    answer = story.http.get("/.well-known/cxone-configuration", params={"tenantId": tenant})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return answer.json()["area"]


def test_a_switch_and_a_revert_move_discovery_for_both_tenants(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    both = (paired.primary, paired.bcp)
    key: dict[str, Any] = {"passkey": paired.passkey.lower().replace("-", " "), "reason": "drill"}
    key["acknowledged"] = True
    first, second = {**key, "epoch": 1}, {**key, "epoch": 2}
    assert {area(story, one) for one in both} == {"ca1"}
    done = story.done("POST", "/switch", paired.inside, first)
    assert (done["active"], done["epoch"], done["reason"]) == ("bcp", 2, "drill")
    assert {area(story, one) for one in both} == {"eu1"}
    assert story.done("POST", "/switch/revert", paired.inside, second)["epoch"] == 3
    assert {area(story, one) for one in both} == {"ca1"}


def test_asking_for_what_is_already_so_changes_nothing(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    done = story.done(
        "POST", "/switch/revert", paired.inside, {"passkey": paired.passkey, "epoch": 1}
    )
    assert (done["active"], done["epoch"]) == ("primary", 1)


def test_wrong_passkeys_are_told_then_throttled_and_the_right_one_waits_too(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    answers = [story.ask("POST", "/switch", paired.inside, WRONG) for _ in range(5)]
    assert [one.status_code for one in answers] == [403] * 5
    right = {"passkey": paired.passkey, "epoch": 1, "acknowledged": True}
    waiting = story.ask("POST", "/switch", paired.inside, right)
    assert waiting.status_code == 422
    story.hands.turn(seconds=int(waiting.headers["Retry-After"]))
    assert story.ask("POST", "/switch", paired.inside, right).is_success


def test_an_empty_passkey_is_no_try(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    answers = [
        story.ask("POST", "/switch", paired.inside, {"passkey": " ", "epoch": 1}) for _ in range(6)
    ]
    assert {one.status_code for one in answers} == {400}
    assert list(answers[0].json()["fields"]) == ["passkey"]


def test_a_passkey_that_was_refused_is_nowhere_in_the_audit(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    story.ask("POST", "/switch", paired.inside, {"passkey": "MY-SECRET-TRY", "epoch": 1})
    text = story.ask("GET", "/audit", paired.inside).text
    assert '"outcome":"refused"' in text
    assert "SECRET" not in text


def test_the_switch_needs_its_permission(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    given = {"username": "zoe", "password": "brume-violette-sur-quai"}
    token = story.done("POST", "/login", body=given)["token"]
    for method, path in (("GET", "/switch"), ("POST", "/switch"), ("POST", "/switch/revert")):
        answer = story.ask(method, path, token, {"passkey": paired.passkey, "epoch": 1})
        assert answer.status_code == 403


def test_the_page_says_what_a_switch_would_cost(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    page = story.done("GET", "/switch", paired.inside)
    assert not page["verdict"]["go"]
    assert page["verdict"]["obstacles"] == [NEVER_SYNCED, NOBODY]
    assert (page["wanted"], page["readiness"]["ageS"]) == ("bcp", None)


def test_a_tenant_that_is_empty_or_lets_nobody_in_becomes_active_only_when_that_is_acknowledged(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    order = {"passkey": paired.passkey, "epoch": 1}
    refused = story.ask("POST", "/switch", paired.inside, order)
    assert refused.status_code == 422
    assert refused.json()["reasons"] == [NEVER_SYNCED, NOBODY]
    story.sync(paired.inside)
    refused = story.ask("POST", "/switch", paired.inside, order)
    assert refused.json()["reasons"] == [NOBODY]
    done = story.done("POST", "/switch", paired.inside, {**order, "acknowledged": True})
    assert (done["active"], done["acknowledged"]) == ("bcp", [NOBODY])
    audit = story.done("GET", "/audit", paired.inside)["items"]
    attempt = next(
        line for line in audit if line["act"] == "switch" and line["outcome"] == "attempted"
    )
    assert attempt["details"]["acknowledged"] == [NOBODY]


def test_a_tenant_that_was_synced_and_lets_somebody_in_needs_no_acknowledgement(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    story.sync(paired.inside)
    assert story.done("GET", "/switch", paired.inside)["verdict"]["go"]
    done = story.done("POST", "/switch", paired.inside, {"passkey": paired.passkey, "epoch": 1})
    assert done["acknowledged"] == []


def test_a_planned_switch_is_answered_with_202_and_looked_at_until_it_has_ended(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    story.sync(paired.inside)
    story.done("POST", "/entities/tag", paired.inside, {"tagName": "Late"})
    assert story.ask("GET", "/switch/order", paired.inside).status_code == 404
    given = story.ask("POST", "/switch", paired.inside, {"passkey": paired.passkey, "epoch": 1})
    assert (given.status_code, given.json()["active"]) == (202, "primary")
    assert given.json()["order"]["state"] == "syncing"
    assert story.done("GET", "/switch/order", paired.inside)["open"]
    work_off(story.house)
    order = story.done("GET", "/switch/order", paired.inside)
    assert (order["state"], order["open"], order["why"]) == ("done", False, [])
    now = story.done("GET", "/switch", paired.inside)["activation"]
    assert (now["active"], now["mode"]) == ("bcp", "planned")


def test_an_order_can_be_cancelled_by_who_may_switch(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    story.employee(paired.inside, "zoe")
    story.sync(paired.inside)
    story.done("POST", "/entities/tag", paired.inside, {"tagName": "Late"})
    story.done("POST", "/switch", paired.inside, {"passkey": paired.passkey, "epoch": 1})
    given = {"username": "zoe", "password": PASSWORD}
    agent = story.done("POST", "/login", body=given)["token"]
    assert story.ask("DELETE", "/switch/order", agent).status_code == 403
    assert story.done("DELETE", "/switch/order", paired.inside)["state"] == "cancelled"
    assert story.ask("DELETE", "/switch/order", paired.inside).status_code == 409
    audit = story.done("GET", "/audit", paired.inside)["items"]
    assert ("switch.order", "cancelled") in {(one["act"], one["outcome"]) for one in audit}


def test_every_reason_has_a_code_and_what_mends_it(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    page = story.done("GET", "/switch", paired.inside)
    found = {one["code"]: one["command"] for one in page["verdict"]["findings"]}
    assert found == {
        "never_synced": "releve sync run",
        "nobody_could_log_in": "releve tonight",
        "not_copied": "releve sync losses",
    }
    texts = [one["text"] for one in page["verdict"]["findings"]]
    assert texts == page["verdict"]["obstacles"] + page["verdict"]["warnings"]


def test_a_directory_that_cannot_be_written_is_told_before_anybody_orders(
    acme: tuple[Story, Paired], monkeypatch: pytest.MonkeyPatch
) -> None:
    story, paired = acme

    def read_only(*_: object) -> None:
        raise Unavailable(say("The directory has no quorum."))

    monkeypatch.setattr(story.house.whereabouts, "commit", read_only)
    page = story.done("GET", "/switch", paired.inside)
    [finding] = [one for one in page["emergency"]["findings"] if one["absolute"]]
    assert finding["code"] == "directory_read_only"
    order = {"passkey": paired.passkey, "epoch": 1, "acknowledged": True}
    refused = story.ask("POST", "/switch", paired.inside, order)
    assert (refused.status_code, len(refused.json()["reasons"])) == (422, 1)


def test_who_was_deactivated_does_not_count_as_somebody_who_could_log_in(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    mia = story.employee(paired.inside, "mia", "multiple")
    body = story.done("GET", f"/entities/employee/{mia}", paired.inside)["body"]
    gone = {**body, "isActive": False}
    story.done("PUT", f"/entities/employee/{mia}", paired.inside, gone)
    story.sync(paired.inside)
    assert NOBODY in story.done("GET", "/switch", paired.inside)["verdict"]["obstacles"]


def test_discovery_follows_a_switch_at_once_and_with_the_directory_gone_says_how_old_it_is(
    acme: tuple[Story, Paired], monkeypatch: pytest.MonkeyPatch
) -> None:
    story, paired = acme
    assert area(story, paired.primary) == "ca1"
    order = {"passkey": paired.passkey, "epoch": 1, "acknowledged": True}
    story.done("POST", "/switch", paired.inside, order)
    assert area(story, paired.primary) == "eu1"

    whereabouts = story.house.whereabouts
    silence(whereabouts, monkeypatch)
    monkeypatch.setattr(whereabouts, "_clock", lambda: time.monotonic() + 90)
    for _ in range(2):  # the one who tries to read it, and who comes after
        answer = story.http.get(
            "/.well-known/cxone-configuration", params={"tenantId": paired.primary}
        )
        assert answer.json()["area"] == "eu1"
        assert int(answer.headers["Age"]) >= 90
        assert answer.headers["Warning"].startswith("110 ")


def test_discovery_of_an_unknown_tenant_is_not_found(story: Story) -> None:
    answer = story.http.get("/.well-known/cxone-configuration?tenantId=nope")
    assert answer.status_code == 404


def test_discovery_without_a_tenant_answers_for_the_home_region(story: Story) -> None:
    assert area(story, "") == "ca1"


def test_a_browser_may_ask_discovery_before_it_asks(story: Story) -> None:
    answer = story.http.options("/.well-known/cxone-configuration")
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_an_order_that_arrives_in_another_epoch_changes_nothing(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    order = {"passkey": paired.passkey, "epoch": 1, "acknowledged": True}
    story.done("POST", "/switch", paired.inside, order)
    story.done("POST", "/switch/revert", paired.inside, {**order, "epoch": 2})
    late = story.ask("POST", "/switch", paired.inside, order)
    assert late.status_code == 409
    assert story.done("GET", "/switch", paired.inside)["activation"]["epoch"] == 3
