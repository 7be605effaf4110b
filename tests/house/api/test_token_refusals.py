"""For what a token is refused: what is wrong with it, and what has happened since it was made."""

import json
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import OctKey, RSAKey

from releve.app import signing
from releve.domain.directory import Change
from tests.helpers.houses import PASSWORD, Paired, Story
from tests.helpers.outages import outage
from tests.helpers.tokens import (
    KEYS,
    Keyed,
    bearer,
    make_key,
    me,
    part,
    password_grant,
    payload,
    refreshed,
    switch,
    tokens_of,
)


def test_an_expired_token_is_refused_and_told_so(keyed: Keyed) -> None:
    story, _, keys, _ = keyed
    given = tokens_of(story, keys["sam"])
    story.hands.turn(seconds=3599)
    assert me(story, given["access_token"]).status_code == 200
    story.hands.turn(seconds=1)
    refused = me(story, given["access_token"])
    assert (refused.status_code, refused.json()["facts"]) == (401, {"why": "expired"})
    assert refreshed(story, given["refresh_token"]).status_code == 200


def test_after_its_last_hour_a_login_is_over_for_the_refresh_token_too(keyed: Keyed) -> None:
    story, _, keys, _ = keyed
    given = tokens_of(story, keys["sam"])
    story.hands.turn(hours=11, minutes=30)
    last = refreshed(story, given["refresh_token"]).json()
    assert last["expires_in"] == 1800
    story.hands.turn(
        minutes=20
    )  # ten are left: too few for clients that renew ten minutes before the end
    assert me(story, last["access_token"]).status_code == 200
    assert refreshed(story, last["refresh_token"]).status_code == 400


def test_an_id_token_opens_no_door(keyed: Keyed) -> None:
    story, _, keys, _ = keyed
    assert me(story, tokens_of(story, keys["sam"])["id_token"]).status_code == 401


def forged(story: Story, access: str, key: Any, **changes: Any) -> str:
    """The token with other claims, or in another's hand."""
    header = json.loads(part(access, 0)) | changes.pop("header", {})
    claims = payload(access) | changes
    algorithms = [header["alg"]]
    return jws.serialize_compact(header, json.dumps(claims).encode(), key, algorithms=algorithms)


def own_key(story: Story) -> RSAKey:
    """The key that signs in ca1."""
    return signing.signer(story.house, "ca1")[1]


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "crm"},
        {"iss": "https://somebody.example"},
        {"iat": 4_000_000_000},
        {"tenantId": "nobody"},
        {"sid": "another"},
        {"epoch": None},
        {"header": {"typ": "JWT"}},
        {"header": {"kid": "unknown"}},
    ],
)
def test_a_token_with_a_wrong_claim_is_refused_although_its_signature_holds(
    keyed: Keyed, changes: dict[str, Any]
) -> None:
    story, _, keys, _ = keyed
    access = tokens_of(story, keys["sam"])["access_token"]
    key = own_key(story)
    assert me(story, forged(story, access, key)).status_code == 200
    assert me(story, forged(story, access, key, **changes)).status_code == 401


def test_a_token_that_somebody_else_signed_is_refused(keyed: Keyed) -> None:
    story, _, keys, _ = keyed
    access = tokens_of(story, keys["sam"])["access_token"]
    published = story.http.get("/auth/jwks").json()["keys"][0]
    for key, header in (
        (RSAKey.generate_key(2048), {}),
        (OctKey.import_key(json.dumps(published)), {"alg": "HS256"}),
    ):
        assert me(story, forged(story, access, key, header=header)).status_code == 401
    unsigned = ".".join([access.split(".")[0], access.split(".")[1], ""])
    assert me(story, unsigned).status_code == 401


@pytest.mark.parametrize("token", ["eyJ.eyJ.x", "eyJ..", "eyJhbGciOiJub25lIn0.e30.", "eyJé.a.b"])
def test_what_only_looks_like_a_token_is_refused(story: Story, token: str) -> None:
    answer = story.http.get("/api/v1/me", headers={b"Authorization": f"Bearer {token}".encode()})
    assert answer.status_code == 401


