"""Employees: found, changed, deactivated, given access to the BCP tenant one by one or many at once."""

import pytest
from starlette.types import ASGIApp

from releve.domain.people import BcpType
from tests.helpers.houses import PASSWORD, Paired, Story
from tests.house.web.visitors import Visitor, employee_token, said


@pytest.fixture(scope="module")
def mia(story: Story, paired: Paired) -> str:
    return story.employee(paired.inside, "mia")


@pytest.fixture(scope="module")
def noe(story: Story, paired: Paired) -> str:
    return story.employee(paired.inside, "noe", "single")


def stored(story: Story, paired: Paired, id: str) -> dict[str, object]:
    body = story.done("GET", f"/entities/employee/{id}", paired.inside)["body"]
    assert isinstance(body, dict)
    return body


def test_the_list_is_searched_filtered_and_sorted(admin: Visitor, mia: str, noe: str) -> None:
    assert f"/admin/employees/{mia}" in admin.page("/admin/employees?q=MIA")
    single = admin.page("/admin/employees?bcp=single&sort=-userName")
    assert f"/admin/employees/{noe}" in single
    assert f"/admin/employees/{mia}" not in single
    assert "No employee matches." in admin.page("/admin/employees?q=nobody")
    assert admin.get("/admin/employees?sort=nonsense").status_code == 200
    assert admin.get("/admin/employees?skip=-7").status_code == 400


def test_saving_a_profile_unchanged_changes_nothing(
    story: Story, paired: Paired, admin: Visitor, mia: str
) -> None:
    before = stored(story, paired, mia)
    for tab in ("", "/security"):
        path = f"/admin/employees/{mia}{tab}"
        assert admin.send(path).status_code == 303
    assert stored(story, paired, mia) == before


def test_a_profile_is_changed_and_the_rest_of_it_stays(
    story: Story, paired: Paired, admin: Visitor, mia: str
) -> None:
    admin.send(f"/admin/employees/{mia}", city="Gaspé", rank="3")
    after = stored(story, paired, mia)
    assert (after["city"], after["rank"], after["bcpType"]) == ("Gaspé", 3, "none")


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(
    story: Story, paired: Paired, admin: Visitor, mia: str
) -> None:
    answer = admin.send(f"/admin/employees/{mia}", firstName=" ", city="Matane")
    assert answer.status_code == 400
    assert 'aria-describedby="f-firstName-error"' in answer.text
    assert 'value="Matane"' in answer.text
    assert stored(story, paired, mia).get("city") != "Matane"


def test_who_comes_second_is_told_and_overwrites_nothing(
    story: Story, paired: Paired, admin: Visitor, mia: str
) -> None:
    form = admin.form(f"/admin/employees/{mia}")
    admin.send(f"/admin/employees/{mia}", city="Rimouski")
    answer = admin.post(f"/admin/employees/{mia}", data=form.data(city="Percé"))
    assert answer.status_code == 409
    assert "somebody else has changed it meanwhile" in answer.text
    assert 'value="Percé"' in answer.text
    assert "Open it again" in answer.text
    assert stored(story, paired, mia)["city"] == "Rimouski"


def test_a_row_is_added_and_removed_without_saving(
    story: Story, paired: Paired, admin: Visitor, mia: str
) -> None:
    path = f"/admin/employees/{mia}/security"
    more = admin.post(path, data=admin.form(path).data(_add="secondaryRoleIds"))
    assert more.status_code == 200
    assert 'name="secondaryRoleIds.0"' in more.text
    role = story.done("GET", "/entities/role?search=evaluator", paired.inside)["items"][0]["id"]
    form = admin.form(path).data(secondaryRoleIds__0=role)
    assert admin.post(path, data=form).status_code == 303
    assert stored(story, paired, mia)["secondaryRoleIds"] == [role]
    less = admin.post(path, data=admin.form(path).data(_drop="secondaryRoleIds.0"))
    assert 'name="secondaryRoleIds.0"' not in less.text
    assert stored(story, paired, mia)["secondaryRoleIds"] == [role]


def test_the_bcp_tab_offers_the_three_types_with_their_meaning_and_saves(
    story: Story, paired: Paired, admin: Visitor, mia: str
) -> None:
    path = f"/admin/employees/{mia}/bcp"
    page = admin.page(path)
    for one in BcpType:
        assert str(one.label) in page
        assert str(one.meaning) in page
    assert admin.send(path, bcpType="multiple").status_code == 303
    assert stored(story, paired, mia)["bcpType"] == "multiple"
    assert admin.send(path, bcpType="everything").status_code == 400
    admin.send(path, bcpType="none")


