"""Configuration: every kind has its list and its form, made from the declaration alone."""

from typing import Any

import pytest
from starlette.types import ASGIApp

from releve.domain.kinds import KINDS
from releve.web.pages.kind_groups import ELSEWHERE, grouped
from tests.helpers.houses import Paired, Story
from tests.house.web.visitors import Visitor, employee_token, said

PLAIN = [kind for kind in KINDS if kind not in ELSEWHERE]


def make(story: Story, paired: Paired, kind: str, **body: Any) -> str:
    return str(story.done("POST", f"/entities/{kind}", paired.inside, body)["id"])


def stored(story: Story, paired: Paired, kind: str, id: str) -> Any:
    return story.done("GET", f"/entities/{kind}/{id}", paired.inside)["body"]


def test_every_kind_stands_under_one_heading() -> None:
    names = [kind.name for _, kinds in grouped() for kind in kinds]
    assert sorted(names) == sorted(KINDS)
    assert "Other" not in {str(title) for title, _ in grouped()}


@pytest.mark.parametrize("kind", PLAIN)
def test_every_kind_has_a_list_and_an_empty_form(admin: Visitor, kind: str) -> None:
    page = admin.page(f"/admin/entities/{kind}")
    assert f"/admin/entities/{kind}/new" in page
    assert '"required"' not in admin.page(f"/admin/entities/{kind}/new")


@pytest.mark.parametrize(("kind", "place"), ELSEWHERE.items())
def test_kinds_with_pages_of_their_own_lead_there(admin: Visitor, kind: str, place: str) -> None:
    assert place.startswith("/profile") or place in admin.page("/admin/entities")
    assert admin.get(f"/admin/entities/{kind}").headers["location"] == place
    assert admin.get(f"/admin/entities/{kind}/7").headers["location"] == f"{place}/7"


