"""Two regions with a tenant in each, the primary and its BCP tenant, and short words for what happens to them."""

import datetime
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from releve.domain.clock import Clock, stamp
from releve.domain.entities import Draft, Entity
from releve.domain.errors import ReleveError
from releve.domain.kind import Body, natural_key
from releve.domain.kinds import KINDS, checked
from releve.domain.rewriting import ScriptRewriter
from releve.domain.runs import HeldBack, Run, RunState, StoredPlan, reasons
from releve.domain.store import Credential, RegionalStore
from releve.domain.tenancy import Deletions, SyncConfig
from releve.stores.regional.store import open_store
from releve.sync.apply import Guard
from releve.sync.desk import Tell, silent
from releve.sync.laws import Violation, check_laws
from releve.sync.plan import Plan
from releve.sync.run import preview, sync_once
from releve.sync.scope import Approved, Scope
from releve.sync.selection import copied_kinds
from releve.sync.verify import Difference, equivalent
from tests.helpers.plain import plain_rewriter

#: Whoever looked at everything and allowed it.
ALL_DELETIONS = Approved(deletions=dict.fromkeys(KINDS, 1_000_000))

NOW = datetime.datetime(2026, 1, 15, 7, 0, tzinfo=datetime.UTC)
BCP_UNIT = 7390114


def script(path: str, content: str) -> Body:
    return {"path": path, "mediaType": 4, "format": "json", "encoding": "utf-8", "content": content}


@dataclass
class Twins:
    """`primary` and `bcp` are the tenants' ids; every write of a test goes through here."""

    there: RegionalStore
    here: RegionalStore
    primary: str = "5d2f7a10-3c41-4b7e-9a55-1f0c6e8b2a01"
    bcp: str = "9be1c7d4-02aa-4f58-b6d3-7e5a4c3b2d02"
    pair: str = "larkmont"
    kinds: tuple[str, ...] = field(default_factory=copied_kinds)
    clock: Clock = lambda: NOW
    rewriter: ScriptRewriter = plain_rewriter

    @property
    def scope(self) -> Scope:
        rules = SyncConfig(deletions=Deletions.FOLLOW)
        return Scope(self.pair, self.primary, self.bcp, 2, BCP_UNIT, 1, self.kinds, rules)

    def put(self, kind: str, body: Mapping[str, Any], id: str | None = None) -> str:
        """Write an entity of the primary and return its id."""
        return self._put(self.there, self.primary, kind, body, id)

    def put_many(self, kind: str, bodies: Iterable[Body]) -> list[str]:
        drafts = [Draft(kind, checked(KINDS[kind], body)) for body in bodies]
        with self.there.writing() as tx:
            issued = tx.entities.put(self.primary, drafts, by="eva", at=stamp(NOW))
        return [one for one, _ in issued]

    def put_over_there(self, kind: str, body: Mapping[str, Any], id: str | None = None) -> str:
        """Somebody works in the BCP tenant."""
        return self._put(self.here, self.bcp, kind, body, id)

    def edit(self, kind: str, id: str, **changes: Any) -> None:
        self.put(kind, {**self.get(kind, id).body, **changes}, id)

    def delete(self, kind: str, *ids: str) -> None:
        self._delete(self.there, self.primary, kind, ids)

    def delete_over_there(self, kind: str, *ids: str) -> None:
        self._delete(self.here, self.bcp, kind, ids)

    def get(self, kind: str, id: str) -> Entity:
        with self.there.reading() as tx:
            return tx.entities.many(self.primary, kind, [id])[id]

    def alt(self, kind: str, id: str) -> str:
        alt = self.get(kind, id).alt_id
        assert alt is not None
        return alt

    def twin(self, kind: str, id: str) -> Entity:
        """The counterpart of an entity of the primary, tombstone or not."""
        found = self.find_twin(kind, id)
        assert found is not None, f"{kind} {id} has no counterpart"
        return found

    def twin_alt(self, kind: str, id: str) -> str:
        return self.twin(kind, id).alt_id or ""

    def find_twin(self, kind: str, id: str) -> Entity | None:
        with self.here.reading() as tx:
            bcp_id = tx.ids.load(self.primary, self.bcp).translate(kind, id)
            return tx.entities.many(self.bcp, kind, [bcp_id]).get(bcp_id) if bcp_id else None

    def over_there(self, kind: str, title: str) -> Entity:
        """A living entity of the BCP tenant, by what people call it."""
        found = self.find_over_there(kind, title)
        assert found is not None, f"the BCP tenant has no {kind} {title}"
        return found

    def find_over_there(self, kind: str, title: str) -> Entity | None:
        with self.here.reading() as tx:
            found = tx.entities.all(self.bcp, kind)
            return next((e for e in found if KINDS[kind].title_of(e.body) == title), None)

    def let_in(self, employee: str, username: str, hash: str = "argon") -> None:
        with self.there.writing() as tx:
            tx.credentials.put([Credential(self.primary, employee, username, hash)])

    def plan(self, **scope: Any) -> Plan:
        return preview(replace(self.scope, **scope), self.there, self.here, self.rewriter)

    def sync(
        self,
        *,
        source: RegionalStore | None = None,
        target: RegionalStore | None = None,
        guard: Guard = lambda: None,
        tell: Tell = silent,
        exactly: StoredPlan | None = None,
        **scope: Any,
    ) -> Run:
        run = self.begin()
        try:
            return sync_once(
                replace(self.scope, **scope),
                source or self.there,
                target or self.here,
                rewrite=self.rewriter,
                guard=guard,
                run=run,
                by="sync",
                clock=self.clock,
                tell=tell,
                exactly=exactly,
            )
        except ReleveError:
            self._end(run)
            raise

    def begin(self) -> Run:
        """End what an earlier worker left open, and record a new run."""
        name = uuid.uuid4().hex
        now = stamp(self.clock())
        run = Run(name, self.pair, RunState.RUNNING, "person", "eva", now, worker=name)
        self.give_up()
        with self.here.writing() as tx:
            tx.runs.add(run)
        return run

    def give_up(self) -> None:
        """End what a worker that died has left open."""
        with self.here.writing() as tx:
            for old in tx.runs.open():
                tx.runs.save(replace(old, state=RunState.FAILED))

    def _end(self, run: Run) -> None:
        with self.here.writing() as tx:
            tx.runs.save(replace(run, state=RunState.FAILED))

    def held(self) -> list[HeldBack]:
        with self.here.reading() as tx:
            return tx.runs.held(self.pair)

    def why_held(self, kind: str, id: str) -> str:
        told = [one for one in self.held() if (one.kind, one.primary_id) == (kind, id)]
        assert len(told) == 1, f"{kind} {id} is held back {len(told)} times"
        return " ".join(str(reason) for reason in reasons(told[0].why))

    def differences(self) -> list[Difference]:
        with self.there.reading() as there, self.here.reading() as here:
            ids = here.ids.load(self.primary, self.bcp)
            return equivalent(
                there, here, ids, self.kinds, rewrite=self.rewriter, business_unit=BCP_UNIT
            )

    def violations(self, excused: Iterable[tuple[str, str]] = ()) -> list[Violation]:
        with self.there.reading() as there, self.here.reading() as here:
            ids = here.ids.load(self.primary, self.bcp)
            return check_laws(there, here, ids, self.kinds, set(excused))

    def revisions(self) -> tuple[int, int]:
        with self.there.reading() as there, self.here.reading() as here:
            return there.entities.revision(self.primary), here.entities.revision(self.bcp)

    def everything(self) -> object:
        """All that the BCP tenant and the sync's memory hold, but the runs and the time of day."""
        with self.here.reading() as tx:
            entities = tx.entities.changed(self.bcp, after=0, kinds=list(KINDS))
            ids = tx.ids.load(self.primary, self.bcp)
            return (
                sorted((e.kind, e.id, e.alt_id, e.key, e.deleted, e.digest) for e in entities),
                {kind: ids.of(kind) for kind in KINDS},
                tx.runs.cursor(self.pair),
                tx.runs.held(self.pair),
                tx.runs.faces(self.pair),
                tx.entities.issued(self.bcp),
                sorted(
                    (c.employee, c.username, c.hash)
                    for c in tx.credentials.changed(self.bcp, after=0)
                ),
            )

    def _put(
        self, store: RegionalStore, tenant: str, kind: str, body: Mapping[str, Any], id: str | None
    ) -> str:
        draft = Draft(kind, checked(KINDS[kind], body), id)
        with store.writing() as tx:
            return tx.entities.put(tenant, [draft], by="eva", at=stamp(NOW))[0][0]

    def _delete(self, store: RegionalStore, tenant: str, kind: str, ids: Collection[str]) -> None:
        """Who is deleted can log in no more, as in the product."""
        drafts = [Draft(kind, {}, one, deleted=True) for one in ids]
        with store.writing() as tx:
            tx.entities.put(tenant, drafts, by="eva", at=stamp(NOW))
            if kind == "employee":
                tx.credentials.drop(tenant, list(ids))


