"""The register of outside identifiers over the API: found in scripts, tried by people, kept apart from both."""

from typing import Any

import pytest

from tests.helpers.houses import Paired, Story, work_off
from tests.helpers.outages import outage
from tests.helpers.scripts import one, web

AcmeStory = tuple[Story, Paired]
PATH = "/outside-identifiers"
CASES = "https://crm.example/cases/{caseId}"


def bring(story: Story, token: str, url: str, name: str = "Crm") -> str:
    """A script that asks this address; its ID."""
    raw = web("REST_API", [one("ServiceAddress", url)], header={"scriptName": name})
    [made] = story.done("POST", "/scripts/import", token, content=raw)
    return str(made["id"])


def lines(story: Story, token: str, query: str = "") -> list[dict[str, Any]]:
    return list(story.done("GET", f"{PATH}{query}", token)["items"])


@pytest.fixture
def asking(acme: AcmeStory) -> tuple[Story, str, dict[str, Any]]:
    """Acme with a script that asks a CRM, and the line of it."""
    story, token = acme[0], acme[1].inside
    bring(story, token, CASES)
    [line] = lines(story, token)
    return story, token, line


def tried(story: Story, token: str, line: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = {"outcome": "works", "expect": line["version"], **more}
    return dict(story.done("POST", f"{PATH}/{line['id']}/tests", token, given))


def test_what_a_script_asks_is_in_the_register_and_was_never_tested(
    asking: tuple[Story, str, dict[str, Any]],
) -> None:
    story, token, line = asking
    told = {name: line[name] for name in ("system", "identifier", "uses", "state", "owner", "test")}
    assert told == {
        "system": "crm.example",
        "identifier": "/cases/{caseId}",
        "uses": ["address"],
        "state": "untested",
        "owner": "",
        "test": None,
    }
    [used] = line["usedIn"]
    assert (used["path"], used["places"]) == (
        "Crm",
        [{"action": "10", "property": "ServiceAddress"}],
    )
    assert story.done("GET", f"{PATH}/{line['id']}", token) == line


def test_a_test_counts_until_a_script_that_uses_it_changes(
    asking: tuple[Story, str, dict[str, Any]],
) -> None:
    story, token, line = asking
    story.hands.turn(minutes=10)
    done = tried(story, token, line, note="From the floor.")
    assert (done["state"], done["test"]["on"], done["test"]["note"]) == (
        "tested",
        "2026-11-22",
        "From the floor.",
    )
    story.hands.turn(minutes=10)
    bring(story, token, CASES + "?x=1")
    assert lines(story, token)[0]["state"] == "changed"
    again = tried(story, token, lines(story, token)[0], outcome="fails", by="Ana")
    assert (again["state"], again["test"]["by"]) == ("failed", "Ana")


def test_a_test_of_a_past_day_on_which_a_script_changed_does_not_count(
    asking: tuple[Story, str, dict[str, Any]], acme: AcmeStory
) -> None:
    story, _, line = asking
    story.hands.turn(days=1)
    token = story.step_in(story.operator(), acme[1].primary)  # the session has ended
    assert tried(story, token, line, on="2026-11-22")["state"] == "changed"
    line = lines(story, token)[0]
    assert tried(story, token, line, on="2026-11-23")["state"] == "tested"


def test_what_failed_stands_first_and_what_is_fine_last(acme: AcmeStory) -> None:
    story, token = acme[0], acme[1].inside
    for name in "abcd":
        bring(story, token, f"https://{name}.example/x", name)
    story.hands.turn(minutes=10)
    by_system = {line["system"][0]: line for line in lines(story, token)}
    tried(story, token, by_system["a"])
    tried(story, token, by_system["c"], outcome="fails")
    tried(story, token, by_system["b"])
    story.hands.turn(minutes=10)
    bring(story, token, "https://b.example/x?y=1", "b")
    found = story.done("GET", PATH, token)
    told = [(line["system"][0], line["state"]) for line in found["items"]]
    assert told == [("c", "failed"), ("d", "untested"), ("b", "changed"), ("a", "tested")]
    assert (found["total"], found["urgent"], found["waiting"]) == (4, 3, 0)
    assert [line["system"] for line in lines(story, token, "?top=1&skip=3")] == ["a.example"]
    assert [line["system"] for line in lines(story, token, "?search=D.EX")] == ["d.example"]


def test_what_is_known_stays_when_no_script_uses_it_any_more_and_when_it_comes_back(
    asking: tuple[Story, str, dict[str, Any]],
) -> None:
    story, token, line = asking
    story.hands.turn(minutes=10)
    given = {"owner": "  The CRM \n team ", "expect": 0}
    named = story.done("PUT", f"{PATH}/{line['id']}/owner", token, given)
    assert (named["owner"], named["version"]) == ("The CRM team", 1)
    bring(story, token, "https://other.example/x")
    kept = next(one for one in lines(story, token) if one["id"] == line["id"])
    assert (kept["state"], kept["usedIn"], kept["owner"]) == ("gone", [], "The CRM team")
    bring(story, token, CASES)
    assert {one["system"]: one["state"] for one in lines(story, token)} == {
        "crm.example": "untested"
    }


def test_what_nobody_has_said_anything_of_goes_with_its_script(
    asking: tuple[Story, str, dict[str, Any]],
) -> None:
    story, token, line = asking
    script = line["usedIn"][0]["script"]
    story.done("DELETE", f"/entities/script/{script}", token)
    assert lines(story, token) == []
    assert story.ask("GET", f"{PATH}/{line['id']}", token).status_code == 404


def test_each_side_has_its_own_tests_and_shows_those_of_the_other_while_its_region_answers(
    acme: AcmeStory,
) -> None:
    story, paired = acme
    bring(story, paired.inside, CASES)
    story.sync(paired.inside)
    there = story.step_in(paired.operator, paired.bcp)
    story.hands.turn(minutes=10)
    [line] = lines(story, there)
    tried(story, there, line, outcome="fails", note="Only Canada is let in.")
    [here] = lines(story, paired.inside)
    assert (here["id"], here["state"], here["test"]) == (line["id"], "untested", None)
    assert (here["otherTest"]["outcome"], here["otherTest"]["note"]) == (
        "fails",
        "Only Canada is let in.",
    )
    with outage(story.house, "eu1"):
        found = story.done("GET", PATH, paired.inside)
    assert (found["otherAnswers"], found["items"][0]["otherTest"]) == (False, None)


def test_a_sync_and_a_restore_leave_the_register_as_it_is(acme: AcmeStory) -> None:
    story, paired = acme
    bring(story, paired.inside, CASES)
    story.sync(paired.inside)
    there = story.step_in(paired.operator, paired.bcp)
    story.hands.turn(minutes=10)
    [line] = lines(story, there)
    tried(story, there, line)
    bring(story, paired.inside, CASES + "?x=1")
    story.hands.turn(minutes=10)
    run = story.sync(paired.inside)["id"]
    assert lines(story, there)[0]["state"] == "changed"
    story.done("POST", f"/sync/restore-points/{run}/restore", paired.inside)
    work_off(story.house)
    [kept] = lines(story, there)
    assert (kept["id"], kept["test"]["outcome"]) == (line["id"], "works")


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"outcome": "perhaps"}, 400),
        ({"on": "yesterday"}, 400),
        ({"on": "2031-01-01"}, 400),
        ({"note": "x" * 501}, 400),
        ({"expect": 3}, 409),
    ],
)
def test_what_cannot_be_kept_of_a_test_is_refused(
    asking: tuple[Story, str, dict[str, Any]], given: dict[str, Any], status: int
) -> None:
    story, token, line = asking
    body = {"outcome": "works", "expect": 0, **given}
    assert story.ask("POST", f"{PATH}/{line['id']}/tests", token, body).status_code == status
    assert lines(story, token)[0]["version"] == 0


