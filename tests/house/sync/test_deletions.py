"""Deletion is asked for, shown, capped and last; a wiped primary does not wipe its BCP tenant."""

import pytest

from releve.domain.runs import RunState, Verb
from releve.domain.tenancy import Deletions, SyncConfig
from releve.sync.scope import Approved
from tests.helpers.twins import Twins, small_office

#: Every deletion waits for a person.
ASKING = SyncConfig(deletions=Deletions.ASK)


def many_tags(twins: Twins, n: int) -> list[str]:
    return twins.put_many("tag", [{"tagName": f"Tag {number}"} for number in range(n)])


def test_a_tombstone_of_the_primary_is_a_tombstone_of_the_bcp_tenant(twins: Twins) -> None:
    office = small_office(twins)
    twins.sync()
    twins.delete("agent_skill", office.assignment)
    assert twins.sync().counts == {"agent_skill": {"delete": 1}}
    assert twins.twin("agent_skill", office.assignment).deleted
    assert twins.sync().counts == {}


def test_what_was_never_copied_is_not_deleted(twins: Twins) -> None:
    day = twins.put("hours", {"hoursOfOperationProfileName": "Day"})
    twins.delete("hours", day)
    twins.put_over_there("hours", {"hoursOfOperationProfileName": "Day"})
    assert twins.sync().counts == {}
    assert twins.find_over_there("hours", "Day") is not None


def test_what_is_restored_in_the_primary_is_restored_under_its_old_id(twins: Twins) -> None:
    office = small_office(twins)
    twins.sync()
    body = twins.get("agent_skill", office.assignment).body
    twin = twins.twin("agent_skill", office.assignment)
    twins.delete("agent_skill", office.assignment)
    twins.sync()
    twins.put("agent_skill", body, office.assignment)
    assert twins.sync().counts == {"agent_skill": {"create": 1}}
    assert twins.twin("agent_skill", office.assignment).id == twin.id


def test_deletions_come_last_and_those_who_refer_before_what_they_refer_to(twins: Twins) -> None:
    office = small_office(twins)
    many_tags(twins, 6)
    twins.sync()
    twins.delete("skill", office.skill)
    twins.delete("agent_skill", office.assignment)
    twins.delete("script", office.script)
    twins.put("tag", {"tagName": "New"})
    steps = [(step.verb, step.kind) for step in twins.plan().steps()]
    assert steps == [
        (Verb.CREATE, "tag"),
        (Verb.DELETE, "agent_skill"),
        (Verb.DELETE, "skill"),
        (Verb.DELETE, "script"),
    ]


@pytest.mark.parametrize(("living", "allowed"), [(0, 20), (400, 20), (420, 21), (10_000, 500)])
def test_the_cap_is_twenty_or_a_twentieth(living: int, allowed: int) -> None:
    assert SyncConfig().deletions_cap(living) == allowed


def test_as_many_deletions_as_allowed_are_done_and_one_more_is_not(twins: Twins) -> None:
    tags = many_tags(twins, 100)
    twins.sync()
    twins.delete("tag", *tags[:20])
    assert twins.sync().counts == {"tag": {"delete": 20}}
    twins.delete("tag", *tags[20:41])
    assert twins.sync().counts == {"tag": {"hold": 21}}
    assert "21 deletions at once (Tags) are more than the 20 allowed" in twins.why_held(
        "tag", tags[20]
    )
    assert not twins.twin("tag", tags[20]).deleted


def test_deletions_held_back_are_done_when_a_person_approves_them(twins: Twins) -> None:
    tags = many_tags(twins, 100)
    twins.sync()
    twins.delete("tag", *tags[:30])
    twins.sync()
    assert twins.sync().counts == {"tag": {"hold": 30}}
    run = twins.sync(approved=Approved(deletions={"tag": 1_000}))
    assert run.counts == {"tag": {"delete": 30}}
    assert twins.held() == []


