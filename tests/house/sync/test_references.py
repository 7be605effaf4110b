"""No foreign id: a reference is translated, or the entity is held back and told."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from releve.domain.kind import Body, places
from releve.domain.kinds import KINDS
from releve.domain.runs import Verb
from releve.sync.slots import Finder
from tests.helpers.bodies import bodies
from tests.helpers.twins import Twins, small_office


def found(kind: str, body: Body) -> list[tuple[str, str, str]]:
    """(path, kind, value) of each reference that the quick finder sees."""
    return [
        (path, space[0], str(holder[at]))
        for holder, at, space, _, path in Finder(KINDS[kind]).slots(body)
    ]


def test_only_declared_places_are_references() -> None:
    body = {"agentId": 10, "skillId": 20, "agentProficiencyValue": 10}
    assert found("agent_skill", body) == [
        ("agentId", "employee", "10"),
        ("skillId", "skill", "20"),
    ]


def test_the_kind_comes_from_the_sibling_that_tells_it() -> None:
    assigned = [
        {"entityType": "Skill", "entityId": 20},
        {"entityType": "Agent", "entityId": 20},
        {"entityType": "Everyone", "entityId": 20},
    ]
    body = {"addressBookName": "VIP", "assignments": assigned}
    assert [kind for _, kind, _ in found("address_book", body)] == ["skill", "employee"]


def test_values_that_stand_where_ids_stand_but_are_none_are_no_references() -> None:
    assert found("skill", {"skillName": "A", "campaignId": 0, "scriptId": -1}) == []


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_the_quick_finder_sees_what_the_declaration_says(kind: str, data: st.DataObject) -> None:
    body = data.draw(bodies(KINDS[kind]))
    declared = [(one.path, one.kind, one.value) for one in places(KINDS[kind], body)]
    assert sorted(found(kind, body)) == sorted(declared)


def test_a_reference_to_nothing_holds_back_and_says_which(twins: Twins) -> None:
    office = small_office(twins)
    twins.edit("skill", office.skill, campaignId=4711)
    run = twins.sync()
    assert "“Campaign” refers to 4711 (Campaign)" in twins.why_held("skill", office.skill)
    assert run.total(Verb.HOLD) == run.held


def test_an_optional_reference_holds_back_too_and_so_on_to_the_end_of_the_chain(
    twins: Twins,
) -> None:
    office = small_office(twins)
    twins.edit("skill", office.skill, campaignId=4711)
    twins.sync()
    held = {(one.kind, one.primary_id) for one in twins.held()}
    assert held == {
        ("skill", office.skill),
        ("script", office.script),
        ("agent_skill", office.assignment),
    }
    assert "“Home Policy” (Skill), which is held back" in twins.why_held("script", office.script)
    assert twins.violations(excused=held)  # the counts differ, as told
    assert {found.law for found in twins.violations(excused=held)} == {"count"}


def test_what_was_held_back_follows_as_soon_as_it_can(twins: Twins) -> None:
    office = small_office(twins)
    twins.edit("skill", office.skill, campaignId=4711)
    twins.sync()
    spring = twins.put("campaign", {"campaignName": "Spring", "name": "Spring"})
    twins.edit("skill", office.skill, campaignId=spring)
    run = twins.sync()
    assert (run.held, run.total(Verb.CREATE)) == (0, 4)
    assert twins.differences() == []
    assert twins.violations() == []


def test_who_refers_to_an_older_copy_of_something_held_back_goes_on(twins: Twins) -> None:
    office = small_office(twins)
    twins.sync()
    twins.edit("skill", office.skill, campaignId=4711)
    twins.edit("agent_skill", office.assignment, agentProficiencyValue=9)
    assert twins.sync().counts == {"skill": {"hold": 1}, "agent_skill": {"update": 1}}


def test_ids_given_to_what_is_held_back_are_not_used_up(twins: Twins) -> None:
    office = small_office(twins)
    twins.edit("skill", office.skill, campaignId=4711)
    twins.sync()
    assert twins.find_twin("skill", office.skill) is None
    with twins.here.reading() as tx:
        assert "skill" not in tx.entities.issued(twins.bcp)
    before = twins.everything()
    assert twins.sync().total(Verb.HOLD) == 3
    assert twins.everything() == before


def test_a_reference_to_a_kind_that_is_not_selected_is_found_by_key(twins: Twins) -> None:
    office = small_office(twins)
    there = twins.put_over_there("script", {**twins.get("script", office.script).body})
    twins = dataclasses.replace(twins, kinds=("skill",))
    twins.sync()
    assert twins.twin("skill", office.skill).body["scriptId"] == int(there)
    assert twins.twin("script", office.script).id == there


def test_a_reference_to_a_kind_that_is_not_selected_and_not_there_holds_back(twins: Twins) -> None:
    office = small_office(twins)
    only = dataclasses.replace(twins, kinds=("skill",))
    only.sync()
    told = only.why_held("skill", office.skill)
    assert "“Larkmont\\Entry” (Script), which is not in the BCP tenant and is not selected" in told
    twins.sync()
    assert twins.differences() == []


def test_a_kind_selected_anew_is_read_from_its_beginning(twins: Twins) -> None:
    twins.put("hours", {"hoursOfOperationProfileName": "Day"})
    tag = twins.put("tag", {"tagName": "VIP"})
    tags = dataclasses.replace(twins, kinds=("tag",))
    tags.sync()
    hours = dataclasses.replace(twins, kinds=("hours",))
    hours.sync()
    twins.edit("tag", tag, notes="while nobody looked")
    both = dataclasses.replace(twins, kinds=("hours", "tag"))
    both.sync()
    assert both.differences() == []


def test_a_counterpart_deleted_over_there_of_a_kind_not_selected_holds_back(twins: Twins) -> None:
    office = small_office(twins)
    twins.sync()
    twins.delete_over_there("script", twins.twin("script", office.script).id)
    twins.edit("skill", office.skill, notes="changed")
    only = dataclasses.replace(twins, kinds=("skill",))
    only.sync()
    assert "was deleted in the BCP tenant" in only.why_held("skill", office.skill)


def test_what_dangles_in_the_primary_dangles_in_the_bcp_tenant_with_an_id_of_its_own(
    twins: Twins,
) -> None:
    office = small_office(twins)
    twins.sync()
    skill = twins.twin("skill", office.skill)
    twins.delete("skill", office.skill)
    twins.edit("script", office.script, purposeType="General")
    twins.sync()
    assert f"skill={skill.id}" in twins.twin("script", office.script).body["content"]
    assert {found.law for found in twins.violations()} == set()
