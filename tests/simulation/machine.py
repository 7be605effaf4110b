"""The machine of the model: random work on both sides of a pair, random rules and decisions, and acts of the sync that
succeed, are refused, or die, in any order; and what must be true after each."""

from collections import Counter
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from releve.app.plans import allowed_by
from releve.domain.errors import Conflict, Unavailable
from releve.domain.kinds import KINDS
from releve.domain.runs import Decision, Run, RunState, StoredPlan, Verb
from releve.domain.say import say
from releve.domain.store import RegionalStore
from releve.domain.tenancy import Deletions, Drift, SyncConfig
from releve.sync.run import BEFORE
from releve.sync.scope import Approved
from releve.sync.selection import copied_kinds
from tests.helpers.acts import Contents
from tests.helpers.crashing import Bomb, Crash, Crashing
from tests.helpers.faults import CutShort
from tests.simulation.world import NAMED, World

KINDS_MADE = st.sampled_from(sorted(NAMED))
KINDS_DELETED = st.sampled_from([*sorted(NAMED), "agent_skill", "employee"])
NAMES = st.sampled_from(["Day", "Night", "VIP", "Home"])
ANY = st.integers(min_value=0, max_value=999)
#: A sync touches the stores at fewer points than this, most of them early.
POINTS = st.integers(min_value=1, max_value=120)

ALL = dict.fromkeys(KINDS, 1_000_000)
#: The kinds of which there is anything: the others are synced too, and not looked at.
MADE = tuple(one for one in copied_kinds() if one in {*NAMED, "role", "employee", "agent_skill"})
EVERYTHING = Approved(deletions=ALL, edits=ALL)
LETTING_THROUGH = SyncConfig(deletions=Deletions.FOLLOW, drift=Drift.OVERWRITE)


