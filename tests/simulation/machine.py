"""The machine of the model: random work on both sides of a pair, random rules and decisions, and acts of the sync that
succeed, ask, are answered, are refused, or die, in any order; and what must be true after each."""

from collections.abc import Callable
from contextlib import closing
from enum import StrEnum
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from releve.app.plans import allowed_by
from releve.domain.errors import Conflict, Refused, Unavailable
from releve.domain.kinds import KINDS
from releve.domain.runs import Decision, Run, RunState, StoredPlan
from releve.domain.say import say
from releve.domain.store import RegionalStore
from releve.domain.tenancy import Deletions, Drift, SyncConfig
from releve.sync.run import DRAWINGS_MAX
from releve.sync.scope import Approved
from releve.sync.selection import copied_kinds
from tests.helpers.bombs import Bomb, Crash
from tests.helpers.crashing import Crashing
from tests.helpers.faults import CutShort
from tests.simulation.witnessed import NOBODY, Witnessed
from tests.simulation.work import ANY, KINDS_DELETED, KINDS_SAID, NAMES

#: A sync touches the stores at fewer points than this, most of them early.
POINTS = st.integers(min_value=1, max_value=120)

ALL = dict.fromkeys(KINDS, 1_000_000)
EVERYTHING = Approved(deletions=ALL, edits=ALL)
LETTING_THROUGH = SyncConfig(deletions=Deletions.FOLLOW, drift=Drift.OVERWRITE)


class Answer(StrEnum):
    """What a person says who is asked."""

    YES = "yes"
    FEWER = "one fewer of each kind"
    SOME = "some of the kinds"
    EDITS = "the edits"
    LATE = "yes, when more was changed already"


class Moved(StrEnum):
    """What happens between the look at a plan and its application."""

    NOTHING = "nothing"
    THERE = "the primary moves"
    HERE = "the BCP tenant moves"
    BOTH = "both move"
    RULES = "other kinds are chosen"


