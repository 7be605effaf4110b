"""Plans, runs, losses, drift and restoring on pages: looked at before it is done, told field by field, asked of people."""

import csv
import io
import json
import re
from collections.abc import Iterator

import pytest
from starlette.types import ASGIApp

from releve.app.work import HouseWork
from releve.domain.runs import Run, RunState
from releve.web.pages.sync_asking import question
from releve.web.pages.sync_lines import changed
from tests.helpers.houses import Paired, Story
from tests.helpers.outages import outage
from tests.house.web.scenes import Pairing
from tests.house.web.visitors import Visitor, employee_token, ids_in, said

SYNC = "/admin/sync"
PAGES = (SYNC, *(f"{SYNC}/{one}" for one in ("runs", "plans", "losing", "drift", "restore")))
ODD = ("skill", "0", "%00", "..%2f..", "é", "x" * 3000)


@pytest.fixture(scope="module")
def both(story: Story, paired: Paired) -> Pairing:
    return Pairing(story, paired)


@pytest.fixture(autouse=True)
def in_step(both: Pairing) -> Iterator[None]:
    """Every test begins with an enabled sync and a pair that is in step, and leaves no run open."""
    both.enable(deletions="follow")
    both.sync()
    yield
    both.work()


def sent_to(answer_path: str, page: Visitor, **data: str) -> str:
    """Send a form and say where it leads."""
    answer = page.give(answer_path, dict(data))
    assert answer.status_code == 303, said(answer)
    return str(answer.headers["location"])


def test_the_page_says_how_the_pair_stands(both: Pairing, admin: Visitor) -> None:
    told = said(admin.get(SYNC))
    assert "Both tenants hold the same" in told
    assert "Nothing: everything that was changed in the primary tenant has been copied." in told
    name = both.fresh("Brume")
    both.make(name)
    told = said(admin.get(SYNC))
    assert "1 kind differs" in told
    assert f"Create {name}" in told
    assert "Copy them first" in told


def test_without_the_primary_nobody_can_know_and_the_page_is_there(
    site: ASGIApp, both: Pairing
) -> None:
    with outage(both.story.house, "ca1"):
        answer = Visitor(site, both.there).get(SYNC)
    assert (answer.status_code, "nobody can know" in said(answer)) == (200, True)


def test_a_continuous_sync_says_that_changes_follow(both: Pairing, admin: Visitor) -> None:
    both.make(both.fresh("Quai"))
    both.enable(frequency="continuous")
    told = said(admin.get(SYNC))
    assert "changes follow within seconds" in told
    assert "Next sync with the next change" in told


def test_what_would_be_lost_is_listed_and_can_be_copied_first(
    both: Pairing, admin: Visitor
) -> None:
    name = both.fresh("Falaise")
    both.make(name)
    both.sync()
    both.note(name, "=HYPERLINK(1)")
    told = said(admin.get(f"{SYNC}/losing"))
    assert (name in told, "Notes" in told, "before" in told) == (True, True, True)
    rows = list(csv.reader(io.StringIO(admin.page(f"{SYNC}/losing/changes.csv").lstrip("\ufeff"))))
    [row] = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert (row["verb"], row["title"]) == ("update", name)
    run = sent_to(f"{SYNC}/run", admin)
    both.work()
    assert "Done" in said(admin.get(run))
    assert "You would lose nothing." in said(admin.get(f"{SYNC}/losing"))


def test_a_file_never_holds_a_formula(both: Pairing, admin: Visitor) -> None:
    both.make("=1+1")
    run = both.sync()
    text = admin.page(f"{SYNC}/runs/{run}/steps.csv")
    assert ("'=1+1" in text, ",=1+1" in text) == (True, False)