def test_who_is_blocked_is_refused_at_their_next_request(keyed: Keyed) -> None:
    story, paired, keys, people = keyed
    given = tokens_of(story, keys["sam"])
    path = f"/entities/employee/{people['sam']}"
    body = story.done("GET", path, paired.inside)["body"]
    story.done("PUT", path, paired.inside, {**body, "status": "BLOCKED"})
    assert me(story, given["access_token"]).status_code == 401
    assert refreshed(story, given["refresh_token"]).status_code == 400
    assert password_grant(story, keys["sam"]).status_code == 400


def test_a_token_may_what_its_person_may_now_and_not_what_they_might_then(keyed: Keyed) -> None:
    story, paired, keys, people = keyed
    access = tokens_of(story, keys["sam"])["access_token"]
    assert story.ask("GET", "/entities/skill", access).status_code == 403
    roles = story.done("GET", "/entities/role?search=administrator", paired.inside)["items"]
    path = f"/entities/employee/{people['sam']}"
    body = story.done("GET", path, paired.inside)["body"]
    story.done("PUT", path, paired.inside, {**body, "roleUUID": roles[0]["id"]})
    assert story.ask("GET", "/entities/skill", access).status_code == 200
    story.done("PUT", path, paired.inside, body)
    assert story.ask("GET", "/entities/skill", access).status_code == 403


def test_what_is_done_with_a_token_stands_in_the_audit_under_its_person(keyed: Keyed) -> None:
    story, paired, keys, people = keyed
    path = f"/entities/employee/{people['sam']}"
    roles = story.done("GET", "/entities/role?search=administrator", paired.inside)["items"]
    body = story.done("GET", path, paired.inside)["body"]
    story.done("PUT", path, paired.inside, {**body, "roleUUID": roles[0]["id"]})
    access = tokens_of(story, keys["sam"])["access_token"]
    story.done("POST", "/entities/tag", access, {"tagName": "VIP"})
    [line] = story.done("GET", "/audit?search=tag/", paired.inside)["items"]
    assert (line["actor"], line["act"]) == ("sam", "entity.create")


def test_a_program_changes_nothing_of_how_its_person_logs_in(keyed: Keyed) -> None:
    story, _, keys, _ = keyed
    access = tokens_of(story, keys["sam"])["access_token"]
    new = {"current": PASSWORD, "password": "brume-violette-sur-lac"}
    for refused in (
        story.ask("POST", "/me/second-factor", access, {"password": PASSWORD}),
        story.ask("PUT", "/me/password", access, new),
    ):
        assert refused.status_code == 422
        assert "not with a key" in refused.json()["hint"]
    assert story.done("POST", "/login", body={"username": "sam", "password": PASSWORD})["token"]


def test_after_a_switch_a_token_of_the_side_left_behind_says_to_discover_again(
    keyed: Keyed,
) -> None:
    story, paired, keys, _ = keyed
    given = tokens_of(story, keys["sam"])
    switch(story, paired)
    for _ in range(2):
        refused = me(story, given["access_token"])
        assert (refused.status_code, refused.json()["facts"]) == (401, {"sent_away": True})
        assert "cxone-configuration" in refused.json()["hint"]
    renewed = refreshed(story, given["refresh_token"])
    assert (renewed.status_code, renewed.json()["error"]) == (400, "invalid_grant")
    anew = password_grant(story, keys["sam"])
    assert anew.json()["error"] == "invalid_grant"
    assert "Acme is not the active tenant: Acme BCP is." in anew.json()["error_description"]


def test_after_the_revert_what_was_not_used_up_is_good_again(keyed: Keyed) -> None:
    story, paired, keys, _ = keyed
    given = tokens_of(story, keys["sam"])
    switch(story, paired)
    assert refreshed(story, given["refresh_token"]).status_code == 400
    switch(story, paired, 2, "/revert")
    assert me(story, given["access_token"]).status_code == 200
    anew = refreshed(story, given["refresh_token"]).json()
    assert payload(anew["access_token"])["epoch"] == 3


