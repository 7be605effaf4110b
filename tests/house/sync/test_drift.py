"""What others change in the BCP tenant is found, told with who and when, and kept or written over by choice."""

from dataclasses import replace

from releve.domain.runs import Change, Decision, Drifted
from releve.domain.tenancy import Drift
from releve.sync.comparing import Compared, compare
from releve.sync.selection import copied_kinds
from releve.sync.standing import standing
from tests.helpers.acts import Acts
from tests.helpers.plain import plain_rewriter
from tests.helpers.twins import Twins, small_office

WITHOUT_SKILLS = tuple(kind for kind in copied_kinds() if kind != "skill")


def drifts(twins: Twins) -> list[Drifted]:
    with twins.here.reading() as tx:
        return tx.runs.drift(twins.pair)


def edited_skill(twins: Twins) -> str:
    """A skill that is copied, and then edited in the BCP tenant. Its id in the primary."""
    skill = twins.put("skill", {"skillName": "Night", "mediaTypeId": 4})
    twins.sync()
    twin = twins.twin("skill", skill)
    twins.put_over_there("skill", {**twin.body, "notes": "by hand"}, twin.id)
    return skill


def test_an_edit_is_written_over_unless_it_is_to_be_kept(twins: Twins) -> None:
    skill = edited_skill(twins)
    twins.sync()
    assert "notes" not in twins.twin("skill", skill).body
    assert drifts(twins) == []


def test_an_edit_is_kept_when_the_configuration_says_so_and_told_with_who(twins: Twins) -> None:
    skill = edited_skill(twins)
    twins.sync(rules=replace(twins.scope.rules, drift=Drift.KEEP))
    assert twins.twin("skill", skill).body["notes"] == "by hand"
    [found] = drifts(twins)
    assert (found.title, found.change, found.changed_by) == ("Night", Change.EDITED, "eva")
    assert "eva changed it in the BCP tenant" in twins.why_held("skill", skill)


def test_what_was_decided_of_one_change_goes_before_the_configuration(twins: Twins) -> None:
    skill = edited_skill(twins)
    keep = replace(twins.scope.rules, drift=Drift.KEEP)
    twins.sync(rules=keep)
    [found] = drifts(twins)
    with twins.here.writing() as tx:
        tx.runs.set_drift(twins.pair, [replace(found, decision=Decision.OVERWRITE)], ())
    twins.sync(rules=keep)
    assert "notes" not in twins.twin("skill", skill).body
    assert drifts(twins) == []
    assert twins.held() == []


def test_a_change_that_is_taken_back_by_hand_is_none_any_more(twins: Twins) -> None:
    skill = edited_skill(twins)
    keep = replace(twins.scope.rules, drift=Drift.KEEP)
    twins.sync(rules=keep)
    twin = twins.twin("skill", skill)
    body = {name: value for name, value in twin.body.items() if name != "notes"}
    twins.put_over_there("skill", body, twin.id)
    twins.sync(rules=keep)
    assert drifts(twins) == []
    assert twins.held() == []


def test_an_edit_of_a_kind_that_is_not_selected_is_remembered_for_when_it_is(twins: Twins) -> None:
    skill = edited_skill(twins)
    twins.sync(kinds=WITHOUT_SKILLS)
    assert twins.twin("skill", skill).body["notes"] == "by hand"
    twins.sync(rules=replace(twins.scope.rules, drift=Drift.KEEP))
    assert twins.twin("skill", skill).body["notes"] == "by hand"
    assert [one.title for one in drifts(twins)] == ["Night"]


def test_what_was_made_there_and_deleted_while_not_selected_is_forgotten(twins: Twins) -> None:
    twins.sync()
    made = twins.put_over_there("skill", {"skillName": "Night", "mediaTypeId": 4})
    twins.sync()
    assert [one.change for one in drifts(twins)] == [Change.ADDED]
    twins.delete_over_there("skill", made)
    twins.sync(kinds=WITHOUT_SKILLS)
    twins.sync()
    assert drifts(twins) == []


def brought_back(twins: Twins) -> str:
    """A tag that was deleted on both sides by a sync, and then brought back in the BCP tenant. Its id in the primary."""
    tag, _ = twins.put_many("tag", [{"tagName": "Gone"}, {"tagName": "Stays"}])
    twins.sync()
    twins.delete("tag", tag)
    twins.sync()
    twin = twins.twin("tag", tag)
    assert twin.deleted
    twins.put_over_there("tag", twin.body, twin.id)
    return tag


def test_what_is_brought_back_over_there_though_the_primary_deleted_it_is_deleted_again(
    twins: Twins,
) -> None:
    tag = brought_back(twins)
    twins.sync()
    assert twins.twin("tag", tag).deleted
    assert drifts(twins) == []
    assert twins.plan(from_scratch=True).changes_nothing


def test_what_is_brought_back_over_there_is_kept_when_the_configuration_says_so(
    twins: Twins,
) -> None:
    tag, keeping = brought_back(twins), replace(twins.scope.rules, drift=Drift.KEEP)
    for _ in range(2):
        twins.sync(rules=keeping)
        assert not twins.twin("tag", tag).deleted
        [found] = drifts(twins)
        assert (found.title, found.primary_id, found.change) == ("Gone", tag, Change.EDITED)
        assert "changed it in the BCP tenant" in twins.why_held("tag", tag)
    twins.sync()
    assert twins.twin("tag", tag).deleted


