"""Over the API: what the analysis asks is answered, kept, told again and taken back."""

from typing import Any

import pytest

from tests.helpers.houses import Paired, Story
from tests.helpers.scripts import one, web

AcmeStory = tuple[Story, Paired]


@pytest.fixture
def asked(acme: AcmeStory) -> tuple[str, Any]:
    """A script in which one thing is open, and that."""
    story, token = acme[0], acme[1].inside
    made = story.done("POST", "/entities/skill", token, {"skillName": "Lanterns", "mediaTypeId": 4})
    raw = web("SNIPPET", [one("Data", f'odd = "{made["id"]}"')], header={"scriptName": "Odd"})
    [script] = story.done("POST", "/scripts/import", token, content=raw)
    [place] = story.done("GET", f"/scripts/{script['id']}/decisions", token)["open"]
    return script["id"], place


def said(place: Any, **more: str) -> Any:
    kept = {name: place[name] for name in ("action", "property", "offset", "value")}
    return {**kept, "settled": "id", "kind": "skill", **more}


def test_what_is_open_is_decided_told_and_taken_back(
    acme: AcmeStory, asked: tuple[str, Any]
) -> None:
    story, token, (script, place) = acme[0], acme[1].inside, asked
    assert place["kinds"] == ["skill"]
    path = f"/scripts/{script}/decisions"
    made = story.done("POST", path, token, said(place, reason="Read by hand."))
    now = story.done("GET", path, token)
    assert (now["open"], now["decisions"]) == ([], [made])
    assert (made["settled"], made["kind"], made["reason"]) == ("id", "skill", "Read by hand.")
    taken = {name: made[name] for name in ("action", "property", "value", "line")}
    story.done("POST", f"{path}/withdraw", token, taken)
    assert story.done("GET", path, token)["decisions"] == []
    assert story.ask("POST", f"{path}/withdraw", token, taken).status_code == 404


def test_what_is_decided_is_decided_for_the_search_and_the_uses_too(
    acme: AcmeStory, asked: tuple[str, Any]
) -> None:
    story, token, (script, place) = acme[0], acme[1].inside, asked
    number = place["value"]

    def verdicts() -> list[str]:
        found = story.done("GET", f"/scripts/search?text={number}&where=identifiers", token)
        uses = story.done("GET", f"/entities/skill/{number}/uses", token)
        told = [*found["items"], *uses["scripts"]]
        return [one["verdict"] for item in told for one in item["places"]]

    assert verdicts() == ["ask", "ask"]
    story.done("POST", f"/scripts/{script}/decisions", token, said(place))
    assert verdicts() == ["rewritten", "rewritten"]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"settled": "maybe"}, 400),
        ({"settled": "waived"}, 400),
        ({"kind": "hours"}, 400),
        ({"kind": "nonsense"}, 400),
        ({"value": "1"}, 409),
    ],
)
def test_what_cannot_be_said_of_a_place_is_refused(
    acme: AcmeStory, asked: tuple[str, Any], more: dict[str, str], status: int
) -> None:
    story, token, (script, place) = acme[0], acme[1].inside, asked
    answer = story.ask("POST", f"/scripts/{script}/decisions", token, said(place, **more))
    assert answer.status_code == status


def test_another_tenants_script_is_not_found(acme: AcmeStory, asked: tuple[str, Any]) -> None:
    story, (script, _) = acme[0], asked
    there = story.step_in(acme[1].operator, acme[1].bcp)
    assert story.ask("GET", f"/scripts/{script}/decisions", there).status_code == 404


def test_what_is_handed_to_a_called_script_is_judged_as_the_sync_judges_it(acme: AcmeStory) -> None:
    story, token = acme[0], acme[1].inside
    skill = story.done("POST", "/entities/skill", token, {"skillName": "Queue", "mediaTypeId": 4})
    handing = [one("ScriptName", "Common\\Queue"), one("Parameters", [skill["id"]])]
    raw = web("RUNSUB", handing, header={"scriptName": "Larkmont\\Entry"})
    [entry] = story.done("POST", "/scripts/import", token, content=raw)
    assert len(story.done("GET", f"/scripts/{entry['id']}/decisions", token)["open"]) == 1
    called = web("REQAGENT", [one("Skill", "{p1}")], header={"scriptName": "Common\\Queue"})
    story.done("POST", "/scripts/import", token, content=called)
    assert story.done("GET", f"/scripts/{entry['id']}/decisions", token)["open"] == []
    for path in (
        f"/scripts/search?text={skill['id']}&where=identifiers",
        f"/scripts/search?text={skill['id']}&where=identifiers&regex=true",
    ):
        [item] = story.done("GET", path, token)["items"]
        assert [place["verdict"] for place in item["places"]] == ["rewritten"]
    [used] = story.done("GET", f"/entities/skill/{skill['id']}/uses", token)["scripts"]
    assert [place["verdict"] for place in used["places"]] == ["rewritten"]
    assert story.sync(token)["toReview"] == 0


def test_what_is_known_through_a_called_script_alone_is_decided_too(acme: AcmeStory) -> None:
    story, token = acme[0], acme[1].inside
    called = web("REQAGENT", [one("Skill", "{p1}")], header={"scriptName": "Common\\Queue"})
    story.done("POST", "/scripts/import", token, content=called)
    handing = [one("ScriptName", "Common\\Queue"), one("Parameters", ["15"])]
    raw = web("RUNSUB", handing, header={"scriptName": "Larkmont\\Entry"})
    [entry] = story.done("POST", "/scripts/import", token, content=raw)
    path = f"/scripts/{entry['id']}/decisions"
    [place] = story.done("GET", path, token)["open"]
    assert place["value"] == "15"
    waived = said(place, settled="waived", reason="No queue has this number any more.")
    story.done("POST", path, token, waived)
    assert story.done("GET", path, token)["open"] == []
