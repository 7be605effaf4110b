"""What people read at a terminal: names instead of codes, in their own language, by one clock, and nothing broken."""

import re
from typing import Any

import pytest

from releve.domain.errors import Code
from tests.helpers.houses import work_off
from tests.house.cli.conftest import Terminal
from tests.house.cli.test_sync_trust import inside, rename, tag

Typed = tuple[Terminal, str]

#: Codes that stand in JSON, and the technical words that must not reach a person who reads French.
CODES = re.compile(
    r"(?<![\w/.-])(create|update|hold|adopt|queued|done|asking|ask|overwrite|keep|edited|primary|single|multiple"
    r"|none|unchanged|created|agent_skill|role|tag|sync\.edit|entity\.create|impersonate|login)(?![\w/.-])"
)
ONE_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


def bcp_of(terminal: Terminal) -> str:
    """A token of somebody inside the BCP tenant."""
    operator = terminal.story.operator()
    tenants = terminal.story.done("GET", "/tenants", operator)["items"]
    bcp = next(one["id"] for one in tenants if one["name"] == "Acme BCP")
    return terminal.story.step_in(operator, bcp)


@pytest.fixture
def busy(paired: Typed) -> Terminal:
    """Acme after a sync, with a change on either side and a deletion that waits for a person."""
    terminal, _ = paired
    terminal.story.employee(inside(terminal), "zoe")
    old = tag(terminal, "Old")
    tag(terminal, "Older")
    terminal.type("sync", "enable")
    terminal.type("sync", "run")
    work_off(terminal.story.house)
    terminal.story.done("DELETE", f"/entities/tag/{old}", inside(terminal))
    rename(terminal, bcp_of(terminal), "Drift")
    tag(terminal, "New")
    return terminal


def test_no_code_reaches_whoever_reads_french(busy: Terminal) -> None:
    held = busy.json("sync", "run")["id"]
    shown = [busy.shown("sync", "show"), busy.shown("sync", "runs")]
    work_off(busy.story.house)
    tag(busy, "Newer")
    shown += [
        busy.shown(*words)
        for words in (
            ("sync", "show"),
            ("sync", "show", held),
            ("sync", "plan"),
            ("sync", "losses"),
            ("sync", "drift"),
            ("sync", "verify"),
            ("sync", "equal"),
            ("sync", "restore"),
            ("sync", "configure", "--kind", "skill"),
            ("employees", "list"),
            ("audit",),
            ("whoami",),
        )
    ]
    said = [re.sub(r"releve( [a-z-]+)+|\w+/\d+", "", text) for text in shown]
    assert [CODES.findall(text) for text in said] == [[] for _ in said], "\n".join(shown)


def test_one_of_many_is_told_in_the_singular(busy: Terminal) -> None:
    plan = busy.shown("sync", "plan")
    assert "1 suppression sur 2, faite dans le locataire principal, attend ici." in " ".join(
        plan.split()
    )
    assert "1 of 2 was deleted in the primary tenant, and waits here." in busy.type("sync", "plan")


def test_kinds_are_named_as_on_the_console_and_by_code_in_json(busy: Terminal) -> None:
    assert "Tags" in busy.type("sync", "plan")
    assert "Tag “New”: Create" in busy.type("sync", "losses")
    assert "no: Tags, Employees" in busy.type("sync", "show")
    assert "tag" in busy.json("sync", "plan")["plan"]["counts"]
    assert busy.json("sync", "losses")["items"][0]["kind"] == "tag"


def test_what_differs_is_told_by_the_names_it_is_known_by(busy: Terminal) -> None:
    token = inside(busy)
    made: dict[str, Any] = {
        kind: busy.story.done("GET", f"/entities/{kind}", token)["items"]
        for kind in ("skill", "employee")
    }
    if not made["skill"]:
        skill = {"skillName": "Billing", "mediaTypeId": 4}
        made["skill"] = [busy.story.done("POST", "/entities/skill", token, skill)]
    zoe = next(one for one in made["employee"] if one["title"] == "zoe")
    assigned = {"agentId": zoe["body"]["agentId"] if "agentId" in zoe["body"] else zoe["id"]}
    body = {**assigned, "skillId": made["skill"][0]["id"], "agentProficiencyValue": 3}
    busy.story.done("POST", "/entities/agent_skill", token, body)
    shown = busy.type("sync", "verify")
    assert "Skill assignment “zoe · billing" in shown
    assert "Employee “zoe”: It differs in the BCP tenant. (lastName)" in shown
    assert "('" not in shown


