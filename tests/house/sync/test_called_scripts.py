"""A script is copied in the light of the scripts that it calls: what they take their parameters for says what it hands them."""

import dataclasses
from collections.abc import Mapping, Sequence

import pytest

from releve.app.script_rewriter import script_rewriter
from releve.domain.kind import Body
from releve.domain.rewriting import IsId, Others, Rewriter, ScriptOutcome, Translate
from releve.domain.runs import ScriptFace, reasons
from releve.domain.tenancy import Drift, OpenPlaces
from releve.scripts.body import script_body
from releve.scripts.formats import read_script
from releve.sync.run import preview
from tests.helpers.acts import Acts
from tests.helpers.plain import plain_rewriter
from tests.helpers.scripts import one, web
from tests.helpers.twins import Twins, script

QUEUE, ENTRY = "Common\\Queue", "Larkmont\\Entry"


@dataclasses.dataclass(frozen=True)
class Calls:
    """A skill and a tag; a script that takes its parameter for a skill; one that hands the skill to it; one beside them."""

    skill: str
    tag: str
    queue: str
    entry: str
    beside: str


@pytest.fixture
def office(twins: Twins) -> Calls:
    skill = twins.put("skill", {"skillName": "Home Policy", "mediaTypeId": 4})
    tag = twins.put("tag", {"tagName": "VIP"})
    queue = twins.put("script", script(QUEUE, "takes:skill"))
    entry = twins.put("script", script(ENTRY, f"call:{QUEUE}({skill})"))
    beside = twins.put("script", script("Larkmont\\Beside", f"call:Nobody({skill})"))
    return Calls(skill, tag, queue, entry, beside)


def handed(twins: Twins, id: str) -> str:
    """What the copy of a script hands over."""
    content: str = twins.twin("script", id).body["content"]
    return content.rpartition("(")[2].rstrip(")")


def copied(twins: Twins) -> list[str]:
    """The scripts that the next sync writes; afterwards both tenants are equivalent."""
    with twins.here.reading() as tx:
        before = tx.entities.revision(twins.bcp)
    twins.sync()
    assert twins.differences() == []
    with twins.here.reading() as tx:
        found = tx.entities.changed(twins.bcp, after=before, kinds=["script"])
        return sorted(one.body["path"] for one in found)


def test_an_id_that_is_handed_to_a_called_script_is_translated(twins: Twins, office: Calls) -> None:
    run = twins.sync()
    assert handed(twins, office.entry) == twins.twin("skill", office.skill).id
    assert handed(twins, office.beside) == office.skill, "nobody says what this is"
    assert run.to_review == 1
    assert twins.differences() == []


def test_an_id_is_translated_through_three_calls_and_no_further(twins: Twins) -> None:
    skill = twins.put("skill", {"skillName": "Home Policy", "mediaTypeId": 4})
    content = "takes:skill"
    for number, path in enumerate(["One", "Two", "Three", "Four"], 1):
        twins.put("script", script(path, content))
        entry = twins.put("script", script(f"Calls {path}", f"call:{path}({skill})"))
        twins.sync()
        is_translated = handed(twins, entry) == twins.twin("skill", skill).id
        assert is_translated == (number <= 3), path
        content = f"call:{path}(p)"
    assert twins.differences() == []


def test_a_script_that_is_nearer_is_called_before_one_of_the_same_name(
    twins: Twins, office: Calls
) -> None:
    twins.sync()
    near = twins.put("script", script(f"Larkmont\\{QUEUE}", "nothing"))
    assert copied(twins) == [f"Larkmont\\{QUEUE}", ENTRY]
    assert handed(twins, office.entry) == office.skill
    twins.delete("script", near)
    assert ENTRY in copied(twins)
    assert handed(twins, office.entry) == twins.twin("skill", office.skill).id


def test_when_a_called_script_takes_its_parameter_for_something_else_its_callers_are_copied_anew(
    twins: Twins, office: Calls
) -> None:
    twins.sync()
    twins.edit("script", office.queue, content="takes:tag")
    assert copied(twins) == [QUEUE, ENTRY]
    assert handed(twins, office.entry) == office.skill, "it is no tag"
    twins.edit("script", office.queue, content="takes:skill")
    assert copied(twins) == [QUEUE, ENTRY]
    assert handed(twins, office.entry) == twins.twin("skill", office.skill).id


def test_when_a_called_script_changes_and_its_face_does_not_nobody_else_is_looked_at(
    twins: Twins, office: Calls
) -> None:
    twins.sync()
    twins.edit("script", office.queue, content="takes:skill and more")
    looked = Looking()
    preview(twins.scope, twins.there, twins.here, looked).close()
    assert looked.at == [QUEUE]
    assert copied(twins) == [QUEUE]