def test_what_was_deleted_on_both_sides_and_is_brought_back_over_there_is_deleted_again(
    twins: Twins,
) -> None:
    tag, _ = twins.put_many("tag", [{"tagName": "Gone"}, {"tagName": "Stays"}])
    twins.sync()
    twin = twins.twin("tag", tag)
    twins.delete("tag", tag)
    twins.delete_over_there("tag", twin.id)
    twins.sync()
    twins.put_over_there("tag", twin.body, twin.id)
    twins.sync()
    assert twins.twin("tag", tag).deleted


def test_what_a_restore_brings_back_is_deleted_again_by_the_next_sync(twins: Twins) -> None:
    acts = Acts(twins.there, twins.here, twins.primary, twins.bcp, twins.pair)
    tags = acts.put_many("tag", [{"tagName": f"Gone {n}"} for n in range(3)])
    acts.put("role", {"roleName": "Stays"})
    acts.sync()
    _, full = acts.revisions()
    acts.delete("tag", *tags)
    acts.sync()
    acts.restore(full)
    assert len(acts.contents()) == 4
    acts.sync()
    assert [kind for kind, _ in acts.contents()] == ["role"]
    assert acts.unequal() == []


def restored(twins: Twins) -> tuple[Acts, str]:
    """A tag that a restore has put back to what it was before the last sync. Its id in the primary."""
    acts = Acts(twins.there, twins.here, twins.primary, twins.bcp, twins.pair)
    tag = acts.put("tag", {"tagName": "Old", "notes": "before"})
    acts.sync()
    _, then = acts.revisions()
    acts.edit("tag", tag, notes="after")
    acts.sync()
    acts.restore(then)
    return acts, tag


def test_what_a_restore_has_put_back_is_nobodys_change_and_never_kept(twins: Twins) -> None:
    acts, tag = restored(twins)
    assert acts.twin("tag", tag).body["notes"] == "before"
    [found] = acts.drifts()
    assert found.is_restored
    acts.sync(rules=replace(acts.scope.rules, drift=Drift.KEEP))
    assert acts.twin("tag", tag).body["notes"] == "after"
    assert (acts.drifts(), acts.held()) == ([], [])


def test_what_somebody_changes_after_a_restore_is_theirs(twins: Twins) -> None:
    acts, tag = restored(twins)
    twin = acts.twin("tag", tag)
    acts.put_over_there("tag", {**twin.body, "notes": "by hand"}, twin.id)
    [found] = acts.drifts()
    assert (found.is_restored, found.changed_by) == (False, "eva")
    acts.sync(rules=replace(acts.scope.rules, drift=Drift.KEEP))
    assert acts.twin("tag", tag).body["notes"] == "by hand"


def test_a_decision_to_keep_holds_whatever_is_restored(twins: Twins) -> None:
    acts, tag = restored(twins)
    [found] = acts.drifts()
    acts.decide(found, Decision.KEEP)
    acts.sync()
    assert acts.twin("tag", tag).body["notes"] == "before"


def compared(twins: Twins) -> dict[str, Compared]:
    """Title → how what has drifted differs."""
    with twins.there.reading() as there, twins.here.reading() as here:
        some = list(standing(here, twins.scope).drifts.values())
        found = compare(there, here, twins.scope, plain_rewriter, some)
    return {one.title: found[one.kind, one.bcp_id] for one in some}


def test_what_was_edited_is_compared_field_by_field_with_the_primary(twins: Twins) -> None:
    skill = edited_skill(twins)
    note = (("notes", "", '"by hand"'),)
    assert compared(twins) == {"Night": Compared(note)}
    keep = replace(twins.scope.rules, drift=Drift.KEEP)
    twins.sync(rules=keep)
    twins.put("tag", {"tagName": "New"})
    assert compared(twins) == {"Night": Compared(note)}
    twins.edit("skill", skill, notes="by the book")
    [(_, there, here)] = compared(twins)["Night"].fields
    assert (there, here) == ('"by the book"', '"by hand"')


def test_what_was_edited_and_deleted_in_the_primary_says_so(twins: Twins) -> None:
    skill = edited_skill(twins)
    twins.sync(rules=replace(twins.scope.rules, drift=Drift.KEEP))
    twins.put("skill", {"skillName": "Day", "mediaTypeId": 4})
    twins.delete("skill", skill)
    [told] = compared(twins)["Night"].why
    assert "It was deleted in the primary tenant" in str(told)


def test_an_edit_of_what_refers_to_others_names_only_what_was_edited(twins: Twins) -> None:
    office = small_office(twins)
    twins.sync()
    twin = twins.twin("employee", office.agent)
    twins.put_over_there("employee", {**twin.body, "firstName": "Zoé"}, twin.id)
    [one] = compared(twins).values()
    assert [path for path, _, _ in one.fields] == ["firstName"]
