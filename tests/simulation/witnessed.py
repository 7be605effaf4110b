"""What is looked at after each sync of a model: the laws, the rules that were chosen, and what people decided."""

from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from releve.domain.runs import Change, Decision, Drifted, Run, RunState, Verb
from releve.domain.tenancy import Deletions, Drift
from releve.sync.deletions import TENANT_DELETIONS_MAX, TENANT_DELETIONS_SHARE_MAX
from releve.sync.run import BEFORE
from releve.sync.scope import Approved
from releve.sync.selection import copied_kinds
from tests.helpers.acts import Contents
from tests.simulation.work import MADE, Work

NOBODY = Approved()


@dataclass(frozen=True)
class Eve:
    """The BCP tenant before a sync: what lives in it, and what had drifted."""

    contents: Contents
    drifts: tuple[Drifted, ...]
    runs: frozenset[str]


class Witnessed(Work):
    """Remembers how it was before each sync, and looks at it afterwards."""

    def __init__(self) -> None:
        super().__init__()
        #: Revision of the BCP tenant before a run → what lived in it.
        self.points: dict[int, Contents] = {}

    @property
    def scope(self) -> dict[str, Any]:
        return {"rules": self.config, "kinds": self.kinds}

    def remember(self) -> None:
        _, revision = self.twins.revisions()
        runs = frozenset(run.id for run in self.twins.runs())
        self.eve = Eve(self.twins.contents(), tuple(self.twins.drifts(**self.scope)), runs)
        self.points[revision] = self.eve.contents

    def synced(self, approved: Approved = NOBODY, **how: Any) -> Run:
        self.remember()
        run = self.twins.sync(approved=approved, **how, **self.scope)
        self.after(run, approved, **how)
        return run

    def after(self, run: Run, approved: Approved = NOBODY, **how: Any) -> None:
        """`how` is how the plan was drawn."""
        self.saw(f"synced: {run.state}")
        if run.state is RunState.ASKING:
            self.nothing_was_written(run, approved, **how)
            return
        self.check(run, approved)
        with closing(self.twins.plan(approved=approved, **how, **self.scope)) as again:
            assert again.changes_nothing
            assert {step.verb for step in again.steps()} <= {Verb.HOLD}

    def nothing_was_written(self, run: Run, approved: Approved = NOBODY, **how: Any) -> None:
        """The run asks, and keeps what it would do to be looked at."""
        assert run.asks is not None
        for kind, asked in run.asks.items():
            self.saw("asked: " + " and ".join(sorted({"edits", "deletions"} & asked.keys())))
            assert asked.get("edits", 0) == 0 or asked["edits"] > asked["allowed"], kind
        assert self.twins.contents() == self.eve.contents
        with self.twins.here.reading() as tx:
            kept = tx.runs.plan(run.id)
        with closing(self.twins.plan(approved=approved, **how, **self.scope)) as again:
            assert kept is not None
            assert kept.body["digest"] == again.digest
            assert self.twins.steps(run.id) == list(again.steps())

    def check(self, run: Run | None, approved: Approved = NOBODY) -> None:
        """After the sync has written what the rules and decisions let it."""
        held = {(one.kind, one.primary_id) for one in self.twins.held()}
        if held:
            self.saw("held back")
        found = [one for one in self._violations(held) if one.law != "count"]
        assert found == []
        self.is_booked(run)
        self._decisions_were_kept(held)
        if run is not None and run.id not in self.eve.runs:
            self._rules_were_kept(run, approved)
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

    def _rules_were_kept(self, run: Run, approved: Approved) -> None:
        """No more was edited or deleted than the rules let it, or a person."""
        living = Counter(kind for kind, _ in self.eve.contents)
        unasked = 0
        for kind, verbs in run.counts.items():
            edits, deletions = verbs.get(Verb.UPDATE, 0), verbs.get(Verb.DELETE, 0)
            allowed = self.config.edits_cap(living[kind])
            assert edits <= max(allowed, approved.edits.get(kind, 0))
            if edits > allowed:
                self.saw("edited as approved")
            if deletions > approved.deletions.get(kind, 0):
                assert self.config.deletions is Deletions.FOLLOW
                assert deletions <= self.config.deletions_cap(living[kind])
                self.saw("deleted unasked")
                unasked += deletions
            elif deletions:
                self.saw("deleted as approved")
        share = int(living.total() * TENANT_DELETIONS_SHARE_MAX)
        assert unasked <= max(TENANT_DELETIONS_MAX, share)
        if run.asks:
            self.saw("deletions wait")

    def _decisions_were_kept(self, held: set[tuple[str, str]]) -> None:
        """What somebody changed over there is as they left it, or as the primary has it; whichever was decided."""
        contents = self.twins.contents()
        still = {(one.kind, one.bcp_id) for one in self.twins.drifts(**self.scope)}
        for one in self.eve.drifts:
            name = one.kind, one.bcp_id
            if self._keeps(one):
                assert contents.get(name) == self.eve.contents.get(name)
                self.saw("drift kept")
            elif self._is_copied(one, held):
                assert name not in still
                self.saw("drift overwritten")

    def _keeps(self, one: Drifted) -> bool:
        if one.is_restored:
            return False  # a restore is nobody's change: the next sync goes on from the primary
        if one.decision is Decision.NONE:
            return self.config.drift is Drift.KEEP
        return one.decision is Decision.KEEP

    def _is_copied(self, one: Drifted, held: set[tuple[str, str]]) -> bool:
        """Whether a sync was to bring the primary's over it."""
        if one.primary_id is None or one.change is Change.ADDED or one.kind not in self.kinds:
            return False
        return (one.kind, one.primary_id) not in held and one.primary_id in self.world.ids(
            self.twins.primary, one.kind
        )

    def is_booked(self, run: Run | None) -> None:
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
