"""Health, metrics and the document that describes the API."""

from dataclasses import replace
from typing import cast

import pytest
from structlog.testing import capture_logs

from releve.api import add_api, api_app
from releve.app.house import Regions
from releve.app.whereabouts import Whereabouts
from releve.domain.directory import Directory, Record, Registry
from releve.domain.errors import Unavailable
from releve.domain.say import say
from releve.domain.store import RegionalStore
from tests.helpers.houses import Paired, Story, client_of
from tests.helpers.silence import silence


def gone() -> RegionalStore:
    raise Unavailable(say("The database file /data/ca1.db is missing."), path="/data/ca1.db")


class Unreachable:
    """A directory that does not answer."""

    def list(self, prefix: str) -> list[Record]:
        raise Unavailable(say("The database file /data/directory.db is missing."), path="/data")

    def mark(self) -> int:
        raise Unavailable(say("The database file /data/directory.db is missing."), path="/data")


def test_one_region_that_answers_is_enough_to_be_ready(story: Story) -> None:
    half = Regions({"ca1": gone, "eu1": lambda: story.house.regions.of("eu1")})
    answer = client_of(api_app(replace(story.house, regions=half))).get("/health/ready")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    faults = {one["region"]: one["fault"] for one in answer.json()["regions"]}
    assert set(faults) == {"ca1", "eu1"}
    assert faults["eu1"] is None
    assert "ca1 does not answer" in faults["ca1"]


def test_why_a_store_does_not_answer_is_for_the_log_and_not_for_strangers(story: Story) -> None:
    none = Regions({"ca1": gone, "eu1": gone})
    lost = Registry(cast(Directory, Unreachable()))
    for house in (replace(story.house, regions=none), replace(story.house, registry=lost)):
        with capture_logs() as told:
            answer = client_of(api_app(house)).get("/health/ready")
        assert answer.status_code == 503
        assert "/data" not in answer.text
        assert any("/data" in line.get("why", "") for line in told)


def test_a_process_without_its_directory_says_what_it_can_do_all_the_same(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.house.whereabouts.look()
    silence(story.house.whereabouts, monkeypatch)
    answer = story.http.get("/health/ready")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert answer.json()["can"] == {
        "people": True,
        "switch": False,
        "sync": False,
        "discovery": True,
    }
    assert story.http.get("/health/ready?for=switch").status_code == 503
    assert answer.json()["directory"]["answers"] is False
    assert "people work with what it said" in answer.json()["directory"]["fault"]
    assert [one["answers"] for one in answer.json()["regions"]] == [True, True]
    french = story.http.get("/health/ready", headers={"Accept-Language": "fr"}).json()
    assert "ne répond pas" in french["directory"]["fault"]


def test_a_process_that_has_never_read_its_directory_serves_nobody(story: Story) -> None:
    unread = Whereabouts(cast(Directory, Unreachable()))
    house = replace(story.house, whereabouts=unread, registry=Registry(unread))
    answer = client_of(api_app(house)).get("/health/ready")
    assert (answer.status_code, answer.json()["can"]["people"]) == (503, False)


def test_a_balancer_that_wants_discovery_or_calls_is_answered_from_memory(story: Story) -> None:
    story.house.whereabouts.look()
    lost = Registry(cast(Directory, Unreachable()))
    none = Regions({"ca1": gone, "eu1": gone})
    alone = replace(story.house, registry=lost, regions=none)
    for house, status in ((alone, 503), (replace(alone, redirects_calls=True), 200)):
        http = client_of(api_app(house))
        with capture_logs() as told:
            assert http.get("/health/ready?for=discovery").status_code == 200
            assert http.get("/health/ready?for=calls").status_code == status
        assert not told, "nobody was asked"
        assert http.get("/health/ready?for=people").status_code == 503
    assert client_of(api_app(alone)).get("/health/ready?for=luck").status_code == 400
    unread = replace(alone, whereabouts=Whereabouts(cast(Directory, Unreachable())))
    assert client_of(api_app(unread)).get("/health/ready?for=discovery").status_code == 503


@pytest.mark.parametrize(("dead", "sync"), [("ca1", False), ("eu1", True)])
def test_the_process_of_one_region_serves_people_of_the_other_and_syncs_only_its_own(
    story: Story, dead: str, sync: bool
) -> None:
    alive = "eu1" if dead == "ca1" else "ca1"
    regions = Regions({dead: gone, alive: lambda: story.house.regions.of(alive)}, "ca1")
    http = client_of(api_app(replace(story.house, regions=regions)))
    found = http.get("/health/ready")
    assert (found.status_code, found.json()["region"]) == (200, "ca1")
    assert found.json()["can"] == {
        "people": True,
        "switch": True,
        "sync": sync,
        "discovery": True,
    }
    assert http.get("/health/ready?for=sync").status_code == (200 if sync else 503)


def test_without_any_region_it_is_alive_but_not_ready(story: Story) -> None:
    none = Regions({"ca1": gone, "eu1": gone})
    http = client_of(api_app(replace(story.house, regions=none)))
    assert http.get("/health/ready").status_code == 503
    assert http.get("/health/live").json() == {"alive": True}


def test_metrics_count_requests_regions_and_syncs(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    story.sync(paired.inside)
    story.ask("GET", "/entities/group/12345678", paired.inside)
    text = story.http.get("/metrics").text
    assert 'releve_region_up{region="eu1"} 1.0' in text
    assert 'releve_sync_latest_runs{state="done"} 1.0' in text
    assert "12345678" not in text
    assert 'status="404"' in text


def test_two_applications_do_not_share_their_figures(story: Story) -> None:
    story.http.get("/health/live")
    other = client_of(api_app(story.house)).get("/metrics").text
    assert "/health/live" not in other


def test_every_operation_says_what_it_is_for(story: Story) -> None:
    document = story.http.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert [one["operationId"] for one in operations if not one.get("summary")] == []
    assert [one["operationId"] for one in operations if "default" in one["responses"]] == []
    refusals = document["components"]["responses"]
    assert {"400", "401", "403", "404", "409", "413", "422", "503"} <= refusals.keys()
    assert all(refusals.keys() <= one["responses"].keys() for one in operations)
    assert "Problem" in document["components"]["schemas"]


def test_the_api_stands_in_front_of_the_pages_and_leaves_them_theirs(story: Story) -> None:
    pages = api_app(story.house)  # any application will do
    pages.router.routes.clear()
    pages.add_api_route("/apiary", lambda: "a page about bees")
    add_api(pages, story.house)
    http = client_of(pages)
    assert http.get("/apiary").json() == "a page about bees"
    assert http.get("/api/nothing").json()["code"] == "not_found"
    assert http.get("/health/live").status_code == 200