def test_a_wiped_primary_does_not_wipe_a_small_bcp_tenant(twins: Twins) -> None:
    office = small_office(twins)
    twins.sync()
    for kind, one in office.everything():
        twins.delete(kind, one)
    run = twins.sync()
    assert (run.total(Verb.DELETE), run.total(Verb.HOLD)) == (0, 7)
    assert "looks wiped" in twins.why_held("skill", office.skill)
    with twins.here.reading() as tx:
        assert sum(tx.entities.counts(twins.bcp).values()) == 7


def test_what_is_built_in_is_not_deleted(twins: Twins) -> None:
    twins.put_over_there("team", {"name": "System Default"})
    team = twins.put("team", {"name": "System Default"})
    many_tags(twins, 2)
    twins.sync()
    twins.delete("team", team)
    assert twins.sync().counts == {"team": {"hold": 1}}
    assert not twins.twin("team", team).deleted


def test_what_a_held_back_entity_still_refers_to_is_not_deleted(twins: Twins) -> None:
    office = small_office(twins)
    many_tags(twins, 6)
    spring = twins.put("campaign", {"name": "Spring"})
    twins.edit("skill", office.skill, campaignId=spring)
    twins.sync()
    twins.edit("skill", office.skill, campaignId=4711)
    twins.delete("campaign", spring)
    assert twins.sync().counts == {"campaign": {"hold": 1}, "skill": {"hold": 1}}
    assert "still used in the BCP tenant by “Home Policy”" in twins.why_held("campaign", spring)
    twins.edit("skill", office.skill, campaignId=0)
    assert twins.sync().counts == {"campaign": {"delete": 1}, "skill": {"update": 1}}


def test_a_name_that_a_held_back_deletion_keeps_is_waited_for(twins: Twins) -> None:
    tags = many_tags(twins, 100)
    twins.sync()
    twins.delete("tag", *tags[:30])
    again = twins.put("tag", {"tagName": "Tag 3"})
    assert twins.sync().counts == {"tag": {"hold": 31}}
    assert "“Tag 3” (Tag), which is held back" in twins.why_held("tag", again)
    twins.sync(approved=Approved(deletions={"tag": 1_000}))
    assert twins.differences() == []


def test_deletions_held_back_are_asked_for_with_who_deleted_and_do_not_stop_the_run(
    twins: Twins,
) -> None:
    tags = many_tags(twins, 10)
    twins.sync()
    twins.delete("tag", *tags[:3])
    twins.put("tag", {"tagName": "New"})
    run = twins.sync(rules=ASKING)
    assert (run.state, run.counts) == (RunState.DONE, {"tag": {"create": 1, "hold": 3}})
    assert run.asks == {"tag": {"deletions": 3, "of": 10, "by": {"eva": 3}}}
    assert twins.plan(rules=ASKING).record()["waits"] == {
        "tag": {"deletions": 3, "of": 11, "by": {"eva": 3}}
    }


def test_as_many_deletions_are_approved_as_were_asked_for_whatever_stays_beside_them(
    twins: Twins,
) -> None:
    twins.put_over_there("team", {"name": "System Default"})
    built_in = twins.put("team", {"name": "System Default"})
    team = twins.put("team", {"name": "Sinistres"})
    many_tags(twins, 6)
    twins.sync()
    twins.delete("team", built_in, team)
    run = twins.sync(rules=ASKING)
    assert run.asks == {"team": {"deletions": 1, "of": 2, "by": {"eva": 1}}}
    assert "Approve" not in twins.why_held("team", built_in)
    done = twins.sync(rules=ASKING, approved=Approved(deletions={"team": 1}))
    assert (done.counts, done.asks) == ({"team": {"delete": 1, "hold": 1}}, None)


def test_what_stays_for_other_reasons_is_not_asked_for(twins: Twins) -> None:
    office = small_office(twins)
    many_tags(twins, 6)
    spring = twins.put("campaign", {"name": "Spring"})
    twins.edit("skill", office.skill, campaignId=spring)
    twins.sync()
    twins.edit("skill", office.skill, campaignId=4711)
    twins.delete("campaign", spring)
    run = twins.sync()
    assert (run.held, run.asks) == (2, None)
