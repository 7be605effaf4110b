"""The first page of Admin, and what those see who may do nothing."""

import pytest
from starlette.types import ASGIApp

from tests.helpers.houses import Paired, Story
from tests.house.web.visitors import Visitor, employee_token, said


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
