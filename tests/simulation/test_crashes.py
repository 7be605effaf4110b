"""A sync killed at any point and run again gives the result as if it had never been interrupted."""

import shutil
from pathlib import Path

from tests.helpers.crashing import Bomb, Crashing, at_every_point
from tests.helpers.twins import Office, Twins, person, script, small_office, two_regions


def eventful_day(twins: Twins) -> None:
    """A pair in step, and then something of everything on both sides."""
    office = small_office(twins)
    tags = twins.put_many("tag", [{"tagName": f"Tag {n}"} for n in range(8)])
    twins.let_in(office.lead, "luc")
    twins.sync()
    edits(twins, office)
    twins.delete("tag", tags[0])
    twins.put("tag", {"tagName": "Tag 0", "notes": "made anew"})
    twins.delete("agent_skill", office.assignment)
    twins.put_over_there("hours", {"hoursOfOperationProfileName": "Adopted"})
    skill = twins.twin("skill", office.skill)
    assert skill is not None
    twins.put_over_there("skill", {**skill.body, "notes": "drifted"}, skill.id)


def edits(twins: Twins, office: Office) -> None:
    twins.edit("team", office.team, name="Renamed")
    twins.put("hours", {"hoursOfOperationProfileName": "Adopted"})
    twins.put("skill", {"skillName": "Held", "mediaTypeId": 4, "campaignId": 4711})
    twins.put("script", script("Loose", f"skill={office.skill} {office.skill}"))
    new = person("new@larkmont.example", twins.alt("team", office.team), office.role)
    twins.let_in(twins.put("employee", new), "new")


def test_a_sync_killed_anywhere_leaves_all_or_nothing_and_is_finished_by_running_again(
    tmp_path: Path,
) -> None:
    here, there = tmp_path / "interrupted", tmp_path / "undisturbed"
    here.mkdir()
    twins = Twins(*two_regions(here))
    eventful_day(twins)
    twins.there.close()
    twins.here.close()
    shutil.copytree(here, there)

    undisturbed = Twins(*two_regions(there))
    undisturbed.sync()
    after = undisturbed.everything()

    interrupted = Twins(*two_regions(here))
    before = interrupted.everything()
    assert before != after

    def attempt(bomb: Bomb) -> None:
        interrupted.sync(
            source=Crashing(interrupted.there, bomb), target=Crashing(interrupted.here, bomb)
        )

    outcomes = []
    for _ in at_every_point(attempt):
        now = interrupted.everything()
        assert now in (before, after)
        outcomes.append(now == after)
    assert outcomes.count(True) == 1, "only the point after the commit leaves the work done"
    assert len(outcomes) > 50

    assert interrupted.everything() == after
    assert interrupted.plan().changes_nothing
    for one in (undisturbed, interrupted):
        one.there.close()
        one.here.close()