class Pair(RuleBasedStateMachine):
    """A primary, its BCP tenant, and everything that can happen to them."""

    template: ClassVar[Path]
    #: How often what happened, over all histories.
    performed: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.config, self.kinds = LETTING_THROUGH, copied_kinds()
        #: Revision of the BCP tenant before a run → what lived in it.
        self.points: dict[int, Contents] = {}
        self.drawn: tuple[StoredPlan, tuple[int, int]] | None = None

    @initialize()
    def move_in(self) -> None:
        self.world = World(self.template)
        self.twins = self.world.twins
        self.twins.kinds = MADE

    def saw(self, what: str) -> None:
        Pair.performed[what] += 1

    @invariant()
    def one_more_step(self) -> None:
        self.saw("steps")

    @property
    def scope(self) -> dict[str, Any]:
        return {"rules": self.config, "kinds": self.kinds}

    # the primary

    @rule(kind=KINDS_MADE, name=NAMES, refer=ANY)
    def make(self, kind: str, name: str, refer: int) -> None:
        body = self.world.body(kind, name, refer)
        if self.world.is_free(self.twins.primary, kind, body):
            self.twins.put(kind, body)

    @rule(kind=KINDS_MADE, which=ANY, name=NAMES)
    def rename(self, kind: str, which: int, name: str) -> None:
        if chosen := self.world.pick(self.twins.primary, kind, which):
            body = {**self.twins.get(kind, chosen).body, NAMED[kind]: name}
            if self.world.is_free(self.twins.primary, kind, body, chosen):
                self.twins.put(kind, body, chosen)

    @rule(which=ANY, refer=ANY)
    def point_elsewhere(self, which: int, refer: int) -> None:
        if skill := self.world.pick(self.twins.primary, "skill", which):
            self.twins.edit("skill", skill, scriptId=self.world.reference("script", refer))

    @rule(which=ANY, lead=ANY)
    def lead(self, which: int, lead: int) -> None:
        if team := self.world.pick(self.twins.primary, "team", which):
            leader = self.world.people[lead % len(self.world.people)]
            self.twins.edit("team", team, leadUserId=self.twins.alt("employee", leader))

    @rule(which=ANY, agent=ANY)
    def assign(self, which: int, agent: int) -> None:
        if skill := self.world.pick(self.twins.primary, "skill", which):
            agents = self.world.people
            body = {"agentId": agents[agent % len(agents)], "skillId": skill}
            if self.world.is_free(self.twins.primary, "agent_skill", body):
                self.twins.put("agent_skill", body)

    @rule(kind=KINDS_DELETED, which=ANY)
    def delete(self, kind: str, which: int) -> None:
        chosen = self.world.pick(self.twins.primary, kind, which)
        if chosen and chosen != self.world.team:
            self.twins.delete(kind, chosen)

    @rule(kind=KINDS_DELETED, which=ANY)
    def bring_back(self, kind: str, which: int) -> None:
        if gone := self.world.tombstone(self.twins.primary, kind, which):
            self.twins.put(kind, gone.body, gone.id)

    @rule(who=ANY, password=ANY)
    def change_password(self, who: int, password: int) -> None:
        who %= len(self.world.people)
        if not self.twins.get("employee", self.world.people[who]).deleted:
            self.twins.let_in(self.world.people[who], f"user{who}", f"argon-{password}")

    # the BCP tenant

    @rule(kind=KINDS_MADE, name=NAMES)
    def make_over_there(self, kind: str, name: str) -> None:
        body = self.world.body(kind, name, None)
        if self.world.is_free(self.twins.bcp, kind, body):
            self.twins.put_over_there(kind, body)

    @rule(kind=KINDS_MADE, which=ANY, name=NAMES)
    def rename_over_there(self, kind: str, which: int, name: str) -> None:
        if chosen := self.world.pick(self.twins.bcp, kind, which):
            body = {**self.world.read_over_there(kind, chosen), NAMED[kind]: name}
            if self.world.is_free(self.twins.bcp, kind, body, chosen):
                self.twins.put_over_there(kind, body, chosen)

    @rule(which=ANY, notes=NAMES)
    def edit_over_there(self, which: int, notes: str) -> None:
        if chosen := self.world.pick(self.twins.bcp, "skill", which):
            body = {**self.world.read_over_there("skill", chosen), "notes": notes}
            self.twins.put_over_there("skill", body, chosen)

    @rule(kind=KINDS_DELETED, which=ANY)
    def delete_over_there(self, kind: str, which: int) -> None:
        if chosen := self.world.pick(self.twins.bcp, kind, which):
            self.twins.delete_over_there(kind, chosen)

    @rule(kind=KINDS_DELETED, which=ANY)
    def bring_back_over_there(self, kind: str, which: int) -> None:
        if gone := self.world.tombstone(self.twins.bcp, kind, which):
            self.twins.put_back(kind, gone.id, gone.body)

    @rule(who=ANY, password=ANY)
    def change_password_over_there(self, who: int, password: int) -> None:
        self.world.let_in_over_there(who, f"other-{password}")

    # what people decide

    @rule(
        deletions=st.sampled_from(Deletions),
        drift=st.sampled_from(Drift),
        share=st.sampled_from([0, 50]),
    )
    def choose_rules(self, deletions: Deletions, drift: Drift, share: int) -> None:
        self.config = SyncConfig(deletions=deletions, drift=drift, edits_share=share)

    @rule(
        left_out=st.sets(st.sampled_from([*sorted(NAMED), "employee", "agent_skill"]), max_size=3)
    )
    def choose_kinds(self, left_out: set[str]) -> None:
        self.kinds = tuple(one for one in copied_kinds() if one not in left_out)

    @rule(which=ANY, decision=st.sampled_from(Decision))
    def decide(self, which: int, decision: Decision) -> None:
        if drifts := self.twins.drifts(**self.scope):
            self.twins.decide(drifts[which % len(drifts)], decision, **self.scope)

    @rule(seconds=st.integers(min_value=-60, max_value=90))
    def time_passes(self, seconds: int) -> None:
        """Or the clock is set back."""
        self.world.wait(seconds)

    # the sync

    @rule(approved=st.sampled_from([Approved(), EVERYTHING]))
    def sync(self, approved: Approved) -> None:
        self._synced(approved)

    @rule()
    def approve(self) -> None:
        """A person looks at what a run asks, and allows exactly that."""
        asked = allowed_by(self._synced(Approved()))
        if any(asked.values()):
            self.saw("approved")
            run = self._synced(Approved(**asked))
            assert run.state is RunState.DONE
            assert allowed_by(run)["deletions"].keys().isdisjoint(asked["deletions"])

    @rule()
    def follow(self) -> None:
        self._remember()
        run = self.twins.follow(**self.scope)
        self.saw(f"followed: {run.state if run else 'nothing'}")
        if run is not None and run.state is RunState.ASKING:
            self._nothing_was_written()
        else:
            self._check(run)

    @rule()
    def draw(self) -> None:
        before = self.twins.tables("sync_plan", "sync_step")
        self.drawn = self.twins.draw(**self.scope), self.twins.revisions()
        assert self.twins.tables("sync_plan", "sync_step") == before

    @precondition(lambda self: self.drawn is not None)
    @rule()
    def apply(self) -> None:
        assert self.drawn is not None
        (plan, drawn_from), self.drawn = self.drawn, None
        now, before = self.twins.revisions(), self.twins.everything()
        holds = self.twins.plan(**self.scope).digest == plan.body["digest"]
        edits = {kind: asked["edits"] for kind, asked in plan.body["asks"].items()}
        self._remember()
        refused: Conflict | None = None
        try:
            run = self.twins.sync(exactly=plan, approved=Approved(edits=edits), **self.scope)
        except Conflict as conflict:
            refused = conflict
        if refused is not None:
            self.saw("plan refused")
            assert not holds or now != drawn_from
            assert "does not hold any more" in str(refused)
            sides = [then != at for then, at in zip(drawn_from, now, strict=True)]
            assert len(refused.reasons) == sum(sides)
            assert self.twins.everything() == before
        else:
            self.saw("plan applied")
            assert holds
            assert now == drawn_from
            assert self.twins.steps(run.id) == self.twins.steps(plan.id)
            self._check(run)

    @precondition(lambda self: bool(self.points))
    @rule(which=ANY)
    def restore(self, which: int) -> None:
        to = sorted(self.points)[which % len(self.points)]
        self._remember()
        run = self.twins.restore(to, **self.scope)
        assert run.state is RunState.DONE
        assert self.twins.contents() == self.points[to]
        self.saw("restored")
        self._is_booked(run)

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
        self._dies(at, lambda _, here: self.twins.restore(to, target=here, **self.scope))

    @rule(n=st.integers(min_value=0, max_value=12), told=st.booleans())
    def read_too_little(self, n: int, told: bool) -> None:
        """The primary breaks off, or ends as if that were all."""
        fault = Unavailable(say("It does not answer.")) if told else None
        before = self.twins.everything()
        self._remember()
        try:
            run = self.twins.sync(source=CutShort(self.twins.there, n, fault), **self.scope)
        except Unavailable:
            self.saw("read too little")
            assert self.twins.everything() == before
        else:
            self._after(run)

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            self._comes_to_a_good_end()
        finally:
            self.world.close()

    def _comes_to_a_good_end(self) -> None:
        self.world.heal()
        self.config, self.kinds = LETTING_THROUGH, copied_kinds()
        for one in self.twins.drifts(**self.scope):
            self.twins.decide(one, Decision.NONE, **self.scope)
        run = self._synced(EVERYTHING)
        assert run.state is RunState.DONE
        assert self.twins.held() == []
        assert self.twins.unequal() == []
        assert self.twins.differences() == []
        assert self.twins.violations() == []
        wanted, actual = self.twins.logins()
        assert actual == wanted
        again = self.twins.plan(from_scratch=True, approved=EVERYTHING, **self.scope)
        assert again.changes_nothing
        last = self.twins.follow(**self.scope)
        assert last is None or last.counts == {}

    def _synced(self, approved: Approved) -> Run:
        self._remember()
        run = self.twins.sync(approved=approved, **self.scope)
        self._after(run)
        if run.state is RunState.DONE:
            again = self.twins.plan(approved=approved, **self.scope)
            assert again.changes_nothing
            assert {step.verb for step in again.steps()} <= {Verb.HOLD}
        return run

    def _after(self, run: Run) -> None:
        self.saw(f"synced: {run.state}")
        if run.state is RunState.ASKING:
            self._nothing_was_written()
        else:
            self._check(run)

    def _remember(self) -> None:
        _, revision = self.twins.revisions()
        self.points[revision] = self.before = self.twins.contents()

    def _nothing_was_written(self) -> None:
        assert self.twins.contents() == self.before
        [latest, *_] = [run for run in self.twins.runs() if run.state is RunState.ASKING]
        with self.twins.here.reading() as tx:
            assert tx.runs.plan(latest.id) is not None

    def _check(self, run: Run | None) -> None:
        """The laws, after the sync has written what the rules and decisions let it."""
        held = {(one.kind, one.primary_id) for one in self.twins.held()}
        found = [one for one in self._violations(held) if one.law != "count"]
        assert found == []
        self._is_booked(run)
        if self.kinds == copied_kinds():
            unequal, differences = self.twins.unequal(), self.twins.differences()
            assert unequal or not differences, "equal sums, and yet not the same"
            if not held:
                assert differences or not unequal, "all is the same, and yet the sums differ"

    def _violations(self, held: set[tuple[str, str]]) -> list[Any]:
        self.twins.kinds = tuple(one for one in MADE if one in self.kinds)
        try:
            return self.twins.violations(excused=held)
        finally:
            self.twins.kinds = MADE

    def _is_booked(self, run: Run | None) -> None:
        """The ledgers are what counting gives, and the run says what it has done."""
        assert self.twins.miscounted() == []
        if run is not None:
            steps = Counter((one.kind, one.verb) for one in self.twins.steps(run.id))
            said = {
                (kind, Verb(verb)): many
                for kind, verbs in run.counts.items()
                for verb, many in verbs.items()
            }
            done = {name: many for name, many in steps.items() if name[1] is not Verb.HOLD}
            assert {n: many for n, many in said.items() if n[1] is not Verb.HOLD} == done
            assert run.work[BEFORE] in self.points

    def _dies(self, at: int, act: Any) -> None:
        """All of it is done, or nothing."""
        before = self.twins.everything(), self.twins.contents()
        self._remember()
        bomb = Bomb(at)
        try:
            act(Crashing(self.twins.there, bomb), Crashing(self.twins.here, bomb))
        except Crash:
            self.saw("died")
            if any(run.state is RunState.RUNNING for run in self.twins.runs()):
                assert (self.twins.everything(), self.twins.contents()) == before
                self.twins.give_up()
        assert self.twins.miscounted() == []

    def _sync_on(self, there: RegionalStore, here: RegionalStore) -> Run:
        return self.twins.sync(source=there, target=here, **self.scope)

    def _follow_on(self, there: RegionalStore, here: RegionalStore) -> Run | None:
        return self.twins.follow(source=there, target=here, **self.scope)
