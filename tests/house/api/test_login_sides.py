"""Which side decides about somebody: the active one while its region answers, the other one when it does not."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from releve.app import login, operator_login
from releve.domain.errors import ReleveError, Unauthenticated, Unavailable
from releve.domain.store import Credential
from tests.helpers.houses import PASSWORD, Paired, Story
from tests.helpers.outages import outage

NEW = "une-toute-autre-phrase"


def enter(story: Story, username: str, password: str = PASSWORD) -> Any:
    return story.ask("POST", "/login", body={"username": username, "password": password})


def entered(story: Story, username: str, password: str = PASSWORD) -> str:
    """What came of it, in one word."""
    answer = enter(story, username, password).json()
    return str(answer.get("outcome") or answer["code"])


def edit(story: Story, token: str, id: str, **changes: Any) -> None:
    body = story.done("GET", f"/entities/employee/{id}", token)["body"]
    story.done("PUT", f"/entities/employee/{id}", token, {**body, **changes})


def over_there(story: Story, paired: Paired, username: str) -> str:
    """The id of somebody's copy in the BCP tenant."""
    with story.house.store_of(paired.bcp).reading() as tx:
        found = tx.entities.by_key(paired.bcp, "employee", username)
    assert found is not None
    return found.id


def reset(story: Story, token: str, id: str, password: str = NEW) -> None:
    story.done("PUT", f"/employees/{id}/password", token, {"password": password})


@contextmanager
def switched(story: Story, paired: Paired) -> Iterator[None]:
    story.done(
        "POST",
        "/switch",
        paired.inside,
        {"passkey": paired.passkey, "epoch": 1, "acknowledged": True},
    )
    yield


@pytest.fixture
def sam(peopled: tuple[Story, Paired, Mapping[str, str]]) -> tuple[Story, Paired, str]:
    """Sam has single access, and is on both sides with the same password."""
    story, paired, people = peopled
    return story, paired, people["sam"]


@pytest.fixture
def olive(peopled: tuple[Story, Paired, Mapping[str, str]]) -> tuple[Story, Paired, str]:
    """Olive has multiple access, and is on both sides with the same password."""
    story, paired, people = peopled
    return story, paired, people["olive"]


def test_an_old_password_that_the_copy_still_has_opens_nothing(
    sam: tuple[Story, Paired, str],
) -> None:
    story, paired, who = sam
    reset(story, paired.inside, who)
    assert entered(story, "sam") == "unauthenticated"
    assert entered(story, "sam", NEW) == "logged_in"


def test_an_old_password_does_not_lead_to_the_selector_either(
    olive: tuple[Story, Paired, str],
) -> None:
    story, paired, who = olive
    reset(story, paired.inside, who)
    assert entered(story, "olive") == "unauthenticated"
    assert entered(story, "olive", NEW) == "must_choose"


def test_after_a_switch_the_password_of_the_bcp_tenant_counts(
    sam: tuple[Story, Paired, str],
) -> None:
    story, paired, who = sam
    reset(story, paired.inside, who)
    with switched(story, paired):
        assert entered(story, "sam", NEW) == "unauthenticated"
        assert entered(story, "sam") == "logged_in"


def test_with_the_active_region_gone_the_other_side_decides(
    olive: tuple[Story, Paired, str],
) -> None:
    story, paired, who = olive
    reset(story, paired.inside, who)
    with outage(story.house, "ca1"):
        answer = enter(story, "olive").json()
        choice = {"proof": answer["proof"], "tenant": paired.bcp}
        assert story.done("POST", "/login/choice", body=choice)["tenant"]["id"] == paired.bcp


def test_with_the_other_region_gone_the_active_side_is_enough(
    sam: tuple[Story, Paired, str],
) -> None:
    story, _, _ = sam
    with outage(story.house, "eu1"):
        assert entered(story, "sam") == "logged_in"


def test_a_password_that_the_bcp_tenant_was_given_is_put_right_by_the_next_sync(
    sam: tuple[Story, Paired, str],
) -> None:
    story, paired, _ = sam
    beyond = story.step_in(paired.operator, paired.bcp)
    reset(story, beyond, over_there(story, paired, "sam"))
    story.sync(paired.inside)
    with switched(story, paired):
        assert entered(story, "sam", NEW) == "unauthenticated"
        assert entered(story, "sam") == "logged_in"


