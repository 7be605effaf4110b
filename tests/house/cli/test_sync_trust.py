"""The sync at a terminal: looked at before it runs, approved, kept, put back; and what the exit status says."""

import io
import json
from typing import Any

import httpx
import pytest
import typer
from rich.console import Console

from releve.cli.client import Client
from releve.cli.commands import sync_watch
from releve.cli.commands.sync_watch import Bar, waited_for
from releve.cli.desk import Desk
from releve.cli.exits import CHECK_FAILED, INTERRUPTED
from releve.cli.outfit import Outfit, Wishes
from releve.cli.told import Told
from releve.domain.errors import Code
from releve.domain.say import say
from releve.languages.speaker import Speaker
from tests.helpers.houses import work_off
from tests.house.cli.conftest import Terminal

Typed = tuple[Terminal, str]


def inside(terminal: Terminal) -> str:
    tokens = json.loads((terminal.folder / "tokens.json").read_text())["tokens"]
    [[_, token]] = tokens.values()
    return str(token)


def tag(terminal: Terminal, name: str) -> str:
    new = {"tagName": name}
    return str(terminal.story.done("POST", "/entities/tag", inside(terminal), new)["id"])


@pytest.fixture
def synced(paired: Typed) -> Terminal:
    """Acme, in step with its BCP tenant."""
    terminal, _ = paired
    terminal.story.employee(inside(terminal), "zoe")
    terminal.type("sync", "enable")
    terminal.type("sync", "run")
    work_off(terminal.story.house)
    return terminal


def rename(terminal: Terminal, token: str, last_name: str) -> str:
    found = terminal.story.done("GET", "/entities/employee?search=zoe", token)["items"][0]
    body = {**found["body"], "lastName": last_name}
    terminal.story.done("PUT", f"/entities/employee/{found['id']}", token, body)
    return str(found["id"])


def test_equal_says_so_with_its_exit_status(synced: Terminal) -> None:
    assert synced.json("sync", "equal")["equal"]
    tag(synced, "New")
    shown = synced.type("sync", "equal")
    assert (synced.status, "Tags" in shown) == (CHECK_FAILED, True)
    assert "no: Tags" in synced.type("sync", "show")


def test_a_plan_is_shown_field_by_field_and_nothing_happens(synced: Terminal) -> None:
    rename(synced, inside(synced), "Oaks")
    shown = synced.type("sync", "plan")
    assert 'lastName: "Larkmont" → "Oaks"' in shown
    assert "releve sync apply" in shown
    page = synced.json("sync", "plan", "--verb", "update", "--kind", "employee")
    assert [one["title"] for one in page["steps"]] == ["zoe"]
    assert synced.json("sync", "plan", "--kind", "skill")["steps"] == []
    assert synced.json("sync", "runs")["total"] == 1


def test_a_plan_is_applied_after_it_was_confirmed_and_not_otherwise(synced: Terminal) -> None:
    rename(synced, inside(synced), "Oaks")
    declined = synced.type("sync", "plan", "--apply")
    assert (synced.status, "Nothing was done." in declined) == (INTERRUPTED, True)
    assert synced.told("sync", "plan", "--apply", "--json").code is Code.INVALID
    assert synced.json("sync", "runs")["total"] == 1
    run = synced.json("sync", "plan", "--apply", "--yes")["id"]
    work_off(synced.story.house)
    assert synced.json("sync", "show", run)["run"]["state"] == "done"
    assert synced.json("sync", "equal")["equal"]
    assert "nothing to apply" in synced.type("sync", "plan", "--apply", "--yes")


def test_a_plan_is_applied_by_its_id(synced: Terminal) -> None:
    rename(synced, inside(synced), "Oaks")
    plan = synced.json("sync", "plan", "--from-scratch")["plan"]["id"]
    run = synced.json("sync", "apply", plan)["id"]
    work_off(synced.story.house)
    assert synced.json("sync", "show", run)["run"]["totals"]["update"] == 1
    assert synced.told("sync", "apply", "none").code is Code.NOT_FOUND


def test_what_a_run_asks_is_told_and_approved(synced: Terminal) -> None:
    assert synced.told("sync", "approve", "--yes").code is Code.REFUSED
    old = tag(synced, "Old")
    synced.type("sync", "run")
    work_off(synced.story.house)
    synced.story.done("DELETE", f"/entities/tag/{old}", inside(synced))
    run = synced.json("sync", "run")["id"]
    work_off(synced.story.house)
    assert f"releve sync approve {run}" in synced.type("sync", "show")
    assert "Deleted by: noor (1)" in synced.type("sync", "show", run)
    synced.type("sync", "approve")
    assert synced.status == INTERRUPTED
    again = synced.json("sync", "approve", "--yes")["id"]
    work_off(synced.story.house)
    assert synced.json("sync", "show", again)["run"]["totals"]["delete"] == 1


def test_the_open_run_is_cancelled_without_naming_it(synced: Terminal) -> None:
    run = synced.json("sync", "run")["id"]
    assert run in synced.type("sync", "cancel")
    assert synced.json("sync", "show", run)["run"]["state"] == "cancelled"
    assert synced.told("sync", "cancel").code is Code.REFUSED
    assert "No run is open" in synced.type("sync", "watch")


def test_what_is_not_copied_is_told_and_written_to_a_file(synced: Terminal) -> None:
    rename(synced, inside(synced), "Oaks")
    assert 'lastName: "Larkmont" → "Oaks"' in synced.type("sync", "losses")
    assert synced.json("sync", "losses")["total"] == 1
    file = synced.folder / "out" / "losses.csv"
    synced.type("sync", "losses", "--csv", file)
    assert "zoe" in file.read_text("utf-8-sig")


