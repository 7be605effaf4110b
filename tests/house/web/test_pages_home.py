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
    assert "Primary tenant of Acme BCP." in page
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
