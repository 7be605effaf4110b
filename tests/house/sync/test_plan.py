"""The plan shown is the plan applied, and it is applied only to what it was drawn from."""

import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest

from releve.domain.errors import Conflict, Refused, Unavailable
from releve.domain.runs import RunState, Verb
from releve.domain.say import say
from releve.sync.apply import apply_plan
from releve.sync.desk import Tell
from releve.sync.plan import Plan
from releve.sync.run import DRAWINGS_MAX
from releve.sync.selection import copied_kinds
from tests.helpers.bombs import Bomb
from tests.helpers.crashing import Crashing
from tests.helpers.faults import CutShort
from tests.helpers.twins import Twins, person, script, small_office


def apply(twins: Twins, plan: Plan) -> None:
    run = twins.begin()
    with twins.here.writing() as tx:
        apply_plan(plan, tx, lambda: None, run=run.id, by="sync", at="2026-01-15T07:00:00.000Z")


def when_drawn(act: Callable[[], None]) -> Tell:
    """Between the drawing of a plan and its writing."""

    def tell(stage: str, kind: str, done: int, total: int) -> None:
        if stage == "drawn":
            act()

    return tell


def test_a_preview_writes_nothing_and_says_what_the_run_then_does(twins: Twins) -> None:
    small_office(twins)
    before = twins.everything(), twins.revisions()
    plan = twins.plan()
    assert (twins.everything(), twins.revisions()) == before
    run = twins.sync()
    assert run.counts == plan.counts
    with twins.here.reading() as tx:
        steps, total = tx.runs.steps(run.id)
    assert steps == list(plan.steps())
    assert total == 7


def test_the_same_two_tenants_give_the_same_plan(twins: Twins) -> None:
    office = small_office(twins)
    twins.let_in(office.agent, "eva")
    plan = twins.plan()
    assert list(plan.steps()) == list(twins.plan().steps())
    assert plan.digest == twins.plan().digest
    twins.let_in(office.agent, "eva", "another")
    assert plan.digest != twins.plan().digest


def test_a_plan_tells_no_password_hash_in_its_steps(twins: Twins) -> None:
    office = small_office(twins)
    twins.let_in(office.agent, "eva", "argon-secret")
    plan = twins.plan()
    assert "argon-secret" not in repr((list(plan.steps()), plan.record()))


def test_a_plan_is_refused_when_the_bcp_tenant_has_moved_and_changes_nothing(twins: Twins) -> None:
    small_office(twins)
    plan = twins.plan()
    twins.put_over_there("tag", {"tagName": "meanwhile"})
    before = twins.everything()
    with pytest.raises(Conflict, match="changed since this plan"):
        apply(twins, plan)
    assert twins.everything() == before


def test_a_plan_cannot_be_applied_twice(twins: Twins) -> None:
    small_office(twins)
    plan = twins.plan()
    apply(twins, plan)
    with pytest.raises(Conflict):
        apply(twins, plan)
    assert twins.differences() == []


def test_a_run_draws_again_when_somebody_was_faster(twins: Twins) -> None:
    small_office(twins)
    told = itertools.count()

    def meddle() -> None:
        if next(told) == 0:
            twins.put_over_there("tag", {"tagName": "meanwhile"})

    run = twins.sync(tell=when_drawn(meddle))
    assert run.state is RunState.DONE
    assert next(told) == 2
    assert twins.find_over_there("tag", "meanwhile") is not None


def test_a_run_gives_up_when_somebody_is_always_faster(twins: Twins) -> None:
    small_office(twins)
    tags = itertools.count()

    def meddle() -> None:
        twins.put_over_there("tag", {"tagName": f"Tag {next(tags)}"})

    with pytest.raises(Conflict, match="changed since this plan"):
        twins.sync(tell=when_drawn(meddle))
    assert next(tags) == DRAWINGS_MAX
    with twins.here.reading() as tx:
        assert tx.entities.counts(twins.bcp) == {"tag": DRAWINGS_MAX}


def test_a_run_of_an_older_epoch_is_refused_and_changes_nothing(twins: Twins) -> None:
    small_office(twins)
    with twins.here.writing() as tx:
        tx.show_epoch(twins.bcp, 2)
    before = twins.everything()
    with pytest.raises(Conflict, match="epoch 1"):
        twins.sync()
    assert twins.everything() == before


def test_a_run_shows_its_epoch_so_that_older_ones_are_refused(twins: Twins) -> None:
    twins.sync(epoch=7)
    with twins.here.reading() as tx:
        assert tx.epoch_seen(twins.bcp) == 7


