"""A revert with *keep*: nothing is overwritten until somebody has looked, and what is taken is in the primary afterwards."""

from typing import Any

import pytest

from releve.app.following import Follower
from releve.app.work import HouseWork
from tests.helpers.houses import Paired, Story, work_off
from tests.helpers.outages import outage

Pair = tuple[Story, Paired]


def skill(story: Story, token: str, name: str, **more: Any) -> Any:
    body = {"skillName": name, "mediaTypeId": 4, **more}
    return story.done("POST", "/entities/skill", token, body)


def edit(story: Story, token: str, name: str, **changes: Any) -> None:
    found = story.done("GET", f"/entities/skill?search={name}", token)["items"][0]
    one = story.done("GET", f"/entities/skill/{found['id']}", token)
    body = {**one["body"], **changes}
    story.done("PUT", f"/entities/skill/{found['id']}", token, body)


def named(story: Story, token: str, name: str) -> Any:
    items = story.done("GET", f"/entities/skill?search={name}", token)["items"]
    return items[0]["body"] if items else None


def move(acme: Pair, door: str, token: str = "", **more: Any) -> Any:
    story, paired = acme
    story.hands.turn(seconds=1)
    token = token or paired.inside
    epoch = story.done("GET", "/switch", token)["activation"]["epoch"]
    order = {"passkey": paired.passkey, "epoch": epoch, "acknowledged": True, **more}
    return story.done("POST", door, token, order)


@pytest.fixture
def away(acme: Pair) -> str:
    """Acme is synced and switched; the token of an administrator in the BCP tenant."""
    story, paired = acme
    for name in ("Ventes", "Sinistres"):
        skill(story, paired.inside, name)
    story.sync(paired.inside)
    over_there = story.step_in(paired.operator, paired.bcp)
    move(acme, "/switch")
    return over_there


def test_a_revert_with_keep_holds_the_sync_until_the_plan_is_applied(acme: Pair, away: str) -> None:
    story, paired = acme
    edit(story, away, "Ventes", notes="during the outage")
    skill(story, away, "Cellule de crise")
    move(acme, "/switch/revert", changes="keep")
    refused = story.ask("POST", "/sync/runs", paired.inside)
    assert refused.status_code == 422
    assert "wait to be looked at" in refused.json()["detail"]
    story.hands.turn(hours=30)
    assert HouseWork(story.house).queue_due() == []
    story.hands.turn(hours=-30)
    page = story.done("POST", "/sync/keep", paired.inside)
    assert page["state"] == "open"
    assert {(one["verb"], one["title"], one["taken"]) for one in page["items"]} == {
        ("update", "Ventes", True),
        ("create", "Cellule de crise", True),
    }
    plan = {"plan": page["plan"]["id"]}
    applied = story.done("POST", "/sync/keep/apply", paired.inside, plan)
    assert (applied["state"], applied["kept"], applied["left"]) == ("kept", 2, 0)
    assert named(story, paired.inside, "Ventes")["notes"] == "during the outage"
    assert named(story, paired.inside, "Cellule de crise")
    run = story.sync(paired.inside)
    assert run["counts"] == {}
    assert named(story, away, "Ventes")["notes"] == "during the outage"
    assert story.done("GET", "/sync/equal", paired.inside)["equal"]
    assert story.done("GET", "/sync/drift", paired.inside)["total"] == 0


def test_applying_again_does_nothing_twice(acme: Pair, away: str) -> None:
    story, paired = acme
    skill(story, away, "Cellule de crise")
    move(acme, "/switch/revert", changes="keep")
    plan = {"plan": story.done("POST", "/sync/keep", paired.inside)["plan"]["id"]}
    first = story.done("POST", "/sync/keep/apply", paired.inside, plan)
    assert story.done("POST", "/sync/keep/apply", paired.inside, plan) == first
    assert story.done("GET", "/entities/skill?search=cellule", paired.inside)["total"] == 1


def test_a_revert_that_overwrites_goes_on_at_once(acme: Pair, away: str) -> None:
    story, paired = acme
    edit(story, away, "Ventes", notes="during the outage")
    move(acme, "/switch/revert", changes="overwrite")
    story.sync(paired.inside)
    assert "notes" not in named(story, away, "Ventes")


