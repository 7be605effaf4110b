"""Whatever a sync does, killed at any point and done again, gives the result as if it had never been interrupted: on SQLite
and on PostgreSQL, with nothing written twice."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from releve.domain.errors import Conflict
from releve.domain.runs import RunState, Step, Verb
from releve.domain.store import RegionalStore
from releve.stores.regional.store import open_store
from tests.conftest import Urls
from tests.helpers.acts import Acts, careless, tables_of
from tests.helpers.crashing import Bomb, Crashing, at_every_point
from tests.helpers.twins import Office, person, script, small_office

#: Tables that say who did what, not what is: a run that was interrupted leaves its row.
RECORDS = ("sync_run", "sync_step", "sync_plan")


def eventful_day(twins: Acts) -> None:
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
    twins.put_over_there("skill", {**skill.body, "notes": "drifted"}, skill.id)


def edits(twins: Acts, office: Office) -> None:
    twins.edit("team", office.team, name="Renamed")
    twins.put("hours", {"hoursOfOperationProfileName": "Adopted"})
    twins.put("skill", {"skillName": "Held", "mediaTypeId": 4, "campaignId": 4711})
    twins.put("script", script("Loose", f"skill={office.skill} {office.skill}"))
    new = person("new@larkmont.example", twins.alt("team", office.team), office.role)
    twins.let_in(twins.put("employee", new), "new")


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Where the database of a name is, new and empty."""
    if request.param == "sqlite":
        return lambda name: f"sqlite:///{tmp_path / name}.db"
    create: Urls = request.getfixturevalue("postgres_urls")
    return lambda _: create()


@contextmanager
def evening(urls: Callable[[str], str], name: str) -> Iterator[Acts]:
    """A pair after an eventful day. It is the same every time: even the ids are."""
    there = open_store(urls(f"{name}-ca1"), "ca1", 1)
    here = open_store(urls(f"{name}-eu1"), "eu1", 2)
    with closing(there), closing(here):
        if there.database.file is not None:
            careless(there)
            careless(here)
        twins = Acts(there, here)
        eventful_day(twins)
        yield twins


#: What is done with the pair, on these two stores.
Deed = Callable[[Acts, RegionalStore, RegionalStore], object]


def syncing(twins: Acts) -> Deed:
    return lambda twins, there, here: twins.sync(source=there, target=here)


def following(twins: Acts) -> Deed:
    return lambda twins, there, here: twins.follow(source=there, target=here)


def restoring(twins: Acts) -> Deed:
    _, before = twins.revisions()
    twins.sync()
    return lambda twins, _, here: twins.restore(before - 1, target=here)


def applying(twins: Acts) -> Deed:
    plan = twins.draw()

    def apply(twins: Acts, there: RegionalStore, here: RegionalStore) -> None:
        with suppress(Conflict):  # it was applied already, and nobody had heard of it
            twins.sync(source=there, target=here, exactly=plan)

    return apply


def standing(twins: Acts) -> dict[str, str]:
    return tables_of(twins.here, *RECORDS)


def done(twins: Acts) -> list[Step]:
    """What all runs that are done have done, in order; what they held back again and again is left out."""
    runs = [run for run in reversed(twins.runs()) if run.state is RunState.DONE]
    return [step for run in runs for step in twins.steps(run.id) if step.verb is not Verb.HOLD]


@pytest.mark.parametrize("deed", [syncing, following, restoring, applying])
def test_what_is_killed_anywhere_leaves_all_or_nothing_and_is_finished_by_doing_it_again(
    urls: Callable[[str], str], deed: Callable[[Acts], Deed]
) -> None:
    with evening(urls, "undisturbed") as undisturbed:
        perform = deed(undisturbed)
        perform(undisturbed, undisturbed.there, undisturbed.here)
        after, steps = standing(undisturbed), done(undisturbed)

    with evening(urls, "interrupted") as interrupted:
        perform = deed(interrupted)
        before = standing(interrupted)
        assert before != after

        def attempt(bomb: Bomb) -> None:
            perform(
                interrupted, Crashing(interrupted.there, bomb), Crashing(interrupted.here, bomb)
            )

        outcomes = []
        for _ in at_every_point(attempt):
            now = standing(interrupted)
            assert now in (before, after)
            outcomes.append(now == after)
        assert outcomes.count(True) == 1, "only the point after the commit leaves the work done"
        assert len(outcomes) > 25
        print(f"{deed.__name__}: killed at {len(outcomes)} points")

        assert standing(interrupted) == after
        assert done(interrupted) == steps
        assert interrupted.miscounted() == []
        if deed is not restoring:
            assert interrupted.plan().changes_nothing
