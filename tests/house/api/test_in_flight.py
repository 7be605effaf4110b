"""Who was proven a moment ago, when what they have shown is worth nothing any more."""

from dataclasses import replace

import pytest

from releve.app import access_keys, authorizing, login, proving, tokens
from releve.app.access_keys import Proven
from releve.app.house import House
from releve.app.proofs import Visit
from releve.domain.errors import Unauthenticated
from releve.domain.families import Family
from releve.domain.people import Caller
from tests.helpers.authenticators import set_up, token_of
from tests.helpers.houses import PASSWORD, Paired, Story
from tests.helpers.tokens import HOME, KEYS, Keyed, bearer, me, tokens_of

Acme = tuple[Story, Paired]
NEW = "brume-violette-sur-lac"
HERE = Visit("test")


def alter(story: Story, paired: Paired, employee: str, what: str) -> None:
    if what == "password":
        body = {"password": NEW}
        story.done("PUT", f"/employees/{employee}/password", paired.inside, body)
    elif what == "factor":
        set_up(story, token_of(story, "zoe"))
    else:
        path = f"/entities/employee/{employee}"
        profile = story.done("GET", path, paired.inside)["body"]
        story.done("PUT", path, paired.inside, {**profile, "isActive": False})


def revoke(story: Story, paired: Paired, key: str) -> None:
    story.http.delete(f"{KEYS}/{key}", headers=bearer(paired.inside)).raise_for_status()


@pytest.mark.parametrize("what", ["password", "factor", "deactivation"])
def test_a_login_in_flight_does_not_outlive_what_ends_all_logins(acme: Acme, what: str) -> None:
    story, paired = acme
    zoe = story.employee(paired.inside, "zoe")
    [proven] = proving.prove(story.house, "zoe", PASSWORD, origin="test")
    alter(story, paired, zoe, what)
    with pytest.raises(Unauthenticated):
        login.land(story.house, proven, HERE)


@pytest.mark.parametrize("what", ["password", "deactivation"])
def test_nor_does_one_that_still_has_to_choose_or_lands_on_the_other_side(
    acme: Acme, what: str
) -> None:
    story, paired = acme
    zoe = story.employee(paired.inside, "zoe", "multiple")
    story.sync(paired.inside)
    [proven] = proving.prove(story.house, "zoe", PASSWORD, origin="test")
    alter(story, paired, zoe, what)
    with pytest.raises(Unauthenticated):
        login.land(story.house, proven, HERE)
    assert proven.side is not None
    with pytest.raises(Unauthenticated):
        login._open_on(story.house, proven, proven.side.other, HERE)
    with story.house.store_of(paired.bcp).reading() as tx:
        assert tx.sessions.of(paired.bcp, zoe) == []


def test_a_key_that_is_revoked_in_flight_gives_no_tokens(
    keyed: Keyed, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, paired, keys, _ = keyed
    prove = access_keys.prove_key

    def proven(house: House, key: str, secret: str, *, origin: str) -> Proven:
        found = prove(house, key, secret, origin=origin)
        revoke(story, paired, key)
        return found

    monkeypatch.setattr(tokens, "prove_key", proven)
    with pytest.raises(Unauthenticated):
        tokens.log_in_with_key(
            story.house, keys["sam"].id, keys["sam"].secret, client="", origin="test"
        )


def test_a_token_is_not_good_without_its_key(keyed: Keyed) -> None:
    story, paired, keys, _ = keyed
    access = tokens_of(story, keys["sam"])["access_token"]
    held: list[Family] = []
    with story.house.store_of(paired.primary).writing() as tx:
        family = tokens._claims(story.house, access).family
        found = tx.families.get(paired.primary, family)
        assert found is not None
        held.append(replace(found))
    revoke(story, paired, keys["sam"].id)
    with story.house.store_of(paired.primary).writing() as tx:
        tx.families.add(held[0])  # as if it had begun a moment later
    assert me(story, access).status_code == 401


def test_a_session_that_has_ended_gives_no_code(keyed: Keyed) -> None:
    story, _, _, _ = keyed
    token = token_of(story, "sam")
    caller = login.caller_of(story.house, token, origin="test")
    assert isinstance(caller, Caller)
    login.log_out(story.house, token, origin="test")
    wish = authorizing.Wish("crm", HOME, "c" * 43)
    with pytest.raises(Unauthenticated):
        authorizing.grant_code(story.house, caller, wish)