def test_nothing_is_written_when_the_guard_says_that_the_bcp_tenant_is_active(twins: Twins) -> None:
    small_office(twins)
    before = twins.everything()

    def guard() -> None:
        raise Refused(say("The BCP tenant is active."))

    with pytest.raises(Refused):
        twins.sync(guard=guard)
    assert twins.everything() == before


def test_the_guard_looks_first_and_last_while_nobody_else_can_write(twins: Twins) -> None:
    small_office(twins)
    seen: list[int] = []

    def guard() -> None:
        with twins.here.reading() as tx:
            seen.append(tx.entities.revision(twins.bcp))

    twins.sync(guard=guard)
    assert seen == [0, 0]


def test_a_switch_in_the_middle_of_the_writing_undoes_all_of_it(twins: Twins) -> None:
    small_office(twins)
    before = twins.everything()
    answers = iter([None, Refused(say("The BCP tenant is active."))])

    def guard() -> None:
        if (refusal := next(answers)) is not None:
            raise refusal

    with pytest.raises(Refused):
        twins.sync(guard=guard)
    assert twins.everything() == before


def test_a_run_taken_over_by_somebody_else_writes_nothing(twins: Twins) -> None:
    small_office(twins)
    before = twins.everything()

    def steal() -> None:
        with twins.here.writing() as tx:
            mine = next(run for run in tx.runs.open() if run.pair == twins.pair)
            tx.runs.save(replace(mine, worker="another"))

    with pytest.raises(Conflict, match="taken over"):
        twins.sync(tell=when_drawn(steal))
    assert twins.everything() == before


@pytest.mark.parametrize("fault", [None, Unavailable(say("The region ca1 does not answer."))])
def test_a_failed_or_short_read_ends_the_run_and_is_no_absence(
    twins: Twins, fault: Unavailable | None
) -> None:
    small_office(twins)
    before = twins.everything()
    with pytest.raises(Unavailable):
        twins.sync(source=CutShort(twins.there, 3, fault))
    assert twins.everything() == before


def test_a_primary_older_than_what_was_copied_from_it_is_refused(twins: Twins) -> None:
    small_office(twins)
    twins.sync()
    before = twins.everything()
    wiped = replace(twins, primary="00000000-0000-4000-8000-000000000000")
    with wiped.there.reading() as tx:
        assert tx.entities.revision(wiped.primary) == 0
    with pytest.raises(Refused, match="older than what was already copied"):
        wiped.sync()
    assert twins.everything() == before


def test_reading_everything_again_finds_nothing_to_do_after_a_sync(twins: Twins) -> None:
    small_office(twins)
    twins.sync()
    plan = twins.plan(from_scratch=True)
    assert (list(plan.steps()), plan.changes_nothing) == ([], True)


def test_the_plan_counts_by_kind_and_verb(twins: Twins) -> None:
    small_office(twins)
    plan = twins.plan()
    assert plan.counts["employee"] == {"create": 2}
    assert plan.total(Verb.CREATE) == 7


def test_a_plan_reads_the_stores_a_number_of_times_that_does_not_grow(twins: Twins) -> None:
    def statements(n: int) -> int:
        larger_office(twins, n)
        bomb = Bomb(0)
        replace(twins, there=Crashing(twins.there, bomb), here=Crashing(twins.here, bomb)).plan()
        return -bomb.left

    assert statements(3) == statements(60)


def larger_office(twins: Twins, n: int) -> None:
    role = twins.put("role", {"roleName": f"Role {n}"})
    team = twins.put("team", {"name": f"Team {n}"})
    alt = twins.alt("team", team)
    people = [person(f"eva.{n}.{i}@larkmont.example", alt, role) for i in range(n)]
    skills = [{"skillName": f"{n}/{i}", "mediaTypeId": 4} for i in range(n)]
    ids = twins.put_many("skill", skills)
    scripts = [script(f"{n}\\{i}", f"skill={one}") for i, one in enumerate(ids)]
    twins.put_many("employee", people)
    twins.put_many("script", scripts)


def test_a_plan_that_ties_what_is_not_selected_can_be_kept(twins: Twins) -> None:
    entry = twins.put("script", script("Larkmont\\Entry", "bus=7314250"))
    twins.put_over_there("script", script("Larkmont\\Entry", "bus=7390114"))
    twins.put("skill", {"skillName": "Night", "mediaTypeId": 4, "scriptId": entry})
    kinds = tuple(kind for kind in copied_kinds() if kind != "script")
    plan = twins.plan(kinds=kinds)
    assert [kind for kind, ties in plan.ties.items() if ties] == ["script"]
    assert plan.record()["digest"] == twins.plan(kinds=kinds).record()["digest"]
