"""What a called script takes its parameters for is known to whoever calls it: read when it is asked for, and always the same."""

from collections.abc import Collection, Mapping, Sequence
from itertools import permutations

import pytest

from releve.domain.kind import Body, folded
from releve.scripts.body import script_body
from releve.scripts.called import AT_ONCE, CalledScripts, script_at
from releve.scripts.calls import calls
from releve.scripts.claims import Rule
from releve.scripts.context import NO_CONTEXT
from releve.scripts.flow.actions import program_of
from releve.scripts.formats import read_script
from releve.scripts.library import context_of
from releve.scripts.occurrences import Verdict
from releve.scripts.scan import scan
from tests.corpus import Case, cases
from tests.helpers.scripts import desktop, one, web

SKILL = "41870264"


class Tenant:
    """The scripts of a tenant. `read` are the paths that were read, reading by reading."""

    def __init__(self, *bodies: Body) -> None:
        self.bodies = {folded(body["path"]): body for body in bodies}
        self.read: list[set[str]] = []

    def others(self, keys: Collection[str]) -> Mapping[str, Body]:
        found = {key: self.bodies[key] for key in keys if key in self.bodies}
        self.read.append(set(found))
        return found

    def called(self) -> CalledScripts:
        return CalledScripts(self.others)


def body(path: str, action: str, *properties: Mapping[str, object]) -> Body:
    return script_body(read_script(web(action, properties, header={"scriptName": path})))


def queueing(path: str) -> Body:
    return body(path, "REQAGENT", one("Skill", "{p1}"))


def hours(path: str) -> Body:
    return body(path, "HOURS", one("Profile", "{p1}"))


def calling(path: str, called: str, *handed: str, action: str = "RUNSUB") -> Body:
    return body(path, action, one("ScriptName", called), one("Parameters", list(handed)))


def rule_of(called: CalledScripts, caller: Body, value: str = SKILL) -> tuple[Verdict, Rule, str]:
    script = script_at(caller)
    found = scan(script, lambda _: ["skill", "hours"], called.context(script)).occurrences
    [place] = [one for one in found if one.value == value]
    return place.verdict, place.rule, place.kind


def face(called: CalledScripts, body: Body) -> str:
    script = script_at(body)
    return called.face(script, scan(script, None, called.context(script)))


TAKEN = (Verdict.REWRITTEN, Rule.PARAMETER, "skill")


@pytest.mark.parametrize("action", ["RUNSUB", "RUNSCRIPT", "SPAWN"])
def test_what_is_handed_to_a_script_that_uses_it_is_an_id(action: str) -> None:
    entry = calling("Larkmont\\Entry", "Common\\Queue", SKILL, action=action)
    assert rule_of(Tenant(queueing("Common\\Queue")).called(), entry) == TAKEN
    assert rule_of(Tenant().called(), entry)[0] is Verdict.ASK


def test_the_script_in_the_callers_folder_is_meant_before_the_one_at_the_root() -> None:
    entry = calling("Larkmont\\Entry", "queue", SKILL)
    root, near = queueing("Queue"), hours("LARKMONT\\QUEUE")
    assert rule_of(Tenant(root).called(), entry)[2] == "skill"
    assert rule_of(Tenant(root, near).called(), entry)[2] == "hours"
    blank = body("Larkmont\\Queue", "SNIPPET", one("Data", "x = 1"))
    assert rule_of(Tenant(root, blank).called(), entry)[0] is Verdict.ASK, "it takes nothing"


def test_a_parameter_is_followed_through_three_calls_whatever_was_asked_before() -> None:
    chain = [
        queueing("One"),
        calling("Two", "One", "{p1}"),
        calling("Three", "Two", "{p1}"),
        calling("Four", "Three", "{p1}"),
    ]
    entries = [calling("Entry", one["path"], SKILL) for one in chain]
    wanted = [Verdict.REWRITTEN, Verdict.REWRITTEN, Verdict.REWRITTEN, Verdict.ASK]
    for order in permutations(range(4)):
        called = Tenant(*chain).called()
        found = {n: rule_of(called, entries[n])[0] for n in order}
        assert [found[n] for n in range(4)] == wanted, order


