"""Tenant Management over the API: lists, new tenants, and what cannot be."""

from tests.helpers.houses import Paired, Story


def test_tenants_are_searched_sorted_and_paged(story: Story) -> None:
    token = story.operator()
    for name, region in (("Orbit", "eu1"), ("Bravo", "ca1"), ("Orient", "ca1")):
        story.tenant(token, name, region)
    page = story.done("GET", "/tenants?search=or&sort=region&top=1", token)
    assert (page["total"], [one["name"] for one in page["items"]]) == (2, ["Orient"])
    page = story.done("GET", "/tenants?sort=businessUnit&descending=true&skip=1&top=5", token)
    units = [one["businessUnit"] for one in page["items"]]
    assert (page["total"], units) == (3, sorted(units, reverse=True))


def test_a_new_tenant_needs_a_name_and_a_region_that_exists(story: Story) -> None:
    token = story.operator()
    no_name = story.ask("POST", "/tenants", token, {"name": " ", "region": "ca1"})
    no_region = story.ask("POST", "/tenants", token, {"name": "Acme", "region": "mars"})
    assert (no_name.status_code, list(no_name.json()["fields"])) == (400, ["name"])
    assert no_region.status_code == 404
    assert story.done("GET", "/tenants", token)["total"] == 0


def test_a_name_that_is_taken_is_a_conflict(story: Story) -> None:
    token = story.operator()
    story.tenant(token, "Acme")
    again = story.ask("POST", "/tenants", token, {"name": "ACME", "region": "eu1"})
    assert again.status_code == 409


def test_a_mapped_tenant_shows_its_counterpart_and_its_side(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    one = story.done("GET", f"/tenants/{paired.bcp}", paired.operator)
    assert (one["side"], one["active"], one["counterpart"]["name"]) == ("bcp", False, "Acme")


def test_an_unknown_tenant_is_not_found(story: Story) -> None:
    assert story.ask("GET", "/tenants/nope", story.operator()).status_code == 404


def test_bcp_is_not_turned_off_while_the_bcp_tenant_is_active(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    story.done(
        "POST",
        "/switch",
        paired.inside,
        {"passkey": paired.passkey, "epoch": 1, "acknowledged": True},
    )
    path = f"/tenants/{paired.primary}/bcp"
    assert story.ask("DELETE", path, paired.operator).status_code == 422
    story.done(
        "POST",
        "/switch/revert",
        paired.inside,
        {"passkey": paired.passkey, "epoch": 2, "acknowledged": True},
    )
    assert not story.done("DELETE", path, paired.operator)["features"]["bcp"]


def test_the_example_is_no_door_of_a_house_that_does_not_offer_it(story: Story) -> None:
    token = story.operator()
    tenant = story.tenant(token, "Acme")
    assert story.ask("POST", f"/tenants/{tenant}/example", token, {}).status_code == 404
