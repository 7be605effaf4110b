"""The BCP wizard over the API: nothing is stored before Save, and whatever is wrong is told, all of it at once."""

from typing import Any

import httpx
import pytest

from tests.helpers.houses import Paired, Story

BOTH = {"configurations": True, "enablement": True}


@pytest.fixture
def token(story: Story) -> str:
    return story.operator()


@pytest.fixture
def acme_id(story: Story, token: str) -> str:
    return story.tenant(token, "Acme")


@pytest.fixture
def wizard(story: Story, token: str, acme_id: str) -> str:
    """A wizard for Acme with both toggles on."""
    wizard = str(story.done("POST", f"/tenants/{acme_id}/bcp", token)["id"])
    story.done("PUT", f"/bcp/{wizard}/toggles", token, BOTH)
    return wizard


def validated(
    story: Story, token: str, wizard: str, tenant: str, region: str = "eu1"
) -> httpx.Response:
    mapping = {"region": region, "tenant": tenant}
    return story.ask("POST", f"/bcp/{wizard}/validation", token, mapping)


def reasons(answer: httpx.Response) -> str:
    assert answer.status_code == 422, answer.text
    return " ".join(answer.json()["reasons"])


def features(story: Story, token: str, tenant: str) -> Any:
    return story.done("GET", f"/tenants/{tenant}", token)["features"]


def test_nothing_is_stored_before_save(story: Story, token: str, acme_id: str, wizard: str) -> None:
    bcp = story.tenant(token, "Acme BCP", "eu1")
    assert validated(story, token, wizard, bcp).is_success
    story.done("POST", f"/bcp/{wizard}/passkey", token)
    story.done("POST", f"/bcp/{wizard}/finish", token)
    assert not features(story, token, acme_id)["bcp"]
    story.done("POST", f"/bcp/{wizard}/save", token)
    assert features(story, token, acme_id)["bcp"]
    assert story.done("GET", f"/tenants/{bcp}", token)["side"] == "bcp"