def test_with_multiple_access_a_program_works_on_either_side(keyed: Keyed) -> None:
    story, paired, keys, _ = keyed
    given = tokens_of(story, keys["olive"])
    switch(story, paired)
    assert me(story, given["access_token"]).status_code == 200


def test_a_key_of_the_bcp_tenant_opens_it_when_it_is_active_and_not_before(keyed: Keyed) -> None:
    story, paired, _, _ = keyed
    beyond = story.step_in(paired.operator, paired.bcp)
    there = story.done("GET", "/entities/employee?search=sam", beyond)["items"][0]["id"]
    key = make_key(story, beyond, there)
    refused = password_grant(story, key).json()
    assert "Acme BCP is not the active tenant: Acme is." in refused["error_description"]
    switch(story, paired)
    given = tokens_of(story, key)
    assert payload(given["access_token"])["epoch"] == 2
    with outage(story.house, "ca1"):
        assert me(story, given["access_token"]).json()["tenant"]["name"] == "Acme BCP"
        again = refreshed(story, given["refresh_token"])
        assert again.status_code == 200
        assert password_grant(story, key).status_code == 200
        assert len(story.http.get("/auth/jwks").json()["keys"]) == 4


def test_a_token_of_a_region_that_is_gone_says_so(keyed: Keyed) -> None:
    story, _, keys, _ = keyed
    access = tokens_of(story, keys["sam"])["access_token"]
    with outage(story.house, "ca1"):
        refused = me(story, access)
        assert refused.status_code == 401
        assert "Canada (Montréal) does not answer" in refused.json()["detail"]
    assert me(story, access).status_code == 200


def test_a_directory_that_has_fallen_behind_is_not_believed(keyed: Keyed) -> None:
    story, paired, keys, _ = keyed
    given = tokens_of(story, keys["olive"])
    before = story.house.registry.directory.get(f"activation/{_pair(story, paired)}")
    assert before is not None
    switch(story, paired)
    newer = refreshed(story, given["refresh_token"]).json()["access_token"]
    _put_back(story, before.key, before.value)
    assert me(story, newer).status_code == 409
    assert me(story, given["access_token"]).status_code == 409  # of the same family


def _pair(story: Story, paired: Paired) -> str:
    return str(story.house.registry.tenant(paired.primary)[0].pair)


def _put_back(story: Story, key: str, value: dict[str, Any]) -> None:
    now = story.house.registry.directory.get(key)
    assert now is not None
    story.house.registry.directory.commit(Change(key, value, now.version))


# ---------------------------------------------------------------- in the field's shapes


FRENCH = {"Accept-Language": "fr"}


def test_a_refusal_stands_in_the_header_too_without_accents(keyed: Keyed) -> None:
    story, _, _, _ = keyed
    refused = story.http.get(KEYS, headers=FRENCH)
    assert refused.status_code == 401
    told = refused.headers["www-authenticate"]
    assert told.startswith('Bearer error="invalid_token", error_description="Connectez-vous d')
    assert told.isascii()
    assert "?" not in told
    assert refused.json().keys() == {"timestamp", "status", "error", "message", "path"}


def test_the_acd_doors_refuse_in_their_own_shape_whatever_the_spelling(keyed: Keyed) -> None:
    story, *_ = keyed
    for path in ("/incontactAPI/services/v27.0/nothing", "/inContactapi//services/V4.0/x/"):
        refused = story.http.get(path, headers=FRENCH)
        assert refused.status_code == 404
        assert refused.json().keys() == {"error", "error_description"}
        assert refused.headers["icStatusDescription"].isascii()


def test_userhub_names_each_wrong_field(keyed: Keyed) -> None:
    story, paired, keys, _ = keyed
    answer = story.http.patch(
        KEYS,
        params={"accessKeyId": keys["sam"].id},
        json={"isActive": "perhaps"},
        headers=bearer(paired.inside),
    )
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert answer.json()["errors"]["isActive"]["errorCode"] == "invalid"