def test_ids_are_never_broken_over_two_lines(busy: Terminal) -> None:
    busy.json("sync", "run")
    work_off(busy.story.house)
    runs = {one["id"] for one in busy.json("sync", "runs")["items"]}
    for words in (("sync", "runs"), ("sync", "restore")):
        lines = busy.shown(*words).splitlines()
        assert {run for run in runs if any(run in line for line in lines)} == runs, words
    roles = busy.json("roles", "list")
    shown = busy.shown("roles", "list")
    assert all(one["id"] in shown for one in roles)


def test_the_audit_names_the_tenants_of_a_pair(busy: Terminal) -> None:
    shown = busy.type("audit", "sync.edit")
    assert "Acme · Acme BCP" in shown
    assert not ONE_UUID.search(shown)
    assert "Sync configuration saved" in shown
    [line, *_] = busy.json("audit", "sync.edit")["items"]
    assert (line["act"], line["subjectLabel"]) == ("sync.edit", "Acme · Acme BCP")
    assert ONE_UUID.match(line["subject"])
    busy.type("logout")
    for_operators = busy.type("audit", "bcp.set_up")
    assert "Acme" in for_operators
    assert not ONE_UUID.search(for_operators)


def test_the_audit_is_searched_by_the_words_it_is_told_in(busy: Terminal) -> None:
    assert "configuration saved" in busy.type("audit", "configuration saved")
    assert busy.json("audit", "configuration saved")["total"] > 0
    assert busy.json("audit", "no such words")["total"] == 0


def test_all_times_of_one_answer_are_by_one_clock(busy: Terminal) -> None:
    run = busy.json("sync", "runs")["items"][0]["id"]
    busy.type("sync", "restore", run, "--yes")
    work_off(busy.story.house)
    look = busy.type("switch", "--look", TZ="Europe/Paris")
    assert "was restored on" in look
    assert {*re.findall(r"\d\d:\d\d (\S+?)[\s,.]", look)} == {"CET"}


def test_what_is_not_there_is_not_found_whatever_it_is(busy: Terminal) -> None:
    for words in (
        ("employees", "password", "nobody"),
        ("employees", "password", "1"),
        ("employees", "bcp-type", "single", "nobody"),
        ("roles", "grant", "Nothing", "--bcp"),
        ("sync", "show", "none"),
        ("sync", "approve", "none", "--yes"),
        ("sync", "cancel", "none"),
        ("sync", "apply", "none"),
        ("sync", "restore", "none", "--yes"),
        ("sync", "plan", "--kind", "unicorn"),
    ):
        assert busy.told(*words).code is Code.NOT_FOUND, words
    busy.type("logout")
    for command in ("tenants show", "impersonate", "bcp enable", "bcp disable"):
        told = busy.told(*command.split(), "Nowhere")
        assert told.code is Code.NOT_FOUND, command


def test_a_kind_that_does_not_exist_is_told_with_those_that_do_and_nothing_is_drawn(
    busy: Terminal,
) -> None:
    told = busy.told("sync", "plan", "--kind", "unicorn")
    assert "unicorn" in told.detail
    assert "agent_skill" in told.hint
    assert busy.story.done("GET", "/sync/plans", inside(busy))["total"] == 0


def test_options_may_stand_before_a_command_and_what_stands_after_it_counts(
    busy: Terminal,
) -> None:
    plain = busy.json("sync", "equal")
    assert busy.type("--json", "sync", "equal") == busy.type("sync", "--json", "equal")
    assert busy.type("sync", "equal", "--json") == busy.type("--json", "sync", "equal")
    assert plain["equal"] is False
    assert "Nom d’utilisateur" in busy.type("--lang", "fr", "whoami")
    assert "Username" in busy.type("--lang", "fr", "whoami", "--lang", "en")
    assert busy.told("--token", "x", "whoami").code is Code.UNAUTHENTICATED
    assert "Username" in busy.type("--token", "x", "whoami", "--token", inside(busy))
