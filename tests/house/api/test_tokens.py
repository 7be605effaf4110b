"""Tokens: each grant, what stands in a token, and everything for which one is refused."""

import base64
import dataclasses
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws, jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from releve.app import signing
from releve.domain.directory import Change
from tests.helpers.houses import Hands, Paired, Story, copied_house
from tests.helpers.outages import outage
from tests.helpers.tokens import (
    KEYS,
    TERMS,
    Key,
    bearer,
    make_key,
    me,
    part,
    password_grant,
    payload,
    refreshed,
    tokens_of,
)

People = Mapping[str, str]
Peopled = tuple[Story, Paired, People]


@pytest.fixture(scope="module")
def keyed_house(
    peopled_house: tuple[Path, People],
    paired_house: tuple[Path, Paired],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, Mapping[str, Key]]:
    """The house of Sam and Olive with an access key for each, and the signing keys made."""
    (template, people), hands = peopled_house, Hands()
    folder = tmp_path_factory.mktemp("keyed_house") / "house"
    with copied_house(template, folder, hands) as house:
        story = Story(dataclasses.replace(house, terms=TERMS), hands, fresh=False)
        inside = paired_house[1].inside
        keys = {name: make_key(story, inside, people[name]) for name in people}
        assert len(signing.jwks(story.house)["keys"]) == 4
    return folder, keys


@pytest.fixture
def keyed(
    keyed_house: tuple[Path, Mapping[str, Key]],
    peopled_house: tuple[Path, People],
    paired_house: tuple[Path, Paired],
    tmp_path: Path,
) -> Iterator[tuple[Story, Paired, Mapping[str, Key], People]]:
    (folder, keys), hands = keyed_house, Hands()
    with copied_house(folder, tmp_path / "house", hands) as house:
        story = Story(dataclasses.replace(house, terms=TERMS), hands, fresh=False)
        yield story, paired_house[1], keys, peopled_house[1]


Keyed = tuple[Story, Paired, Mapping[str, Key], People]


def switch(story: Story, paired: Paired, epoch: int = 1, way: str = "") -> None:
    order = {"passkey": paired.passkey, "epoch": epoch, "acknowledged": True}
    story.done("POST", f"/switch{way}", paired.inside, order)


# ---------------------------------------------------------------- what a program is given


def test_an_access_key_gives_tokens_that_every_door_takes(keyed: Keyed) -> None:
    story, paired, keys, _ = keyed
    given = tokens_of(story, keys["sam"])
    assert (given["token_type"], given["expires_in"], given["scope"]) == ("bearer", 3600, "openid")
    told = me(story, given["access_token"]).json()
    assert (told["username"], told["tenant"]["id"], told["side"]) == (
        "sam",
        paired.primary,
        "primary",
    )


def test_the_short_door_gives_the_same(keyed: Keyed) -> None:
    story, _, keys, _ = keyed
    body = {"accessKeyId": keys["sam"].id, "accessKeySecret": keys["sam"].secret}
    given = story.http.post("/authentication/v1/token/access-key", json=body)
    assert given.status_code == 200
    assert me(story, given.json()["access_token"]).status_code == 200
    assert {"id_token", "refresh_token", "expires_in"} <= given.json().keys()


def test_a_token_tells_what_clients_of_the_field_read(keyed: Keyed) -> None:
    story, paired, keys, people = keyed
    given = tokens_of(story, keys["sam"])
    told = payload(given["id_token"])
    user = told["userId"]
    assert told["sub"] == f"user:{user}"
    assert told["iss"] == "https://auth.contact.example"
    assert told["aud"] == "unnamed"
    assert (told["tenantId"], told["tenant"]) == (paired.primary, "Acme")
    assert told["icAgentId"] == int(people["sam"])
    assert told["icClusterId"] == "ca1"
    assert isinstance(told["icBUId"], int)
    assert told["epoch"] == 1
    assert told["role"]["legacyId"].isdigit()
    assert (told["given_name"], told["name"]) == ("Sam", "Sam Larkmont")
    access = payload(given["access_token"])
    assert access["tenantId"] == paired.primary
    assert access["aud"] == access["iss"]


