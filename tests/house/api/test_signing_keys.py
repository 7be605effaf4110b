"""The keys that sign tokens: rotated with an overlap, or withdrawn at once."""

import dataclasses
import json
from typing import Any

from tests.helpers.houses import Story
from tests.helpers.tokens import (
    TERMS,
    Keyed,
    me,
    part,
    password_grant,
    refreshed,
    tokens_of,
)


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