def test_only_the_callers_of_what_changed_are_looked_at(twins: Twins, office: Calls) -> None:
    twins.sync()
    twins.edit("script", office.queue, content="takes:tag")
    looked = Looking()
    preview(twins.scope, twins.there, twins.here, looked).close()
    assert looked.at == [QUEUE, ENTRY]


def test_callers_of_callers_are_copied_anew(twins: Twins, office: Calls) -> None:
    through = twins.put("script", script("Through", f"call:{QUEUE}(p)"))
    outer = twins.put("script", script("Outer", f"call:Through({office.tag})"))
    twins.sync()
    assert handed(twins, outer) == office.tag
    twins.edit("script", office.queue, content="takes:tag")
    assert copied(twins) == [QUEUE, ENTRY, "Outer"], "the one between says the same as before"
    assert handed(twins, outer) == twins.twin("tag", office.tag).id
    twins.edit("script", through, content="nothing")
    assert copied(twins) == ["Outer", "Through"]
    assert handed(twins, outer) == office.tag


def test_when_a_called_script_is_renamed_its_callers_are_copied_anew(
    twins: Twins, office: Calls
) -> None:
    twins.sync()
    twins.edit("script", office.queue, path="Nobody")
    assert copied(twins) == ["Larkmont\\Beside", ENTRY, "Nobody"]
    assert handed(twins, office.entry) == office.skill
    assert handed(twins, office.beside) == twins.twin("skill", office.skill).id


def test_when_a_called_script_is_deleted_or_made_its_callers_are_copied_anew(
    twins: Twins, office: Calls
) -> None:
    twins.sync()
    twins.delete("script", office.queue)
    assert copied(twins) == [QUEUE, ENTRY]
    assert handed(twins, office.entry) == office.skill
    twins.put("script", script(QUEUE, "takes:skill"))
    assert copied(twins) == [QUEUE, ENTRY]
    assert handed(twins, office.entry) == twins.twin("skill", office.skill).id


def test_a_called_script_that_is_held_back_is_known_to_its_callers_all_the_same(
    twins: Twins, office: Calls
) -> None:
    twins.sync()
    twins.edit("script", office.queue, content="takes:tag skill=4711")
    twins.edit("script", office.entry, content=f"call:{QUEUE}({office.tag})")
    assert twins.sync().held == 1
    assert handed(twins, office.entry) == twins.twin("tag", office.tag).id
    assert [one.title for one in twins.differences()] == [QUEUE], "the one that is held back"
    twins.edit("script", office.queue, content="takes:tag")
    assert copied(twins) == [QUEUE]


def test_a_caller_that_is_held_back_is_copied_in_the_light_of_then(
    twins: Twins, office: Calls
) -> None:
    twins.sync()
    twins.edit("script", office.entry, content=f"skill=4711 call:{QUEUE}({office.skill})")
    assert twins.sync().held == 1
    twins.edit("script", office.queue, content="takes:tag")
    assert twins.sync().held == 1
    twins.edit("script", office.entry, content=f"call:{QUEUE}({office.tag})")
    assert copied(twins) == [ENTRY]
    assert handed(twins, office.entry) == twins.twin("tag", office.tag).id


def test_where_scripts_wait_for_people_a_caller_waits_when_what_it_calls_says_nothing_any_more(
    twins: Twins, office: Calls
) -> None:
    twins.delete("script", office.beside)
    rules = dataclasses.replace(twins.scope.rules, open_places=OpenPlaces.HOLD)
    assert twins.sync(rules=rules).held == 0
    twins.edit("script", office.queue, content="nothing")
    assert twins.sync(rules=rules).held == 1
    assert "has to be settled first" in twins.why_held("script", office.entry)
    twins.edit("script", office.queue, content="takes:skill")
    assert twins.sync(rules=rules).held == 0
    assert twins.differences() == []


def test_a_plan_with_callers_is_applied_as_it_was_shown(twins: Twins, office: Calls) -> None:
    acts = Acts(twins.there, twins.here, twins.primary, twins.bcp, twins.pair)
    acts.sync()
    acts.edit("script", office.queue, content="takes:tag")
    plan = acts.draw()
    run = acts.sync(exactly=plan)
    assert run.counts == plan.body["counts"] == {"script": {"update": 2}}
    told = {step.title: [str(one) for one in reasons(step.why)] for step in acts.steps(run.id)}
    assert told[QUEUE] == []
    assert told[ENTRY][0].startswith("A script that it calls was changed")
    assert acts.steps(run.id) == acts.steps(plan.id)
    assert acts.draw().body["counts"] == {}