def test_a_token_can_be_checked_with_the_published_keys_by_others(keyed: Keyed) -> None:
    story, _, keys, _ = keyed
    given = tokens_of(story, keys["sam"])
    published = KeySet.import_key_set(story.http.get("/auth/jwks").json())
    for name in ("access_token", "id_token"):
        read = jwt.decode(given[name], published, algorithms=["RS256"])
        assert read.claims["tenant"] == "Acme"


def test_the_list_of_keys_holds_nothing_private(keyed: Keyed) -> None:
    story, _, _, _ = keyed
    keys = story.http.get("/auth/jwks").json()["keys"]
    assert all(key.keys() == {"kty", "n", "e", "kid", "use", "alg"} for key in keys)
    stored = json.dumps([one.value for one in story.house.registry.directory.list("signing/")])
    assert "PRIVATE KEY" not in stored


def test_a_name_with_accents_is_written_so_that_old_clients_read_it(keyed: Keyed) -> None:
    story, paired, keys, people = keyed
    path = f"/entities/employee/{people['sam']}"
    body = story.done("GET", path, paired.inside)["body"]
    story.done("PUT", path, paired.inside, {**body, "firstName": "Zoé"})
    token = tokens_of(story, keys["sam"])["id_token"]
    assert part(token, 1).isascii()
    assert payload(token)["given_name"] == "Zoé"
    header = token.split(".")[0]
    assert "-" not in header
    assert "_" not in header


# ---------------------------------------------------------------- how clients ask


def basic(client: str, secret: str | None) -> dict[str, str]:
    text = client if secret is None else f"{client}:{secret}"
    return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}


BATCH = ("Batch App@Vendor", "p%2Bw: with a colon")


@pytest.mark.parametrize(
    "headers",
    [
        basic(*BATCH),
        basic("Batch%20App%40Vendor", "p%252Bw%3A%20with%20a%20colon"),
    ],
)
def test_a_client_with_a_secret_introduces_itself_raw_or_encoded(
    keyed: Keyed, headers: dict[str, str]
) -> None:
    story, _, keys, _ = keyed
    given = password_grant(story, keys["sam"], headers=headers)
    assert given.status_code == 200, given.text
    assert payload(given.json()["id_token"])["aud"] == "Batch App@Vendor"


def test_a_client_may_introduce_itself_in_the_body(keyed: Keyed) -> None:
    story, _, keys, _ = keyed
    form = {
        "grant_type": "password",
        "username": keys["sam"].id,
        "password": keys["sam"].secret,
        "client_id": BATCH[0],
        "client_secret": BATCH[1],
    }
    assert story.http.post("/auth/token", data=form).status_code == 200
    refused = story.http.post("/auth/token", data={**form, "client_secret": "x"})
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


def test_a_raw_form_that_calls_itself_json_is_read_as_a_form(keyed: Keyed) -> None:
    story, _, keys, _ = keyed
    raw = f"grant_type=password&username={keys['sam'].id}&password={keys['sam'].secret}&client_id=Agent App@Vendor"
    given = story.http.post(
        "/auth/token", content=raw, headers={"Content-Type": "application/json"}
    )
    assert given.status_code == 200, given.text
    assert payload(given.json()["id_token"])["aud"] == "Agent App@Vendor"