def test_what_was_not_chosen_at_the_revert_can_be_kept_as_long_as_it_is_there(
    acme: Pair, away: str
) -> None:
    story, paired = acme
    edit(story, away, "Ventes", notes="during the outage")
    move(acme, "/switch/revert")
    assert story.done("GET", "/sync/keep", paired.inside)["state"] == "none"
    assert story.done("POST", "/sync/keep", paired.inside)["state"] == "open"
    assert story.ask("POST", "/sync/runs", paired.inside).status_code == 422


def test_with_nothing_to_keep_the_sync_goes_on(acme: Pair, away: str) -> None:
    story, paired = acme
    move(acme, "/switch/revert", changes="keep")
    page = story.done("POST", "/sync/keep", paired.inside)
    assert (page["state"], page["total"]) == ("kept", 0)
    assert story.sync(paired.inside)["state"] == "done"


def test_a_plan_can_be_looked_at_before_the_revert_and_not_applied(acme: Pair, away: str) -> None:
    story, _ = acme
    edit(story, away, "Ventes", notes="during the outage")
    page = story.done("POST", "/sync/keep", away)
    assert (page["state"], page["paused"], page["total"]) == ("none", True, 1)
    refused = story.ask("POST", "/sync/keep/apply", away, {"plan": page["plan"]["id"]})
    assert refused.status_code == 422
    leave = {"plan": page["plan"]["id"], "take": False}
    story.done("POST", "/sync/keep/choices", away, leave)
    move(acme, "/switch/revert", changes="keep")
    assert story.done("GET", "/sync/keep", away)["plan"] is None, "it was drawn before"
    [one] = story.done("POST", "/sync/keep", away)["items"]
    assert not one["taken"], "what was said of it counts"


def test_a_conflict_is_taken_only_by_explicit_choice(acme: Pair, away: str) -> None:
    story, paired = acme
    edit(story, away, "Ventes", notes="over there")
    move(acme, "/switch/revert", changes="keep")
    edit(story, paired.inside, "Ventes", notes="here")
    page = story.done("POST", "/sync/keep", paired.inside)
    [one] = page["items"]
    assert (one["conflict"], one["taken"]) == (True, False)
    assert [(f["before"], f["after"]) for f in one["fields"]] == [('"here"', '"over there"')]
    both = {"plan": page["plan"]["id"], "take": True}
    page = story.done("POST", "/sync/keep/choices", paired.inside, both)
    assert not page["items"][0]["taken"], "all means those without a conflict"
    which = [{"kind": one["kind"], "bcpId": one["bcpId"]}]
    wanted = {"plan": page["plan"]["id"], "take": True, "entities": which}
    page = story.done("POST", "/sync/keep/choices", paired.inside, wanted)
    assert page["items"][0]["taken"]
    plan = {"plan": page["plan"]["id"]}
    story.done("POST", "/sync/keep/apply", paired.inside, plan)
    assert named(story, paired.inside, "Ventes")["notes"] == "over there"


def test_what_is_left_is_overwritten_by_the_next_sync(acme: Pair, away: str) -> None:
    story, paired = acme
    edit(story, away, "Ventes", notes="mine")
    edit(story, away, "Sinistres", notes="theirs")
    move(acme, "/switch/revert", changes="keep")
    page = story.done("POST", "/sync/keep", paired.inside)
    which = [
        {"kind": one["kind"], "bcpId": one["bcpId"]}
        for one in page["items"]
        if one["title"] == "Sinistres"
    ]
    wanted = {"plan": page["plan"]["id"], "take": False, "entities": which}
    page = story.done("POST", "/sync/keep/choices", paired.inside, wanted)
    done = story.done("POST", "/sync/keep/apply", paired.inside, {"plan": page["plan"]["id"]})
    assert (done["kept"], done["left"]) == (1, 1)
    run = story.sync(paired.inside)
    assert run["counts"] == {"skill": {"update": 1}}
    assert "notes" not in named(story, away, "Sinistres")
    assert named(story, away, "Ventes")["notes"] == "mine"


