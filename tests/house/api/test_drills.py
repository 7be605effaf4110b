"""A rehearsal tries the whole switch and moves nothing: what it says is what a switch would do, and only its report stays."""

import base64
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from releve.app import drilling
from releve.app.house import House
from releve.app.login import caller_of
from releve.domain.directory import Change
from releve.domain.drills import KEPT_MAX, drill_prefix
from releve.domain.errors import Unavailable
from releve.domain.people import Caller
from releve.domain.say import say
from tests.helpers.authenticators import set_up, token_of
from tests.helpers.directories import Front
from tests.helpers.driving import drive, driven
from tests.helpers.far_ends import FarEnd, Rehearsed
from tests.helpers.houses import PASSWORD, Paired, Story
from tests.helpers.outages import outage
from tests.helpers.scripts import one, web
from tests.helpers.tokens import switch

Peopled = tuple[Story, Paired, Mapping[str, str]]
NUMBER = "+1 514 555 0100"
#: What another key has sealed.
SEALED_ELSEWHERE = base64.b64encode(bytes(60)).decode()


def rehearse(peopled: Peopled, **given: Any) -> Any:
    story, paired, _ = peopled
    return story.done("POST", "/switch/drills", paired.inside, given)


def part(report: Any, name: str) -> Any:
    [step] = [one for one in report["steps"] if one["part"] == name]
    return step


def lines(report: Any, name: str) -> dict[str, tuple[str, str]]:
    """What was tried → its outcome and its code."""
    return {one["name"]: (one["outcome"], one["code"]) for one in part(report, name)["lines"]}


def caller(story: Story, paired: Paired) -> Caller:
    found = caller_of(story.house, paired.inside, origin="test")
    assert isinstance(found, Caller)
    return found


@pytest.fixture
def reachable(peopled: Peopled) -> Peopled:
    """A number whose script runs another one, which leads to a skill that Sam has; all of it is in the BCP tenant."""
    story, paired, people = peopled
    token = paired.inside
    skill = story.done(
        "POST", "/entities/skill", token, {"skillName": "Lanterns", "mediaTypeId": 4}
    )
    ids = {"agentId": int(people["sam"]), "skillId": int(skill["id"])}
    story.done("POST", "/entities/agent_skill", token, ids)
    queue = web("REQAGENT", [one("Skill", skill["id"])], header={"scriptName": "Common\\Queue"})
    entry = web("RUNSUB", [one("ScriptName", "Queue")], header={"scriptName": "Common\\Entry"})
    for raw in (queue, entry):
        story.done("POST", "/scripts/import", token, content=raw)
    body = {"contactAddress": NUMBER, "scriptName": "Common\\Entry", "mediaTypeId": 4}
    story.done("POST", "/entities/point_of_contact", token, body)
    assert story.sync(token)["state"] == "done"
    return peopled


def over_there(peopled: Peopled, kind: str, search: str) -> tuple[str, Any]:
    """A token inside the BCP tenant, and an entity of it."""
    story, paired, _ = peopled
    there = story.step_in(paired.operator, paired.bcp)
    return there, story.done("GET", f"/entities/{kind}?search={search}", there)["items"][0]


# ---------------------------------------------------------------- nothing is left


def everything(folder: Path, house: House) -> dict[str, list[Any]]:
    """All rows of all tables of both regions, and all records of the directory."""
    found: dict[str, list[Any]] = {
        "directory": [
            (one.key, one.value, one.version) for one in house.registry.directory.list("")
        ]
    }
    for region in house.regions.names:
        with closing(sqlite3.connect(folder / f"{region}.db")) as database:
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (table,) in tables.fetchall():
                rows = database.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608
                found[f"{region}.{table}"] = sorted(rows, key=repr)
    return found


