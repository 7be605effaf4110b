"""Tokens: what a program is given for an access key, however it asks, and what stands in it."""

import base64
import dataclasses
import json
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.helpers.houses import Story
from tests.helpers.outages import outage
from tests.helpers.tokens import (
    TERMS,
    Key,
    Keyed,
    bearer,
    me,
    part,
    password_grant,
    payload,
    refreshed,
    tokens_of,
)


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
    assert "A person’s username and password are not taken here." in wrong[0]
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


def test_what_a_client_with_a_secret_was_given_goes_on_with_that_secret_only(keyed: Keyed) -> None:
    story, _, keys, _ = keyed
    given = password_grant(story, keys["sam"], headers=basic(*BATCH)).json()
    refresh, access = given["refresh_token"], given["access_token"]
    form = {"grant_type": "refresh_token", "refresh_token": refresh}
    swap = {"grant_type": "token-exchange", "subject_token": access}
    older = "/public/authentication/v1"
    tries: list[tuple[str, dict[str, Any]]] = [
        ("/auth/token", {"data": form}),
        ("/auth/token", {"data": {**form, "client_id": "crm"}}),
        ("/auth/token", {"data": swap}),
        ("/auth/token", {"data": {**swap, "client_id": "crm"}}),
        ("/public/user/refresh", {"json": {"token": refresh}}),
        (f"{older}/refresh", {"json": {"token": refresh}}),
        (f"{older}/refresh", {"json": {"token": refresh}, "headers": basic(BATCH[0], "x")}),
        (f"{older}/token", {"json": {"accessToken": access}}),
        (f"{older}/token", {"json": {"accessToken": access}, "headers": basic("crm", None)}),
    ]
    for path, sent in tries:
        refused = story.http.post(path, **sent)
        assert refused.status_code == 401, (path, sent, refused.text)
    assert story.http.post("/auth/token", data=swap, headers=basic(*BATCH)).status_code == 200
    # None of these tries has used it up.
    once = story.http.post("/auth/token", data=form, headers=basic(*BATCH)).json()
    body = {"token": once["refresh_token"]}
    twice = story.http.post("/public/user/refresh", json=body, headers=basic(*BATCH)).json()
    body = {"token": twice["refreshToken"]}
    last = story.http.post(f"{older}/refresh", json=body, headers=basic(*BATCH))
    assert me(story, last.json()["access_token"]).status_code == 200


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
    body = {"token": old["refreshToken"]}
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


def test_an_access_token_buys_nothing_that_outlives_it(keyed: Keyed) -> None:
    story, paired, keys, _ = keyed
    first = tokens_of(story, keys["sam"])["access_token"]
    story.hands.turn(seconds=600)
    form = {"grant_type": "token-exchange", "subject_token": first}
    second = story.http.post("/auth/token", data=form).json()
    path = "/public/authentication/v1/token"
    third = story.http.post(path, json={"accessToken": second["access_token"]}).json()
    for given in (second, third):
        assert not {"refresh_token", "refreshToken"} & given.keys()
        assert payload(given["access_token"])["exp"] == payload(first)["exp"]
    lines = story.done("GET", "/audit?search=sam", paired.inside)["items"]
    assert [one["outcome"] for one in lines if one["act"] == "token"] == ["done"] * 3
    story.hands.turn(seconds=2400)
    refused = story.http.post("/auth/token", data=form)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


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