def test_an_undeclared_client_is_refused_where_the_settings_ask_for_it(keyed: Keyed) -> None:
    story, _, keys, _ = keyed
    strict = dataclasses.replace(TERMS, declared_only=True)
    careful = Story(dataclasses.replace(story.house, terms=strict), story.hands, fresh=False)
    refused = password_grant(careful, keys["sam"])
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    assert password_grant(careful, keys["sam"], headers=basic(*BATCH)).status_code == 200


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "implicit"}, "unsupported_grant_type"),
        ({"grant_type": "password", "username": "x"}, "invalid_request"),
        ({"grant_type": "password", "username": "x", "password": "y"}, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "ca1.x"}, "invalid_grant"),
        (
            {
                "grant_type": "authorization_code",
                "code": "ca1.x",
                "redirect_uri": "y",
                "code_verifier": "z",
            },
            "invalid_grant",
        ),
    ],
)
def test_the_token_door_says_no_in_the_words_of_oauth(
    keyed: Keyed, form: dict[str, str], error: str
) -> None:
    story, _, _, _ = keyed
    answer = story.http.post("/auth/token", data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert answer.json()["error_description"] == answer.json()["errorDescription"] != ""
    assert answer.headers["cache-control"] == "no-store"


def test_a_wrong_key_and_a_wrong_secret_are_told_alike_and_slowed_down(keyed: Keyed) -> None:
    story, paired, keys, _ = keyed
    wrong = [
        password_grant(story, key).json()["error_description"]
        for key in (Key(keys["sam"].id, "x"), Key(keys["sam"].id[::-1], "x"), Key("x", "y"))
    ]
    assert len(set(wrong)) == 1
    answers = [password_grant(story, Key(keys["sam"].id, "x")) for _ in range(5)]
    assert [one.status_code for one in answers] == [400] * 4 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert password_grant(story, keys["sam"]).status_code == 429
    story.hands.turn(seconds=10)
    assert password_grant(story, keys["sam"]).status_code == 200
    lines = story.done("GET", "/audit?search=access_key", paired.inside)["items"]
    outcomes = [one["outcome"] for one in lines if one["act"] == "token"]
    assert outcomes[0] == "done"
    assert outcomes.count("refused") == 5
    assert outcomes.count("throttled") == 1


# ---------------------------------------------------------------- refresh


def test_a_refresh_token_is_good_once_and_a_second_use_ends_everything(keyed: Keyed) -> None:
    story, paired, keys, _ = keyed
    first = tokens_of(story, keys["sam"])
    second = refreshed(story, first["refresh_token"]).json()
    assert me(story, second["access_token"]).status_code == 200
    replay = refreshed(story, first["refresh_token"])
    assert (replay.status_code, replay.json()["error"]) == (400, "invalid_grant")
    for token in (first["access_token"], second["access_token"]):
        assert me(story, token).status_code == 401
    assert refreshed(story, second["refresh_token"]).status_code == 400
    lines = story.done("GET", "/audit?search=sam", paired.inside)["items"]
    told = [one["outcome"] for one in lines if one["act"] == "token"]
    assert told == ["refused", "done"]


def test_another_clients_refresh_token_is_of_no_use(keyed: Keyed) -> None:
    story, _, keys, _ = keyed
    given = tokens_of(story, keys["sam"])
    assert refreshed(story, given["refresh_token"], client_id="crm").status_code == 400


def test_the_older_doors_refresh_and_exchange_too(keyed: Keyed) -> None:
    story, _, keys, _ = keyed
    given = tokens_of(story, keys["sam"])
    old = story.http.post("/public/user/refresh", json={"token": given["refresh_token"]}).json()
    assert old["tokenExpirationTimeSec"] == 3600
    assert me(story, old["token"]).status_code == 200
    body, headers = {"accessToken": old["token"]}, basic("crm@cxone", None)
    new = story.http.post("/public/authentication/v1/token", json=body, headers=headers).json()
    assert new["accessToken"] == new["access_token"]
    assert me(story, new["accessToken"]).status_code == 200
    body = {"token": new["refreshToken"]}
    last = story.http.post("/public/authentication/v1/refresh", json=body, headers=headers).json()
    assert me(story, last["accessToken"]).status_code == 200


def test_an_access_token_can_be_exchanged(keyed: Keyed) -> None:
    story, _, keys, _ = keyed
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "scope": "openid",
        "client_id": "crm",
        "subject_token": tokens_of(story, keys["sam"])["access_token"],
        "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
    }
    given = story.http.post("/auth/token", data=form).json()
    assert given["issued_token_type"].endswith("access_token")
    assert me(story, given["access_token"]).status_code == 200