def test_a_preview_changes_nothing_and_is_applied_exactly(both: Pairing, admin: Visitor) -> None:
    name = both.fresh("Phare")
    both.make(name)
    both.sync()
    both.note(name, "after")
    plan = sent_to(f"{SYNC}/plans", admin)
    told = said(admin.get(plan))
    assert re.search(
        r"Drawn at Nov 22, 2026, \d\d:\d\d UTC by .* It holds as long as neither tenant changes\.",
        told,
    )
    assert re.search(r"Notes\s+before\s+→\s+after", told)
    assert both.notes(name, both.there) == "before"
    run = sent_to(f"{plan}/apply", admin)
    both.work()
    assert both.notes(name, both.there) == "after"
    assert "The plan that it applied" in said(admin.get(run))


def test_a_plan_that_does_not_hold_any_more_says_what_moved(both: Pairing, admin: Visitor) -> None:
    name = both.fresh("Digue")
    both.make(name)
    both.sync()
    both.make(both.fresh("Digue"))
    plan = sent_to(f"{SYNC}/plans", admin)
    both.make(both.fresh("Digue"))
    told = said(admin.get(plan))
    assert "This plan does not hold any more" in told
    assert ": the primary tenant. Draw it again" in told
    assert "Apply exactly this" not in told
    both.note(name, "by hand", both.there)
    assert ": the primary tenant and the BCP tenant. Draw it again" in said(admin.get(plan))
    run = sent_to(f"{plan}/apply", admin)  # somebody had the page open
    both.work()
    assert "The plan does not hold any more" in said(admin.get(run))
    both.sync()  # puts back what was done by hand


def test_steps_are_chosen_by_verb_and_by_kind(both: Pairing, admin: Visitor) -> None:
    name = both.fresh("Estran")
    both.make(name)
    run = f"{SYNC}/runs/{both.sync()}"
    assert name in admin.page(f"{run}?verb=create&kind=tag")
    assert name not in admin.page(f"{run}?verb=create&kind=skill")
    assert "No such step in this run." in admin.page(f"{run}?verb=delete")
    assert name in admin.page(f"{run}?verb=juggle")  # what is not known chooses nothing


def test_a_run_is_had_as_a_file(both: Pairing, admin: Visitor) -> None:
    name = both.fresh("Chenal")
    both.make(name)
    run = both.sync()
    [item] = json.loads(admin.page(f"{SYNC}/runs/{run}/steps.json"))
    assert (item["verb"], item["kind"], item["title"]) == ("create", "tag", name)
    rows = list(csv.DictReader(io.StringIO(admin.page(f"{SYNC}/runs/{run}/steps.csv")[1:])))
    assert [(row["title"], row["bcpId"]) for row in rows] == [(name, item["bcpId"])]


def test_a_run_that_asks_says_what_and_whose_and_is_approved(both: Pairing, admin: Visitor) -> None:
    names = [both.fresh("Nuée") for _ in range(52)]
    for name in names:
        both.make(name)
    both.sync()
    for name in names:
        both.note(name, "all at once")
    asking = both.sync()
    for path in (SYNC, f"{SYNC}/runs/{asking}"):
        told = said(admin.get(path))
        assert "A run waits for you: it would change unusually much" in told
        assert "Tags: 52 of" in told
        assert "(52)" in told  # whose changes they are
        assert "If nothing is done, nothing of it is copied" in told
    assert "A run would ask before it does this" in said(admin.get(f"{SYNC}/plans/{asking}"))
    approved = sent_to(f"{SYNC}/runs/{asking}/approve", admin)
    both.work()
    assert "Done" in said(admin.get(approved))
    assert both.notes(names[0], both.there) == "all at once"
    assert "A run waits for you" not in said(admin.get(SYNC))


def test_deletions_that_are_held_back_are_asked_about() -> None:
    asks = {
        "tag": {"deletions": 30, "of": 200, "by": {"ines": 30}},
        "skill": {"edits": 90, "of": 100, "allowed": 50, "by": {"zoe": 90}},
    }
    run = Run(
        "r", "p", RunState.DONE, "schedule", "schedule", "2026-11-22T09:00:00.000Z", asks=asks
    )
    asked = question(run)
    assert asked is not None
    assert not asked.waits
    assert sorted(str(one.sentence) for one in asked.asked) == [
        "Skills: 90 of 100 would be changed; up to 50 may change unasked.",
        "Tags: 30 of 200 would be deleted.",
    ]
    assert {one.by: one.deletes for one in asked.asked} == {
        ("zoe (90)",): False,
        ("ines (30)",): True,
    }


