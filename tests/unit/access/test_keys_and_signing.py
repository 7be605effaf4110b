"""Access keys name their tenant; signing keys are sealed, and rotate with an overlap."""

import datetime
import os
import uuid

import pytest

from releve.access import keys
from releve.access.signing import (
    SigningKey,
    Stage,
    current,
    make_key,
    opened,
    published,
    rotated,
)
from releve.domain.errors import Unavailable

NOW = datetime.datetime(2026, 11, 22, 9, 0, tzinfo=datetime.UTC)
TENANT = "5d2f7a10-3c41-4b7e-9a55-1f0c6e8b2a01"


def test_a_key_looks_like_the_fields_and_names_its_tenant() -> None:
    made = keys.make_id(TENANT, os.urandom)
    assert len(made) == 56
    assert made.endswith("====")
    assert keys.tenant_of(made) == TENANT
    assert made != keys.make_id(TENANT, os.urandom)


@pytest.mark.parametrize("id", ["", "x", "é", "A" * 56, "AAAA====", str(uuid.UUID(int=0))])
def test_what_is_no_key_of_ours_names_no_tenant(id: str) -> None:
    assert keys.tenant_of(id) is None


def test_a_secret_is_right_for_its_own_hash_and_for_none_else() -> None:
    secret = keys.make_secret(os.urandom)
    assert keys.secret_right(keys.secret_hash(secret), secret)
    assert not keys.secret_right(keys.secret_hash(secret), secret.lower())
    assert not keys.secret_right(None, secret)
    assert not keys.secret_right(None, "")
    assert not keys.secret_right(keys.secret_hash("\ud800"), "x")


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return make_key("ca1", "secret", os.urandom, "2026-11-22T09:00:00.000Z", Stage.CURRENT)


def test_a_signing_key_opens_with_its_secret_in_its_region_and_under_its_name(
    key: SigningKey,
) -> None:
    assert opened(key, "ca1", "secret").as_dict(private=False)["n"] == key.public["n"]
    for other, region, secret in (
        (key, "ca1", "another"),
        (key, "eu1", "secret"),
        (SigningKey("x", key.stage, key.public, key.sealed, key.made_at), "ca1", "secret"),
    ):
        with pytest.raises(Unavailable):
            opened(other, region, secret)


def test_what_is_kept_of_a_signing_key_tells_nothing_private(key: SigningKey) -> None:
    assert SigningKey.of(key.record()) == key
    assert key.public.keys() == {"kty", "n", "e", "kid", "use", "alg"}
    assert "PRIVATE" not in str(key.record())
    assert not set(key.kid) - set("0123456789abcdef")


def named(kid: str, stage: Stage, until: str = "") -> SigningKey:
    return SigningKey(kid, stage, {}, "", "", until)


def test_a_rotation_moves_each_key_on_by_one_and_forgets_what_is_over() -> None:
    ring = [named("a", Stage.CURRENT), named("b", Stage.NEXT)]
    after = rotated(ring, named("c", Stage.NEXT), NOW, keep_s=3600)
    assert [(one.kid, one.stage) for one in after] == [
        ("a", Stage.PAST),
        ("b", Stage.CURRENT),
        ("c", Stage.NEXT),
    ]
    assert current(after).kid == "b"
    assert [one.kid for one in published(after, NOW)] == ["a", "b", "c"]
    later = NOW + datetime.timedelta(seconds=3600)
    assert [one.kid for one in published(after, later)] == ["b", "c"]
    again = rotated(after, named("d", Stage.NEXT), later, keep_s=3600)
    assert [one.kid for one in again] == ["b", "c", "d"]