def test_changes_in_the_bcp_tenant_are_kept_or_written_over_by_name(synced: Terminal) -> None:
    operator = synced.story.operator()
    tenants = synced.story.done("GET", "/tenants", operator)["items"]
    bcp = next(one["id"] for one in tenants if one["name"] == "Acme BCP")
    there = rename(synced, synced.story.step_in(operator, bcp), "Drift")
    name = f"employee/{there}"
    assert name in synced.type("sync", "drift")

    def decided(*words: str) -> str:
        listed = synced.json("sync", "drift", *words)["items"]
        [decision] = [one["decision"] for one in listed if one["bcpId"] == there]
        return str(decision)

    assert decided("--keep", name) == "keep"
    assert decided("--overwrite", name) == "overwrite"
    assert decided("--undecided", name) == "none"
    assert synced.told("sync", "drift", "--keep", "zoe").code is Code.INVALID
    assert synced.told("sync", "drift", "--keep", "employee/1").code is Code.NOT_FOUND


def test_the_bcp_tenant_is_restored_and_it_is_said_how_to_go_on(synced: Terminal) -> None:
    rename(synced, inside(synced), "Wrong")
    bad = synced.json("sync", "run")["id"]
    work_off(synced.story.house)
    assert bad in synced.type("sync", "restore")
    synced.type("sync", "restore", bad)
    assert synced.status == INTERRUPTED
    assert "releve sync enable" in synced.type("sync", "restore", bad, "--yes")
    work_off(synced.story.house)
    assert "releve sync enable" in synced.type("sync", "show")
    assert not synced.json("sync", "show")["config"]["enabled"]


def test_a_restore_says_first_what_is_put_back_and_what_happens_then(synced: Terminal) -> None:
    rename(synced, inside(synced), "Wrong")
    tag(synced, "New")
    bad = synced.json("sync", "run")["id"]
    work_off(synced.story.house)
    shown = synced.type("sync", "restore", bad)
    assert synced.status == INTERRUPTED
    assert (
        shown == synced.type("sync", "restore", bad, "--look") + shown[shown.index("Restore the") :]
    )
    assert synced.status == 0
    assert "2 entities of the BCP tenant are put back" in shown
    for kind, counts in (("Tags", "1 0 0"), ("Employees", "0 1 0")):
        [line] = [line for line in shown.splitlines() if line.startswith(kind)]
        assert line.split()[1:] == counts.split()
    assert "Passwords are not put back." in shown
    assert "The sync is turned off first" in shown
    assert "writes over what was restored" in shown
    synced.type("sync", "configure", "--drift", "keep")
    assert "keeps what was restored" in synced.type("sync", "restore", bad, "--look")
    looked = synced.json("sync", "restore", bad, "--look")
    assert (looked["total"], looked["syncEnabled"], looked["keeps"]) == (2, True, True)
    assert synced.json("sync", "show")["config"]["enabled"], "nothing has happened yet"


def test_where_there_is_nothing_to_undo_the_sync_is_not_turned_off(synced: Terminal) -> None:
    rename(synced, inside(synced), "Wrong")
    bad = synced.json("sync", "run")["id"]
    work_off(synced.story.house)
    synced.type("sync", "restore", bad, "--yes")
    work_off(synced.story.house)
    synced.type("sync", "enable")
    assert "There is nothing to undo." in synced.type("sync", "restore", bad, "--look")
    assert synced.told("sync", "restore", bad, "--yes").code is Code.REFUSED
    assert synced.json("sync", "show")["config"]["enabled"]


@pytest.mark.parametrize(
    ("told", "done"), [("o", True), ("Oui", True), ("yes", True), ("n", False), ("", False)]
)
def test_a_question_is_answered_in_the_language_it_is_asked_in(
    told: str, done: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: told)
    there = Desk(Outfit({"LANG": "fr"}), Wishes())
    assert there.agreed(say("Restore the BCP tenant?")) is done
    there.close()


def answering(*pages: dict[str, Any]) -> Client:
    """A server that says how far a run has come, one answer after the other."""
    left = [*pages]
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=left.pop(0)))
    return Client("http://x.test", Speaker("en"), transport=transport)


def page(stage: str, kind: str, done: int, total: int) -> dict[str, Any]:
    progress = {"stage": stage, "kind": kind, "done": done, "total": total}
    return {"run": {"ended": False}, "progress": progress}


ENDED = {"run": {"ended": True, "state": "done"}, "progress": None}


def test_while_one_waits_the_bar_says_what_is_done_and_how_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sync_watch, "LOOK_S", 0.0)
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=120)
    api = answering(page("draw", "tag", 10, 50), page("write", "skill", 7, 9), ENDED)

    class Seen(Bar):
        def tell(self, progress: Any) -> None:
            super().tell(progress)
            self._lines.refresh()

    with Seen(console, Speaker("en"), shown=True) as bar:
        assert waited_for(api, "1", 60, bar.tell)["state"] == "done"
    for told in ("Compared: Tags", "10/50", "Written: Skills", "7/9"):
        assert told in out.getvalue()


def test_where_only_json_is_wanted_there_is_no_bar() -> None:
    out = io.StringIO()
    with Bar(Console(file=out, force_terminal=True), Speaker("en"), shown=False) as bar:
        bar.tell(page("draw", "tag", 1, 2)["progress"])
    assert out.getvalue() == ""


def test_who_has_waited_long_enough_is_told_that_the_run_goes_on() -> None:
    with pytest.raises(Told) as caught:
        waited_for(answering(page("draw", "tag", 1, 2)), "1", -1.0)
    assert "releve sync show 1" in caught.value.hint
