"""Roles & Permissions: the steps of the requirement page, and what is hidden while BCP is off."""

import pytest
from starlette.types import ASGIApp

from tests.helpers.houses import Paired, Story
from tests.house.web.visitors import Visitor, employee_token, ids_in, said

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


def made(admin: Visitor, name: str, **sent: str) -> str:
    answer = admin.send("/admin/roles/new", roleName=name, **sent)
    return str(answer.headers["location"].split("/")[3])


def status(story: Story, paired: Paired, role: str) -> str:
    return str(story.done("GET", f"/entities/role/{role}", paired.inside)["body"]["status"])


def test_save_keeps_a_draft_and_save_and_activate_activates(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    draft, active = made(admin, "Sentinel"), made(admin, "Watchman", activate="on")
    assert (status(story, paired, draft), status(story, paired, active)) == ("DRAFT", "ACTIVE")
    path = f"/admin/roles/{draft}/permissions"
    assert "until you activate it" in admin.page(path)
    admin.send(path, grant="admin.audit:view")
    assert status(story, paired, draft) == "DRAFT"
    admin.send(path, grant="admin.audit:view", activate="on")
    assert status(story, paired, draft) == "ACTIVE"
    assert "Save and Activate" not in admin.page(path)


def test_save_and_activate_is_done_whole_or_not_at_all(
    site: ASGIApp, story: Story, paired: Paired, admin: Visitor
) -> None:
    """To wake a role takes all that it allows; to change one, what is new."""
    keeper = made(admin, "Keeper of roles", activate="on")
    admin.send(f"/admin/roles/{keeper}/permissions", grant=["admin.roles:edit", "acd.scripts:view"])
    who = story.employee(paired.inside, "ottilie")
    body = story.done("GET", f"/entities/employee/{who}", paired.inside)["body"]
    story.done("PUT", f"/entities/employee/{who}", paired.inside, {**body, "roleUUID": keeper})
    draft = made(admin, "Too much")
    path = f"/admin/roles/{draft}/permissions"
    admin.send(path, grant="admin.audit:view")
    before = story.done("GET", f"/entities/role/{draft}", paired.inside)

    visitor = Visitor(site, employee_token(story, "ottilie"))
    form = visitor.form(path)
    sent = form.data(grant=["admin.audit:view", "acd.scripts:view"])
    refused = visitor.post(path, data={**sent, "activate": "on"})
    assert refused.status_code == 403
    assert story.done("GET", f"/entities/role/{draft}", paired.inside) == before
    assert visitor.post(path, data=sent).status_code == 303
    assert set(held(story, paired.inside, draft)) == {"admin.audit", "acd.scripts"}
    assert status(story, paired, draft) == "DRAFT"


def test_only_an_active_role_can_be_given_to_somebody(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    who = story.employee(paired.inside, "ines")
    draft = made(admin, "Rookie")
    body = story.done("GET", f"/entities/employee/{who}", paired.inside)["body"]
    path = f"/entities/employee/{who}"
    for field, value in (("roleUUID", draft), ("secondaryRoleIds", [draft])):
        refused = story.ask("PUT", path, paired.inside, {**body, field: value})
        assert refused.status_code == 400
        assert refused.json()["fields"] == {field: "The role “Rookie” is not active."}
    admin.send(f"/admin/roles/{draft}", activate="on")
    story.done("PUT", path, paired.inside, {**body, "secondaryRoleIds": [draft]})


def test_ten_secondary_roles_are_possible_and_no_more(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    who = story.employee(paired.inside, "odile")
    body = story.done("GET", f"/entities/employee/{who}", paired.inside)["body"]
    roles = [made(admin, f"Hat {n}", activate="on") for n in range(11)]
    path = f"/entities/employee/{who}"
    story.done("PUT", path, paired.inside, {**body, "secondaryRoleIds": roles[:10]})
    refused = story.ask("PUT", path, paired.inside, {**body, "secondaryRoleIds": roles})
    assert refused.status_code == 400
    assert "At most 10" in refused.json()["fields"]["secondaryRoleIds"]


def test_a_copy_is_a_draft_with_the_same_permissions_under_another_name(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    role = administrator(admin)
    names = []
    for _ in range(2):
        answer = admin.give(f"/admin/roles/{role}/duplicate", {})
        assert answer.status_code == 303, said(answer)
        copy = answer.headers["location"].split("/")[3]
        names.append(story.done("GET", f"/entities/role/{copy}", paired.inside)["body"]["roleName"])
        offered = held(story, paired.inside, role)
        offered = {name: may for name, may in offered.items() if not name.startswith("acd.step")}
        assert held(story, paired.inside, copy) == offered
        assert status(story, paired, copy) == "DRAFT"
    assert names == ["Administrator (2)", "Administrator (3)"]


def test_set_to_default_ticks_what_the_role_out_of_the_box_allows_and_stores_nothing(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    role = made(admin, "Deputy")
    path = f"/admin/roles/{role}/permissions"
    form = admin.form(f"{path}?like=Manager")
    assert held(story, paired.inside, role) == {}
    assert ("grant", "admin.employees:edit") in form.pairs
    assert ("grant", "admin.roles:edit") not in form.pairs
    admin.post(path, data=form.data())
    assert held(story, paired.inside, role)["admin.employees"] == ["view", "edit"]
    assert admin.get(f"{path}?like=Emperor").status_code == 404


def test_the_history_says_who_gave_and_took_what(admin: Visitor) -> None:
    role = made(admin, "Archivist")
    path = f"/admin/roles/{role}/permissions"
    admin.send(path, grant="admin.audit:view")
    admin.send(path, grant="acd.scripts:edit", activate="on")
    text = said(admin.get(f"/admin/roles/{role}/history"))
    assert "Status : Active" in text or "Status: Active" in text
    assert "+ ACD › Studio › Scripts › Edit" in text
    assert "− Admin › Security › Audit › View" in text
    assert "noor" in text
    assert text.index("− Admin › Security › Audit") < text.index("+ Admin › Security › Audit")
