"""The bench measures what it says; how fast anything is, is for people to look at."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from bench import run
from bench.row import Contest, Line, Row, Samples, Study, measured
from bench.tenants import Roster, fill

from releve.domain.ids import Which
from releve.domain.kind import natural_key, places
from releve.domain.kinds import KINDS
from releve.stores.regional.store import open_store


@contextmanager
def three_to_one() -> Iterator[Contest]:
    ours, theirs = iter([99.0, 3.0, 5.0, 1.0]), iter([99.0, 1.0, 1.0, 1.0])
    yield Contest(lambda: next(ours), lambda: next(theirs))


def test_a_row_gives_the_median_without_the_round_that_warms_up() -> None:
    [outcome] = measured(Row("drawn by hand", "s", 3.0, three_to_one, rounds=3))
    assert (outcome.figure, outcome.baseline, outcome.ratio, outcome.holds) == (3.0, 1.0, 3.0, True)


def test_a_row_out_of_reach_does_not_hold() -> None:
    [outcome] = measured(Row("drawn by hand", "s", 2.9, three_to_one, rounds=3))
    assert not outcome.holds


@contextmanager
def one_course() -> Iterator[Callable[[], Samples]]:
    yield lambda: {"ours": [2.0, 3.0], "theirs": [1.0]}


def test_a_study_tells_every_line_from_one_course_of_measurements() -> None:
    lines = [
        Line("best", lambda all_: min(all_["ours"]), lambda all_: all_["theirs"][0], 2),
        Line("worst", lambda all_: max(all_["ours"]), lambda all_: all_["theirs"][0], 2),
    ]
    told = measured(Study("by hand", lines, one_course))
    assert [(one.name, one.ratio, one.holds) for one in told] == [
        ("by hand: best", 2.0, True),
        ("by hand: worst", 3.0, False),
    ]


def test_every_row_has_a_name_of_its_own_and_something_to_reach() -> None:
    rows = run.chosen([])
    assert rows
    for row in rows:
        if isinstance(row, Study):
            assert len({line.name for line in row.lines}) == len(row.lines)
            assert all(line.reach > 0 for line in row.lines)
        else:
            assert row.reach > 0
            assert row.rounds >= 3


def test_what_is_written_has_its_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "OUT", tmp_path / "build" / "bench.json")
    monkeypatch.setattr(run, "all_rows", lambda: iter([Row("r", "s", 3.0, three_to_one, 3)]))
    assert run.main(["r"]) == 0
    [written] = json.loads((tmp_path / "build" / "bench.json").read_text())
    columns = ["name", "figure", "unit", "baseline", "ratio", "reach", "holds", "load"]
    assert list(written) == columns
    assert run.main(["nothing like it"]) == 2


@contextmanager
def missing() -> Iterator[Contest]:
    def ours() -> float:
        raise NotImplementedError("it is not built")

    yield Contest(ours, ours)


# ---------------------------------------------------------------- the tenants that are measured


def test_a_measured_tenant_has_the_size_it_is_said_to_have() -> None:
    assert len(list(Roster(1_000).drafts())) == 1_000


def test_every_reference_of_a_measured_tenant_leads_into_it(tmp_path: Path) -> None:
    roster = Roster(1_000)
    used: dict[tuple[str, Which], set[str]] = defaultdict(set)
    with closing(open_store(f"sqlite:///{tmp_path / 'ca1.db'}", "ca1", roster.slot)) as store:
        fill(store, roster)
        with store.reading() as tx:
            for name in KINDS:
                for entity in tx.entities.all(roster.tenant, name):
                    for place in places(KINDS[name], entity.body):
                        used[place.kind, place.which].add(place.value)
            lost = {
                (kind, one)
                for (kind, which), ids in used.items()
                for one in ids - tx.entities.many(roster.tenant, kind, ids, which).keys()
            }
    assert len(used) > 10
    assert lost == set()


def test_each_edition_of_changes_changes_as_many_as_it_says() -> None:
    roster = Roster(10_000)
    made = {(one.kind, natural_key(KINDS[one.kind], one.body)): one.body for one in roster.drafts()}
    for edition in (1, 2, 19, 20):
        changed = roster.changes(edition, 100)
        assert len({(one.kind, one.id) for one in changed}) == 100
        for one in changed:
            assert one.body != made[one.kind, natural_key(KINDS[one.kind], one.body)]