def test_an_entity_is_created_changed_and_deleted(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    made = admin.send("/admin/entities/skill/new", skillName="Ventes", mediaTypeId="4")
    path = made.headers["location"]
    skill = path.rpartition("/")[2]
    assert "Ventes" in admin.page("/admin/entities/skill?q=VENT")
    admin.send(path, serviceLevelGoal="80", isActive=None)
    assert stored(story, paired, "skill", skill) == {
        "skillName": "Ventes",
        "mediaTypeId": 4,
        "serviceLevelGoal": 80,
        "isActive": False,
    }
    form = admin.form(path, f"{path}/delete")
    assert admin.post(form.action, data=form.data()).status_code == 303
    assert admin.get(path).status_code == 404


def test_rows_are_added_filled_and_removed(story: Story, paired: Paired, admin: Visitor) -> None:
    hours = make(story, paired, "hours", hoursOfOperationProfileName="Bureau")
    path = f"/admin/entities/hours/{hours}"
    more = admin.post(path, data=admin.form(path).data(_add="days"))
    assert 'name="days.0.day"' in more.text
    data = admin.form(path).data(days__0__day="Monday", days__0__openTime="09:00")
    assert admin.post(path, data=data).status_code == 303
    days = stored(story, paired, "hours", hours)["days"]
    assert (days[0]["day"], days[0]["openTime"]) == ("Monday", "09:00:00")
    wrong = admin.send(path, days__0__openTime="noon")
    assert wrong.status_code == 400
    assert 'id="f-days.0.openTime-error"' in wrong.text
    less = admin.form(path).data()
    gone = {name: value for name, value in less.items() if not name.startswith("days.0")}
    admin.post(path, data=gone)
    assert stored(story, paired, "hours", hours)["days"] == []


def test_a_reference_is_chosen_by_name_and_one_that_leads_nowhere_is_told(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    campaign = make(story, paired, "campaign", name="Hiver")
    skill = make(story, paired, "skill", skillName="Neige", mediaTypeId=4)
    path = f"/admin/entities/skill/{skill}"
    assert f'<option value="{campaign}">Hiver</option>' in admin.page(path)
    admin.send(path, campaignId=campaign)
    assert stored(story, paired, "skill", skill)["campaignId"] == int(campaign)
    wrong = admin.send(path, campaignId="99999999")
    assert wrong.status_code == 400
    assert "does not exist in this tenant" in wrong.text


def test_names_are_offered_while_somebody_types_and_no_others(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    make(story, paired, "skill", skillName="Sinistres", mediaTypeId=4)
    path = "/admin/entities/agent_skill/options"
    found = admin.page(f"{path}/names-skill-id?skillId=sinis")
    assert 'value="Sinistres (' in found
    assert admin.get(f"{path}/names-role-id?x=admin").status_code == 404
    assert admin.get(f"{path}/names").status_code == 404
    assert admin.get("/admin/entities/nothing/options/names-skill-id").status_code == 404


def test_any_json_and_contents_are_told_by_size_and_survive_a_save(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    data = {"steps": [1, 2], "on": True}
    profile = make(story, paired, "workflow_data", ProfileName="Flux", data=data)
    page = admin.page(f"/admin/entities/workflow_data/{profile}")
    assert "2 settings" in page
    assert "steps" not in page
    admin.send(f"/admin/entities/workflow_data/{profile}", ProfileName="Flux 2")
    assert stored(story, paired, "workflow_data", profile)["data"] == data
    file = make(story, paired, "file", path="prompts\\a.wav", content="UklGRg==")
    path = f"/admin/entities/file/{file}"
    assert "8 characters" in admin.page(path)
    content = admin.get(f"{path}/content")
    assert content.content == b"RIFF"
    assert "a.wav" in content.headers["content-disposition"]
    empty = make(story, paired, "file", path="prompts\\b.wav")
    assert admin.get(f"/admin/entities/file/{empty}/content").status_code == 404


def test_what_is_built_in_is_neither_renamed_nor_deleted(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    [team] = story.done("GET", "/entities/team?search=default", paired.inside)["items"]
    path = f"/admin/entities/team/{team['id']}"
    page = admin.page(path)
    assert "This is built in" in page
    assert f"{path}/delete" not in page
    assert admin.send(path, name="Other").status_code == 422
    assert admin.give(f"{path}/delete", {}).status_code == 422


def test_who_comes_second_is_told_and_keeps_what_they_typed(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    tag = make(story, paired, "tag", tagName="Urgent")
    path = f"/admin/entities/tag/{tag}"
    form, delete = admin.form(path), admin.form(path, f"{path}/delete")
    admin.send(path, tagName="Pressant")
    late = admin.post(path, data=form.data(tagName="Critique"))
    assert late.status_code == 409
    assert 'value="Critique"' in late.text
    assert "Open it again" in late.text
    assert admin.post(delete.action, data=delete.data()).status_code == 409
    assert stored(story, paired, "tag", tag)["tagName"] == "Pressant"


def test_a_taken_name_and_an_unknown_kind_are_told(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    make(story, paired, "tag", tagName="Double")
    taken = admin.send("/admin/entities/tag/new", tagName="DOUBLE")
    assert taken.status_code == 409
    assert "there is already one called" in said(taken)
    for path in ("nothing", "nothing/new", "nothing/7", "tag/7"):
        assert admin.get(f"/admin/entities/{path}").status_code == 404, path


def test_who_may_only_look_gets_a_form_that_cannot_be_sent(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    tag = make(story, paired, "tag", tagName="Regard")
    role = story.done("GET", "/entities/role?search=manager", paired.inside)["items"][0]["id"]
    story.employee(paired.inside, "eva")
    [eva] = story.done("GET", "/entities/employee?search=eva", paired.inside)["items"]
    body = {**eva["body"], "roleUUID": role}
    story.done("PUT", f"/entities/employee/{eva['id']}", paired.inside, body)
    visitor = Visitor(site, employee_token(story, "eva"))
    assert 'href="/admin/employees"' in visitor.page("/admin/entities")
    page = visitor.page(f"/admin/entities/tag/{tag}")
    assert '<fieldset class="bare" disabled>' in page
    assert "Delete" not in page
    for path in (f"tag/{tag}", f"tag/{tag}/delete", "tag/new"):
        answer = visitor.give(f"/admin/entities/{path}", {"tagName": "x"})
        assert answer.status_code == 403, path
    assert visitor.get("/admin/entities/tag/new").status_code == 403


def test_another_tenants_entity_is_not_found(
    site: ASGIApp, story: Story, paired: Paired, admin: Visitor
) -> None:
    tag = make(story, paired, "tag", tagName="À nous")
    token = story.done("POST", f"/tenants/{paired.bcp}/impersonation", paired.operator)["token"]
    assert Visitor(site, str(token)).get(f"/admin/entities/tag/{tag}").status_code == 404
