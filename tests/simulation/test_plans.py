"""A plan writes nothing but itself, and what is applied is what was shown."""

from collections.abc import Callable
from pathlib import Path

import pytest

from releve.domain.errors import Conflict
from releve.domain.runs import RunState, Verb
from tests.helpers.acts import whole_of
from tests.simulation.model import few_edits, histories, run_model, template
from tests.simulation.planned import Planned
from tests.simulation.test_crashes import evening, urls

__all__ = ["few_edits", "template", "urls"]  # `urls`: SQLite and PostgreSQL


@pytest.mark.usefixtures("few_edits")
def test_of_any_tenant_a_preview_changes_no_byte_and_a_kept_plan_is_what_is_done(
    template: Path,
) -> None:
    tally = run_model(Planned, template, histories=histories(4), steps=10)
    assert tally.reached["plan applied"] > 0


def test_drawing_writes_nothing_keeping_writes_the_plan_alone_and_applying_does_what_it_says(
    urls: Callable[[str], str],
) -> None:
    with evening(urls, "plans") as twins:
        before = twins.tables()
        whole = [whole_of(store) for store in (twins.there, twins.here)]
        with_steps = list(twins.plan().steps())
        now = [whole_of(store) for store in (twins.there, twins.here)]
        assert now == whole, "a preview has written something"
        plan = twins.draw()
        changed = {name for name, one in twins.tables().items() if one != before[name]}
        assert changed == {"sync_plan", "sync_step"}
        assert twins.steps(plan.id) == with_steps
        assert {step.verb for step in with_steps} == set(Verb)
        run = twins.sync(exactly=plan)
        assert run.state is RunState.DONE
        assert twins.steps(run.id) == with_steps
        assert run.counts == plan.body["counts"]


@pytest.mark.parametrize(
    ("side", "told"), [("there", "the primary tenant"), ("here", "the BCP tenant")]
)
def test_a_plan_holds_no_more_when_a_side_has_moved_and_says_which(
    urls: Callable[[str], str], side: str, told: str
) -> None:
    with evening(urls, "moved") as twins:
        plan = twins.draw()
        put = twins.put if side == "there" else twins.put_over_there
        put("tag", {"tagName": "Late"})
        before = twins.everything()
        with pytest.raises(Conflict, match="does not hold any more") as moved:
            twins.sync(exactly=plan)
        assert [str(one) for one in moved.value.reasons] == [f"Changed since: {told}."]
        assert "Draw the plan again" in str(moved.value.hint)
        assert twins.everything() == before
