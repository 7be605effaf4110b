"""Call-path coverage of a BCP tenant: every active number is followed to its end, and the broken ones are named."""

from dataclasses import replace

import pytest

from releve.app import coverage
from releve.app.coverage import Coverage, coverage_page
from releve.app.house import House
from releve.app.login import caller_of
from releve.domain.errors import Forbidden
from releve.domain.people import Caller
from tests.helpers.houses import Paired, Story
from tests.helpers.outages import outage
from tests.helpers.paths import NUMBER, number, reachable, script, skill_of
from tests.helpers.statements import counted

Acme = tuple[Story, Paired]


def caller(house: House, token: str) -> Caller:
    found = caller_of(house, token, origin="test")
    assert isinstance(found, Caller)
    return found


def found(acme: Acme) -> Coverage:
    story, paired = acme
    told = coverage_page(story.house, caller(story.house, paired.inside)).found
    assert told is not None
    return told


def codes(acme: Acme) -> dict[str, list[str]]:
    """Broken number → where its way breaks."""
    return {one.name: [line.code for line in one.lines] for one in found(acme).broken}


def test_a_number_is_followed_over_its_scripts_to_people_with_access(acme: Acme) -> None:
    contact = reachable(acme[0], acme[1].inside)
    told = found(acme)
    [path] = told.paths
    assert (told.total, told.arriving, told.untried, path.name) == (1, 1, 0, NUMBER)
    assert str(path.lines[0].told).startswith("It leads over 2 scripts to Lanterns; 1 employee")
    assert path.twin == contact != path.id
    assert (told.could, told.employees) == (1, 1)


def test_every_place_where_a_way_breaks_is_named(acme: Acme) -> None:
    story, token = acme[0], acme[1].inside
    reachable(story, token)
    lonely = skill_of(story, token, "Fog horns")
    script(story, token, "Common\\Lonely", skill=lonely)
    script(story, token, "Common\\Broken", runs="Nowhere")
    number(story, token, "+2", "Common\\Lonely")
    number(story, token, "+3", "Common\\Broken")
    number(story, token, "+4", "", defaultSkillId=int(lonely))
    number(story, token, "+5", "")
    number(story, token, "+6", "", isActive=False)
    story.sync(token)
    told = found(acme)
    assert codes(acme) == {
        "+2": ["skill_unstaffed"],
        "+3": ["call_missing"],
        "+4": ["skill_unstaffed"],
        "+5": ["contact_nowhere"],
    }
    assert (told.total, told.arriving) == (5, 1)


def test_who_loses_access_breaks_the_numbers_that_only_they_answer(acme: Acme) -> None:
    story, paired = acme
    reachable(story, paired.inside)
    assert found(acme).arriving == 1
    there = story.step_in(paired.operator, paired.bcp)
    sam = story.done("GET", "/entities/employee?search=sam", there)["items"][0]["id"]
    story.done("POST", f"/employees/{sam}/deactivate", there)
    assert codes(acme) == {NUMBER: ["skill_unstaffed"]}
    assert found(acme).could == 0


def test_asking_again_costs_the_same_few_statements_however_many_numbers_there_are(
    acme: Acme,
) -> None:
    story, token = acme[0], acme[1].inside
    reachable(story, token)

    def again() -> tuple[int, int]:
        first = found(acme)
        with counted() as told:
            assert found(acme) is first
        return len(told), first.total

    few, one = again()
    for n in range(12):
        number(story, token, f"+49 {n}", "Common\\Entry")
    story.sync(token)
    assert again() == (few, one + 12)


@pytest.mark.parametrize(("bound", "value"), [("CONTACTS_MAX", 3), ("SCRIPTS_MAX", 0)])
def test_what_is_beyond_the_bounds_is_said_to_be_untried(
    acme: Acme, monkeypatch: pytest.MonkeyPatch, bound: str, value: int
) -> None:
    story, token = acme[0], acme[1].inside
    reachable(story, token)
    for n in range(4):
        number(story, token, f"+49 {n}", "Common\\Entry")
    story.sync(token)
    monkeypatch.setattr(coverage, bound, value)
    told = found(acme)
    assert (told.total, len(told.paths), told.untried) == (5, value, 5 - value)
    assert not told.broken


def test_it_ends_when_it_has_taken_too_long(acme: Acme, monkeypatch: pytest.MonkeyPatch) -> None:
    story, token = acme[0], acme[1].inside
    reachable(story, token)
    for n in range(4):
        number(story, token, f"+49 {n}", "Common\\Entry")
    story.sync(token)
    monkeypatch.setattr(coverage, "FOLLOWED_S", -1.0)
    monkeypatch.setattr(coverage, "AT_ONCE", 2)
    told = found(acme)
    assert told.untried >= 3
    assert not told.broken


def test_without_the_region_of_the_bcp_tenant_nobody_knows(acme: Acme) -> None:
    story, paired = acme
    who = caller(story.house, paired.inside)
    with outage(story.house, "eu1"):
        assert coverage_page(story.house, who).found is None
    with outage(story.house, "ca1"):
        assert coverage_page(story.house, who).found is not None


def test_whoever_may_not_look_at_the_switch_is_told_nothing(acme: Acme) -> None:
    story, paired = acme
    who = replace(caller(story.house, paired.inside), grants={})
    with pytest.raises(Forbidden):
        coverage_page(story.house, who)