def test_an_open_run_tells_how_far_it_is_and_can_be_cancelled(
    both: Pairing, admin: Visitor
) -> None:
    run = sent_to(f"{SYNC}/run", admin)
    page = admin.page(SYNC)
    assert f'hx-get="{run}/progress?on=sync" hx-trigger="every 1s"' in page
    assert "The sync is queued." in page
    house, run_id = both.story.house, run.rpartition("/")[2]
    work = HouseWork(house)
    [taken] = work.take(())
    told = {"stage": "draw", "kind": "tag", "done": 1200, "total": 3600, "rate": 400.0}
    house.progress[run_id] = told
    text = said(admin.get(f"{run}/progress?on=sync"))
    for part in ("Comparing: Tags", "1,200 of 3,600", "400 per second", "6 seconds left"):
        assert part in text
    assert sent_to(f"{run}/cancel", admin) == run
    assert "The run is ending." in said(admin.get(run))
    work.carry_out(taken)
    assert "This run was cancelled; nothing was written." in said(admin.get(run))
    ended = admin.page(f"{run}/progress?on=sync")
    assert ("every 1s" in ended, 'hx-trigger="load"' in ended) == (False, True)
    again = admin.give(f"{run}/cancel", {})
    assert (again.status_code, "has ended already" in said(again)) == (422, True)


def test_what_was_changed_in_the_bcp_tenant_is_listed_and_decided(
    site: ASGIApp, both: Pairing, admin: Visitor
) -> None:
    kept, lost = both.fresh("Îlot"), both.fresh("Îlot")
    for name in (kept, lost):
        both.make(name)
    both.sync()
    for name in (kept, lost):
        both.note(name, "by hand", both.there)
    path = f"{SYNC}/drift"
    told = said(admin.get(path))
    assert (kept in told, "Edited" in told, "as configured: written over" in told) == (True,) * 3
    assert re.search(r"Edited\s+Notes\s+before\s+→\s+by hand", told)
    with outage(both.story.house, "ca1"):
        blind = Visitor(site, both.there).get(path)
    assert (blind.status_code, "which fields were edited cannot be shown" in said(blind)) == (
        200,
        True,
    )
    sent_to(path, admin, which=f"tag/{both.find(kept, both.there)['id']}", decision="keep")
    assert re.search(r"Kept\s+by ", said(admin.get(path)))
    run = both.sync()
    both.enable(zone="America/Toronto")
    told = said(admin.get(f"{SYNC}/runs/{run}"))
    assert re.search(
        r"changed it in the BCP tenant on Nov 22, 2026, 04:\d\d EST, and that is", told
    )
    both.enable(zone="UTC")
    assert both.notes(kept, both.there) == "by hand"
    assert both.notes(lost, both.there) == "before"
    sent_to(path, admin, all="on", decision="overwrite")
    both.sync()
    assert "Nobody has changed anything in the BCP tenant." in said(admin.get(path))


@pytest.mark.parametrize(
    ("data", "status", "told"),
    [
        ({"decision": "keep"}, 400, "No change was chosen."),
        ({"which": "tag/1", "decision": "juggle"}, 400, "It was not said what is to be done."),
        ({"which": "tag/1", "decision": "keep"}, 404, "This was not changed in the BCP tenant"),
        ({"which": "", "decision": "keep"}, 404, "This was not changed in the BCP tenant"),
    ],
)
def test_a_decision_about_nothing_is_told(
    admin: Visitor, data: dict[str, str], status: int, told: str
) -> None:
    answer = admin.give(f"{SYNC}/drift", data)
    assert (answer.status_code, told in said(answer)) == (status, True)