def key_of(kind: str, body: Body) -> str:
    return natural_key(KINDS[kind], body)


def two_regions(folder: Path) -> tuple[RegionalStore, RegionalStore]:
    """The stores of the regions ca1 (slot 1) and eu1 (slot 2)."""
    return (
        open_store(f"sqlite:///{folder / 'ca1.db'}", "ca1", 1, key=b"c" * 32),
        open_store(f"sqlite:///{folder / 'eu1.db'}", "eu1", 2, key=b"e" * 32),
    )


def person(username: str, team_uuid: str, role: str, **more: Any) -> Body:
    first, _, last = username.partition("@")[0].partition(".")
    return {
        "userName": username,
        "firstName": first,
        "lastName": last or "Martin",
        "emailAddress": username,
        "teamId": team_uuid,
        "roleUUID": role,
        **more,
    }


@dataclass(frozen=True)
class Office:
    """A small tenant: a team with its lead, an agent, a skill and the script that names it in a circle."""

    team: str
    role: str
    lead: str
    agent: str
    skill: str
    script: str
    assignment: str

    def everything(self) -> list[tuple[str, str]]:
        return [
            ("team", self.team),
            ("role", self.role),
            ("employee", self.lead),
            ("employee", self.agent),
            ("skill", self.skill),
            ("script", self.script),
            ("agent_skill", self.assignment),
        ]


def small_office(twins: Twins) -> Office:
    role = twins.put("role", {"roleName": "Conseiller"})
    team = twins.put("team", {"name": "Sinistres"})
    lead = twins.put("employee", person("luc.roy@larkmont.example", twins.alt("team", team), role))
    agent = twins.put(
        "employee",
        person("eva.dion@larkmont.example", twins.alt("team", team), role, reportToId=lead),
    )
    twins.edit("team", team, leadUserId=twins.alt("employee", lead))
    skill = twins.put("skill", {"skillName": "Home Policy", "mediaTypeId": 4})
    entry = twins.put("script", script("Larkmont\\Entry", f"bus=7314250 skill={skill}"))
    twins.edit("skill", skill, scriptId=entry)
    assignment = twins.put(
        "agent_skill", {"agentId": agent, "skillId": skill, "agentProficiencyValue": 3}
    )
    return Office(team, role, lead, agent, skill, entry, assignment)
