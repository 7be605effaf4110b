"""The field's API is described in a document of its own, and both documents can be browsed."""

from typing import Any

import pytest

from releve.api.cxone.doors import ROUTERS
from tests.helpers.cxone import Field
from tests.helpers.houses import Story


def document(story: Story) -> Any:
    return story.http.get("/api/cxone/openapi.json").json()


def test_every_door_is_described_with_a_summary_and_what_a_refusal_looks_like(story: Story) -> None:
    told = document(story)
    assert told["openapi"].startswith("3.1")
    there = {
        (method.upper(), path.lower())
        for path, operations in told["paths"].items()
        for method in operations
    }
    shown = {
        (method, route.path.lower())  # type: ignore[attr-defined]
        for router in ROUTERS
        for route in router.routes
        for method in route.methods  # type: ignore[attr-defined]
        if route.include_in_schema  # type: ignore[attr-defined]
    }
    assert shown <= there
    for path, operations in told["paths"].items():
        for one in operations.values():
            assert one["summary"], path
            assert {"400", "401", "403", "404", "501"} <= one["responses"].keys(), path
    assert all("/incontactapi/" not in path for path in told["paths"])


def test_no_two_operations_share_an_id(story: Story) -> None:
    ids = [
        one["operationId"]
        for operations in document(story)["paths"].values()
        for one in operations.values()
    ]
    assert len(ids) == len(set(ids))


def test_our_own_document_does_not_repeat_it(story: Story) -> None:
    paths = story.http.get("/api/openapi.json").json()["paths"]
    assert not [path for path in paths if "contactapi" in path.lower()]


def test_a_list_is_described_with_its_rows_and_an_example_that_fits(acd: Field) -> None:
    operation = document(acd.story)["paths"]["/inContactAPI/services/v{version}/agents"]["get"]
    content = operation["responses"]["200"]["content"]["application/json"]
    rows = content["schema"]["properties"]["agents"]["items"]["properties"]
    told = acd.get("/agents")["agents"][0]
    assert set(told) == set(rows)
    example = content["example"]["agents"][0]
    assert {"agentId", "userName", "teamName", "lastUpdated"} <= set(example) <= set(rows)
    names = {one["name"] for one in operation["parameters"]}
    assert {"skip", "top", "fields", "orderBy", "updatedSince", "searchString", "isActive"} <= names


@pytest.mark.parametrize("name", ["", "/v1", "/cxone"])
def test_the_pages_are_plain_and_ask_no_other_host(story: Story, name: str) -> None:
    answer = story.http.get(f"/api/docs{name}", headers={"Accept-Language": "fr"})
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<script" not in answer.text
    assert "://" not in answer.text.partition("<main>")[0]
    assert 'lang="fr"' in answer.text
    assert "Notre propre API" in answer.text
    assert "`" not in answer.text


def test_clients_may_ask_which_calls_there_are(acd: Field) -> None:
    found = acd.get("/apiversion", searchUriText="skills/{id}/tags", verb="DELETE")["apiInfo"]
    assert found == [
        {
            "uri": "/inContactAPI/services/v{version}/skills/{id}/tags",
            "version": 34,
            "verb": "DELETE",
        }
    ]
    assert [one["version"] for one in acd.get("/apiversionreleaseinfo")["versionInfo"]][-1] == 34
    [one] = acd.get("/apiversionreleaseinfo", apiversion="v28.0")["versionInfo"]
    assert one["version"] == 28