@pytest.mark.parametrize("side", ["primary", "bcp"])
def test_apply_refuses_when_either_side_has_moved_and_says_what(
    acme: Pair, away: str, side: str
) -> None:
    story, paired = acme
    edit(story, away, "Ventes", notes="over there")
    move(acme, "/switch/revert", changes="keep")
    page = story.done("POST", "/sync/keep", paired.inside)
    edit(story, paired.inside if side == "primary" else away, "Ventes", outboundStrategy="x")
    refused = story.ask("POST", "/sync/keep/apply", paired.inside, {"plan": page["plan"]["id"]})
    assert refused.status_code == 409
    tenant = "primary" if side == "primary" else "BCP"
    told = f"Skill “Ventes” was changed in the {tenant} tenant since."
    assert refused.json()["reasons"] == [told]
    assert "notes" not in named(story, paired.inside, "Ventes")


def test_work_in_the_primary_that_has_nothing_to_do_with_it_is_no_hindrance(
    acme: Pair, away: str
) -> None:
    story, paired = acme
    edit(story, away, "Ventes", notes="over there")
    skill(story, away, "Cellule de crise")
    move(acme, "/switch/revert", changes="keep")
    page = story.done("POST", "/sync/keep", paired.inside)
    skill(story, paired.inside, "Fidélité")
    done = story.done("POST", "/sync/keep/apply", paired.inside, {"plan": page["plan"]["id"]})
    assert (done["state"], done["kept"]) == ("kept", 2)


def test_thrown_away_it_is_overwritten(acme: Pair, away: str) -> None:
    story, paired = acme
    edit(story, away, "Ventes", notes="during the outage")
    move(acme, "/switch/revert", changes="keep")
    assert story.done("DELETE", "/sync/keep", paired.inside)["state"] == "dropped"
    assert story.ask("DELETE", "/sync/keep", paired.inside).status_code == 422
    story.sync(paired.inside)
    assert "notes" not in named(story, away, "Ventes")


def test_what_was_queued_before_the_choice_writes_nothing(acme: Pair, away: str) -> None:
    story, paired = acme
    edit(story, away, "Ventes", notes="during the outage")
    move(acme, "/switch/revert")
    story.done("PUT", "/sync/config", paired.inside, {"enabled": True})
    run = story.done("POST", "/sync/runs", paired.inside)["id"]
    story.done("POST", "/sync/keep", paired.inside)
    work_off(story.house)
    ended = story.done("GET", f"/sync/runs/{run}", paired.inside)["run"]
    assert ended["state"] == "refused"
    assert named(story, away, "Ventes")["notes"] == "during the outage"


def test_a_restore_waits_too(acme: Pair, away: str) -> None:
    story, paired = acme
    edit(story, away, "Ventes", notes="during the outage")
    points = story.done("GET", "/sync/restore-points", paired.inside)["items"]
    move(acme, "/switch/revert", changes="keep")
    path = f"/sync/restore-points/{points[0]['run']['id']}/restore"
    assert story.ask("POST", path, paired.inside).status_code == 422


def test_the_audit_of_the_primary_says_who_brought_what(acme: Pair, away: str) -> None:
    story, paired = acme
    edit(story, away, "Ventes", notes="during the outage")
    move(acme, "/switch/revert", changes="keep")
    page = story.done("POST", "/sync/keep", paired.inside)
    story.done("POST", "/sync/keep/apply", paired.inside, {"plan": page["plan"]["id"]})
    acts = [one["act"] for one in story.done("GET", "/audit", paired.inside)["items"]]
    assert "sync.keep" in acts


def test_another_companys_plan_is_not_found(acme: Pair, away: str) -> None:
    story, paired = acme
    edit(story, away, "Ventes", notes="during the outage")
    plan = story.done("POST", "/sync/keep", away)["plan"]["id"]
    one, two = (
        story.tenant(paired.operator, name, region)
        for name, region in (("Orbit", "ca1"), ("Orbit BCP", "eu1"))
    )
    story.set_up(paired.operator, one, two)
    story.set_up(paired.operator, two)
    other = story.step_in(paired.operator, one)
    choice = {"plan": plan, "take": False}
    assert story.ask("POST", "/sync/keep/choices", other, choice).status_code == 404


