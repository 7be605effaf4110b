"""Entities over the API: what is declared goes in and out, and nobody writes over what they have not seen."""

from typing import Any

import pytest

from tests.helpers.houses import Paired, Story

AcmeStory = tuple[Story, Paired]


@pytest.fixture
def inside(acme: AcmeStory) -> tuple[Story, str]:
    return acme[0], acme[1].inside


def group(story: Story, token: str, name: str = "Nights") -> Any:
    return story.done("POST", "/entities/group", token, {"groupName": name})


def test_an_entity_goes_its_way_from_creation_to_deletion(inside: tuple[Story, str]) -> None:
    story, token = inside
    made = group(story, token)
    path = f"/entities/group/{made['id']}"
    changed = {"groupName": "Days", "isActive": True}
    assert story.done("PUT", path, token, changed)["title"] == "Days"
    assert story.done("GET", path, token)["body"]["groupName"] == "Days"
    assert story.ask("DELETE", path, token).status_code == 204
    assert story.ask("GET", path, token).status_code == 404


def test_whoever_has_not_seen_the_latest_revision_writes_nothing(
    inside: tuple[Story, str],
) -> None:
    story, token = inside
    made = group(story, token)
    path = f"/entities/group/{made['id']}"
    tag = story.ask("GET", path, token).headers["ETag"]
    assert tag == f'"{made["revision"]}"'
    first = story.ask("PUT", path, token, {"groupName": "Days"}, headers={"If-Match": tag})
    assert first.is_success
    late = {"headers": {"If-Match": tag}}
    assert story.ask("PUT", path, token, {"groupName": "Never"}, **late).status_code == 409
    assert story.ask("DELETE", path, token, **late).status_code == 409
    query = f"{path}?expect={made['revision']}"
    assert story.ask("PUT", query, token, {"groupName": "Never"}).status_code == 409
    assert story.done("GET", path, token)["title"] == "Days"


def test_an_if_match_that_is_no_revision_is_told(inside: tuple[Story, str]) -> None:
    story, token = inside
    path = f"/entities/group/{group(story, token)['id']}"
    answer = story.ask("PUT", path, token, {"groupName": "x"}, headers={"If-Match": '"abc"'})
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["if-match"])


def test_every_wrong_field_is_named(acme: AcmeStory) -> None:
    story, paired = acme
    answer = story.ask("POST", "/entities/employee", paired.inside, {"userName": "zoe"})
    assert {"firstName", "lastName", "teamId"} <= answer.json()["fields"].keys()


def test_a_kind_that_does_not_exist_says_which_do(inside: tuple[Story, str]) -> None:
    story, token = inside
    answer = story.ask("GET", "/entities/spaceship", token)
    assert answer.status_code == 404
    assert "employee" in answer.json()["hint"]


def test_lists_are_filtered_by_typed_fields(acme: AcmeStory) -> None:
    story, paired = acme
    for name, bcp_type in (("zoe", "single"), ("max", "none")):
        story.employee(paired.inside, name, bcp_type)
    page = story.done("GET", "/entities/employee?filter=bcpType:single", paired.inside)
    assert [one["title"] for one in page["items"]] == ["zoe"]
    page = story.done("GET", "/entities/employee?filter=impersonated:true", paired.inside)
    assert [one["title"] for one in page["items"]] == ["Impersonated Admin"]
    answer = story.ask("GET", "/entities/employee?filter=shoeSize:42", paired.inside)
    assert answer.status_code == 400


def test_secrets_are_never_shown_and_survive_a_replacement(acme: AcmeStory) -> None:
    story, paired = acme
    zoe = story.employee(paired.inside, "zoe")
    path = f"/entities/employee/{zoe}"
    body = story.done("GET", path, paired.inside)["body"]
    secret = {**body, "mfaSecret": "ABCDEFGHIJKLMNOP"}
    assert "mfaSecret" not in story.done("PUT", path, paired.inside, secret)["body"]
    story.done("PUT", path, paired.inside, {**body, "lastName": "Oaks"})
    for url in (path, "/entities/employee?search=zoe", "/audit"):
        assert "ABCDEFGH" not in story.ask("GET", url, paired.inside).text
    with story.house.store_of(paired.primary).reading() as tx:
        kept = tx.entities.get(paired.primary, "employee", zoe)
    assert kept is not None
    assert kept.body["mfaSecret"] == "ABCDEFGHIJKLMNOP"


def test_what_an_entity_refers_to_is_named(acme: AcmeStory) -> None:
    story, paired = acme
    zoe = story.employee(paired.inside, "zoe")
    refers = story.done("GET", f"/entities/employee/{zoe}", paired.inside)["refersTo"]
    assert ("role", "Agent") in {(one["kind"], one["title"]) for one in refers}


def test_the_declaration_of_a_kind_can_be_read_by_programs(inside: tuple[Story, str]) -> None:
    story, token = inside
    assert len(story.done("GET", "/kinds", token)) > 30
    kind = story.ask("GET", "/kinds/employee", token, headers={"Accept-Language": "fr"}).json()
    fields = {one["name"]: one for one in kind["fields"]}
    assert kind["altId"]["form"] == "uuid"
    assert [one["value"] for one in fields["bcpType"]["options"]] == ["none", "single", "multiple"]
    assert fields["roleUUID"]["refersTo"][0]["kind"] == "role"
    assert fields["mfaSecret"]["secret"]


def test_many_employees_get_their_bcp_type_together_or_not_at_all(acme: AcmeStory) -> None:
    story, paired = acme
    ids = [story.employee(paired.inside, name) for name in ("zoe", "max")]
    wanted = {"ids": [*ids, "99999999"], "bcpType": "single"}
    assert story.ask("PUT", "/employees/bcp-type", paired.inside, wanted).status_code == 404
    wrong = {"ids": ids, "bcpType": "double"}
    assert story.ask("PUT", "/employees/bcp-type", paired.inside, wrong).status_code == 400
    page = story.done("GET", "/entities/employee?filter=bcpType:single", paired.inside)
    assert page["total"] == 0
    wanted = {"ids": ids, "bcpType": "single"}
    assert story.done("PUT", "/employees/bcp-type", paired.inside, wanted) == {"changed": 2}


def test_a_weak_password_is_refused_with_every_reason(acme: AcmeStory) -> None:
    story, paired = acme
    zoe = story.employee(paired.inside, "zoe")
    answer = story.ask("PUT", f"/employees/{zoe}/password", paired.inside, {"password": "zoe"})
    assert answer.status_code == 400
    assert len(answer.json()["reasons"]) >= 2


def test_permissions_that_are_not_offered_cannot_be_granted(acme: AcmeStory) -> None:
    story, paired = acme
    role = story.done("GET", "/entities/role?search=agent", paired.inside)["items"][0]["id"]
    path = f"/roles/{role}/permissions"
    wanted = {"permissions": {"launch.rockets": ["view"]}}
    assert story.ask("PUT", path, paired.inside, wanted).status_code == 422
    tree = story.done("GET", path, paired.inside)["permissions"]
    assert not any(one["held"] for one in tree)
