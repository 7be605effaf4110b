"""Roles & Permissions: the steps of the requirement page, and what is hidden while BCP is off."""

import pytest
from starlette.types import ASGIApp

from tests.helpers.houses import Paired, Story
from tests.house.web.visitors import Visitor, ids_in, said

BOTH = ("bcp.configurations", "bcp.enablement")


def administrator(visitor: Visitor) -> str:
    return next(ids_in(visitor.page("/admin/roles?q=administrator"), "/admin/roles/"))


def held(story: Story, token: str, role: str) -> dict[str, list[str]]:
    lines = story.done("GET", f"/entities/role/{role}", token)["body"].get("permissions", [])
    return {line["permission"]: line["actions"] for line in lines}


def step_in(story: Story, operator: str, tenant: str) -> str:
    """Impersonate, with the permissions a new tenant's administrator has from the start."""
    return str(story.done("POST", f"/tenants/{tenant}/impersonation", operator)["token"])


def test_the_bcp_permissions_are_given_as_the_requirement_page_says(
    site: ASGIApp, story: Story
) -> None:
    operator = story.operator()
    norva = story.tenant(operator, "Norva", "ca1")
    story.set_up(operator, norva, story.tenant(operator, "Norva BCP", "eu1"))
    visitor = Visitor(site, step_in(story, operator, norva))
    assert visitor.get("/admin/sync").status_code == 403
    assert "Administrator" in visitor.page("/admin/roles")
    role = administrator(visitor)
    path = f"/admin/roles/{role}/permissions"
    assert 'href="#app-bcp"' in visitor.page(path)
    form = visitor.form(path)
    before = form.data()["grant"]
    ticked = [f"{name}:{action}" for name in BOTH for action in ("view", "edit")]
    assert visitor.post(path, data=form.data(grant=[*before, *ticked])).status_code == 303
    assert visitor.get("/admin/sync").status_code == 200
    assert visitor.get("/admin/enablement").status_code == 200


def test_edit_brings_view_and_what_is_not_ticked_is_taken_away(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    role = next(ids_in(admin.page("/admin/roles?q=evaluator"), "/admin/roles/"))
    admin.send(f"/admin/roles/{role}/permissions", grant=["bcp.configurations:edit"])
    assert held(story, paired.inside, role) == {"bcp.configurations": ["view", "edit"]}
    admin.send(f"/admin/roles/{role}/permissions", grant=None)
    assert held(story, paired.inside, role) == {}


def test_hidden_permissions_are_neither_shown_nor_taken(site: ASGIApp, story: Story) -> None:
    operator = story.operator()
    visitor = Visitor(site, step_in(story, operator, story.tenant(operator, "Boréale")))
    path = f"/admin/roles/{administrator(visitor)}/permissions"
    page = visitor.page(path)
    assert "app-bcp" not in page
    assert 'href="#app-acd"' in page
    refused = visitor.send(path, grant=["bcp.enablement:edit"])
    assert refused.status_code == 422
    assert "is not offered in this tenant" in refused.text
    assert visitor.send(path, grant=["nonsense", "admin.audit:fly"]).status_code in (303, 422)


def test_a_role_is_created_named_and_deleted(story: Story, paired: Paired, admin: Visitor) -> None:
    made = admin.send("/admin/roles/new", roleName="Night watch", description="On call")
    role = made.headers["location"].split("/")[3]
    assert "It allows nothing yet" in admin.page(f"/admin/roles/{role}/permissions")
    admin.send(f"/admin/roles/{role}", roleName="Day watch")
    body = story.done("GET", f"/entities/role/{role}", paired.inside)["body"]
    assert (body["roleName"], body["description"]) == ("Day watch", "On call")
    twice = admin.send("/admin/roles/new", roleName="day watch")
    assert twice.status_code == 409
    assert admin.send("/admin/roles/new", roleName=" ").status_code == 400
    form = admin.form(f"/admin/roles/{role}", f"/admin/roles/{role}/delete")
    assert admin.post(form.action, data=form.data()).status_code == 303
    assert admin.get(f"/admin/roles/{role}").status_code == 404


def test_saving_the_general_data_keeps_the_permissions(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    role = administrator(admin)
    before = held(story, paired.inside, role)
    admin.send(f"/admin/roles/{role}", description="All of it")
    assert held(story, paired.inside, role) == before != {}


def test_a_built_in_role_is_neither_renamed_nor_deleted(admin: Visitor) -> None:
    role = next(ids_in(admin.page("/admin/roles?q=manager"), "/admin/roles/"))
    renamed = admin.send(f"/admin/roles/{role}", roleName="Boss")
    assert renamed.status_code == 422
    assert "it cannot be renamed" in renamed.text
    assert f"/admin/roles/{role}/delete" not in admin.page(f"/admin/roles/{role}")
    deleted = admin.give(f"/admin/roles/{role}/delete", {})
    assert deleted.status_code == 422
    assert "it cannot be deleted" in deleted.text


@pytest.mark.parametrize("tab", ["", "/permissions"])
def test_who_comes_second_is_told(admin: Visitor, tab: str) -> None:
    role = next(ids_in(admin.page("/admin/roles?q=agent"), "/admin/roles/"))
    form = admin.form(f"/admin/roles/{role}{tab}")
    admin.send(f"/admin/roles/{role}", description=f"changed before {tab}")
    late = form.data(description="late") if not tab else form.data(grant=["admin.audit:view"])
    answer = admin.post(f"/admin/roles/{role}{tab}", data=late)
    assert answer.status_code == 409
    assert "Open it again" in said(answer)
