"""Runs, their steps and plans, and what was decided about drift: as the sync needs them to be kept."""

from dataclasses import replace

import pytest

from releve.domain.entities import Draft
from releve.domain.runs import (
    Change,
    Decision,
    Drifted,
    HeldBack,
    PastRun,
    Run,
    RunState,
    ScriptFace,
    Step,
    StoredPlan,
    Verb,
)
from releve.domain.store import Credential
from releve.stores.regional import SqlRegionalStore
from releve.stores.regional.step_blocks import STEPS_MAX
from tests.helpers.regional import ACME, ORBIT, gone, put, team

PAIR, OTHER = "larkmont", "norva"


def at(hour: int) -> str:
    return f"2026-11-22T{hour:02}:00:00.000Z"


def run(id: str, pair: str = PAIR, state: RunState = RunState.RUNNING, hour: int = 9) -> Run:
    return Run(id, pair, state, "person", "ana", at(hour), worker="w")


def add(store: SqlRegionalStore, *runs: Run) -> None:
    with store.writing() as tx:
        for one in runs:
            tx.runs.add(one)


def step(n: int, verb: Verb = Verb.UPDATE, kind: str = "team") -> Step:
    fields = (("name", '"A\\"é"', '"B"'), ("…", "", ""))
    return Step(
        verb, kind, f"Team {n}", f"1{n}", f"9{n}" if n % 2 else None, "", fields, "eva", at(8)
    )


# ---------------------------------------------------------------- progress and cancelling


def test_progress_is_kept_while_a_run_goes_on(store: SqlRegionalStore) -> None:
    add(store, run("a"))
    told = {"stage": "draw", "kind": "team", "done": 3, "total": 7}
    with store.writing() as tx:
        assert tx.runs.progress("a", told)
        assert not tx.runs.progress("unknown", told)
    with store.reading() as tx:
        found = tx.runs.get("a")
        assert found is not None
        assert found.progress == told


def test_a_run_that_somebody_cancels_hears_of_it_and_saving_it_does_not_take_that_back(
    store: SqlRegionalStore,
) -> None:
    add(store, run("a"))
    with store.writing() as tx:
        assert tx.runs.cancel("a")
    with store.writing() as tx:
        assert not tx.runs.progress("a", {})
        tx.runs.save(run("a"))
        found = tx.runs.get("a")
        assert found is not None
        assert (found.state, found.cancelled) == (RunState.RUNNING, True)


def test_a_run_that_waits_is_cancelled_at_once_and_makes_room_for_another(
    store: SqlRegionalStore,
) -> None:
    add(store, run("a", state=RunState.QUEUED))
    with store.writing() as tx:
        assert tx.runs.cancel("a")
    with store.writing() as tx:
        found = tx.runs.get("a")
        assert found is not None
        assert found.state is RunState.CANCELLED
        assert tx.runs.take("a", worker="w", now=at(9), until=at(10)) is None
    add(store, run("b"))


@pytest.mark.parametrize("state", [one for one in RunState if one.ended])
def test_what_has_ended_is_not_cancelled_and_makes_no_progress(
    store: SqlRegionalStore, state: RunState
) -> None:
    add(store, run("a", state=state))
    with store.writing() as tx:
        assert not tx.runs.cancel("a")
        assert not tx.runs.progress("a", {})
        assert not tx.runs.cancel("unknown")


def test_what_a_run_asks_and_what_it_is_to_do_are_kept(store: SqlRegionalStore) -> None:
    one = run("a", state=RunState.ASKING)
    with store.writing() as tx:
        tx.runs.add(one)
        asks = {"team": {"deletions": 3}}
        whole = replace(one, asks=asks, work={"to": 4})
        tx.runs.save(whole)
    with store.reading() as tx:
        assert tx.runs.get("a") == whole


# ---------------------------------------------------------------- steps


