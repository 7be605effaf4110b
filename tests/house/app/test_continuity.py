"""Continuity at a glance: what it says is so, whatever does not answer, and looking costs the same however large the tenants are."""

from dataclasses import replace

import pytest

from releve.access.policy import Act, may
from releve.app import continuity as glance
from releve.app.continuity import Continuity, Level
from releve.app.happenings import AMONG, SWITCHES, TOP, Happenings, Sort, happenings
from releve.app.login import caller_of
from releve.domain.entities import Draft
from releve.domain.people import Action, Caller, Grants
from tests.helpers.houses import Paired, Story
from tests.helpers.outages import outage
from tests.helpers.silence import silence
from tests.helpers.statements import counted
from tests.helpers.tokens import switch

Acme = tuple[Story, Paired]


def caller(acme: Acme) -> Caller:
    story, paired = acme
    found = caller_of(story.house, paired.inside, origin="test")
    assert isinstance(found, Caller)
    return found


def seen(acme: Acme, who: Caller | None = None) -> Continuity:
    told = glance.continuity(acme[0].house, who or caller(acme))
    assert told is not None
    return told


def lately(acme: Acme, who: Caller | None = None) -> Happenings:
    told = happenings(acme[0].house, who or caller(acme))
    assert told is not None
    return told


def codes(told: Continuity) -> tuple[set[str], set[str]]:
    assert told.summary is not None
    return {one.code for one in told.summary.obstacles}, {one.code for one in told.summary.warnings}


def only(acme: Acme, *acts: tuple[str, Action]) -> Caller:
    grants: Grants = {permission: frozenset({action}) for permission, action in acts}
    return replace(caller(acme), grants=grants)


def staffed(acme: Acme) -> None:
    """Somebody could log in over there, and both sides hold the same."""
    acme[0].employee(acme[1].inside, "mia", "multiple")
    acme[0].sync(acme[1].inside)


# ---------------------------------------------------------------- the verdict


def test_a_pair_that_is_ready_is_told_in_one_sentence_with_no_reason(acme: Acme) -> None:
    staffed(acme)
    told = seen(acme)
    assert told.summary is not None
    assert (told.summary.level, codes(told)) == (Level.READY, (set(), set()))
    assert (str(told.how), told.away) == ("never switched", False)


def test_what_keeps_it_from_being_ready_is_named(acme: Acme) -> None:
    told = seen(acme)
    assert told.summary is not None
    assert told.summary.level is Level.NOT_READY
    assert codes(told)[0] == {"never_synced", "nobody_could_log_in"}


def test_a_change_that_is_not_copied_is_a_warning_that_a_run_would_mend(acme: Acme) -> None:
    staffed(acme)
    acme[0].employee(acme[1].inside, "zoe")
    told = seen(acme)
    assert told.page.readiness.changes == 1
    assert codes(told) == (set(), {"not_copied"})
    assert told.can_sync


def test_a_run_is_offered_only_where_it_would_be_taken(acme: Acme) -> None:
    assert not seen(acme).can_sync  # the sync is off
    staffed(acme)
    viewer = only(acme, ("bcp.configurations", Action.VIEW), ("bcp.enablement", Action.VIEW))
    assert not seen(acme, viewer).can_sync
    assert seen(acme).can_sync
    switch(*acme)
    assert not seen(acme).can_sync


def test_after_a_switch_it_says_by_whom_how_and_what_the_way_back_meets(acme: Acme) -> None:
    staffed(acme)
    switch(*acme)
    told = seen(acme)
    assert (told.away, str(told.how)) == (True, "in an emergency")
    assert told.bond.activation.by
    assert codes(told)[0] == {"switched_lately"}
    assert told.summary is not None
    assert "revert" in str(told.summary.told)


def test_somebody_who_may_log_in_is_seen_as_soon_as_they_may(acme: Acme) -> None:
    """How many have access is remembered by the revision of the BCP tenant: nothing old is told."""
    story, paired = acme
    story.sync(paired.inside)
    assert "nobody_could_log_in" in codes(seen(acme))[0]
    staffed(acme)
    assert "nobody_could_log_in" not in codes(seen(acme))[0]
    there = story.step_in(paired.operator, paired.bcp)
    mia = story.done("GET", "/entities/employee?search=mia", there)["items"][0]["id"]
    story.done("POST", f"/employees/{mia}/deactivate", there)
    assert "nobody_could_log_in" in codes(seen(acme))[0]


# ---------------------------------------------------------------- the passkey and the rehearsal


def test_the_passkey_is_told_with_who_saw_it_last_and_who_verified_it(acme: Acme) -> None:
    story, paired = acme
    told = seen(acme)
    assert told.passkey is not None
    assert (told.passkey.number, told.passkey.shown, told.verified) == (1, (), None)
    story.done("POST", "/passkeys/verification", paired.inside, {"passkey": paired.passkey})
    told = seen(acme)
    assert told.verified is not None
    assert told.verified.at == story.house.now()


def test_the_last_rehearsal_is_told_and_stands_once_among_what_has_happened(acme: Acme) -> None:
    staffed(acme)
    acme[0].done("POST", "/switch/drills", acme[1].inside, {})
    told = seen(acme).drill
    assert told is not None
    assert told.number == 1
    pages = [one.page for one in lately(acme).lately if one.sort is Sort.DRILL]
    assert pages == ["/admin/enablement/drills/1"]


# ---------------------------------------------------------------- what does not answer


