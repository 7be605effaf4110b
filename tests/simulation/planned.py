"""A machine whose histories end with a plan: drawn for a tenant that is any tenant, looked at, kept, and applied."""

from contextlib import closing

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from releve.domain.kind import Body
from releve.domain.kinds import KINDS
from releve.domain.runs import Decision, RunState, Step, Verb
from releve.sync.difference import difference
from releve.sync.scope import Approved
from tests.helpers.acts import whole_of
from tests.simulation.machine import EVERYTHING
from tests.simulation.witnessed import Witnessed
from tests.simulation.work import KINDS_DELETED, KINDS_MADE, KINDS_SAID
from tests.simulation.world import NAMED_SO

#: (kind, id) → the body of what lives in the BCP tenant.
Bodies = dict[tuple[str, str], Body]


class Planned(Witnessed):
    """Work on both sides and some syncs; then the plan."""

    @initialize(synced=st.booleans(), edited=KINDS_SAID, gone=KINDS_DELETED, adopted=KINDS_MADE)
    def what_comes_last(self, synced: bool, edited: str, gone: str, adopted: str) -> None:
        self.last = synced, edited, gone, adopted

    def _have_a_last_day(self) -> None:
        """So that there is something of everything to be planned."""
        synced, edited, gone, adopted = self.last
        if synced:
            self.world.populate(NAMED_SO[:3])
            self.synced(EVERYTHING)
            self.world.say_of_all(self.twins.primary, edited, "edited")
            self.delete(gone, 0)
        body = self.world.body(adopted, "Adopted", None)
        self.twins.put_over_there(adopted, body)
        self.twins.put(adopted, body)

    @rule(approved=st.sampled_from([Approved(), EVERYTHING]))
    def sync(self, approved: Approved) -> None:
        self.synced(approved)

    @rule(decision=st.sampled_from(Decision))
    def decide_about_all(self, decision: Decision) -> None:
        for one in self.twins.drifts(**self.scope):
            self.twins.decide(one, decision, **self.scope)

    def come_to_an_end(self) -> None:
        """The plan that is kept is the plan that was shown, and what is applied is what it says."""
        self._have_a_last_day()
        steps = self._shown()
        plan = self.twins.draw(**self.scope)
        assert self.twins.steps(plan.id) == steps

        before = self._bodies()
        edits = {kind: asked["edits"] for kind, asked in plan.body["asks"].items()}
        self.remember()
        run = self.twins.sync(exactly=plan, approved=Approved(edits=edits), **self.scope)
        assert run.state is RunState.DONE
        assert self.twins.steps(run.id) == steps
        assert run.counts == plan.body["counts"]
        self._is_as_told(before, steps)
        self.saw("plan applied" if run.counts else "plan applied: empty")
        for verb in {step.verb for step in steps}:
            self.saw(f"planned: {verb}")
        self.check(run, Approved(edits=edits))

    def _shown(self) -> list[Step]:
        """A preview, of which no byte of either store is another afterwards."""
        stores = self.twins.there, self.twins.here
        before = [whole_of(store) for store in stores]
        with closing(self.twins.plan(**self.scope)) as plan:
            steps = list(plan.steps())
            assert plan.record()["digest"] == plan.digest
        assert [whole_of(store) for store in stores] == before
        return steps

    def _bodies(self) -> Bodies:
        with self.twins.here.reading() as tx:
            found = tx.entities.changed(self.twins.bcp, after=0, kinds=list(KINDS))
            return {(one.kind, one.id): one.body for one in found if not one.deleted}

    def _is_as_told(self, before: Bodies, steps: list[Step]) -> None:
        """By the steps alone, and by nothing that the sync says of itself."""
        after = self._bodies()
        by_verb = {
            verb: {(one.kind, one.bcp_id): one for one in steps if one.verb is verb}
            for verb in Verb
        }
        made, gone = by_verb[Verb.CREATE].keys(), by_verb[Verb.DELETE].keys()
        assert gone <= before.keys()
        assert made.isdisjoint(before)
        assert after.keys() == (before.keys() - gone) | made
        changed = {**by_verb[Verb.UPDATE], **by_verb[Verb.ADOPT]}
        for name in before.keys() & after.keys():
            told = changed[name].fields if name in changed else ()
            assert difference(before[name], after[name]) == tuple(map(tuple, told))