def test_a_run_is_undone_after_it_was_said_what_that_means(both: Pairing, admin: Visitor) -> None:
    name, new = both.fresh("Amer"), both.fresh("Amer")
    both.make(name)
    both.sync()
    both.note(name, "a mistake")
    both.make(new)
    run = both.sync()
    assert run in [*ids_in(admin.page(f"{SYNC}/restore"), f"{SYNC}/restore/")]
    path = f"{SYNC}/restore/{run}"
    told = said(admin.get(path))
    assert "Made since: will be deleted 1" in told
    assert "Changed since: will be as before 1" in told
    assert "The sync is turned off" in told
    assert "Passwords are not put back" in told
    assert "turn on Enable Sync" in told
    assert both.notes(name, both.there) == "a mistake"  # nothing is done by looking
    done = sent_to(path, admin)
    both.work()
    assert "(restore)" in said(admin.get(done))
    assert both.notes(name, both.there) == "before"
    assert not both.story.done("GET", "/sync", both.inside)["config"]["enabled"]
    told = said(admin.get(SYNC))
    assert "The BCP tenant was restored, and the sync is off" in told
    assert "Nothing: everything that was changed" not in told
    assert "Nobody has changed anything in the BCP tenant." in said(admin.get(f"{SYNC}/drift"))


def test_after_a_restore_the_page_of_losses_says_what_is_older_and_what_to_do(
    both: Pairing, admin: Visitor
) -> None:
    name = both.fresh("Balise")
    both.make(name)
    both.sync()
    both.note(name, "later")
    run = both.sync()
    done = sent_to(f"{SYNC}/restore/{run}", admin)
    both.work()
    told = said(admin.get(f"{SYNC}/losing"))
    assert re.search(
        r"restored on .* to how it was before the run of Nov 22, 2026, \d\d:\d\d UTC", told
    )
    assert "1 entity in it is therefore older than in the primary tenant" in told
    assert "Then turn on Enable Sync and save." in told
    assert "You would lose nothing." not in told
    assert f'href="{done}#steps"' in admin.page(f"{SYNC}/losing")
    both.enable()
    assert "The next run brings them into step again." in said(admin.get(f"{SYNC}/losing"))
    both.sync()
    assert "You would lose nothing." in said(admin.get(f"{SYNC}/losing"))


def test_a_plan_that_only_holds_back_says_that_there_is_nothing_to_apply(
    both: Pairing, admin: Visitor
) -> None:
    name = both.fresh("Bouée")
    both.make(name)
    both.sync()
    both.note(name, "by hand", both.there)
    both.enable(drift="keep", deletions="follow")
    plan = sent_to(f"{SYNC}/plans", admin)
    told = said(admin.get(plan))
    assert ("There is nothing to apply" in told, "that is kept" in told) == (True, True)
    assert f"{plan}/apply" not in admin.page(plan)
    both.note(name, "more")
    both.make(both.fresh("Bouée"))
    plan = sent_to(f"{SYNC}/plans", admin)
    assert "There is nothing to apply" not in said(admin.get(plan))
    assert f"{plan}/apply" in admin.page(plan)
    both.enable(deletions="follow")
    both.sync()


def test_what_is_held_back_only_because_of_others_stands_behind_them(
    both: Pairing, admin: Visitor
) -> None:
    story, inside = both.story, both.inside
    campaign = story.done("POST", "/entities/campaign", inside, {"name": both.fresh("Q")})
    name, reply_title = both.fresh("Accueil"), both.fresh("Merci")
    skill = story.done(
        "POST",
        "/entities/skill",
        inside,
        {"skillName": name, "mediaTypeId": 4, "campaignId": int(campaign["id"])},
    )
    reply = {"title": reply_title, "skills": [int(skill["id"])]}
    story.done("POST", "/entities/quick_reply", inside, reply)
    kinds = [one["name"] for one in story.done("GET", "/sync", inside)["kinds"]]
    both.enable(custom=True, kinds=[one for one in kinds if one != "campaign"])
    told = said(admin.get(f"{SYNC}/runs/{both.sync()}?verb=hold"))
    own, others = told.index("reason of its own"), told.index("because of the others")
    assert own < told.index(name) < others < told.index(reply_title)
    assert f"“Skills” refers to “{name}” (Skill), which is held back itself." in told
    both.enable(deletions="follow")
    told = said(admin.get(f"{SYNC}/runs/{both.sync()}?verb=hold"))
    assert "Nothing was held back in this run." in told