def test_with_the_region_of_the_bcp_tenant_gone_what_it_knows_is_unknown(acme: Acme) -> None:
    staffed(acme)
    who = caller(acme)
    with outage(acme[0].house, "eu1"):
        told, happened = seen(acme, who), lately(acme, who)
    assert codes(told)[0] == {"bcp_silent"}
    assert not told.page.readiness.target_answers
    assert happened.silent == (Sort.SYNC,)
    assert any(one.sort is Sort.CHANGE for one in happened.lately)


def test_with_the_region_of_the_primary_gone_it_says_that_an_emergency_is_possible(
    acme: Acme,
) -> None:
    story, paired = acme
    staffed(acme)
    there = story.step_in(paired.operator, paired.bcp)
    with outage(story.house, "ca1"):
        who = caller_of(story.house, there, origin="test")
        assert isinstance(who, Caller)
        told = seen(acme, who)
        happened = lately(acme, who)
    assert codes(told)[0] == {"primary_silent"}
    assert told.summary is not None
    assert "In an emergency you can switch" in str(told.summary.beyond)
    assert told.page.readiness.changes is None
    assert happened.silent == ()


def test_while_the_directory_is_silent_it_is_told_from_the_copy(
    acme: Acme, monkeypatch: pytest.MonkeyPatch
) -> None:
    staffed(acme)
    switch(*acme)
    who = caller(acme)
    acme[0].house.whereabouts.look(anew=True)
    silence(acme[0].house.whereabouts, monkeypatch)
    told, happened = seen(acme, who), lately(acme, who)
    assert "directory_read_only" in codes(told)[0]
    assert told.away
    assert told.passkey is not None
    assert happened.silent == (Sort.SWITCH,)


# ---------------------------------------------------------------- who sees what


def test_nobody_sees_more_than_their_permissions_allow(acme: Acme) -> None:
    staffed(acme)
    acme[0].done("POST", "/switch/drills", acme[1].inside, {})
    syncs = only(acme, ("bcp.configurations", Action.VIEW))
    told = seen(acme, syncs)
    assert (told.summary, told.drill, told.passkey) == (None, None, None)
    assert {one.sort for one in lately(acme, syncs).lately} == {Sort.SYNC}
    switches = only(acme, ("bcp.enablement", Action.VIEW))
    assert seen(acme, switches).summary is not None
    assert {one.sort for one in lately(acme, switches).lately} == {Sort.DRILL}
    audits = only(acme, ("admin.audit", Action.VIEW))
    assert may(audits, Act.AUDIT_VIEW)
    assert glance.continuity(acme[0].house, audits) is None
    assert happenings(acme[0].house, audits) is None


def test_a_tenant_without_a_pair_has_nothing_to_tell(story: Story) -> None:
    operator = story.operator()
    inside = story.step_in(operator, story.tenant(operator, "Lone"))
    who = caller_of(story.house, inside, origin="test")
    assert isinstance(who, Caller)
    assert glance.continuity(story.house, who) is None
    assert happenings(story.house, who) is None


# ---------------------------------------------------------------- what has happened


def test_what_has_happened_is_told_the_newest_first_with_person_and_page(acme: Acme) -> None:
    story = acme[0]
    staffed(acme)
    story.hands.turn(minutes=1)
    switch(*acme)
    story.hands.turn(minutes=1)
    switch(*acme, epoch=2, way="/revert")
    told = lately(acme).lately
    assert [one.at for one in told] == sorted((one.at for one in told), reverse=True)
    assert all(one.by and one.page.startswith("/admin/") for one in told)
    assert [str(one.what) for one in told if one.sort is Sort.SWITCH] == [
        "Reverted to the primary tenant in an emergency",
        "Switched to the BCP tenant in an emergency",
    ]
    [sync] = [one for one in told if one.sort is Sort.SYNC]
    assert str(sync.what).startswith("Synced: ")
    assert "Sync configuration saved" in {str(one.what) for one in told}


def test_many_changes_of_one_person_in_one_go_are_one_line(acme: Acme) -> None:
    story, paired = acme
    for n in range(4):
        story.done("POST", "/entities/tag", paired.inside, {"tagName": f"Tag {n}"})
    changes = [str(one.what) for one in lately(acme).lately if one.sort is Sort.CHANGE]
    told = [one for one in changes if one.endswith("changed")]
    assert told == ["5 entities changed"]  # with the role of whoever stepped in


def test_so_many_are_told_and_no_more(acme: Acme) -> None:
    story, paired = acme
    for epoch in range(1, 2 * SWITCHES + 1):
        story.hands.turn(minutes=1)
        switch(story, paired, epoch, "" if epoch % 2 else "/revert")
    told = lately(acme).lately
    assert len([one for one in told if one.sort is Sort.SWITCH]) == SWITCHES
    assert len(told) <= TOP


# ---------------------------------------------------------------- what it costs


def test_looking_costs_as_many_statements_in_a_large_tenant_as_in_a_small_one(acme: Acme) -> None:
    story, paired = acme
    staffed(acme)
    story.done("POST", "/entities/tag", paired.inside, {"tagName": "One"})
    who = caller(acme)

    def cost() -> int:
        seen(acme, who)
        with counted() as told:
            seen(acme, who)
            lately(acme, who)
        return len(told)

    few = cost()
    with story.house.regions.of("ca1").writing() as tx:
        tags = (Draft("tag", {"tagName": f"Tag {n}"}) for n in range(3 * AMONG))
        tx.entities.put(who.tenant or "", tags, by="mia", at=story.house.now())
    story.sync(paired.inside)
    for n in range(30):
        story.done("POST", "/entities/tag", paired.inside, {"tagName": f"More {n}"})
    assert cost() <= few