def test_the_mapping_is_already_there_on_the_other_side(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    wizard = story.done("POST", f"/tenants/{paired.bcp}/bcp", paired.operator)
    assert wizard["mapped"]
    assert wizard["validated"]
    assert wizard["counterpart"] == paired.primary


def test_both_toggles_are_needed(story: Story, token: str, wizard: str) -> None:
    one = {"configurations": True, "enablement": False}
    assert story.ask("PUT", f"/bcp/{wizard}/toggles", token, one).status_code == 422


def test_the_regions_offered_are_all_but_its_own(story: Story, token: str, wizard: str) -> None:
    offered = story.done("GET", f"/bcp/{wizard}/regions", token)
    assert [one["name"] for one in offered] == ["eu1"]


def test_an_unknown_tenant_and_an_unknown_region_are_told_together(
    story: Story, token: str, wizard: str
) -> None:
    told = reasons(validated(story, token, wizard, "no-such-tenant", "mars"))
    assert "no region called “mars”" in told
    assert "no tenant with the ID “no-such-tenant”" in told


def test_a_tenant_is_not_its_own_bcp_tenant(
    story: Story, token: str, acme_id: str, wizard: str
) -> None:
    assert "its own BCP tenant" in reasons(validated(story, token, wizard, acme_id))


def test_its_own_region_and_a_wrong_region_are_told(story: Story, token: str, wizard: str) -> None:
    here = story.tenant(token, "Orbit", "ca1")
    assert "lives in this region itself" in reasons(validated(story, token, wizard, here, "ca1"))
    assert "is not in the region" in reasons(validated(story, token, wizard, here, "eu1"))


def test_a_tenant_that_is_mapped_already_is_told(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    other = story.tenant(paired.operator, "Orbit")
    wizard = story.done("POST", f"/tenants/{other}/bcp", paired.operator)["id"]
    told = reasons(validated(story, paired.operator, wizard, paired.bcp))
    assert "Acme BCP is already mapped" in told
    offered = story.done("GET", f"/bcp/{wizard}/candidates?region=eu1", paired.operator)
    assert offered == []


def test_no_passkey_before_the_mapping_is_validated(story: Story, token: str, wizard: str) -> None:
    assert story.ask("POST", f"/bcp/{wizard}/passkey", token).status_code == 422


def test_a_set_up_that_is_not_complete_says_all_that_is_missing(
    story: Story, token: str, wizard: str
) -> None:
    answer = story.ask("POST", f"/bcp/{wizard}/finish", token)
    assert len(answer.json()["reasons"]) == 2
    assert story.ask("POST", f"/bcp/{wizard}/save", token).status_code == 422


def test_an_expired_wizard_stores_nothing_and_says_so(
    story: Story, token: str, acme_id: str, wizard: str
) -> None:
    story.hands.turn(minutes=31)
    answer = story.ask("POST", f"/bcp/{wizard}/save", token)
    assert answer.status_code == 409
    assert "expired" in answer.json()["detail"]
    assert not features(story, token, acme_id)["bcp"]


def test_somebody_elses_wizard_is_not_found(story: Story, token: str, wizard: str) -> None:
    assert story.ask("GET", "/bcp/0000", token).status_code == 404
    assert story.ask("GET", f"/bcp/{wizard}", token).status_code == 200


def test_a_set_up_that_was_not_saved_is_listed_without_its_passkey_and_can_be_discarded(
    story: Story, token: str, acme_id: str, wizard: str
) -> None:
    bcp = story.tenant(token, "Acme BCP", "eu1")
    validated(story, token, wizard, bcp)
    assert story.done("GET", f"/tenants/{acme_id}/bcp", token) == []
    passkey = story.done("POST", f"/bcp/{wizard}/passkey", token)["passkey"]
    story.done("POST", f"/bcp/{wizard}/finish", token)
    answer = story.ask("GET", f"/tenants/{acme_id}/bcp", token)
    [one] = answer.json()
    assert (one["id"], one["finished"], one["hasNewPasskey"]) == (wizard, True, True)
    assert one["begunAt"] == "2026-11-22T09:00:00.000Z"
    assert passkey not in answer.text
    assert "hash" not in answer.text
    assert story.done("GET", f"/tenants/{bcp}/bcp", token) == []
    story.done("DELETE", f"/bcp/{wizard}", token)
    assert story.done("GET", f"/tenants/{acme_id}/bcp", token) == []
    assert story.ask("DELETE", f"/bcp/{wizard}", token).status_code == 404
    assert not features(story, token, acme_id)["bcp"]


def test_a_set_up_that_could_not_be_saved_any_more_is_not_listed(
    story: Story, token: str, acme_id: str
) -> None:
    bcp = story.tenant(token, "Acme BCP", "eu1")
    wizards = [story.done("POST", f"/tenants/{acme_id}/bcp", token)["id"] for _ in range(2)]
    for wizard in wizards:
        story.done("PUT", f"/bcp/{wizard}/toggles", token, BOTH)
        validated(story, token, wizard, bcp)
        story.done("POST", f"/bcp/{wizard}/passkey", token)
        story.done("POST", f"/bcp/{wizard}/finish", token)
    listed = story.done("GET", f"/tenants/{acme_id}/bcp", token)
    assert {one["id"] for one in listed} == set(wizards)
    story.done("POST", f"/bcp/{wizards[0]}/save", token)
    assert story.done("GET", f"/tenants/{acme_id}/bcp", token) == []


def test_a_set_up_that_has_expired_is_not_listed(
    story: Story, token: str, acme_id: str, wizard: str
) -> None:
    validated(story, token, wizard, story.tenant(token, "Acme BCP", "eu1"))
    story.done("POST", f"/bcp/{wizard}/passkey", token)
    assert len(story.done("GET", f"/tenants/{acme_id}/bcp", token)) == 1
    story.hands.turn(minutes=31)
    assert story.done("GET", f"/tenants/{acme_id}/bcp", token) == []


def test_of_two_operators_who_save_at_once_the_second_is_told(
    story: Story, token: str, acme_id: str
) -> None:
    bcp, other = (story.tenant(token, name, "eu1") for name in ("Acme BCP", "Orbit BCP"))
    wizards = [story.done("POST", f"/tenants/{acme_id}/bcp", token)["id"] for _ in range(2)]
    for wizard, tenant in zip(wizards, (bcp, other), strict=True):
        story.done("PUT", f"/bcp/{wizard}/toggles", token, BOTH)
        assert validated(story, token, wizard, tenant).is_success
        story.done("POST", f"/bcp/{wizard}/passkey", token)
        story.done("POST", f"/bcp/{wizard}/finish", token)
    assert story.ask("POST", f"/bcp/{wizards[0]}/save", token).is_success
    second = story.ask("POST", f"/bcp/{wizards[1]}/save", token)
    assert second.status_code == 409
    assert story.done("GET", f"/tenants/{acme_id}", token)["counterpart"]["id"] == bcp
    assert story.done("GET", f"/tenants/{other}", token)["side"] is None


def test_a_new_passkey_from_the_other_side_replaces_the_old_one(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    wizard = story.done("POST", f"/tenants/{paired.bcp}/bcp", paired.operator)["id"]
    fresh = story.done("POST", f"/bcp/{wizard}/passkey", paired.operator)["passkey"]
    story.done("PUT", f"/bcp/{wizard}/toggles", paired.operator, BOTH)
    story.done("POST", f"/bcp/{wizard}/finish", paired.operator)
    story.done("POST", f"/bcp/{wizard}/save", paired.operator)
    old = story.ask(
        "POST",
        "/switch",
        paired.inside,
        {"passkey": paired.passkey, "epoch": 1, "acknowledged": True},
    )
    assert old.status_code == 403
    assert "number 2" in old.json()["hint"]
    assert story.ask(
        "POST", "/switch", paired.inside, {"passkey": fresh, "epoch": 1, "acknowledged": True}
    ).is_success