@pytest.mark.parametrize("many", [0, 1, STEPS_MAX, 2 * STEPS_MAX + 3])
def test_steps_are_given_back_in_order_all_or_a_page_of_them(
    store: SqlRegionalStore, many: int
) -> None:
    steps = [step(n) for n in range(many)]
    with store.writing() as tx:
        tx.runs.add_steps("a", iter(steps))
        tx.runs.add_steps("b", [step(99)])
    with store.reading() as tx:
        assert list(tx.runs.all_steps("a")) == steps
        page, total = tx.runs.steps("a", skip=many // 2, top=7)
        assert (page, total) == (steps[many // 2 : many // 2 + 7], many)
        assert list(tx.runs.all_steps("nobody")) == []


def test_steps_are_filtered_by_verb_and_kind_and_more_can_be_added_behind(
    store: SqlRegionalStore,
) -> None:
    first = [step(1), step(2, kind="skill"), step(3, Verb.CREATE)]
    then = [step(4), step(5, Verb.HOLD, "skill")]
    with store.writing() as tx:
        tx.runs.add_steps("a", first)
        tx.runs.add_steps("a", then)
    with store.reading() as tx:
        assert list(tx.runs.all_steps("a")) == [*first, *then]
        assert tx.runs.steps("a", verb=Verb.UPDATE) == ([first[0], first[1], then[0]], 3)
        assert tx.runs.steps("a", kind="skill") == ([first[1], then[1]], 2)
        assert tx.runs.steps("a", verb=Verb.HOLD, kind="team") == ([], 0)
        assert tx.runs.steps("a", verb=Verb.UPDATE, skip=2, top=5) == ([then[0]], 3)


def test_only_the_newest_runs_of_a_pair_keep_their_steps(store: SqlRegionalStore) -> None:
    add(store, *(run(f"r{n}", state=RunState.DONE, hour=n) for n in range(5)))
    add(store, run("o", OTHER, RunState.DONE, 0))
    with store.writing() as tx:
        for name in ("r0", "r1", "r2", "r3", "r4", "o", "plan"):
            tx.runs.add_steps(name, [step(1)])
    with store.writing() as tx:
        assert tx.runs.sweep_steps(PAIR, keep=2) == 3
        assert tx.runs.sweep_steps(PAIR, keep=2) == 0
    with store.reading() as tx:
        kept = [n for n in ("r0", "r1", "r2", "r3", "r4", "o", "plan") if tx.runs.steps(n)[1]]
        assert kept == ["r3", "r4", "o", "plan"]
        assert tx.runs.page(PAIR)[1] == 5


# ---------------------------------------------------------------- plans


def test_plans_are_kept_newest_first_and_dropped_with_their_steps(store: SqlRegionalStore) -> None:
    plans = [StoredPlan(f"p{n}", PAIR, at(n), "ana", {"digest": "é", "n": n}) for n in range(3)]
    other = StoredPlan("q", OTHER, at(0), "ana", {})
    with store.writing() as tx:
        for plan in (*plans, other):
            tx.runs.add_plan(plan)
            tx.runs.add_steps(plan.id, [step(1)])
    with store.writing() as tx:
        assert tx.runs.plans(PAIR) == plans[::-1]
        assert tx.runs.plans(PAIR, top=1) == [plans[2]]
        assert tx.runs.plan("p1") == plans[1]
        assert tx.runs.plan("p9") is None
        assert tx.runs.drop_plans(PAIR, drawn_before=at(2)) == 2
    with store.reading() as tx:
        assert tx.runs.plans(PAIR) == [plans[2]]
        assert tx.runs.plan("q") == other
        kept = [name for name in ("p0", "p1", "p2", "q") if tx.runs.steps(name)[1]]
        assert kept == ["p2", "q"]


# ---------------------------------------------------------------- drift


def drifted(n: int, decision: Decision = Decision.NONE, primary: str | None = "1") -> Drifted:
    return Drifted("team", f"9{n}", primary, f"Team {n}", Change.EDITED, at(n), "zoe", decision)


def test_drift_is_remembered_newest_first_written_over_and_forgotten_by_name(
    store: SqlRegionalStore,
) -> None:
    with store.writing() as tx:
        tx.runs.set_drift(PAIR, [drifted(1), drifted(2, primary=None), drifted(3)], ())
        tx.runs.set_drift(OTHER, [drifted(1)], ())
    with store.writing() as tx:
        assert tx.runs.drift(PAIR) == [drifted(3), drifted(2, primary=None), drifted(1)]
        tx.runs.set_drift(
            PAIR, [drifted(1, Decision.KEEP)], [("team", "92"), ("skill", "93"), ("team", "99")]
        )
    with store.reading() as tx:
        assert tx.runs.drift(PAIR) == [drifted(3), drifted(1, Decision.KEEP)]
        assert tx.runs.drift(OTHER) == [drifted(1)]


# ---------------------------------------------------------------- what bulk work reads


def test_several_revisions_are_read_at_once(store: SqlRegionalStore) -> None:
    put(store, team("Blue"))
    put(store, team("Red"))
    put(store, team("Blue"), tenant=ORBIT)
    with store.reading() as tx:
        assert tx.entities.revisions([ACME, ORBIT, "unknown"]) == {ACME: 2, ORBIT: 1}
        assert tx.entities.revisions([]) == {}


def test_records_without_their_texts_are_the_same_otherwise(store: SqlRegionalStore) -> None:
    blue, _ = put(store, team("Blue"), team("Red"))
    put(store, gone(blue))
    with store.reading() as tx:
        whole = list(tx.entities.records(ACME, "team", after=0))
        assert all(one.text for one in whole)
        bare = list(tx.entities.records(ACME, "team", after=0, texts=False))
        assert bare == [one._replace(text="") for one in whole]
        assert [one.id for one in tx.entities.records(ACME, "team", after=1, texts=False)] == [blue]


def test_what_was_changed_is_counted_as_it_would_be_read(store: SqlRegionalStore) -> None:
    blue, _ = put(store, team("Blue"), team("Red"))
    put(store, team("Green"))
    put(store, gone(blue))
    with store.reading() as tx:
        for after in range(5):
            read = len(list(tx.entities.records(ACME, "team", after=after)))
            counted = tx.entities.changed_counts(ACME, ["team", "skill"], after=after)
            assert counted == ({"team": read} if read else {})
        assert tx.entities.changed_counts(ACME, ["skill"], after=0) == {}
        assert tx.entities.changed_counts(ORBIT, ["team"], after=0) == {}


def test_few_records_of_several_kinds_are_those_of_each(store: SqlRegionalStore) -> None:
    put(store, team("Blue"))
    put(store, Draft("address_book", {"name": "Numbers", "type": "STANDARD"}), team("Green"))
    with store.reading() as tx:
        for after in range(3):
            among = list(tx.entities.records_among(ACME, ["team", "address_book"], after=after))
            assert among == [
                (kind, one)
                for kind in ("address_book", "team")
                for one in sorted(
                    tx.entities.records(ACME, kind, after=after), key=lambda one: one.revision
                )
            ]
        assert not list(tx.entities.records_among(ACME, [], after=0))


def test_the_newest_run_is_found_whatever_its_state(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        assert tx.runs.newest(PAIR) is None
        tx.runs.add(run("first", state=RunState.DONE))
        tx.runs.add(run("second"))
        newest = tx.runs.newest(PAIR)
        assert newest is not None
        assert newest.id == "second"


def test_a_mark_tells_where_a_pair_stands_and_whether_anything_waits(
    store: SqlRegionalStore,
) -> None:
    with store.writing() as tx:
        assert tx.runs.mark(PAIR, ACME) == ({}, 0, False)
        tx.runs.set_cursor(PAIR, {"team": 3, "@bcp": 2})
    put(store, team("Blue"))
    with store.glancing() as tx:
        assert tx.runs.mark(PAIR, ACME) == ({"team": 3, "@bcp": 2}, 1, False)
        assert tx.runs.mark(OTHER, ORBIT) == ({}, 0, False)
    with store.writing() as tx:
        tx.runs.set_held(PAIR, [HeldBack("team", "1", "Blue", "")])
        assert tx.runs.mark(PAIR, ACME).waits
        tx.runs.set_held(PAIR, [])
        assert not tx.runs.mark(PAIR, ACME).waits
        tx.runs.set_drift(PAIR, [drifted(1)], [])
        assert tx.runs.mark(PAIR, ACME).waits


def test_a_glance_sees_what_is_committed_at_its_moment(store: SqlRegionalStore) -> None:
    put(store, team("Blue"))
    with store.glancing() as tx:
        assert tx.entities.revision(ACME) == 1
    put(store, team("Green"))
    with store.glancing() as tx:
        assert tx.entities.revision(ACME) == 2


def test_the_holder_of_a_name_is_whoever_lives_under_it(store: SqlRegionalStore) -> None:
    blue, red = put(store, team("Blue"), team("Red"))
    put(store, gone(blue))
    with store.reading() as tx:
        found = tx.entities.holders(ACME, "team", ["blue", "red", "green"])
        assert {key: one.id for key, one in found.items()} == {"red": red}
        assert tx.entities.holders(ORBIT, "team", ["red"]) == {}
        assert tx.entities.holders(ACME, "team", []) == {}


def test_credentials_are_found_by_employee_or_by_user_name(store: SqlRegionalStore) -> None:
    people = [Credential(ACME, f"1{n}", f"user{n}", "argon") for n in range(4)]
    with store.writing() as tx:
        tx.credentials.put([*people, Credential(ORBIT, "11", "user3", "argon")])
    with store.reading() as tx:
        found = tx.credentials.named(ACME, employees=["11"], usernames=["user3", "user1", "none"])
        assert sorted((one.tenant, one.employee) for one in found) == [(ACME, "11"), (ACME, "13")]
        assert tx.credentials.named(ACME, employees=[], usernames=[]) == []


# ---------------------------------------------------------------- faces of scripts


def face(n: int, face: str = "f") -> ScriptFace:
    return ScriptFace(f"1{n}", f"common\\{n}", (("near\\queue", "queue"), ("é",)), face)


def test_faces_are_kept_pair_by_pair_and_read_by_script(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        tx.runs.set_faces(PAIR, [face(1), face(2), face(3, "")], (), whole=False)
        tx.runs.set_faces(OTHER, [face(1, "other")], (), whole=True)
    with store.reading() as tx:
        assert tx.runs.faces(PAIR) == {"11": face(1), "12": face(2), "13": face(3, "")}
        assert tx.runs.faces(PAIR, {"12", "13", "unknown"}) == {"12": face(2), "13": face(3, "")}
        assert tx.runs.faces(PAIR, ()) == {}
        assert tx.runs.faces(OTHER) == {"11": face(1, "other")}


def test_faces_are_replaced_forgotten_and_all_set_anew(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        tx.runs.set_faces(PAIR, [face(1), face(2)], (), whole=True)
        tx.runs.set_faces(OTHER, [face(2)], (), whole=True)
    with store.writing() as tx:
        tx.runs.set_faces(PAIR, [face(1, "new")], {"12", "unknown"}, whole=False)
    with store.reading() as tx:
        assert tx.runs.faces(PAIR) == {"11": face(1, "new")}
    many = [face(n) for n in range(2_500)]
    with store.writing() as tx:
        tx.runs.set_faces(PAIR, many, (), whole=True)
    with store.reading() as tx:
        assert tx.runs.faces(PAIR) == {one.script: one for one in many}
        assert tx.runs.faces(OTHER) == {"12": face(2)}


# ---------------------------------------------------------------- what is over


def over(id: str, hour: int, state: RunState = RunState.DONE, pair: str = PAIR) -> Run:
    """Asked for at that hour; ended one hour later."""
    counts = {"team": {"update": hour}}
    return replace(run(id, pair, state, hour), ended_at=at(hour + 1), counts=counts)


def past(store: SqlRegionalStore, since: int = 0, top: int = 100) -> list[PastRun]:
    with store.reading() as tx:
        return tx.runs.past(PAIR, since=at(since), top=top)


def test_of_what_is_over_the_newest_comes_first_with_what_it_did(store: SqlRegionalStore) -> None:
    started = replace(over("b", 11), started_at="2026-11-22T11:30:00.000Z")
    add(store, over("a", 9, RunState.FAILED), started)
    assert past(store) == [
        PastRun(
            RunState.DONE, "person", "2026-11-22T11:30:00.000Z", at(12), {"team": {"update": 11}}
        ),
        PastRun(RunState.FAILED, "person", at(9), at(10), {"team": {"update": 9}}),
    ]


def test_what_is_open_of_another_pair_or_older_is_no_part_of_what_is_over(
    store: SqlRegionalStore,
) -> None:
    add(store, over("a", 8), over("b", 9), over("c", 10, pair=OTHER), run("d", hour=12))
    assert [one.began for one in past(store, since=9)] == [at(9)]


def test_of_very_much_that_is_over_the_newest_part_is_given(store: SqlRegionalStore) -> None:
    add(store, *[over(f"r{hour}", hour) for hour in range(20)])
    assert [one.began for one in past(store, top=3)] == [at(19), at(18), at(17)]
    assert past(store, top=0) == []
