"""What people changed in the BCP tenant becomes a plan for the primary; what was kept, the next sync leaves as it is."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

from releve.domain.runs import Verb, reasons
from releve.domain.store import Credential
from releve.domain.tenancy import Drift
from tests.helpers.acts import Acts
from tests.helpers.keeping import drawn, items, keep, verbs
from tests.helpers.twins import Office, Twins, person, script, small_office


def synced_office(twins: Twins) -> Office:
    office = small_office(twins)
    twins.sync()
    return office


def edit_over_there(twins: Twins, kind: str, id: str, **changes: object) -> None:
    """`id` is the primary's."""
    twin = twins.twin(kind, id)
    twins.put_over_there(kind, {**twin.body, **changes}, twin.id)


def settled(twins: Twins) -> bool:
    """Whether a sync would write nothing, both sides hold the same, and the ledgers say so and count right."""
    acts = Acts(twins.there, twins.here, twins.primary, twins.bcp, twins.pair)
    assert twins.plan().changes_nothing
    assert twins.plan(from_scratch=True).changes_nothing
    assert twins.differences() == []
    assert acts.unequal() == []
    assert acts.miscounted() == []
    before = twins.revisions()
    twins.sync()
    assert twins.revisions() == before
    assert acts.drifts() == []
    return twins.violations() == []


def told(twins: Twins, title: str) -> str:
    return " ".join(str(one) for one in reasons(items(twins)[title].step.why))


def test_nothing_changed_over_there_is_nothing_to_keep(twins: Twins) -> None:
    synced_office(twins)
    assert items(twins) == {}


def test_an_edit_is_shown_field_by_field_and_given_to_the_primary(twins: Twins) -> None:
    office = synced_office(twins)
    edit_over_there(twins, "skill", office.skill, notes="during the outage")
    [found] = items(twins).values()
    assert found.step.verb is Verb.UPDATE
    assert found.step.primary_id == office.skill
    assert found.step.fields == (("notes", "", '"during the outage"'),)
    keep(twins)
    assert twins.get("skill", office.skill).body["notes"] == "during the outage"
    assert settled(twins)


def test_references_are_written_back_in_the_ids_of_the_primary(twins: Twins) -> None:
    office = synced_office(twins)
    other = twins.put("team", {"name": "Nuit"})
    twins.sync()
    edit_over_there(twins, "employee", office.agent, teamId=twins.twin_alt("team", other))
    keep(twins)
    assert twins.get("employee", office.agent).body["teamId"] == twins.alt("team", other)
    assert settled(twins)


def test_what_was_made_over_there_gets_ids_of_the_primary_even_in_a_circle(twins: Twins) -> None:
    synced_office(twins)
    skill = twins.put_over_there("skill", {"skillName": "Crise", "mediaTypeId": 4})
    entry = twins.put_over_there("script", script("Crise\\Entry", f"bus=7390114 skill={skill}"))
    made = {"skillName": "Crise", "mediaTypeId": 4, "scriptId": int(entry)}
    twins.put_over_there("skill", made, skill)
    assert verbs(twins) == {"Crise": Verb.CREATE, "Crise\\Entry": Verb.CREATE}
    before = set(twins.put_many("skill", [{"skillName": "Autre", "mediaTypeId": 4}]))
    keep(twins)
    with twins.there.reading() as tx:
        by_title = {one.body["skillName"]: one for one in tx.entities.all(twins.primary, "skill")}
        scripts = {one.body["path"]: one for one in tx.entities.all(twins.primary, "script")}
    new, kept = by_title["Crise"], scripts["Crise\\Entry"]
    assert new.id not in before
    assert new.id != skill
    assert kept.body["content"] == f"bus=7314250 skill={new.id}"
    assert str(new.body["scriptId"]) == kept.id
    twins.sync()  # brings over the other skill
    assert settled(twins)
    assert twins.twin("skill", new.id).id == skill


def test_a_deletion_is_made_in_the_primary_too(twins: Twins) -> None:
    office = synced_office(twins)
    gone = twins.twin("agent_skill", office.assignment).id
    twins.delete_over_there("agent_skill", gone)
    assert list(verbs(twins).values()) == [Verb.DELETE]
    keep(twins)
    assert twins.get("agent_skill", office.assignment).deleted
    assert settled(twins)


def test_a_name_freed_and_taken_again_passes_on_in_one_go(twins: Twins) -> None:
    tag, _ = twins.put_many("tag", [{"tagName": "Urgent"}, {"tagName": "Autre"}])
    twins.sync()
    twins.delete_over_there("tag", twins.twin("tag", tag).id)
    twins.put_over_there("tag", {"tagName": "Urgent", "notes": "nouveau"})
    keep(twins)
    assert twins.get("tag", tag).deleted
    assert settled(twins)


def test_what_was_changed_on_both_sides_is_a_conflict_with_both_values(twins: Twins) -> None:
    office = synced_office(twins)
    edit_over_there(twins, "skill", office.skill, notes="over there")
    twins.edit("skill", office.skill, notes="here")
    [found] = items(twins).values()
    assert found.conflict
    assert found.step.fields == (("notes", '"here"', '"over there"'),)
    assert "changed it in the primary tenant too" in told(twins, "Home Policy")