def test_scripts_that_call_each_other_come_to_an_end() -> None:
    one_way = body("One", "SNIPPET", one("Data", "x = 1"))
    around = [
        calling("Ring\\A", "B", "{p1}"),
        calling("Ring\\B", "A", "{p1}"),
        calling("Self", "Self", "{p1}"),
    ]
    called = Tenant(one_way, *around).called()
    assert [face(called, one) for one in around] == ["", "", ""]
    assert rule_of(called, calling("Entry", "Ring\\A", SKILL))[0] is Verdict.ASK


def test_a_called_script_that_cannot_be_read_tells_nothing() -> None:
    broken = {**queueing("Queue"), "content": "{"}
    assert rule_of(Tenant(broken).called(), calling("Entry", "Queue", SKILL))[0] is Verdict.ASK


def test_a_script_is_called_by_its_path_in_the_tenant_whatever_its_file_says() -> None:
    renamed = {**calling("Elsewhere\\Entry", "Queue", SKILL), "path": "Larkmont\\Entry"}
    assert rule_of(Tenant(queueing("Larkmont\\Queue")).called(), renamed) == TAKEN


def test_called_scripts_are_read_together_and_once() -> None:
    many = 2 * AT_ONCE + 1
    tenant = Tenant(*(queueing(f"Queue {n}") for n in range(many)))
    called = tenant.called()
    entries = [calling(f"Entry {n}", f"Queue {n}", SKILL) for n in range(many)]
    called.look_up(map(script_at, entries))
    assert len(tenant.read) == 3
    assert {rule_of(called, entry) for entry in entries} == {TAKEN}
    assert len(tenant.read) == 3, "nothing was read again"


def test_what_calls_nobody_or_hands_nothing_over_reads_nothing() -> None:
    tenant = Tenant(queueing("Queue"))
    called = tenant.called()
    nothing = body("Entry", "RUNSUB", one("ScriptName", "Queue"))
    for script in (nothing, calling("Entry", "{queue}", SKILL), queueing("Other")):
        assert called.context(script_at(script)) == NO_CONTEXT
    assert tenant.read == []


def test_two_scripts_that_take_their_parameters_for_the_same_have_one_face() -> None:
    called = Tenant(queueing("Queue")).called()
    direct = face(called, queueing("Mine"))
    assert direct == face(called, {**queueing("Other"), "status": "Draft"})
    assert direct != face(called, hours("Mine"))
    assert face(called, body("Mine", "SNIPPET", one("Data", 'x = "1"'))) == ""
    through = face(called, calling("Mine", "Queue", "{p1}"))
    assert through not in ("", direct), "it is followed through one call less"


def test_the_face_changes_with_the_faces_of_the_scripts_that_are_called() -> None:
    through = calling("Through", "Queue", "{p1}")
    faces = {
        face(Tenant(*others).called(), through)
        for others in ([], [queueing("Queue")], [hours("Queue")], [calling("Queue", "Entry", "1")])
    }
    assert len(faces) == 3, "one that takes nothing is as good as none"


def test_calls_are_seen_without_reading_code_as_they_are_seen_with_it() -> None:
    raws = [one.raw for case in cases() for one in case.scripts]
    raws.append(desktop("RUNSUB", "Common\\Queue", "", "back", "QUEUE", SKILL))
    seen = 0
    for raw in raws:
        script = read_script(raw)
        subs = program_of(script).subs
        handing = [sub.path for sub in subs if sub.arguments and sub.path]
        assert calls(script) == list(dict.fromkeys(handing))
        seen += len(handing)
    assert seen > 10


def test_a_path_that_no_script_can_have_is_no_call() -> None:
    entry = calling("Entry", "PATH", SKILL)
    for written in ("\\ud800", "a\\u0000b", "x" * 501, "", "{queue}"):
        content = entry["content"].replace("PATH", written)
        assert calls(script_at({**entry, "content": content})) == [], written
    assert calls(script_at(entry)) == ["PATH"]


def test_scripts_of_a_tenant_are_judged_as_those_of_a_folder_as_far_as_parameters_go() -> None:
    compared = 0
    for case in cases():
        bodies = _bodies(case)
        scripts = [script_at(one) for one in bodies]
        known = context_of(scripts)
        if known.globals or known.stored or known.returned:
            continue
        called = Tenant(*bodies).called()
        for script in scripts:
            alone = scan(script, None, called.context(script)).occurrences
            assert alone == scan(script, None, known).occurrences, (case.name, script.path)
            compared += 1
    assert compared > 50


def _bodies(case: Case) -> Sequence[Body]:
    return [script_body(read_script(one.raw), path=one.name) for one in case.scripts]