def test_many_get_a_bcp_type_at_once(
    story: Story, paired: Paired, admin: Visitor, mia: str, noe: str
) -> None:
    back = "/admin/employees?bcp=none"
    wanted = {"ids": [mia, noe], "type": "multiple", "back": back}
    asked = admin.give("/admin/employees/bcp-type", wanted)
    assert "2 employees get the BCP type “Multiple access”" in asked.text
    assert stored(story, paired, mia)["bcpType"] == "none", "nothing is done before it is confirmed"
    answer = admin.give("/admin/employees/bcp-type", wanted | {"confirmed": "yes"})
    assert (answer.status_code, answer.headers["location"]) == (303, back)
    assert "2 employees have the BCP type “Multiple access” now." in admin.page(back)
    for one in (mia, noe):
        assert stored(story, paired, one)["bcpType"] == "multiple"
    none = {"ids": [mia, noe], "type": "none", "confirmed": "yes"}
    admin.give("/admin/employees/bcp-type", none)


def test_the_whole_list_gets_a_bcp_type_after_it_was_said_how_many_they_are(
    story: Story, paired: Paired, admin: Visitor, mia: str, noe: str
) -> None:
    back = "/admin/employees?q=m"
    wanted = {"scope": "all", "type": "single", "back": back}
    asked = admin.give("/admin/employees/bcp-type", wanted)
    assert "1 employee gets the BCP type “Single access”" in asked.text
    assert "on all of its pages" in asked.text
    stale = admin.give("/admin/employees/bcp-type", wanted | {"confirmed": "yes", "expect": "7"})
    assert stale.status_code == 409
    assert "has 1 employee now, not 7" in said(stale)
    assert stored(story, paired, mia)["bcpType"] == "none"
    done = admin.give("/admin/employees/bcp-type", wanted | {"confirmed": "yes", "expect": "1"})
    assert done.status_code == 303
    assert stored(story, paired, mia)["bcpType"] == "single"
    admin.give("/admin/employees/bcp-type", {"ids": [mia], "type": "none", "confirmed": "yes"})


def test_nobody_chosen_and_strange_ways_back_do_no_harm(admin: Visitor) -> None:
    answer = admin.give("/admin/employees/bcp-type", {"type": "none", "back": "//evil.example"})
    assert answer.headers["location"] == "/"
    assert admin.give("/admin/employees/bcp-type", {"type": "none"}).status_code == 303
    assert "Nobody was chosen." in admin.page("/admin/employees")
    unknown = admin.give(
        "/admin/employees/bcp-type", {"ids": ["1"], "type": "none", "confirmed": "yes"}
    )
    assert unknown.status_code == 404


def test_a_password_is_typed_twice_and_lets_the_employee_in(
    story: Story, admin: Visitor, noe: str
) -> None:
    path = f"/admin/employees/{noe}/security"
    form = admin.form(path, f"/admin/employees/{noe}/password")
    new = "lampe-orange-du-phare"
    differs = admin.post(form.action, data=form.data(password=new, again=PASSWORD))
    assert differs.status_code == 400
    assert "The two passwords are not the same." in differs.text
    weak = admin.post(form.action, data=form.data(password="noe", again="noe"))
    assert "at least 12 characters" in weak.text
    assert new not in weak.text
    assert admin.post(form.action, data=form.data(password=new, again=new)).status_code == 303
    given = {"username": "noe", "password": new}
    assert story.ask("POST", "/login", body=given).status_code == 200