@pytest.mark.parametrize(
    "change", [{"status": "BLOCKED"}, {"status": "DELETED"}, {"isActive": False}]
)
def test_who_is_kept_out_of_the_active_side_gets_in_through_no_other(
    olive: tuple[Story, Paired, str], change: dict[str, Any]
) -> None:
    story, paired, who = olive
    edit(story, paired.inside, who, **change)
    assert entered(story, "olive") == "unauthenticated"


def test_who_is_deleted_in_the_active_side_gets_in_through_no_other(
    olive: tuple[Story, Paired, str],
) -> None:
    story, paired, who = olive
    assert story.ask("DELETE", f"/entities/employee/{who}", paired.inside).status_code == 204
    answer = enter(story, "olive").json()
    assert "outcome" not in answer
    assert entered(story, "olive", "wrong") == "unauthenticated"


def test_who_is_blocked_in_one_tenant_cannot_choose_it(olive: tuple[Story, Paired, str]) -> None:
    story, paired, _ = olive
    beyond = story.step_in(paired.operator, paired.bcp)
    edit(story, beyond, over_there(story, paired, "olive"), status="BLOCKED")
    proof = enter(story, "olive").json()["proof"]
    refused = story.ask("POST", "/login/choice", body={"proof": proof, "tenant": paired.bcp})
    assert "does not let you in" in refused.json()["detail"]
    home = {"proof": proof, "tenant": paired.primary}
    assert story.done("POST", "/login/choice", body=home)["tenant"]["id"] == paired.primary


def test_who_is_blocked_while_choosing_chooses_no_more(olive: tuple[Story, Paired, str]) -> None:
    story, paired, who = olive
    proof = enter(story, "olive").json()["proof"]
    edit(story, paired.inside, who, status="BLOCKED")
    choice = {"proof": proof, "tenant": paired.bcp}
    assert story.ask("POST", "/login/choice", body=choice).status_code == 401