def moved(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> Iterator[str]:
    for name in before.keys() | after.keys():
        if name != "directory" and before.get(name) != after.get(name):
            yield name
    keys = {one[0]: one for one in before["directory"]}, {one[0]: one for one in after["directory"]}
    for key in keys[0].keys() | keys[1].keys():
        if keys[0].get(key) != keys[1].get(key):
            yield key


def test_a_drill_leaves_its_report_and_the_audit_and_nothing_else(
    reachable: Peopled, tmp_path: Path
) -> None:
    end = Rehearsed()
    story, paired = driven(reachable[0], end), reachable[1]
    drive(story)
    shown, who = dict(end.shows), caller(story, paired)
    before = everything(tmp_path / "house", story.house)
    made = drilling.drill(story.house, who, drilling.Asked(employees=("sam", "olive", "zed")))
    after = everything(tmp_path / "house", story.house)
    pair = made.short.pair
    report = {f"last_drill/{pair}", f"{drill_prefix(pair)}0000000001"}
    assert set(moved(before, after)) == {*report, "ca1.audit", "ca1.audit_head"}
    assert (end.shows, end.changes, len(end.trials)) == (shown, 1, 1)


def test_with_the_passkey_its_log_says_that_it_was_shown_and_nothing_is_switched(
    peopled: Peopled, tmp_path: Path
) -> None:
    story, paired, _ = peopled
    who = caller(story, paired)
    before = everything(tmp_path / "house", story.house)
    made = drilling.drill(story.house, who, drilling.Asked(passkey=paired.passkey))
    found = set(moved(before, everything(tmp_path / "house", story.house)))
    pair = made.short.pair
    report = {f"last_drill/{pair}", f"{drill_prefix(pair)}0000000001"}
    counted = "eu1.sqlite_sequence"  # how many tries there ever were
    assert found - {counted} == {*report, f"passkeys/{pair}", "ca1.audit", "ca1.audit_head"}
    assert story.done("GET", "/switch", paired.inside)["activation"]["epoch"] == 1
    assert made.steps[1].outcome == "passed"


# ---------------------------------------------------------------- what it says


def test_all_that_a_switch_needs_is_tried_and_measured(reachable: Peopled) -> None:
    story, paired = driven(reachable[0], Rehearsed()), reachable[1]
    drive(story)
    report = rehearse((story, paired, reachable[2]), passkey=paired.passkey)
    assert {one["part"]: one["outcome"] for one in report["steps"]} == {
        "verdict": "passed",
        "passkey": "passed",
        "people": "passed",
        "contacts": "passed",
        "traffic": "passed",
        "directory": "passed",
        "stores": "passed",
    }
    assert (report["passed"], report["outcome"], report["wanted"]) == (True, "passed", "bcp")
    assert all(one["ms"] > 0 for one in report["steps"])
    assert report["ms"] >= max(one["ms"] for one in report["steps"])
    assert lines(report, "people") == {"olive": ("passed", ""), "sam": ("passed", "")}
    [contact] = part(report, "contacts")["lines"]
    assert contact["told"] == "It leads over 2 scripts to Lanterns; 1 employee would get in."
    assert len(part(report, "directory")["lines"]) == 4


def test_what_it_says_of_people_is_what_the_login_does(peopled: Peopled) -> None:
    story, paired, _ = peopled
    story.employee(paired.inside, "nan", "none")
    story.sync(paired.inside)
    story.employee(paired.inside, "lou", "single")
    asked = ["sam", "olive", "nan", "lou"]
    told = {
        name: found[0]
        for name, found in lines(rehearse(peopled, employees=asked), "people").items()
    }
    assert told == {"sam": "passed", "olive": "passed", "nan": "failed", "lou": "failed"}
    with outage(story.house, "ca1"):
        inside = story.step_in(story.operator(), paired.bcp)
        order = {"passkey": paired.passkey, "epoch": 1, "acknowledged": True}
        story.done("POST", "/switch", inside, order)
        for name in asked:
            body = {"username": name, "password": PASSWORD}
            assert story.ask("POST", "/login", body=body).is_success is (told[name] == "passed")


def test_everybody_who_would_not_get_in_is_named_with_the_reason(peopled: Peopled) -> None:
    story, paired, _ = peopled
    story.employee(paired.inside, "nan", "none")
    story.sync(paired.inside)
    there, olive = over_there(peopled, "employee", "olive")
    story.done("POST", f"/employees/{olive['id']}/deactivate", there)
    report = rehearse(peopled, employees=["nan", "olive", "zed"])
    assert lines(report, "people") == {
        "nan": ("failed", "no_access"),
        "olive": ("failed", "deactivated"),
        "zed": ("failed", "not_there"),
    }
    assert [one["page"] for one in part(report, "people")["lines"]] == ["/admin/tonight"] * 3
    assert (report["passed"], report["outcome"]) == (False, "failed")


def test_a_second_factor_that_the_region_cannot_read_keeps_somebody_out(peopled: Peopled) -> None:
    story, paired, _ = peopled
    set_up(story, token_of(story, "sam"))
    story.sync(paired.inside)
    assert lines(rehearse(peopled, employees=["sam"]), "people") == {"sam": ("passed", "")}
    with story.house.regions.of("eu1").writing() as tx:
        [sam] = tx.credentials.by_username("sam")
        assert sam.factor is not None
        tx.credentials.put(
            [replace(sam, factor=replace(sam.factor, secret=b"", sealed=SEALED_ELSEWHERE))]
        )
    report = rehearse(peopled, employees=["sam"])
    assert lines(report, "people") == {"sam": ("failed", "factor_unreadable")}


@pytest.mark.parametrize(
    ("kind", "search", "code", "told"),
    [
        ("script", "entry", "script_missing", "Its script Common\\Entry is not there."),
        ("script", "queue", "call_missing", "The script Common\\Entry runs Queue, which is not there."),
        ("skill", "lanterns", "skill_missing", "The script Common\\Queue asks for the skill"),
        ("agent_skill", "", "skill_unstaffed", "Nobody who has one of its skills would get in: Lanterns."),
        ("point_of_contact", "", "contact_missing", "There is no point of contact"),
    ],
)  # fmt: skip
def test_what_is_broken_on_the_way_of_a_contact_is_named(
    reachable: Peopled, kind: str, search: str, code: str, told: str
) -> None:
    there, lost = over_there(reachable, kind, search)
    reachable[0].done("DELETE", f"/entities/{kind}/{lost['id']}", there)
    report = rehearse(reachable, contacts=[NUMBER])
    [line] = part(report, "contacts")["lines"]
    assert (line["name"], line["outcome"], line["code"]) == (NUMBER, "failed", code)
    assert told in line["told"]
    assert line["remedy"]


def test_where_there_is_no_contact_at_all_nothing_is_proven(peopled: Peopled) -> None:
    report = rehearse(peopled)
    assert part(report, "contacts")["outcome"] == "not_done"
    assert (report["passed"], report["outcome"]) == (False, "not_done")


def test_a_driver_that_does_not_answer_or_cannot_be_tried_is_never_counted_as_passed(
    reachable: Peopled,
) -> None:
    silent = Rehearsed("names", fault=Unavailable(say("It does not answer."), say("Look.")))
    story = driven(reachable[0], silent, FarEnd("old", "haproxy"))
    report = rehearse((story, reachable[1], reachable[2]))
    assert lines(report, "traffic") == {
        "": ("passed", ""),
        "names": ("failed", "unavailable"),
        "old": ("not_done", "not_offered"),
    }
    assert (silent.changes, report["passed"]) == (0, False)


def test_a_driver_that_is_behind_is_told_to_be(reachable: Peopled) -> None:
    end = Rehearsed()
    story = driven(reachable[0], end)
    end.shows[story.house.registry.pairs()[0].id] = (0, "ca1")
    [_, line] = part(rehearse((story, reachable[1], reachable[2])), "traffic")["lines"]
    assert (line["outcome"], line["remedy"]) == ("passed", "It shows epoch 0, and not 1 yet.")


def test_with_the_region_gone_that_would_take_over_nobody_is_said_to_get_in(
    reachable: Peopled,
) -> None:
    with outage(reachable[0].house, "eu1"):
        report = rehearse(reachable)
    outcomes = {one["part"]: one["outcome"] for one in report["steps"]}
    assert (outcomes["verdict"], outcomes["stores"]) == ("failed", "failed")
    assert (outcomes["people"], outcomes["contacts"]) == ("not_done", "not_done")
    assert lines(report, "verdict")[""] == ("failed", "bcp_silent")


def test_with_the_primary_gone_all_is_tried_that_an_emergency_needs(reachable: Peopled) -> None:
    story, paired, _ = reachable
    there = story.step_in(paired.operator, paired.bcp)
    with outage(story.house, "ca1"):
        report = story.done("POST", "/switch/drills", there, {})
    outcomes = {one["part"]: one["outcome"] for one in report["steps"]}
    assert (outcomes["people"], outcomes["contacts"]) == ("passed", "passed")
    assert [one["outcome"] for one in part(report, "stores")["lines"]] == ["passed", "failed"]
    assert outcomes["verdict"] == "failed"


def test_a_region_that_cannot_write_lets_nobody_in(reachable: Peopled) -> None:
    with outage(reachable[0].house, "eu1", reads=True):
        report = rehearse(reachable, employees=["sam"])
    assert lines(report, "people") == {"sam": ("failed", "unavailable")}
    assert part(report, "stores")["outcome"] == "failed"


def test_a_wrong_passkey_fails_its_part_and_no_other(reachable: Peopled) -> None:
    report = rehearse(reachable, passkey="0000-0000")
    assert part(report, "passkey")["outcome"] == "failed"
    assert "This is not the passkey" in part(report, "passkey")["lines"][0]["told"]
    assert part(report, "contacts")["outcome"] == "passed"
    assert rehearse(reachable)["passed"] is True  # nobody was asked for it


def test_while_the_bcp_tenant_is_active_the_way_back_is_rehearsed(reachable: Peopled) -> None:
    story, paired, _ = reachable
    switch(story, paired)
    story.hands.turn(minutes=10)
    report = rehearse(reachable, employees=["sam", "olive"])
    assert (report["wanted"], report["epoch"]) == ("primary", 2)
    assert lines(report, "people") == {"sam": ("passed", ""), "olive": ("passed", "")}
    assert part(report, "people")["lines"][0]["told"] == "Lands in Acme."
    assert len(part(report, "stores")["lines"]) == 1
    assert report["passed"] is True


# ---------------------------------------------------------------- the directory


class Deaf(Front):
    """Takes whatever comes late as if nobody else had written; with `mute`, takes no report."""

    late: bool = False
    mute: bool = False

    def commit(self, *changes: Change) -> None:
        [first, *_] = changes
        if self.mute and first.key.startswith("last_drill/"):
            raise Unavailable(say("It cannot write."))
        if self.late and first.value == {"mark": "late"}:
            return
        super().commit(*changes)


def behind(peopled: Peopled) -> tuple[Peopled, Deaf]:
    story, paired, people = peopled
    front = Deaf(story.house.registry.directory)
    registry = replace_directory(story.house, front)
    return (Story(registry, story.hands, fresh=False), paired, people), front


def replace_directory(house: House, front: Deaf) -> House:
    return replace(house, registry=type(house.registry)(front))


def test_a_directory_that_takes_late_writes_is_found_out(peopled: Peopled) -> None:
    there, front = behind(peopled)
    front.late = True
    report = rehearse(there)
    assert part(report, "directory")["outcome"] == "failed"
    assert "two could switch at once" in part(report, "directory")["lines"][2]["told"]


def test_what_a_drill_that_died_has_left_is_taken_over(peopled: Peopled) -> None:
    directory = peopled[0].house.registry.directory
    pair = peopled[0].house.registry.pairs()[0].id
    directory.commit(Change(f"drill_try/{pair}", {"mark": "of somebody who died"}, 0))
    assert part(rehearse(peopled), "directory")["outcome"] == "passed"
    assert directory.get(f"drill_try/{pair}") is None


def test_a_report_that_cannot_be_kept_is_told_with_what_has_failed(peopled: Peopled) -> None:
    there, front = behind(peopled)
    front.mute = True
    story, paired, _ = there
    answer = story.ask("POST", "/switch/drills", paired.inside, {"employees": ["zed"]})
    assert answer.status_code == 503
    assert answer.json()["reasons"] == ["Acme BCP has no employee of this name."]
    assert story.done("GET", "/audit", paired.inside)["items"][0]["act"] == "drill"


# ---------------------------------------------------------------- reports


def test_reports_are_numbered_kept_and_forgotten_in_time(
    peopled: Peopled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drilling, "KEPT_MAX", 2)
    story, paired, _ = peopled
    assert [rehearse(peopled)["number"] for _ in range(3)] == [1, 2, 3]
    there = story.step_in(paired.operator, paired.bcp)
    found = story.done("GET", "/switch/drills", there)
    assert [one["number"] for one in found] == [3, 2]
    assert story.ask("GET", "/switch/drills/1", there).status_code == 404
    assert story.done("GET", "/switch/drills/3", there)["steps"][0]["label"] == "Verdict"
    assert story.done("GET", "/switch", there)["drill"]["number"] == 3
    assert KEPT_MAX > 2


def test_a_report_is_read_in_the_language_of_the_reader(peopled: Peopled) -> None:
    story, paired, _ = peopled
    rehearse(peopled)
    found = story.done("GET", "/switch/drills/1", paired.inside, headers={"Accept-Language": "fr"})
    assert found["steps"][0]["told"] == "Une bascule planifiée pourrait être ordonnée maintenant."


def test_who_may_only_look_reads_reports_and_rehearses_nothing(peopled: Peopled) -> None:
    story, paired, _ = peopled
    rehearse(peopled)
    assert story.ask("GET", "/switch/drills", paired.operator).status_code == 403
    sam = token_of(story, "sam")
    assert story.ask("POST", "/switch/drills", sam, {}).status_code == 403
    for number in ("0", "2", "x", "9" * 30):
        assert story.ask("GET", f"/switch/drills/{number}", paired.inside).status_code == 404
    too_many = {"employees": ["sam"] * 51}
    assert story.ask("POST", "/switch/drills", paired.inside, too_many).status_code == 400


def test_figures_tell_when_the_last_one_was_and_whether_it_passed(reachable: Peopled) -> None:
    story = reachable[0]
    assert "releve_drill_passed{" not in story.http.get("/metrics").text
    rehearse(reachable)
    story.hands.turn(hours=1)
    figures = story.http.get("/metrics").text
    pair = story.house.registry.pairs()[0].id
    assert f'releve_drill_passed{{pair="{pair}"}} 1.0' in figures
    assert f'releve_drill_age_seconds{{pair="{pair}"}} 3600.0' in figures
    [seconds] = re.findall(rf'releve_drill_seconds{{pair="{pair}"}} ([0-9.]+)', figures)
    assert float(seconds) > 0
