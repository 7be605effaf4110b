"""What a rehearsal found is judged: only what was seen to work has passed, and whatever is broken is named."""

from dataclasses import replace

import pytest

from releve.activation.drilling import (
    ContactSeen,
    PersonSeen,
    SkillSeen,
    Tried,
    judge_contact,
    judge_contacts,
    judge_people,
    judge_person,
    judge_tries,
    judge_verdict,
    result,
)
from releve.activation.verdict import Finding, Verdict
from releve.domain.drills import Outcome, Part, Step, worst
from releve.domain.errors import Refused, Unavailable
from releve.domain.hindrances import Reason
from releve.domain.say import say
from releve.domain.tenancy import Side

SKILL = SkillSeen("Lanterns", active=True, people=3)
GOOD = ContactSeen("+1", script="Entry", scripts=2, skills=(SKILL,))
OBSTACLE = Finding("bcp_silent", say("It does not answer."))


def step(outcome: Outcome) -> Step:
    return Step(Part.STORES, outcome, say("x"))


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        (["passed", "noted", "left_out"], "passed"),
        (["passed", "not_done"], "not_done"),
        (["not_done", "failed", "passed"], "failed"),
        (["left_out"], "left_out"),
        ([], "left_out"),
    ],
)
def test_a_part_is_as_good_as_the_worst_in_it(outcomes: list[str], whole: str) -> None:
    assert worst(map(Outcome, outcomes)) == whole


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        (["passed", "left_out"], "passed"),
        (["passed", "noted"], "passed"),
        (["passed", "not_done"], "not_done"),
        (["failed", "not_done"], "failed"),
    ],
)
def test_a_drill_passes_if_nothing_failed_and_nothing_wanted_could_not_be_tried(
    outcomes: list[str], whole: str
) -> None:
    assert result([step(Outcome(one)) for one in outcomes]) == whole


def test_an_obstacle_fails_the_verdict_and_a_warning_does_not() -> None:
    assert judge_verdict(Verdict((), (OBSTACLE,))).outcome == "passed"
    found = judge_verdict(Verdict((OBSTACLE,), ()))
    assert (found.outcome, found.lines[0].code) == ("failed", "bcp_silent")


@pytest.mark.parametrize(
    ("seen", "outcome", "told"),
    [
        (PersonSeen("mia"), "passed", "Lands in Acme BCP."),
        (PersonSeen("mia", chooses=True), "passed", "Chooses, and gets into Acme BCP."),
        (PersonSeen("mia", enrols=True), "passed", "Sets up a second factor first"),
        (PersonSeen("mia", has_factor=True), "passed", "Lands"),
        (PersonSeen("mia", has_factor=True, reads_factor=False), "failed", "cannot be checked"),
        (PersonSeen("mia", known=False), "failed", "has no employee of this name"),
        (PersonSeen("mia", reasons=(Reason.NO_PASSWORD,)), "failed", "No password in Acme BCP."),
        (PersonSeen("mia", fault=Unavailable(say("The disk is full."))), "failed", "disk is full"),
    ],
)
def test_somebody_lands_or_is_told_what_keeps_them_out(
    seen: PersonSeen, outcome: str, told: str
) -> None:
    line = judge_person(seen, Side.BCP, "Acme BCP")
    assert (line.outcome, told in str(line.told)) == (outcome, True)


def test_what_mends_it_over_there_is_not_said_of_the_primary() -> None:
    kept_out = PersonSeen("mia", reasons=(Reason.NO_ROLE,))
    assert "sync" in str(judge_person(kept_out, Side.BCP, "Acme BCP").remedy)
    assert "sync" not in str(judge_person(kept_out, Side.PRIMARY, "Acme").remedy)


def test_nobody_at_all_is_a_failure_and_nothing_to_try_no_proof() -> None:
    assert judge_people([], Side.BCP, "Acme BCP", 0).outcome == "failed"
    assert judge_contacts([]).outcome == "not_done"


def test_people_are_counted() -> None:
    seen = [PersonSeen("mia"), PersonSeen("sol", known=False)]
    found = judge_people(seen, Side.BCP, "Acme BCP", 40)
    assert str(found.told) == "1 of 2 who were tried would get into Acme BCP. 40 could in all."


@pytest.mark.parametrize(
    ("seen", "codes"),
    [
        (replace(GOOD, known=False), ["contact_missing"]),
        (replace(GOOD, active=False), ["contact_inactive"]),
        (replace(GOOD, script="", scripts=0, skills=()), ["contact_nowhere"]),
        (replace(GOOD, found=False), ["script_missing"]),
        (replace(GOOD, unread=("Entry",)), ["script_unreadable"]),
        (replace(GOOD, missing=(("Entry", "Queue"),)), ["call_missing"]),
        (replace(GOOD, lost=(("Entry", "7"),)), ["skill_missing"]),
        (replace(GOOD, skills=(replace(SKILL, active=False),)), ["skill_inactive"]),
        (replace(GOOD, skills=(replace(SKILL, people=0),)), ["skill_unstaffed"]),
        (
            replace(GOOD, missing=(("Entry", "A"), ("Entry", "B")), lost=(("", "7"),)),
            ["call_missing", "call_missing", "skill_missing"],
        ),
    ],
)
def test_all_that_is_broken_on_the_way_of_a_contact_is_named(
    seen: ContactSeen, codes: list[str]
) -> None:
    lines = judge_contact(seen)
    assert [line.code for line in lines] == codes
    assert {line.outcome for line in lines} == {"failed"}
    assert all(line.remedy for line in lines)


def test_a_contact_arrives_where_somebody_has_one_of_its_skills() -> None:
    idle = SkillSeen("Fog", active=True, people=0)
    [line] = judge_contact(replace(GOOD, skills=(idle, SKILL), unknown_calls=2))
    assert line.outcome == "passed"
    assert str(line.told) == "It leads over 2 scripts to Lanterns; 3 employees would get in."
    assert "2 calls are put together at run time" in str(line.remedy)


def test_a_contact_that_leads_to_no_skill_or_too_far_is_not_said_to_arrive() -> None:
    [line] = judge_contact(replace(GOOD, skills=()))
    assert line.outcome == "noted"
    [line] = judge_contact(replace(GOOD, cut=True))
    assert line.outcome == "not_done"


def test_contacts_that_arrive_are_counted_once_each() -> None:
    broken = replace(GOOD, missing=(("Entry", "A"), ("Entry", "B")))
    assert str(judge_contacts([GOOD, broken]).told) == "1 of 2 that were tried arrives."


def test_an_attempt_that_ends_with_a_fault_has_failed_and_one_that_nobody_can_make_is_not_done() -> (
    None
):
    tries = [Tried("a", say("Good."), 1.0), Tried("b", Refused(say("No."))), Tried("c", None)]
    found = judge_tries(Part.TRAFFIC, tries)
    assert [line.outcome for line in found.lines] == ["passed", "failed", "not_done"]
    assert (found.outcome, str(found.told)) == ("failed", "1 of 3 attempts went well.")