def test_an_employee_is_created_without_access_to_the_bcp_tenant(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    form = admin.form("/admin/employees/new")
    choices = {
        kind: story.done("GET", f"/entities/{kind}?search={name}", paired.inside)["items"][0]
        for kind, name in (("role", "agent"), ("team", "default"))
    }
    new = {
        "userName": "ada",
        "firstName": "Ada",
        "lastName": "Larkmont",
        "emailAddress": "ada@larkmont.example",
        "roleUUID": choices["role"]["id"],
        "teamId": choices["team"]["altId"],
    }
    answer = admin.post("/admin/employees/new", data=form.data(**new))
    assert answer.status_code == 303, answer.text
    made = answer.headers["location"].split("/")[3]
    assert stored(story, paired, made)["bcpType"] == "none"
    again = admin.post("/admin/employees/new", data=form.data(**new))
    assert again.status_code == 409
    assert 'value="ada@larkmont.example"' in again.text


def test_who_may_only_look_sees_disabled_forms_and_is_refused(
    site: ASGIApp, story: Story, paired: Paired, mia: str
) -> None:
    story.employee(paired.inside, "eva")
    role = story.done("GET", "/entities/role?search=evaluator", paired.inside)["items"][0]["id"]
    [eva] = story.done("GET", "/entities/employee?search=eva", paired.inside)["items"]
    body = {**eva["body"], "roleUUID": role}
    story.done("PUT", f"/entities/employee/{eva['id']}", paired.inside, body)
    visitor = Visitor(site, employee_token(story, "eva"))
    assert "Import Employees" not in visitor.page("/admin/employees")
    page = visitor.page(f"/admin/employees/{mia}")
    assert "You may look at this but not change it." in page
    assert "You may look" not in visitor.page(f"/admin/employees/{mia}/bcp")
    assert 'name="bcpType"' not in visitor.page(f"/admin/employees/{mia}/bcp")
    for path, data in (
        (f"/admin/employees/{mia}", {"city": "Percé"}),
        (f"/admin/employees/{mia}/bcp", {"bcpType": "multiple"}),
        (f"/admin/employees/{mia}/password", {"password": PASSWORD, "again": PASSWORD}),
        ("/admin/employees/bcp-type", {"ids": [mia], "type": "multiple"}),
        ("/admin/employees/bcp-type", {"scope": "all", "type": "multiple"}),
        (f"/admin/employees/{mia}/deactivate", {}),
        (f"/admin/employees/{mia}/activate", {}),
    ):
        assert visitor.give(path, data).status_code == 403, path
    assert visitor.get("/admin/employees/new").status_code == 403
    assert visitor.get("/admin/employees/import").status_code == 403


def test_somebody_who_is_not_there_is_not_found(admin: Visitor) -> None:
    for tab in ("", "/security", "/bcp", "/history"):
        answer = admin.get(f"/admin/employees/1{tab}")
        assert answer.status_code == 404
        assert "does not exist here" in said(answer)


def test_somebody_is_deactivated_and_activated_again_and_the_history_tells_it(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    zoe = story.employee(paired.inside, "zoe")
    path = f"/admin/employees/{zoe}"
    assert admin.give(f"{path}/deactivate", {}).status_code == 303
    assert stored(story, paired, zoe)["status"] == "DELETED"
    assert story.ask("POST", "/login", body={"username": "zoe", "password": PASSWORD}).is_error
    page = admin.page(path)
    assert "Activate again" in page
    assert admin.give(f"{path}/activate", {}).status_code == 303
    assert stored(story, paired, zoe)["isActive"] is True
    admin.send(path, city="Gaspé")
    told = admin.page(f"{path}/history")
    for words in ("Employee deactivated", "Employee activated", "Gaspé", "Console", "API"):
        assert words in told, words
    assert "Agent" in told, "what is referred to is told by its name"


def test_the_built_in_account_is_not_deactivated(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    found = story.done("GET", "/entities/employee?search=impersonated", paired.inside)["items"]
    answer = admin.give(f"/admin/employees/{found[0]['id']}/deactivate", {})
    assert answer.status_code == 422


def test_a_file_that_is_none_is_told_in_the_form(admin: Visitor) -> None:
    none = admin.give("/admin/employees/import", {}, files={"file": ("", b"")})
    assert none.status_code == 400
    assert "No file was chosen." in none.text
    other = admin.give("/admin/employees/import", {}, files={"file": ("x.csv", b"a,b\n1,2\n")})
    assert other.status_code == 400
    assert "Download the template" in other.text


def test_the_bcp_tab_is_hidden_while_bcp_is_off(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    alone = story.tenant(paired.operator, "Norva")
    token = str(story.done("POST", f"/tenants/{alone}/impersonation", paired.operator)["token"])
    story.employee(token, "lou")
    visitor = Visitor(site, token)
    [lou] = story.done("GET", "/entities/employee?search=lou", token)["items"]
    assert f"/admin/employees/{lou['id']}/bcp" not in visitor.page(f"/admin/employees/{lou['id']}")
    assert "BCP is not enabled" in visitor.page(f"/admin/employees/{lou['id']}/bcp")
    assert "BCP Type" not in visitor.page("/admin/employees")