def test_who_may_only_look_changes_nothing_and_who_may_not_look_sees_nothing(
    asking: tuple[Story, str, dict[str, Any]], acme: AcmeStory
) -> None:
    story, token, line = asking
    story.employee(token, "ana")
    given = {"username": "ana", "password": "brume-violette-sur-quai"}
    ana = str(story.done("POST", "/login", body=given)["token"])
    assert story.ask("GET", PATH, ana).status_code == 403
    body = {"owner": "me", "expect": 0}
    assert story.ask("PUT", f"{PATH}/{line['id']}/owner", ana, body).status_code == 403
    other = story.step_in(acme[1].operator, story.tenant(acme[1].operator, "Orbit"))
    assert lines(story, other) == []
    assert story.ask("GET", f"{PATH}/{line['id']}", other).status_code == 404
    assert story.ask("PUT", f"{PATH}/{line['id']}/owner", other, body).status_code == 404


def test_what_is_said_of_one_can_be_said_of_the_whole_system(acme: AcmeStory) -> None:
    story, token = acme[0], acme[1].inside
    bring(story, token, CASES + "?account={acc}")
    bring(story, token, "https://other.example/x", "Other")
    found = {one["identifier"]: one for one in lines(story, token)}
    assert set(found) == {"/cases/{caseId}", "account", "/x"}
    tried(story, token, found["account"], wholeSystem=True)
    told = {one["identifier"]: (one["state"], one["version"]) for one in lines(story, token)}
    assert told == {
        "/cases/{caseId}": ("tested", 1),
        "account": ("tested", 1),
        "/x": ("untested", 0),
    }


def test_every_act_is_in_the_audit(asking: tuple[Story, str, dict[str, Any]]) -> None:
    story, token, line = asking
    story.done("PUT", f"{PATH}/{line['id']}/owner", token, {"owner": "Ana", "expect": 0})
    tried(story, token, {**line, "version": 1})
    told = story.done("GET", "/audit?top=2", token)["items"]
    assert [(one["act"], one["subject"]) for one in told] == [
        ("outside.test", "crm.example /cases/{caseId}"),
        ("outside.owner", "crm.example /cases/{caseId}"),
    ]


def test_the_register_goes_into_a_file(asking: tuple[Story, str, dict[str, Any]]) -> None:
    story, token, line = asking
    story.done("PUT", f"{PATH}/{line['id']}/owner", token, {"owner": "=1+1", "expect": 0})
    answer = story.ask("GET", f"{PATH}.csv", token)
    head, row = answer.content.decode("utf-8-sig").splitlines()
    assert head.startswith("state,system,identifier,")
    assert row.startswith("Never tested,crm.example,/cases/{caseId},address asked,Crm,")
    assert "'=1+1" in row