def test_what_the_primary_deleted_is_a_conflict_and_comes_back_if_taken(twins: Twins) -> None:
    office = synced_office(twins)
    edit_over_there(twins, "agent_skill", office.assignment, agentProficiencyValue=9)
    twins.delete("agent_skill", office.assignment)
    [found] = items(twins).values()
    assert (found.conflict, found.step.verb) == (True, Verb.CREATE)
    keep(twins)
    assert twins.get("agent_skill", office.assignment).body["agentProficiencyValue"] == 9
    assert settled(twins)


def test_what_was_made_on_both_sides_under_one_name_is_a_conflict(twins: Twins) -> None:
    synced_office(twins)
    twins.put_over_there("tag", {"tagName": "Crise", "notes": "over there"})
    tag = twins.put("tag", {"tagName": "Crise", "notes": "here"})
    [found] = items(twins).values()
    assert (found.conflict, found.step.primary_id) == (True, tag)
    keep(twins)
    assert twins.get("tag", tag).body["notes"] == "over there"
    assert settled(twins)


def test_what_is_left_is_what_the_next_sync_writes_over(twins: Twins) -> None:
    office = synced_office(twins)
    edit_over_there(twins, "skill", office.skill, notes="mine")
    edit_over_there(twins, "team", office.team, description="theirs")
    with drawn(twins) as keeping:
        [left] = [one.name for one in keeping.items if one.name[0] == "team"]
    keep(twins, [left])
    assert "description" not in twins.get("team", office.team).body
    with closing(twins.plan()) as plan:
        assert [(one.kind, one.primary_id) for one in plan.steps()] == [("team", office.team)]
    twins.sync()
    assert twins.get("skill", office.skill).body["notes"] == "mine"
    assert settled(twins)


def test_what_refers_to_something_new_that_is_left_cannot_be_taken(twins: Twins) -> None:
    office = synced_office(twins)
    team = twins.put_over_there("team", {"name": "Cellule"})
    with twins.here.reading() as tx:
        [made] = tx.entities.many(twins.bcp, "team", [team]).values()
    edit_over_there(twins, "employee", office.agent, teamId=made.alt_id)
    found = items(twins, [("team", team)])
    held = next(one for one in found.values() if one.name[0] == "employee")
    assert not held.can_be_taken
    assert "which is not taken over itself" in " ".join(map(str, reasons(held.step.why)))


def test_what_something_left_still_uses_in_the_primary_is_not_deleted(twins: Twins) -> None:
    office = synced_office(twins)
    twins.delete_over_there("script", twins.twin("script", office.script).id)
    skill = twins.twin("skill", office.skill)
    body = {name: one for name, one in skill.body.items() if name != "scriptId"}
    twins.put_over_there("skill", body, skill.id)
    assert verbs(twins) == {"Home Policy": Verb.UPDATE, "Larkmont\\Entry": Verb.DELETE}
    held = items(twins, [("skill", skill.id)])["Larkmont\\Entry"]
    assert "still used in the primary tenant" in " ".join(map(str, reasons(held.step.why)))


def test_a_script_with_a_place_that_nobody_can_judge_is_held_back_and_told(twins: Twins) -> None:
    office = synced_office(twins)
    skill = twins.twin("skill", office.skill).id
    edit_over_there(twins, "script", office.script, content=f"skill={skill} see {skill}")
    [found] = items(twins).values()
    assert not found.can_be_taken
    assert "nobody knows whether it is an identifier" in told(twins, "Larkmont\\Entry")


def test_a_name_that_the_primary_has_given_to_another_is_told(twins: Twins) -> None:
    tag, other = twins.put_many("tag", [{"tagName": "Un"}, {"tagName": "Deux"}])
    twins.sync()
    edit_over_there(twins, "tag", tag, tagName="Trois")
    twins.edit("tag", other, tagName="Trois")
    assert not items(twins)["Trois"].can_be_taken
    assert "The primary tenant has another" in told(twins, "Trois")


def test_a_new_employee_can_log_in_to_the_primary_with_the_same_password(twins: Twins) -> None:
    office = synced_office(twins)
    role, team = twins.twin("role", office.role).id, twins.twin_alt("team", office.team)
    made = twins.put_over_there("employee", person("zoe.lind@larkmont.example", team, role))
    with twins.here.writing() as tx:
        tx.credentials.put([Credential(twins.bcp, made, "zoe.lind@larkmont.example", "argon")])
    keep(twins)
    with twins.there.reading() as tx:
        [one] = tx.credentials.by_username("zoe.lind@larkmont.example")[:1]
        assert one.hash == "argon"
    assert settled(twins)


def test_what_was_kept_is_no_drift_even_where_drift_is_kept(twins: Twins) -> None:
    office = synced_office(twins)
    edit_over_there(twins, "skill", office.skill, notes="during the outage")
    keep(twins)
    twins.sync(rules=replace(twins.scope.rules, drift=Drift.KEEP))
    assert twins.held() == []
    assert settled(twins)


def test_the_digest_says_whether_either_side_has_moved(twins: Twins) -> None:
    office = synced_office(twins)
    edit_over_there(twins, "skill", office.skill, notes="one")
    digests = []
    acts: list[Callable[[], object]] = [
        lambda: None,
        lambda: twins.put("tag", {"tagName": "elsewhere"}),
        lambda: twins.edit("skill", office.skill, isActive=False),
        lambda: edit_over_there(twins, "skill", office.skill, notes="two"),
    ]
    for act in acts:
        act()
        with drawn(twins) as keeping:
            digests.append(keeping.digest)
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3