# ---------------------------------------------------------------- what is refused


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
    story.hands.turn(minutes=31)
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


# ---------------------------------------------------------------- a switch


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


# ---------------------------------------------------------------- who is this


def test_whoami_tells_where_calls_go_in_whatever_case_it_is_asked(keyed: Keyed) -> None:
    story, _, keys, people = keyed
    access = tokens_of(story, keys["sam"])["access_token"]
    for path in (
        "/incontactauthorizationserver/token/whoami",
        "/InContactAuthorizationServer//Token/WhoAmI/",
    ):
        told = story.http.post(path, json={"token": access}).json()
        assert told["agent_id"] == int(people["sam"])
        assert told["resource_server_base_uri"] == "https://ca1.contact.example/inContactAPI/"
        assert told["expires_in"] == 3600
        assert isinstance(told["team_id"], int)
    assert story.http.post(path, json={"token": "x.y.z"}).status_code == 401
    assert story.http.post(path, json={}).json()["error"] == "invalid_token"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_userinfo_tells_the_person(keyed: Keyed, method: str) -> None:
    story, paired, keys, _ = keyed
    access = tokens_of(story, keys["sam"])["access_token"]
    told = story.http.request(method, "/auth/userinfo", headers=bearer(access)).json()
    assert (told["name"], told["email"]) == ("Sam Larkmont", "sam@larkmont.example")
    assert told["tenantId"] == paired.primary


def test_associations_name_the_persons_user_on_both_sides(keyed: Keyed) -> None:
    story, _, keys, _ = keyed
    access = tokens_of(story, keys["sam"])["access_token"]
    path = "/account-access/v1/associations"
    told = story.http.get(path, headers=bearer(access)).json()
    assert [one["tenantName"] for one in told] == ["Acme", "Acme BCP"]
    assert len({one["userId"] for one in told}) == 2
    with outage(story.house, "eu1"):
        assert len(story.http.get(path, headers=bearer(access)).json()) == 1


# ---------------------------------------------------------------- discovery


def test_discovery_names_every_door_and_what_clients_need(keyed: Keyed) -> None:
    story, paired, _, _ = keyed
    told = story.http.get("/.well-known/openid-configuration").json()
    assert told["issuer"] == "https://auth.contact.example"
    assert told["token_endpoint"] == "https://auth.contact.example/auth/token"
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["display_values_supported"] == ["page", "popup"]
    of_tenant = {"tenantId": paired.bcp}
    assert story.http.get("/.well-known/openid-configuration", params=of_tenant).json() == told
    nobody = story.http.get("/.well-known/openid-configuration", params={"tenantId": "x"})
    assert nobody.status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/.well-known/openid-configuration",
        "/.well-known/cxone-configuration",
        "/auth/jwks",
        "/auth/token",
        "/incontactauthorizationserver/token/whoami",
        "/api/v1/me",
    ],
)
def test_pages_of_declared_clients_may_ask_every_door_and_others_may_not(
    keyed: Keyed, path: str
) -> None:
    story, _, _, _ = keyed
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type, originating-service-identifier",
    }
    ours, theirs = "https://crm.example", "https://evil.example"
    told = story.http.options(path, headers={"Origin": ours, **asked})
    assert told.status_code == 204
    assert told.headers["Access-Control-Allow-Origin"] == ours
    assert told.headers["Access-Control-Allow-Headers"] == asked["Access-Control-Request-Headers"]
    assert "PATCH" in told.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Credentials" not in told.headers
    stranger = story.http.options(path, headers={"Origin": theirs, **asked})
    assert stranger.headers.get("Access-Control-Allow-Origin") in (None, "*")
    answer = story.http.post(path, headers={"Origin": ours})
    assert answer.headers["Access-Control-Allow-Origin"] in (ours, "*")
    assert story.http.post(path, headers={"Origin": theirs}).headers.get(
        "Access-Control-Allow-Origin"
    ) in (None, "*")