def test_while_the_primary_does_not_answer_the_choice_waits(acme: Pair, away: str) -> None:
    story, paired = acme
    edit(story, away, "Ventes", notes="during the outage")
    with outage(story.house, "ca1"):
        move(acme, "/switch/revert", away, changes="keep")
        assert story.ask("POST", "/sync/keep", away).status_code == 503
        assert story.done("GET", "/sync/keep", away)["state"] == "open"
    assert story.ask("POST", "/sync/runs", paired.inside).status_code == 422
    assert story.done("POST", "/sync/keep", paired.inside)["total"] == 1


def test_a_pair_that_is_followed_is_not_followed_meanwhile(acme: Pair, away: str) -> None:
    story, paired = acme
    config = {"enabled": True, "frequency": "continuous"}
    story.done("PUT", "/sync/config", paired.inside, config)
    edit(story, away, "Ventes", notes="during the outage")
    move(acme, "/switch/revert", changes="keep")
    follower = Follower(story.house)
    skill(story, paired.inside, "Fidélité")
    follower.turn()
    assert named(story, away, "Ventes")["notes"] == "during the outage"
    page = story.done("POST", "/sync/keep", paired.inside)
    story.done("POST", "/sync/keep/apply", paired.inside, {"plan": page["plan"]["id"]})
    skill(story, paired.inside, "Accueil")
    follower.turn()
    assert named(story, away, "Accueil")
    assert named(story, away, "Ventes")["notes"] == "during the outage"


def test_what_was_written_and_not_ended_is_finished_by_whoever_comes_next(
    acme: Pair, away: str
) -> None:
    story, paired = acme
    skill(story, away, "Cellule de crise")
    move(acme, "/switch/revert", changes="keep")
    page = story.done("POST", "/sync/keep", paired.inside)
    plan = {"plan": page["plan"]["id"]}
    with outage(story.house, "eu1", reads=True):
        assert story.ask("POST", "/sync/keep/apply", paired.inside, plan).status_code == 503
    assert story.done("GET", "/sync/keep", paired.inside)["state"] == "open"
    assert story.ask("DELETE", "/sync/keep", paired.inside).status_code == 409
    assert story.done("GET", "/sync/keep", paired.inside)["state"] == "kept"
    assert story.sync(paired.inside)["counts"] == {}


def test_a_decision_draws_anew_so_that_an_older_plan_is_gone(acme: Pair, away: str) -> None:
    story, paired = acme
    edit(story, away, "Ventes", notes="during the outage")
    move(acme, "/switch/revert", changes="keep")
    old = {"plan": story.done("POST", "/sync/keep", paired.inside)["plan"]["id"]}
    new = story.done("POST", "/sync/keep/choices", paired.inside, {**old, "take": False})
    assert (new["plan"]["taken"], new["items"][0]["taken"]) == (0, False)
    assert story.ask("POST", "/sync/keep/apply", paired.inside, old).status_code == 404


def test_a_planned_switch_is_told_that_changes_wait(acme: Pair, away: str) -> None:
    story, paired = acme
    edit(story, away, "Ventes", notes="during the outage")
    move(acme, "/switch/revert", changes="keep")
    skill(story, paired.inside, "Fidélité")
    story.hands.turn(seconds=story.house.calm_s)
    page = story.done("GET", "/switch", paired.inside)
    assert page["changesWait"]
    assert "changes_wait" in [one["code"] for one in page["verdict"]["findings"]]


def test_where_two_are_wanted_the_choice_is_part_of_what_is_confirmed(
    acme: Pair, away: str
) -> None:
    story, paired = acme
    edit(story, away, "Ventes", notes="during the outage")
    rules = f"/tenants/{paired.primary}/switch-rules"
    version = story.done("GET", rules, paired.operator)["version"]
    wanted = {"twoPersons": True, "breakGlass": False, "version": version}
    story.done("PUT", rules, paired.operator, wanted)
    ordered = move(acme, "/switch/revert", changes="keep")
    assert ordered["order"]["state"] == "waiting"
    assert story.done("GET", "/sync/keep", paired.inside)["state"] == "none"
    order, _ = story.house.registry.order(story.house.registry.pair_of(paired.primary)[0].id)
    assert order is not None
    assert order.keep