class Pair(Witnessed):
    """A primary, its BCP tenant, and everything that can happen to them."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn: tuple[StoredPlan, tuple[int, int], bool] | None = None

    # what people decide

    @rule(which=ANY, decision=st.sampled_from(Decision))
    def decide(self, which: int, decision: Decision) -> None:
        if drifts := self.twins.drifts(**self.scope):
            self.twins.decide(drifts[which % len(drifts)], decision, **self.scope)

    @rule(decision=st.sampled_from(Decision))
    def decide_about_all(self, decision: Decision) -> None:
        for one in self.twins.drifts(**self.scope):
            self.twins.decide(one, decision, **self.scope)

    # the sync

    @rule(approved=st.sampled_from([NOBODY, EVERYTHING]), from_scratch=st.booleans())
    def sync(self, approved: Approved, from_scratch: bool) -> None:
        self.synced(approved, from_scratch=from_scratch)

    @rule(how=st.sampled_from(Answer), which=ANY)
    def answer(self, how: Answer, which: int) -> None:
        """A run asks, or leaves deletions undone, and a person looks at what it asks."""
        self._answered(how, which)

    @rule(kind=KINDS_SAID, said=NAMES, how=st.sampled_from(Answer), which=ANY)
    def answer_about_edits(self, kind: str, said: str, how: Answer, which: int) -> None:
        self.world.say_of_all(self.twins.primary, kind, f"{said} {which}")
        self._answered(how, which)

    @rule(kind=KINDS_DELETED, how=st.sampled_from(Answer), which=ANY)
    def answer_about_deletions(self, kind: str, how: Answer, which: int) -> None:
        self.delete(kind, which)
        self._answered(how, which)

    def _answered(self, how: Answer, which: int) -> None:
        asked = allowed_by(self.synced())
        if not any(asked.values()):
            return
        self.saw(f"answered: {how}")
        if how is Answer.YES:
            run = self.synced(Approved(**asked))
            assert run.state is RunState.DONE
            assert allowed_by(run)["deletions"].keys().isdisjoint(asked["deletions"])
        elif how is Answer.FEWER:
            fewer = {sort: {kind: n - 1 for kind, n in asked[sort].items()} for sort in asked}
            assert allowed_by(self.synced(Approved(**fewer))) == asked
        elif how is Answer.LATE:
            self.world.say_of_all(self.twins.primary, "tag", f"late {which}")
            self.world.bury("hours")
            self.synced(Approved(**asked))
        else:
            self._answered_in_part(how, which, asked)

    def _answered_in_part(self, how: Answer, which: int, asked: dict[str, dict[str, int]]) -> None:
        some = {"edits": asked["edits"], "deletions": {}}
        if how is Answer.SOME:
            some = {
                sort: {kind: n for m, (kind, n) in enumerate(kinds.items()) if (which >> m) & 1}
                for sort, kinds in asked.items()
            }
        run = self.synced(Approved(**some))
        left = allowed_by(run)
        if run.state is RunState.DONE:
            assert left["deletions"].keys().isdisjoint(some["deletions"])
        else:
            assert left["edits"].keys() == asked["edits"].keys() - some["edits"].keys()

    @rule()
    def follow(self) -> None:
        self.remember()
        run = self.twins.follow(**self.scope)
        self.saw(f"followed: {run.state if run else 'nothing'}")
        if run is not None and run.id in self.eve.runs:
            self.saw("followed: joined")
        if run is not None and run.state is RunState.ASKING:
            self.nothing_was_written(run)
        else:
            self.check(run)

    # plans that are kept

    @rule(from_scratch=st.booleans())
    def draw(self, from_scratch: bool) -> None:
        before = self.twins.tables("sync_plan", "sync_step")
        plan = self.twins.draw(from_scratch=from_scratch, **self.scope)
        self.drawn = plan, self.twins.revisions(), from_scratch
        assert self.twins.tables("sync_plan", "sync_step") == before

    @precondition(lambda self: self.drawn is not None)
    @rule()
    def apply(self) -> None:
        self._applied()

    @rule(moved=st.sampled_from(Moved), said=NAMES)
    def look_and_apply(self, moved: Moved, said: str) -> None:
        chosen = self.kinds
        self.draw(from_scratch=False)
        if moved in (Moved.THERE, Moved.BOTH):
            self.world.say_of_all(self.twins.primary, "employee", said)
        if moved in (Moved.HERE, Moved.BOTH):
            self.world.touch_over_there(said)
        if moved is Moved.RULES:
            self.kinds = tuple(one for one in chosen if one != chosen[0])
        self._applied()
        self.kinds = chosen

    def _applied(self) -> None:
        assert self.drawn is not None
        (plan, drawn_from, from_scratch), self.drawn = self.drawn, None
        how = {"from_scratch": from_scratch, **self.scope}
        now, before = self.twins.revisions(), self.twins.everything()
        with closing(self.twins.plan(**how)) as again:
            holds = again.digest == plan.body["digest"]
        edits = {kind: asked["edits"] for kind, asked in plan.body["asks"].items()}
        approved = Approved(edits=edits)
        self.remember()
        refused: Conflict | None = None
        try:
            run = self.twins.sync(exactly=plan, approved=approved, **how)
        except Conflict as conflict:
            refused = conflict
        if refused is not None:
            assert not holds
            assert "does not hold any more" in str(refused)
            sides = drawn_from[0] != now[0], drawn_from[1] != now[1]
            self.saw(f"plan refused: {_WHY[sides]}")
            assert len(refused.reasons) == sum(sides)
            assert self.twins.everything() == before
        else:
            self.saw("plan applied: empty" if not run.counts else "plan applied")
            assert holds
            assert now == drawn_from
            assert run.state is RunState.DONE
            assert run.counts == plan.body["counts"]
            assert self.twins.steps(run.id) == self.twins.steps(plan.id)
            self.check(run, approved)

    # back in time

    @precondition(lambda self: bool(self.points))
    @rule(which=ANY)
    def restore(self, which: int) -> None:
        to = sorted(self.points)[which % len(self.points)]
        self.remember()
        run = self.twins.restore(to, **self.scope)
        assert run.state is RunState.DONE
        assert self.twins.contents() == self.points[to]
        self.saw("restored" if run.counts else "restored: nothing")
        self.is_booked(run)

    @precondition(lambda self: bool(self.points))
    @rule(which=ANY)
    def tidy(self, which: int) -> None:
        """What no restore point leads back to is forgotten."""
        until = sorted(self.points)[which % len(self.points)]
        with self.twins.here.writing() as tx:
            tx.entities.forget_past(self.twins.bcp, until=until)
        self.points = {at: then for at, then in self.points.items() if at >= until}

    # what goes wrong

    @rule(at=POINTS)
    def sync_and_die(self, at: int) -> None:
        self._dies(at, lambda there, here: self._sync_on(there, here))

    @rule(at=POINTS)
    def follow_and_die(self, at: int) -> None:
        self._dies(at, lambda there, here: self._follow_on(there, here))

    @precondition(lambda self: bool(self.points))
    @rule(at=POINTS, which=ANY)
    def restore_and_die(self, at: int, which: int) -> None:
        to = sorted(self.points)[which % len(self.points)]

        def is_there() -> None:
            assert self.twins.contents() == self.points[to]

        self._dies(at, lambda _, here: self.twins.restore(to, target=here, **self.scope), is_there)

    @rule(n=st.integers(min_value=0, max_value=12), told=st.booleans())
    def read_too_little(self, n: int, told: bool) -> None:
        """The primary breaks off, or ends as if that were all."""
        fault = Unavailable(say("It does not answer.")) if told else None
        before = self.twins.everything()
        self.remember()
        try:
            run = self.twins.sync(source=CutShort(self.twins.there, n, fault), **self.scope)
        except Unavailable:
            self.saw("read too little")
            assert self.twins.everything() == before
        else:
            self.after(run)

    @rule(times=st.integers(min_value=1, max_value=DRAWINGS_MAX), said=NAMES)
    def sync_while_somebody_works_there(self, times: int, said: str) -> None:
        """The plan is drawn again, until it is too much."""
        left = times

        def tell(stage: str, *_: object) -> None:
            nonlocal left
            if stage == "drawn" and left:
                left -= 1
                self.world.touch_over_there(f"{said} {left}")
                self.remember()

        self.remember()
        try:
            run = self.twins.sync(tell=tell, **self.scope)
        except Conflict:
            assert times == DRAWINGS_MAX
            assert self.twins.contents() == self.eve.contents
            self.saw("disturbed too often")
        else:
            self.saw("disturbed")
            if times < DRAWINGS_MAX:
                self.after(run)

    @rule(nth=st.sampled_from([1, 2]))
    def sync_while_it_is_switched(self, nth: int) -> None:
        """The BCP tenant becomes active before anything is written, or when all is, but for the commit."""
        left, before = nth, self.twins.everything()

        def guard() -> None:
            nonlocal left
            left -= 1
            if not left:
                raise Refused(say("The BCP tenant is active."))

        self.remember()
        try:
            run = self.twins.sync(guard=guard, **self.scope)
        except Refused:
            self.saw("switched meanwhile")
            assert self.twins.everything() == before
        else:
            assert run.state is RunState.ASKING

    def come_to_an_end(self) -> None:
        self.world.heal()
        self.config, self.kinds = LETTING_THROUGH, copied_kinds()
        for one in self.twins.drifts(**self.scope):
            self.twins.decide(one, Decision.NONE, **self.scope)
        run = self.synced(EVERYTHING)
        assert run.state is RunState.DONE
        assert self.twins.held() == []
        assert self.twins.unequal() == []
        assert self.twins.differences() == []
        assert self.twins.violations() == []
        wanted, actual = self.twins.logins()
        assert actual == wanted
        with closing(
            self.twins.plan(from_scratch=True, approved=EVERYTHING, **self.scope)
        ) as again:
            assert again.changes_nothing
        last = self.twins.follow(**self.scope)
        assert last is None or last.counts == {}

    def _dies(self, at: int, act: Any, is_done: Callable[[], None] | None = None) -> None:
        """All of it is done, or nothing. `is_done` looks whether it is; if None, whether both sides are in step."""
        before = self.twins.everything(), self.twins.contents()
        self.remember()
        bomb = Bomb(at)
        try:
            act(Crashing(self.twins.there, bomb), Crashing(self.twins.here, bomb))
        except Crash:
            if any(run.state is RunState.RUNNING for run in self.twins.runs()):
                assert (self.twins.everything(), self.twins.contents()) == before
                self.twins.give_up()
            elif self.twins.revisions()[1] not in self.points:
                self.saw("died after the commit")
                (is_done or partial(self.check, None))()
            self.saw("died")
        assert self.twins.miscounted() == []

    def _sync_on(self, there: RegionalStore, here: RegionalStore) -> Run:
        return self.twins.sync(source=there, target=here, **self.scope)

    def _follow_on(self, there: RegionalStore, here: RegionalStore) -> Run | None:
        return self.twins.follow(source=there, target=here, **self.scope)


#: (Has the primary moved?, has the BCP tenant?) → how it is told of.
_WHY = {
    (True, False): Moved.THERE,
    (False, True): Moved.HERE,
    (True, True): Moved.BOTH,
    (False, False): Moved.RULES,
}