# ---------------------------------------------------------------- signing keys


def rotate(story: Story, operator: str, region: str = "ca1", *, at_once: bool = False) -> Any:
    return story.done("POST", f"/signing-keys/{region}/rotate", operator, {"atOnce": at_once})


def test_after_a_rotation_old_tokens_are_good_until_they_end(keyed: Keyed) -> None:
    story, paired, keys, _ = keyed
    old = tokens_of(story, keys["sam"])["access_token"]
    announced = {key["kid"] for key in story.http.get("/auth/jwks").json()["keys"]}
    stages = [one["stage"] for one in rotate(story, paired.operator)["keys"]]
    assert stages == ["past", "current", "next"]
    new = tokens_of(story, keys["sam"])["access_token"]
    kids = {json.loads(part(token, 0))["kid"] for token in (old, new)}
    assert len(kids) == 2
    assert kids <= announced  # the next one was told before it signed
    assert all(me(story, token).status_code == 200 for token in (old, new))
    story.hands.turn(hours=2)
    assert len(story.http.get("/auth/jwks").json()["keys"]) == 4
    again = [one["stage"] for one in rotate(story, story.operator())["keys"]]
    assert again == ["past", "current", "next"]


def test_a_rotation_at_once_ends_every_token_of_the_region(keyed: Keyed) -> None:
    story, paired, keys, _ = keyed
    old = tokens_of(story, keys["sam"])
    rotate(story, paired.operator, at_once=True)
    assert me(story, old["access_token"]).status_code == 401
    again = refreshed(story, old["refresh_token"]).json()
    assert me(story, again["access_token"]).status_code == 200


def test_another_secret_opens_no_signing_key_and_the_next_rotation_helps(keyed: Keyed) -> None:
    story, paired, keys, _ = keyed
    house = dataclasses.replace(
        story.house,
        terms=dataclasses.replace(TERMS, secret="another"),
        keyring=type(story.house.keyring)(),
    )
    stranger = Story(house, story.hands, fresh=False)
    refused = password_grant(stranger, keys["sam"])
    assert (refused.status_code, refused.json()["error"]) == (503, "temporarily_unavailable")
    rotate(stranger, paired.operator, at_once=True)
    assert password_grant(stranger, keys["sam"]).status_code == 200


def test_only_operators_see_and_rotate_signing_keys(keyed: Keyed) -> None:
    story, paired, keys, _ = keyed
    access = tokens_of(story, keys["olive"])["access_token"]
    for token in (access, paired.inside):
        assert story.ask("GET", "/signing-keys", token).status_code == 403
        answer = story.ask("POST", "/signing-keys/ca1/rotate", token, {})
        assert answer.status_code == 403
    rings = story.done("GET", "/signing-keys", paired.operator)
    assert [ring["region"] for ring in rings] == ["ca1", "eu1"]
    assert story.ask("POST", "/signing-keys/mars/rotate", paired.operator, {}).status_code == 404


def test_a_process_learns_of_a_new_key_at_once_and_of_a_withdrawn_one_soon(keyed: Keyed) -> None:
    story, paired, keys, _ = keyed
    other_house = dataclasses.replace(story.house, keyring=type(story.house.keyring)())
    other = Story(other_house, story.hands, fresh=False)
    old = tokens_of(story, keys["sam"])["access_token"]
    assert me(other, old).status_code == 200
    rotate(story, paired.operator, at_once=True)
    new = tokens_of(story, keys["sam"])["access_token"]
    assert me(story, old).status_code == 401
    assert me(other, new).status_code == 200
    story.hands.turn(seconds=5)
    assert me(other, old).status_code == 401


# ---------------------------------------------------------------- access keys


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