def test_who_is_not_in_the_active_tenant_yet_is_told_so(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    story.sync(paired.inside)
    story.employee(paired.inside, "newbie", "single")
    with switched(story, paired):
        refused = enter(story, "newbie").json()
        assert refused["detail"] == "Your account is not in Acme BCP yet."
        assert entered(story, "newbie", "wrong") == "unauthenticated"


def test_nobody_logs_in_as_the_built_in_administrator(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    with story.house.store_of(paired.primary).writing() as tx:
        built_in = tx.entities.by_key(paired.primary, "employee", "impersonated admin")
        assert built_in is not None
        hashed = story.house.hasher.hash(PASSWORD)
        tx.credentials.put([Credential(paired.primary, built_in.id, "impersonated admin", hashed)])
    assert entered(story, "Impersonated Admin") == "unauthenticated"


def test_a_name_that_no_store_can_hold_is_nobodys(story: Story) -> None:
    for name in ("\x00a", "\ud800", "a\u202eb"):
        with pytest.raises(Unauthenticated):
            login.log_in(story.house, name, PASSWORD, origin="test")
        with pytest.raises(Unauthenticated):
            operator_login.log_in_operator(story.house, name, PASSWORD, origin="test")


# a session of a region that is gone


@pytest.mark.parametrize("who", ["employee", "impersonator", "operator"])
def test_whoever_has_a_session_of_a_dead_region_is_told_to_log_in_again(
    sam: tuple[Story, Paired, str], who: str
) -> None:
    story, paired, _ = sam
    token = {
        "employee": enter(story, "sam").json()["token"],
        "impersonator": paired.inside,
        "operator": paired.operator,
    }[who]
    with outage(story.house, "ca1"):
        told = story.ask("GET", "/me", token)
        assert (told.status_code, told.json()["facts"]) == (401, {"sent_away": True})
        assert "The region Canada (Montréal) does not answer" in told.json()["detail"]
    assert story.ask("GET", "/me", token).status_code == 200


def test_an_operator_logs_in_again_where_a_region_can_write(acme: tuple[Story, Paired]) -> None:
    story, _ = acme
    for reads in (False, True):
        with outage(story.house, "ca1", reads=reads):
            assert story.done("GET", "/me", story.operator())["operator"] == "noor"


def test_a_region_that_cannot_write_turns_nobody_out(sam: tuple[Story, Paired, str]) -> None:
    story, _, _ = sam
    token = enter(story, "sam").json()["token"]
    story.hands.turn(hours=1)
    with outage(story.house, "ca1", reads=True):
        assert story.ask("GET", "/me", token).status_code == 200


def test_a_full_home_region_does_not_stop_a_login_in_another(
    olive: tuple[Story, Paired, str],
) -> None:
    story, paired, _ = olive
    with switched(story, paired), outage(story.house, "ca1", reads=True):
        assert entered(story, "olive") == "must_choose"
        assert entered(story, "olive", "wrong") == "unauthenticated"


# tries


def flooded(story: Story) -> ReleveError:
    """What a login answers while every place to hash is taken."""
    hasher = story.house.hasher
    hasher._patience_s = 0.001
    taken = 0
    while hasher._places.acquire(blocking=False):
        taken += 1
    try:
        login.log_in(story.house, "sam", PASSWORD, origin="test")
    except ReleveError as error:
        return error
    finally:
        hasher._places.release(taken)
    raise AssertionError("there was a place")


def test_a_login_that_found_no_place_is_no_failed_try(sam: tuple[Story, Paired, str]) -> None:
    story, _, _ = sam
    assert all(isinstance(flooded(story), Unavailable) for _ in range(10))
    assert entered(story, "sam") == "logged_in"


def test_who_has_the_name_elsewhere_guesses_no_faster(sam: tuple[Story, Paired, str]) -> None:
    story, paired, _ = sam
    evil = story.step_in(paired.operator, story.tenant(paired.operator, "Evil", "eu1"))
    reset(story, evil, story.employee(evil, "sam"))
    said = []
    for guess in range(5):
        said.append(entered(story, "sam", f"guess {guess}"))
        said.append(entered(story, "sam", NEW))
    said.append(entered(story, "sam", "one more"))
    assert said.count("refused") >= 1
    assert said[-1] == "refused"


def test_what_opens_one_company_is_a_counted_guess_in_the_other(
    sam: tuple[Story, Paired, str],
) -> None:
    story, paired, _ = sam
    evil = story.step_in(paired.operator, story.tenant(paired.operator, "Evil", "eu1"))
    theirs = story.employee(evil, "sam")
    for guess in range(7):
        reset(story, evil, theirs, f"{NEW}-{guess}")
        assert entered(story, "sam", f"{NEW}-{guess}") == "logged_in"
    lines = story.done("GET", "/audit?search=sam", paired.inside)["items"]
    outcomes = [one["outcome"] for one in lines if one["act"] == "login"]
    assert outcomes == ["throttled"] + ["refused"] * 5
    reset(
        story, evil, theirs, PASSWORD
    )  # the right guess, of which they learn nothing while it must wait
    assert entered(story, "sam") == "logged_in"


def test_a_link_to_a_new_password_forgets_no_tries_at_another_company(
    sam: tuple[Story, Paired, str],
) -> None:
    story, paired, _ = sam
    evil = story.step_in(paired.operator, story.tenant(paired.operator, "Evil", "eu1"))
    theirs = story.employee(evil, "sam")
    for guess in range(5):
        assert entered(story, "sam", f"guess {guess}") == "unauthenticated"
    link = story.done("POST", f"/employees/{theirs}/password-link", evil)["token"]
    story.done("POST", "/login/new-password", body={"token": link, "password": NEW})
    assert entered(story, "sam", "one more") == "refused"


def test_who_has_a_name_in_two_companies_may_log_in_all_day(
    sam: tuple[Story, Paired, str],
) -> None:
    story, paired, _ = sam
    other = story.step_in(paired.operator, story.tenant(paired.operator, "Other", "eu1"))
    reset(story, other, story.employee(other, "sam"))
    assert {entered(story, "sam") for _ in range(10)} == {"logged_in"}
