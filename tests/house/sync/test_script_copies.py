"""Scripts travel through the rewriter that the sync is handed."""

import dataclasses

from releve.domain.runs import Verb, reasons
from releve.domain.tenancy import OpenPlaces
from releve.sync.reasons import follows
from tests.helpers.twins import BCP_UNIT, Twins, script, small_office


def test_a_script_names_the_ids_and_the_business_unit_of_the_bcp_tenant(twins: Twins) -> None:
    office = small_office(twins)
    twins.sync()
    skill = twins.twin("skill", office.skill)
    content = twins.twin("script", office.script).body["content"]
    assert content == f"bus={BCP_UNIT} skill={skill.id}"


def test_a_script_that_names_something_unknown_is_held_back_in_the_words_of_the_rewriter(
    twins: Twins,
) -> None:
    entry = twins.put("script", script("Entry", "skill=4711"))
    assert twins.sync().held == 1
    assert twins.why_held("script", entry) == "The script names skill 4711."
    assert twins.find_twin("script", entry) is None


def test_places_to_review_are_counted_in_the_run_and_in_the_step(twins: Twins) -> None:
    office = small_office(twins)
    twins.put("script", script("Loose", f"see {office.skill} or {office.agent} at 86400"))
    run = twins.sync()
    assert run.to_review == 2
    with twins.here.reading() as tx:
        steps, _ = tx.runs.steps(run.id)
    told = {step.title: reasons(step.why) for step in steps if step.why}
    assert [str(reason) for reason in told["Loose"]] == ["2 places to review."]
    assert list(told) == ["Loose"]


def test_places_to_review_are_remembered_until_their_script_is_mended_or_gone(twins: Twins) -> None:
    office = small_office(twins)
    loose = twins.put("script", script("Loose", f"see {office.skill}"))
    other = twins.put("script", script("Other", f"see {office.agent} or {office.skill}"))
    assert twins.sync().to_review == 3
    assert twins.sync().to_review == 3, "a run that copies nothing forgets nothing"
    twins.edit("script", loose, content="nothing to see")
    assert twins.sync().to_review == 2
    twins.delete("script", other)
    assert twins.sync().to_review == 0


def test_both_ids_of_a_person_are_translated_in_a_script(twins: Twins) -> None:
    office = small_office(twins)
    uuid = twins.alt("employee", office.agent)
    entry = twins.put("script", script("People", f"employee={office.agent} employee={uuid}"))
    twins.sync()
    agent = twins.twin("employee", office.agent)
    content = twins.twin("script", entry).body["content"]
    assert content == f"employee={agent.id} employee={agent.alt_id}"


def test_a_script_waits_for_the_skill_that_it_names(twins: Twins) -> None:
    skill = twins.put("skill", {"skillName": "A", "mediaTypeId": 4, "campaignId": 4711})
    entry = twins.put("script", script("Entry", f"skill={skill}"))
    run = twins.sync()
    assert run.counts == {"script": {"hold": 1}, "skill": {"hold": 1}}
    with twins.here.reading() as tx:
        held = list(tx.runs.all_steps(run.id))
    assert [one.kind for one in held] == ["skill", "script"], "the cause comes first"
    assert [one.kind for one in twins.held()] == ["skill", "script"]
    follows_others = [all(map(follows, reasons(one.why))) for one in held]
    assert follows_others == [False, True]
    assert "“A”" in str(reasons(held[1].why)[0]), "who follows says of whom"
    twins.edit("skill", skill, campaignId=0)
    assert twins.sync().counts == {"script": {"create": 1}, "skill": {"create": 1}}
    assert twins.differences() == []
    assert twins.find_twin("script", entry) is not None


def test_what_a_script_names_of_a_kind_not_selected_is_found_by_key(twins: Twins) -> None:
    skill = twins.put("skill", {"skillName": "A", "mediaTypeId": 4})
    entry = twins.put("script", script("Entry", f"skill={skill}"))
    there = twins.put_over_there("skill", {"skillName": "a", "mediaTypeId": 4})
    only = dataclasses.replace(twins, kinds=("script",))
    assert only.sync().total(Verb.CREATE) == 1
    assert only.twin("script", entry).body["content"] == f"skill={there}"


def test_where_scripts_wait_for_people_one_with_open_places_is_held_back_until_they_are_settled(
    twins: Twins,
) -> None:
    office = small_office(twins)
    twins.sync()
    loose = twins.put("script", script("Loose", f"see {office.skill}"))
    rules = dataclasses.replace(twins.scope.rules, open_places=OpenPlaces.HOLD)
    assert twins.sync(rules=rules).held == 1
    assert "has to be settled first" in twins.why_held("script", loose)
    assert twins.find_twin("script", loose) is None
    twins.edit("script", loose, content="nothing to see")
    assert twins.sync(rules=rules).held == 0
    assert twins.find_twin("script", loose) is not None