def test_scripts_that_were_left_out_of_the_sync_are_all_looked_at_when_they_are_chosen_again(
    twins: Twins, office: Calls
) -> None:
    twins.sync()
    others = tuple(kind for kind in twins.kinds if kind != "script")
    twins.edit("script", office.queue, content="takes:tag")
    twins.sync(kinds=others)
    assert copied(twins) == [QUEUE, ENTRY]


def test_a_caller_changed_in_the_bcp_tenant_is_kept_if_that_is_the_rule(
    twins: Twins, office: Calls
) -> None:
    twins.sync()
    there = twins.twin("script", office.entry)
    twins.put_over_there("script", {**there.body, "content": "mine"}, there.id)
    rules = dataclasses.replace(twins.scope.rules, drift=Drift.KEEP)
    twins.edit("script", office.queue, content="takes:tag")
    twins.sync(rules=rules)
    assert twins.twin("script", office.entry).body["content"] == "mine"
    twins.sync()
    assert handed(twins, office.entry) == office.skill
    assert twins.differences() == []


def test_after_a_restore_the_next_sync_copies_callers_in_the_light_of_now(
    twins: Twins, office: Calls
) -> None:
    acts = Acts(twins.there, twins.here, twins.primary, twins.bcp, twins.pair)
    acts.sync()
    _, then = acts.revisions()
    acts.edit("script", office.queue, content="takes:tag")
    acts.sync()
    acts.restore(then)
    assert handed(acts, office.entry) == acts.twin("skill", office.skill).id
    acts.sync()
    assert handed(acts, office.entry) == office.skill
    assert acts.differences() == []


def test_what_is_remembered_of_scripts_is_what_a_reading_of_everything_finds(
    twins: Twins, office: Calls
) -> None:
    twins.sync()
    twins.edit("script", office.queue, content="call:Nobody(p)")
    twins.put("script", script("Nobody", "takes:skill"))
    twins.edit("script", office.entry, path="Larkmont\\First")
    twins.sync()
    twins.delete("script", office.beside)
    twins.sync()
    remembered = faces(twins)
    assert {one.key for one in remembered.values()} == {
        "common\\queue",
        "larkmont\\first",
        "nobody",
    }
    twins.sync(from_scratch=True)
    assert faces(twins) == remembered


def test_scripts_of_the_real_formats_are_copied_in_the_light_of_those_that_they_call(
    twins: Twins,
) -> None:
    twins = dataclasses.replace(twins, rewriter=script_rewriter)
    skill = twins.put("skill", {"skillName": "Home Policy", "mediaTypeId": 4})
    queue = twins.put("script", web_body(QUEUE, "REQAGENT", one("Skill", "{p1}")))
    handing = (one("ScriptName", QUEUE), one("Parameters", [skill]))
    entry = twins.put("script", web_body(ENTRY, "RUNSUB", *handing))
    assert twins.sync().to_review == 0
    there = twins.twin("script", entry).body["content"]
    assert twins.twin("skill", skill).id in there
    assert skill not in there
    assert twins.differences() == []
    twins.put("script", web_body(QUEUE, "SNIPPET", one("Data", "x = 1")), queue)
    assert twins.sync().to_review == 1
    assert skill in twins.twin("script", entry).body["content"]
    assert twins.differences() == []


def web_body(path: str, action: str, *properties: Mapping[str, object]) -> Body:
    return script_body(read_script(web(action, properties, header={"scriptName": path})))


def faces(twins: Twins) -> Mapping[str, ScriptFace]:
    with twins.here.reading() as tx:
        return tx.runs.faces(twins.pair)


class Looking:
    """The plain rewriter, which remembers what it was asked to rewrite."""

    def __init__(self) -> None:
        self.at: list[str] = []

    def __call__(self, others: Others) -> Rewriter:
        return _Seen(plain_rewriter(others), self.at)


@dataclasses.dataclass(frozen=True)
class _Seen:
    rewriter: Rewriter
    at: list[str]

    def look_ahead(self, bodies: Sequence[Body]) -> None:
        self.rewriter.look_ahead(bodies)

    def __call__(
        self, body: Body, translate: Translate, is_id: IsId, business_unit: int
    ) -> ScriptOutcome:
        self.at.append(body["path"])
        return self.rewriter(body, translate, is_id, business_unit)