def test_without_points_the_page_says_how_to_get_one(both: Pairing, admin: Visitor) -> None:
    both.enable(restorePoints=0)
    assert "Set Restore points to 1 or more" in said(admin.get(f"{SYNC}/restore"))


def test_the_pages_of_a_new_pair_say_what_to_do(site: ASGIApp, story: Story) -> None:
    operator = story.operator()
    new = story.tenant(operator, "Estuaire", "ca1")
    story.set_up(operator, new, story.tenant(operator, "Estuaire BCP", "eu1"))
    visitor = Visitor(site, story.step_in(operator, new))
    for path, told in (
        (f"{SYNC}/plans", "No plan is kept."),
        (f"{SYNC}/losing", "The sync is off, so nothing is copied."),
        (f"{SYNC}/drift", "Nobody has changed anything in the BCP tenant."),
        (f"{SYNC}/restore", "There is no restore point yet."),
    ):
        assert told in said(visitor.get(path)), path


def test_who_may_only_look_gets_no_buttons_and_no_way_around(site: ASGIApp, both: Pairing) -> None:
    story = both.story
    role = story.done("GET", "/entities/role?search=agent", both.inside)["items"][0]["id"]
    story.employee(both.inside, "ines")
    looker = Visitor(site, employee_token(story, "ines"))
    for path in PAGES:
        assert looker.get(path).status_code == 403, path
    given = {"permissions": {"bcp.configurations": ["view"]}}
    story.done("PUT", f"/roles/{role}/permissions", both.inside, given)
    run = both.sync()
    both.make(both.fresh("Anse"))
    for path in (*PAGES, f"{SYNC}/runs/{run}"):
        page = looker.page(path)
        for button in ("/run", "/approve", "/cancel", "/apply"):
            assert f'action="{SYNC}{button}"' not in page
        assert 'name="decision"' not in page
    for path in (f"runs/{run}/approve", f"runs/{run}/cancel", "drift", "run"):
        data = {"all": "on", "decision": "keep"}
        assert looker.give(f"{SYNC}/{path}", data).status_code == 403, path


@pytest.mark.parametrize("odd", ODD, ids=[one[:8] for one in ODD])
def test_what_does_not_exist_is_not_found_and_never_a_fault(admin: Visitor, odd: str) -> None:
    for path in ("runs/{}", "runs/{}/progress", "runs/{}/steps.csv", "plans/{}", "restore/{}"):
        at = f"{SYNC}/{path.format(odd)}"
        assert admin.get(at).status_code == 404, at
    for path in ("runs/{}/approve", "runs/{}/cancel", "plans/{}/apply", "restore/{}"):
        at = f"{SYNC}/{path.format(odd)}"
        assert admin.give(at, {}).status_code == 404, at


@pytest.mark.parametrize(
    ("path", "before", "after", "told"),
    [
        ("notes", '"a"', '"b"', ("Notes", "a", "b")),
        ("isActive", "true", "", ("Active", "yes", None)),
        ("notes", '""', '"long…', ("Notes", "empty", "long…")),
        ("unknown.path", "1", "[1,2]", ("unknown.path", "1", "1, 2")),
        ("unknown", '[{"a":1}]', '[{"a":1},{"a":2}]', ("unknown", "1 row", "2 rows")),
        ("unknown", '[{"a":1', "", ("unknown", "a long list", None)),
    ],
)
def test_a_difference_is_told_in_words(
    path: str, before: str, after: str, told: tuple[str | None, ...]
) -> None:
    one = changed("tag", path, before, after)
    shown = tuple(
        None if part is None else str(part) for part in (one.label, one.before, one.after)
    )
    assert shown == told


def test_a_secret_is_never_told() -> None:
    one = changed("employee", "mfaSecret", '"S3CRET"', "")
    assert (one.before, one.after) == ("••••••", None)
