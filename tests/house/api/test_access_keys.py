"""Access keys: who makes, sees and revokes them, and what ends with them."""

import pytest

from tests.helpers.tokens import (
    KEYS,
    Keyed,
    bearer,
    me,
    password_grant,
    refreshed,
    tokens_of,
)


def test_a_secret_is_shown_once(keyed: Keyed) -> None:
    story, paired, keys, people = keyed
    listed = story.http.get(KEYS, headers=bearer(paired.inside), params={"agentId": people["sam"]})
    [told] = listed.json()["accessKeys"]
    assert told["accessKeyId"] == keys["sam"].id
    assert keys["sam"].secret not in listed.text
    assert "secret" not in listed.text.lower()
    assert told["lastUsedDate"] is None
    tokens_of(story, keys["sam"])
    one = story.http.get(f"{KEYS}/{keys['sam'].id}", headers=bearer(paired.inside)).json()
    assert one["resultSet"]["lastUsedDate"] is not None


def test_a_use_of_a_key_is_no_change_of_the_tenant(keyed: Keyed) -> None:
    story, paired, keys, _ = keyed
    with story.house.store_of(paired.primary).reading() as tx:
        before = tx.entities.revision(paired.primary)
    tokens_of(story, keys["sam"])
    with story.house.store_of(paired.primary).reading() as tx:
        assert tx.entities.revision(paired.primary) == before


@pytest.mark.parametrize("way", ["sleep", "revoke"])
def test_a_key_that_sleeps_or_is_revoked_ends_what_began_with_it(keyed: Keyed, way: str) -> None:
    story, paired, keys, _ = keyed
    given, key = tokens_of(story, keys["sam"]), keys["sam"].id
    headers = bearer(paired.inside)
    if way == "sleep":
        query = {"accessKeyId": key, "tenantId": paired.primary}
        done = story.http.patch(KEYS, params=query, json={"isActive": False}, headers=headers)
        assert done.json()["resultSet"]["isActive"] is False
    else:
        assert story.http.delete(f"{KEYS}/{key}", headers=headers).status_code == 200
        assert story.http.get(f"{KEYS}/{key}", headers=headers).status_code == 404
    assert me(story, given["access_token"]).status_code == 401
    assert refreshed(story, given["refresh_token"]).status_code == 400
    assert password_grant(story, keys["sam"]).status_code == 400


def test_a_key_that_sleeps_can_be_woken(keyed: Keyed) -> None:
    story, paired, keys, _ = keyed
    for active in (False, True):
        done = story.http.patch(
            KEYS,
            params={"accessKeyId": keys["sam"].id},
            json={"isActive": active},
            headers=bearer(paired.inside),
        )
        assert done.status_code == 200
    assert password_grant(story, keys["sam"]).status_code == 200


def test_without_the_permission_one_sees_ones_own_keys_and_revokes_them_and_makes_none(
    keyed: Keyed,
) -> None:
    story, _, keys, people = keyed
    access = tokens_of(story, keys["sam"])["access_token"]
    headers = bearer(access)
    own = story.http.get(KEYS, headers=headers).json()
    assert [one["agentId"] for one in own["accessKeys"]] == [people["sam"]]
    refused = story.http.post(KEYS, headers=headers, json={})
    assert refused.status_code == 403
    assert "Access Key › Create" in refused.json()["details"]
    others = {"agentId": people["olive"]}
    assert story.http.get(KEYS, headers=headers, params=others).status_code == 403
    theirs = f"{KEYS}/{keys['olive'].id}"
    assert story.http.get(theirs, headers=headers).status_code == 403
    assert story.http.delete(theirs, headers=headers).status_code == 403
    assert story.http.delete(f"{KEYS}/{keys['sam'].id}", headers=headers).status_code == 200


def test_another_tenants_key_is_not_found(keyed: Keyed) -> None:
    story, paired, keys, _ = keyed
    beyond = story.step_in(paired.operator, paired.bcp)
    headers = bearer(beyond)
    assert story.http.get(f"{KEYS}/{keys['sam'].id}", headers=headers).status_code == 404
    assert story.http.delete(f"{KEYS}/{keys['sam'].id}", headers=headers).status_code == 404
    body = {"tenantId": paired.primary}
    assert story.http.post(KEYS, headers=headers, json=body).status_code == 404


def test_nobody_makes_a_key_for_somebody_who_may_more_nor_for_the_built_in_account(
    keyed: Keyed,
) -> None:
    story, paired, keys, people = keyed
    path = f"/entities/employee/{people['sam']}"
    role = {
        "roleName": "Keymaker",
        "status": "ACTIVE",
        "permissions": [
            {"permission": "admin.access_key", "actions": ["view", "create"]},
            {"permission": "admin.employees", "actions": ["view", "edit"]},
        ],
    }
    made = story.done("POST", "/entities/role", paired.inside, role)["id"]
    body = story.done("GET", path, paired.inside)["body"]
    story.done("PUT", path, paired.inside, {**body, "roleUUID": made})
    headers = bearer(tokens_of(story, keys["sam"])["access_token"])
    assert story.http.post(KEYS, headers=headers, json={}).status_code == 200
    roles = story.done("GET", "/entities/role?search=administrator", paired.inside)["items"]
    olive = f"/entities/employee/{people['olive']}"
    found = story.done("GET", olive, paired.inside)
    story.done("PUT", olive, paired.inside, {**found["body"], "roleUUID": roles[0]["id"]})
    refused = story.http.post(KEYS, headers=headers, json={"userId": found["altId"]})
    assert refused.status_code == 403
    assert story.http.post(KEYS, headers=bearer(paired.inside), json={}).status_code == 422


def test_no_other_door_writes_access_keys(keyed: Keyed) -> None:
    story, paired, keys, people = keyed
    body = {
        "userId": story.done("GET", f"/entities/employee/{people['olive']}", paired.inside)[
            "altId"
        ],
        "createdAt": "2026-11-22T09:00:00.000Z",
        "isActive": True,
        "secretHash": "0" * 64,
    }
    refused = story.ask("POST", "/entities/access_key", paired.inside, body)
    assert (refused.status_code, refused.json()["code"]) == (422, "refused")
    path = f"/entities/access_key/{keys['sam'].id}"
    assert story.ask("PUT", path, paired.inside, body).status_code == 422
    assert story.ask("DELETE", path, paired.inside).status_code == 422


def test_keys_stay_in_their_tenant_when_a_sync_runs(keyed: Keyed) -> None:
    story, paired, _, _ = keyed
    assert story.sync(paired.inside)["state"] == "done"
    beyond = story.step_in(paired.operator, paired.bcp)
    told = story.done("GET", "/entities/access_key", beyond)
    assert told["total"] == 0


def test_there_is_an_end_to_how_many_keys_one_may_have(keyed: Keyed) -> None:
    story, paired, _, people = keyed
    user = story.done("GET", f"/entities/employee/{people['sam']}", paired.inside)["altId"]
    answers = [
        story.http.post(KEYS, headers=bearer(paired.inside), json={"userId": user})
        for _ in range(20)
    ]
    assert [one.status_code for one in answers] == [200] * 19 + [422]


def test_a_new_password_ends_logins_and_leaves_keys_alone(keyed: Keyed) -> None:
    story, paired, keys, people = keyed
    given = tokens_of(story, keys["sam"])
    path = f"/employees/{people['sam']}/password"
    story.done("PUT", path, paired.inside, {"password": "une-toute-autre-phrase"})
    assert me(story, given["access_token"]).status_code == 200
