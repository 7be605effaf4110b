"""Whatever a sync does, killed at any point and done again, gives the result as if it had never been interrupted: on SQLite
and on PostgreSQL, with nothing written twice.

A point is every call of a store, every statement of a writing transaction, and both sides of the commit. With
RELEVE_REQUIRE_ALL=1, as in CI, each is visited; else every fifteenth, from one drawn by chance.
"""

import ast
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from releve.domain.clock import stamp
from releve.domain.entities import Draft
from releve.domain.errors import Conflict
from releve.domain.runs import RunState, Step, Verb
from releve.domain.store import RegionalStore, Tx
from releve.stores.regional.store import open_store
from releve.sync import run
from tests.conftest import Urls
from tests.helpers.acts import Acts, careless, tables_of
from tests.helpers.bombs import Bomb, at_points
from tests.helpers.crashing import Crashing
from tests.helpers.twins import NOW, Office, person, script, small_office
from tests.house_rules.running import everything_is_required

#: Tables that say who did what, not what is: a run that was interrupted leaves its row.
RECORDS = ("sync_run", "sync_step", "sync_plan")

STRIDE = 1 if everything_is_required() else 15


def eventful_day(twins: Acts) -> None:
    """A pair in step, and then something of everything on both sides."""
    office = small_office(twins)
    leaving = twins.put(
        "employee", person("old@larkmont.example", twins.alt("team", office.team), office.role)
    )
    twins.let_in(leaving, "old")
    tags = twins.put_many("tag", [{"tagName": f"Tag {n}"} for n in range(8)])
    called = twins.put("script", script("Called", "takes:skill"))
    twins.put("script", script("Calling", f"call:Called({office.skill})"))
    twins.let_in(office.lead, "luc")
    twins.sync()
    edits(twins, office)
    twins.edit("script", called, content="takes:tag")
    twins.delete("employee", leaving)
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
    runs = [one for one in reversed(twins.runs()) if one.state is RunState.DONE]
    return [step for one in runs for step in twins.steps(one.id) if step.verb is not Verb.HOLD]


def asking(twins: Acts) -> Deed:
    """It stops, and asks a person: so many are edited."""
    twins.put_many("tag", [{"tagName": f"Many {n}"} for n in range(60)])
    twins.sync()
    with twins.there.writing() as tx:
        found = list(tx.entities.all(twins.primary, "tag"))
        many = [Draft("tag", {**one.body, "notes": "edited"}, one.id) for one in found]
        tx.entities.put(twins.primary, many, by="eva", at=stamp(NOW))
    return lambda twins, there, here: twins.sync(source=there, target=here)


def resting(twins: Acts) -> Deed:
    """Nothing is left to be done; and then a kind is left out to which something held back refers."""
    twins.sync()
    kinds = tuple(kind for kind in twins.kinds if kind != "campaign")

    def rest(twins: Acts, there: RegionalStore, here: RegionalStore) -> None:
        twins.sync(source=there, target=here)
        twins.sync(source=there, target=here, kinds=kinds)

    return rest


DEEDS = (syncing, following, restoring, applying)


def points_of(bomb: Bomb) -> list[int]:
    """Which of the points it has seen are visited. That after the commit always is."""
    total = len(bomb.seen)
    return [*range(1 + secrets.randbelow(min(STRIDE, total)), total, STRIDE), total]


@pytest.mark.parametrize("deed", DEEDS)
def test_what_is_killed_anywhere_leaves_all_or_nothing_and_is_finished_by_doing_it_again(
    urls: Callable[[str], str], deed: Callable[[Acts], Deed]
) -> None:
    with evening(urls, "undisturbed") as undisturbed:
        seen = perform(deed, undisturbed)
        after, steps = standing(undisturbed), done(undisturbed)

    with evening(urls, "interrupted") as interrupted:
        act = deed(interrupted)
        before = standing(interrupted)
        assert before != after

        def attempt(bomb: Bomb) -> None:
            act(interrupted, Crashing(interrupted.there, bomb), Crashing(interrupted.here, bomb))

        outcomes = []
        for _ in at_points(attempt, points_of(seen)):
            now = standing(interrupted)
            assert now in (before, after)
            outcomes.append(now == after)
        assert outcomes.count(True) == 1, "only the point after the commit leaves the work done"
        assert len(seen.seen) > 45
        print(f"{deed.__name__}: killed at {len(outcomes)} of {len(seen.seen)} points")

        assert standing(interrupted) == after
        assert done(interrupted) == steps
        assert interrupted.miscounted() == []
        if deed is not restoring:
            assert interrupted.plan().changes_nothing


def perform(deed: Callable[[Acts], Deed], twins: Acts) -> Bomb:
    """Undisturbed. The bomb has seen every point."""
    act, bomb = deed(twins), Bomb(0)
    act(twins, Crashing(twins.there, bomb), Crashing(twins.here, bomb))
    return bomb


def test_every_call_of_a_store_that_a_sync_can_make_is_a_point_that_is_visited(
    tmp_path: Path,
) -> None:
    """Write a new one, and the eventful day must have something for it to do."""
    seen: set[str] = set()
    for deed in (*DEEDS, asking, resting):
        with evening(lambda name: f"sqlite:///{tmp_path / name}.db", deed.__name__) as twins:
            seen |= set(perform(deed, twins).seen)
    calls = {call for file in pipeline() for call in calls_of(file)}
    assert {"into.add", "runs.set_held", "sessions.end_all", "tx.show_epoch"} <= calls
    assert calls - seen == set()
    assert {"writing", "in bulk", "committed, and nobody heard of it"} <= seen


def pipeline() -> set[Path]:
    """The files of `sync` that a run imports."""
    found, todo = set[Path](), [Path(run.__file__)]
    while todo:
        file = todo.pop()
        if file not in found:
            found.add(file)
            todo += [file.parent / f"{name}.py" for name in imported_by(file)]
    return found


def imported_by(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            room, _, name = (node.module or "").rpartition(".")
            if room == "releve.sync":
                yield name


def calls_of(file: Path) -> Iterator[str]:
    """What is asked of a transaction's accessors, and of the writer of many."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if name in ("entities", "runs", "credentials", "sessions", "into"):
                yield f"{name}.{node.attr}"
            elif name == "tx" and callable(getattr(Tx, node.attr, None)):
                yield f"tx.{node.attr}"
