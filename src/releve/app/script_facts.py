"""What a tenant's own region tells for the checklists of its scripts: read in one transaction, used when that is over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from releve.app.house import House
from releve.app.script_look import Look, pair_of, side_of
from releve.app.script_rights import has_steps
from releve.domain.entities import Entity, Twin
from releve.domain.errors import ReleveError
from releve.domain.ids import TenantId
from releve.domain.script_work import Confirmation, ScriptVersion
from releve.domain.store import Tx
from releve.domain.tenancy import Pair, Side
from releve.scripts.called import script_at
from releve.scripts.checklist.reading import Reading, reading
from releve.scripts.context import candidates
from releve.scripts.decisions import decisions_of
from releve.scripts.script import Script


@dataclass(frozen=True, slots=True)
class Read:
    """A script that was looked at: `script` is without its content. `problem` says why it cannot be read; else `tells`."""

    script: Entity
    tells: Reading | None
    problem: ReleveError | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """`scripts` are those that were looked at, by their keys; `called` those that they run, `steps` where scripts stand in the
    workflow (None: it has no steps). In a primary tenant `proofs` are those of its scripts, by their ids; in a BCP tenant
    `twins` says whose copies they are, with what was confirmed, and how many access keys there are."""

    tenant: TenantId
    pair: Pair | None
    side: Side | None
    scripts: Mapping[str, Read]
    called: Mapping[str, Read]
    steps: Mapping[str, ScriptVersion] | None
    proofs: Mapping[str, str]
    twins: Mapping[str, Twin]
    confirmed: Mapping[str, Mapping[str, Confirmation]]
    access_keys: int | None

    def meant(self, caller: Entity, path: str) -> Read | None:
        """The script that a call by this path means; None if there is none."""
        for key in candidates(str(caller.body["path"]), path):
            if found := self.scripts.get(key) or self.called.get(key):
                return found
        return None


class Looking:
    """A look at scripts of a tenant, in one transaction. Give it parts of them, then ask for the facts."""

    def __init__(self, house: House, tx: Tx, tenant: TenantId) -> None:
        self._house, self._tx, self._tenant = house, tx, tenant
        self._pair = pair_of(house, tenant)
        self._side, self._ids = side_of(house, tx, tenant)
        other = self._pair.tenant(self._side.other) if self._pair and self._side else ""
        self._unit = str(house.registry.tenant(other)[0].business_unit) if other else ""
        self._scripts: dict[str, Read] = {}

    def at(self, rows: Iterable[Entity]) -> None:
        self._scripts |= self._read(rows)

    def facts(self) -> Facts:
        tx, tenant, keys = self._tx, self._tenant, self._scripts.keys()
        is_bcp = self._side is Side.BCP
        return Facts(
            tenant,
            self._pair,
            self._side,
            self._scripts,
            self._called(),
            tx.script_work.of_keys(tenant, keys) if has_steps(self._house, tenant) else None,
            {} if is_bcp else self._proofs(),
            tx.entities.holders(tenant, "script", keys) if is_bcp else {},
            tx.script_work.confirmations(tenant, keys) if is_bcp else {},
            tx.entities.counts(tenant).get("access_key", 0) if is_bcp else None,
        )

    def _proofs(self) -> dict[str, str]:
        if len(self._scripts) == 1:
            ids = [one.script.id for one in self._scripts.values()]
            found = iter(self._tx.entities.records_of(self._tenant, "script", ids))
        else:
            found = self._tx.entities.records(self._tenant, "script", after=0, texts=False)
        return {one.id: one.proof for one in found}

    def _called(self) -> dict[str, Read]:
        """The scripts that those looked at run, where they are not among them."""
        wanted = {
            key
            for one in self._scripts.values()
            if one.tells
            for path in one.tells.calls
            for key in candidates(str(one.script.body["path"]), path)
        }
        there = self._tx.entities.holders(self._tenant, "script", wanted - self._scripts.keys())
        if not there:
            return {}
        ids = [one.id for one in there.values()]
        return self._read(self._tx.entities.many(self._tenant, "script", ids).values())

    def _read(self, rows: Iterable[Entity]) -> dict[str, Read]:
        rows = list(rows)
        scripts: dict[str, Script] = {}
        told: dict[str, Read] = {}
        for entity in rows:
            try:
                scripts[entity.key] = script_at(entity.body)
            except ReleveError as problem:
                told[entity.key] = Read(_bare(entity), None, problem)
        look = Look(self._tx, self._tenant, self._ids, scripts.values())
        for entity in rows:
            if (script := scripts.get(entity.key)) is not None:
                found = look.scanned(script, decisions_of(entity.body))
                left = [one for one in look.suspects(found.occurrences) if not one.is_remark]
                told[entity.key] = Read(_bare(entity), reading(script, found, left, self._unit))
        return told


def _bare(script: Entity) -> Entity:
    return replace(script, body={"path": script.body["path"]})
