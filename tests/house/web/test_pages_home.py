"""The first page of Admin: how continuity stands, and what those see who may do nothing."""

import re

import pytest
from starlette.types import ASGIApp

from tests.helpers.houses import Paired, Story
from tests.helpers.outages import outage
from tests.helpers.paths import NUMBER, number, reachable
from tests.helpers.tokens import switch
from tests.house.web.visitors import Visitor, employee_token, said, site_of

Acme = tuple[Story, Paired]
PARTS = ("/admin/continuity", "/admin/timeline", "/admin/paths/broken")


def visitor(acme: Acme, token: str = "") -> Visitor:
    return Visitor(site_of(acme[0].house), token or acme[1].inside)


def test_an_administrator_sees_the_pair_and_every_place(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    page = Visitor(site, paired.inside).page("/admin")
    for place in ("employees", "roles", "sync", "enablement", "entities", "audit"):
        assert f'href="/admin/{place}"' in page
    assert "Primary tenant; its BCP tenant is Acme BCP." in page
    assert "Last sync" in page


def test_who_may_do_nothing_is_told_so_and_whom_to_ask(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    story.employee(paired.inside, "mia")
    mia = Visitor(site, employee_token(story, "mia"))
    page = mia.page("/admin")
    assert "There is nothing for you to do in Admin." in page
    assert "ask an administrator of Acme" in page
    assert "Last sync" not in page
    for place in ("employees", "roles", "entities", "audit", "employees/new", "roles/new"):
        refused = mia.get(f"/admin/{place}")
        assert refused.status_code == 403, place
        assert "This needs the permission" in said(refused)
    for place in ("scripts", "review"):
        assert mia.get(f"/studio/{place}").status_code == 403


@pytest.mark.parametrize("place", ["/admin", "/admin/employees/7", "/admin/entities/skill"])
def test_a_stranger_is_sent_to_the_login_and_comes_back(
    site: ASGIApp, story: Story, place: str
) -> None:
    answer = Visitor(site, "").get(place)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/login?next={place}"


def test_an_operator_outside_is_told_to_step_in(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    operator = Visitor(site, paired.operator)
    for place in ("/admin", "/admin/employees", "/admin/audit", "/admin/entities"):
        answer = operator.get(place)
        assert answer.status_code == 403
        assert "Impersonate &amp; Support" in answer.text


def test_the_audit_tells_of_this_tenant_alone(site: ASGIApp, story: Story, paired: Paired) -> None:
    page = Visitor(site, paired.inside).page("/admin/audit")
    assert "impersonate" in page
    assert "tenants.create" not in page
    assert "Nothing matches “zzz”." in Visitor(site, paired.inside).page("/admin/audit?q=zzz")


def test_the_audit_names_what_was_changed_also_after_it_is_gone(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    body = {"tagName": "Tempête"}
    tag = story.done("POST", "/entities/tag", paired.inside, body)["id"]
    told = said(Visitor(site, paired.inside).get("/admin/audit"))
    assert f"Tag {tag} Tempête" in told
    story.done("DELETE", f"/entities/tag/{tag}", paired.inside)
    told = said(Visitor(site, paired.inside).get("/admin/audit"))
    assert told.count(f"Tag {tag} Tempête") == 2


@pytest.mark.parametrize(
    ("gone", "back"),
    [
        ("/admin/employees/nobody", "/admin/employees"),
        ("/admin/roles/nobody", "/admin/roles"),
        ("/admin/entities/skill/nothing", "/admin/entities/skill"),
        ("/admin/entities/nothing", "/admin/entities"),
        ("/studio/scripts/nothing", "/studio/scripts"),
    ],
)
def test_what_does_not_exist_leads_back_to_its_list(
    site: ASGIApp, paired: Paired, gone: str, back: str
) -> None:
    answer = Visitor(site, paired.inside).get(gone)
    assert answer.status_code == 404
    assert f'<a class="btn btn-primary" href="{back}">Go back</a>' in answer.text


@pytest.mark.parametrize(
    ("before", "back"),
    [
        ("{base}/admin/roles/new?from=home", '"/admin/roles/new?from=home">Go back'),
        (
            "{base}/tm/tenants/acme/features/save",
            '"/">Back to the start',
        ),  # a form went there: no page
        ("https://elsewhere.example/admin/roles/new", '"/">Back to the start'),
        ("", '"/">Back to the start'),
    ],
)
def test_a_form_that_is_too_old_leads_back_to_its_page(
    site: ASGIApp, paired: Paired, before: str, back: str
) -> None:
    admin = Visitor(site, paired.inside)
    referer = before.format(base="http://testserver")
    form = {"csrf_token": "over", "roleName": "Nuit"}
    answer = admin.post("/admin/roles/new", data=form, headers={"Referer": referer})
    assert answer.status_code == 403
    assert "The page was too old to be sent." in answer.text
    assert f"href={back}" in answer.text


# ---------------------------------------------------------------- continuity


def test_the_first_thing_said_is_who_is_active_and_whether_the_other_could_take_over(
    acme: Acme,
) -> None:
    reachable(acme[0], acme[1].inside)
    page = said(visitor(acme).get("/admin"))
    told = ("Active now", "Acme", "Primary tenant", "never switched", "Ready: the BCP tenant can")
    at = [page.index(one) for one in told]
    assert at[0] < at[-1]
    assert "Switch to the BCP tenant" in page


def test_every_reason_has_beside_it_what_mends_it(acme: Acme) -> None:
    admin = visitor(acme)
    page = admin.page("/admin")
    assert "Not ready: a planned switch would be refused now." in page
    assert 'id="mend-never_synced-1-1"' in page
    assert re.search(r'href="/admin/tonight" id="mend-nobody_could_log_in-1-1"', page)
    acme[0].sync(acme[1].inside)
    acme[0].employee(acme[1].inside, "zoe", "single")
    page = admin.page("/admin")
    assert "1 change made in the primary is not in the BCP tenant yet." in page
    sent = admin.post("/admin/sync/run", data=admin.form("/admin", "/admin/sync/run").data())
    assert sent.headers["location"].startswith("/admin/sync/runs/")


def test_while_the_bcp_tenant_is_active_the_way_back_comes_first(acme: Acme) -> None:
    story, paired = acme
    reachable(story, paired.inside)
    switch(story, paired)
    for token in (paired.inside, story.step_in(paired.operator, paired.bcp)):
        page = said(visitor(acme, token).get("/admin"))
        assert "Acme BCP" in page
        assert "in an emergency" in page
        assert page.index("Revert to the primary tenant") < page.index("Not ready: a planned")
        assert "Switch to the BCP tenant" not in page.split("Lately")[0]


def test_the_parts_fetch_themselves_again_and_are_no_pages(acme: Acme) -> None:
    admin = visitor(acme)
    page = admin.page("/admin")
    for part in PARTS:
        assert f'hx-get="{part}"' in page
        text = admin.page(part)
        assert "<html" not in text
        assert f'hx-get="{part}" hx-trigger="every' in text


def test_whatever_can_have_the_focus_in_a_part_has_a_name_of_its_own(acme: Acme) -> None:
    """So that the focus stays where it is when the part is replaced."""
    reachable(acme[0], acme[1].inside)
    number(acme[0], acme[1].inside, "+2", "")
    acme[0].sync(acme[1].inside)
    acme[0].done("POST", "/switch/drills", acme[1].inside, {})
    acme[0].employee(acme[1].inside, "zoe", "single")
    admin = visitor(acme)
    for part in PARTS:
        tags = re.findall(r"<(?:a|button|summary|select)\b[^>]*>", admin.page(part))
        names = [re.search(r' id="([^"]+)"', tag) for tag in tags]
        assert tags
        assert all(names), tags
        assert len({one[1] for one in names if one}) == len(names)


def test_a_page_that_asks_by_itself_does_not_keep_the_session_open(acme: Acme) -> None:
    story, _ = acme
    admin = visitor(acme)
    for _ in range(3):
        story.hands.turn(minutes=11)  # half an hour of nobody ends an impersonation
        answers = [admin.get(part).status_code for part in PARTS]
    assert answers == [303, 303, 303]


def test_whoever_works_stays_logged_in(acme: Acme) -> None:
    admin = visitor(acme)
    for _ in range(3):
        acme[0].hands.turn(minutes=11)
        assert admin.get("/admin").status_code == 200


def test_the_other_region_may_be_dead(acme: Acme) -> None:
    story, paired = acme
    reachable(story, paired.inside)
    there = story.step_in(paired.operator, paired.bcp)
    with outage(story.house, "eu1"):
        page = said(visitor(acme).get("/admin"))
        assert "does not answer" in page
        assert "Last sync not known" in page
        assert "nobody can know" in said(visitor(acme).get("/admin/paths/broken"))
        assert "does not answer" in said(visitor(acme).get("/admin/paths"))
    with outage(story.house, "ca1"):
        page = said(visitor(acme, there).get("/admin"))
        assert "In an emergency you can switch all the same" in page
        assert "Would be lost now not known" in page
        assert "1 of 1" in said(visitor(acme, there).get("/admin/paths/broken"))


def test_a_tenant_without_a_bcp_tenant_is_told_what_comes_next(story: Story) -> None:
    operator = story.operator()
    lone = story.tenant(operator, "Lone")
    inside = story.step_in(operator, lone)
    admin = Visitor(site_of(story.house), inside)
    page = said(admin.get("/admin"))
    assert "Nothing would take over from this tenant" in page
    assert "stop impersonating, then open this tenant in TM" in page
    assert admin.get("/admin/continuity").headers["hx-redirect"] == "/admin"
    assert admin.get("/admin/timeline").headers["hx-redirect"] == "/admin"


def test_who_may_do_nothing_is_told_nothing_of_the_pair(acme: Acme) -> None:
    acme[0].employee(acme[1].inside, "mia")
    mia = Visitor(site_of(acme[0].house), employee_token(acme[0], "mia"))
    page = said(mia.get("/admin"))
    assert "Active now" not in page
    assert "Nothing would take over" not in page
    assert mia.get("/admin/paths").status_code == 403
    assert mia.get("/admin/paths/broken").status_code == 403
    assert mia.get("/admin/continuity").headers["hx-redirect"] == "/admin"


# ---------------------------------------------------------------- call paths


def test_broken_numbers_are_named_on_the_home_page_with_what_mends_them(acme: Acme) -> None:
    story, paired = acme
    good = reachable(story, paired.inside)
    bad = number(story, paired.inside, "+33 1", "")
    story.sync(paired.inside)
    part = visitor(acme).get("/admin/paths/broken")
    assert "1 of 2" in said(part)
    assert f'href="/admin/entities/point_of_contact/{bad}"' in part.text
    assert "It names neither a script nor a skill." in said(part)
    assert 'href="/admin/entities/point_of_contact">Mend it' in part.text
    assert NUMBER not in part.text
    page = visitor(acme).get("/admin/paths")
    assert said(page).index("Broken") < said(page).index("Reaches somebody")
    for contact in (good, bad):
        assert f'href="/admin/entities/point_of_contact/{contact}"' in page.text


def test_on_the_bcp_side_links_lead_to_its_own_entities(acme: Acme) -> None:
    story, paired = acme
    reachable(story, paired.inside)
    there = story.step_in(paired.operator, paired.bcp)
    own = story.done("GET", "/entities/point_of_contact", there)["items"][0]["id"]
    assert f'point_of_contact/{own}"' in visitor(acme, there).page("/admin/paths")


def test_without_any_number_it_says_what_to_do(acme: Acme) -> None:
    acme[0].sync(acme[1].inside)
    page = said(visitor(acme).get("/admin/paths"))
    assert "The BCP tenant has no active point of contact." in page
    assert "create them there, then sync" in page
