"""Whatever happens on the two sides, and wherever a sync dies: the laws hold after each sync, and when the causes of
holding back are gone one more makes the two tenants equivalent.

`RELEVE_SIMULATE=500` runs five hundred histories instead of a few; Hypothesis prints how to repeat a failure.
"""

import os
import uuid
from collections.abc import Iterator
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from releve.domain.kind import Body
from releve.domain.runs import Verb
from releve.domain.store import RegionalStore
from tests.helpers.crashing import Bomb, Crash, Crashing
from tests.helpers.twins import ALL_DELETIONS, Twins, key_of, person, script, two_regions

HISTORIES = int(os.environ.get("RELEVE_SIMULATE", "12"))

NAMED = {
    "tag": "tagName",
    "hours": "hoursOfOperationProfileName",
    "skill": "skillName",
    "script": "path",
    "team": "name",
}
KINDS_MADE = st.sampled_from(sorted(NAMED))
NAMES = st.sampled_from(["Day", "Night", "VIP", "Home"])
ANY = st.integers(min_value=0, max_value=999)


class Pair(RuleBasedStateMachine):
    """Random work in a primary, random meddling in its BCP tenant, syncs that succeed and syncs that die."""

    stores: ClassVar[tuple[RegionalStore, RegionalStore]]

    def __init__(self) -> None:
        super().__init__()
        primary, bcp, pair = (str(uuid.uuid4()) for _ in range(3))
        self.twins = Twins(*self.stores, primary, bcp, pair)

    @initialize()
    def move_in(self) -> None:
        self.role = self.twins.put("role", {"roleName": "Agent 2"})
        self.team = self.twins.put("team", {"name": "First"})
        alt = self.twins.alt("team", self.team)
        self.people = [
            self.twins.put("employee", person(f"{name}@larkmont.example", alt, self.role))
            for name in ("eva.dion", "luc.roy")
        ]

    # the primary

    @rule(kind=KINDS_MADE, name=NAMES, refer=ANY)
    def make(self, kind: str, name: str, refer: int) -> None:
        body = self._body(kind, name, refer)
        if self._is_free(self.twins.primary, kind, body):
            self.twins.put(kind, body)

    @rule(kind=KINDS_MADE, which=ANY, name=NAMES)
    def rename(self, kind: str, which: int, name: str) -> None:
        if chosen := self._pick(self.twins.primary, kind, which):
            body = {**self.twins.get(kind, chosen).body, NAMED[kind]: name}
            if self._is_free(self.twins.primary, kind, body, chosen):
                self.twins.put(kind, body, chosen)

    @rule(which=ANY, refer=ANY)
    def point_elsewhere(self, which: int, refer: int) -> None:
        if skill := self._pick(self.twins.primary, "skill", which):
            self.twins.edit("skill", skill, scriptId=self._reference("script", refer))

    @rule(which=ANY, lead=ANY)
    def lead(self, which: int, lead: int) -> None:
        if team := self._pick(self.twins.primary, "team", which):
            leader = self.people[lead % len(self.people)]
            self.twins.edit("team", team, leadUserId=self.twins.alt("employee", leader))

    @rule(which=ANY, agent=ANY)
    def assign(self, which: int, agent: int) -> None:
        if skill := self._pick(self.twins.primary, "skill", which):
            body = {"agentId": self.people[agent % len(self.people)], "skillId": skill}
            if self._is_free(self.twins.primary, "agent_skill", body):
                self.twins.put("agent_skill", body)

    @rule(kind=st.sampled_from([*sorted(NAMED), "agent_skill"]), which=ANY)
    def delete(self, kind: str, which: int) -> None:
        chosen = self._pick(self.twins.primary, kind, which)
        if chosen and chosen != self.team:
            self.twins.delete(kind, chosen)

    @rule(kind=KINDS_MADE, which=ANY)
    def restore(self, kind: str, which: int) -> None:
        with self.twins.there.reading() as tx:
            gone = [
                entity
                for entity in tx.entities.changed(self.twins.primary, after=0, kinds=[kind])
                if entity.deleted
            ]
        if gone:
            entity = gone[which % len(gone)]
            if self._is_free(self.twins.primary, kind, entity.body):
                self.twins.put(kind, entity.body, entity.id)

    @rule(who=ANY, password=ANY)
    def change_password(self, who: int, password: int) -> None:
        employee = self.people[who % len(self.people)]
        self.twins.let_in(employee, f"user{who % len(self.people)}", f"argon-{password}")

    # the BCP tenant

    @rule(kind=KINDS_MADE, name=NAMES)
    def make_over_there(self, kind: str, name: str) -> None:
        body = self._body(kind, name, None)
        if self._is_free(self.twins.bcp, kind, body):
            self.twins.put_over_there(kind, body)

    @rule(kind=KINDS_MADE, which=ANY, name=NAMES)
    def rename_over_there(self, kind: str, which: int, name: str) -> None:
        if chosen := self._pick(self.twins.bcp, kind, which):
            with self.twins.here.reading() as tx:
                entity = tx.entities.many(self.twins.bcp, kind, [chosen])[chosen]
            body = {**entity.body, NAMED[kind]: name}
            if self._is_free(self.twins.bcp, kind, body, chosen):
                self.twins.put_over_there(kind, body, chosen)

    @rule(kind=st.sampled_from([*sorted(NAMED), "agent_skill", "employee"]), which=ANY)
    def delete_over_there(self, kind: str, which: int) -> None:
        if chosen := self._pick(self.twins.bcp, kind, which):
            self.twins.delete_over_there(kind, chosen)

    # syncs

    @rule()
    def sync(self) -> None:
        self._synced()

    @rule(at=st.integers(min_value=1, max_value=160))
    def sync_and_die(self, at: int) -> None:
        bomb = Bomb(at)
        source, target = Crashing(self.twins.there, bomb), Crashing(self.twins.here, bomb)
        try:
            self.twins.sync(source=source, target=target)
        except Crash:
            return
        self._check()

    @precondition(lambda self: hasattr(self, "team"))
    @rule()
    def preview_writes_nothing(self) -> None:
        before = self.twins.everything(), self.twins.revisions()
        self.twins.plan()
        assert (self.twins.everything(), self.twins.revisions()) == before

    def teardown(self) -> None:
        if hasattr(self, "people"):
            self._heal()
            self._synced()
            assert self.twins.held() == []
            assert self.twins.differences() == []
            assert self.twins.violations() == []
            assert self.twins.plan(from_scratch=True).changes_nothing

    def _synced(self) -> None:
        self.twins.sync(approved=ALL_DELETIONS)
        self._check()
        again = self.twins.plan(approved=ALL_DELETIONS)
        assert again.changes_nothing
        assert {step.verb for step in again.steps()} <= {Verb.HOLD}

    def _check(self) -> None:
        held = {(one.kind, one.primary_id) for one in self.twins.held()}
        found = self.twins.violations(excused=held)
        assert [one for one in found if one.law != "count"] == []

    def _heal(self) -> None:
        """Take away the causes of holding back: what dangles in the primary, what is local over there."""
        for skill in self._ids(self.twins.primary, "skill"):
            self.twins.edit("skill", skill, scriptId=0)
        for entry in self._ids(self.twins.primary, "script"):
            self.twins.edit("script", entry, content="bus=7314250")
        living = set(self._ids(self.twins.primary, "skill"))
        for assignment in self._ids(self.twins.primary, "agent_skill"):
            if str(self.twins.get("agent_skill", assignment).body["skillId"]) not in living:
                self.twins.delete("agent_skill", assignment)
        with self.twins.here.reading() as tx:
            ids = tx.ids.load(self.twins.primary, self.twins.bcp)
        for kind in [*NAMED, "agent_skill"]:
            ours = set(ids.of(kind).values())
            local = [one for one in self._ids(self.twins.bcp, kind) if one not in ours]
            if local:
                self.twins.delete_over_there(kind, *local)

    def _body(self, kind: str, name: str, refer: int | None) -> Body:
        if kind == "skill":
            points = {} if refer is None else {"scriptId": self._reference("script", refer)}
            return {"skillName": name, "mediaTypeId": 4, **points}
        if kind == "script":
            named = "" if refer is None else f" skill={self._reference('skill', refer)}"
            return script(name, f"bus=7314250{named}")
        return {NAMED[kind]: name}

    def _reference(self, kind: str, which: int) -> str:
        """An id of the kind, alive or dead, or at times of nothing at all."""
        with self.twins.there.reading() as tx:
            found = tx.entities.changed(self.twins.primary, after=0, kinds=[kind])
            ids = [entity.id for entity in found]
        return ids[which % len(ids)] if ids and which % 7 else "4711"

    def _ids(self, tenant: str, kind: str) -> list[str]:
        store = self.twins.there if tenant == self.twins.primary else self.twins.here
        with store.reading() as tx:
            return [entity.id for entity in tx.entities.all(tenant, kind)]

    def _pick(self, tenant: str, kind: str, which: int) -> str | None:
        ids = self._ids(tenant, kind)
        return ids[which % len(ids)] if ids else None

    def _is_free(self, tenant: str, kind: str, body: Body, id: str | None = None) -> bool:
        store = self.twins.there if tenant == self.twins.primary else self.twins.here
        with store.reading() as tx:
            holder = tx.entities.by_key(tenant, kind, key_of(kind, body))
        return holder is None or holder.id == id


@pytest.fixture(scope="module")
def stores(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[RegionalStore, RegionalStore]]:
    regions = two_regions(tmp_path_factory.mktemp("model"))
    yield regions
    for region in regions:
        region.close()


def test_after_any_history_one_more_sync_makes_the_two_tenants_equivalent(
    stores: tuple[RegionalStore, RegionalStore],
) -> None:
    class PairHere(Pair):
        pass

    PairHere.stores = stores
    run_state_machine_as_test(
        PairHere,
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=25,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
