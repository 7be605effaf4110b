"""What a tenant's own region tells for the checklists of its scripts: read in one transaction, used when that is over."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from releve.app.house import House
from releve.app.script_look import Look, called_scripts, pair_of, side_of
from releve.app.script_rights import has_steps
from releve.domain.entities import Entity, Twin
from releve.domain.errors import ReleveError
from releve.domain.ids import TenantId
from releve.domain.outside import Note
from releve.domain.script_work import Confirmation, ScriptVersion
from releve.domain.store import Tx
from releve.domain.tenancy import Pair, Side
from releve.scripts.called import script_at
from releve.scripts.checklist.reading import Reading, reading
from releve.scripts.context import candidates
from releve.scripts.decisions import decisions_of
from releve.scripts.script import Script

#: So many of the scripts that others run are read at a time.
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Read:
    """A script that was looked at: `script` is without its content. `problem` says why it cannot be read; else `tells`."""

    script: Entity
    tells: Reading | None
    problem: ReleveError | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """`scripts` are those that were looked at, by their keys; `others` are these and those that they run; `steps` says where scripts
    stand in the workflow (None: it has no steps). In a primary tenant `proofs` are those of its scripts, by their ids; in a BCP tenant
    `twins` says whose copies they are, with what was confirmed, what is known of outside identifiers, and how many access keys
    there are."""

    tenant: TenantId
    pair: Pair | None
    side: Side | None
    scripts: Mapping[str, Read]
    others: Mapping[str, Read]
    steps: Mapping[str, ScriptVersion] | None
    proofs: Mapping[str, str]
    twins: Mapping[str, Twin]
    confirmed: Mapping[str, Mapping[str, Confirmation]]
    notes: Mapping[str, Note]
    access_keys: int | None

    def meant(self, caller: Entity, path: str) -> Read | None:
        """The script that a call by this path means; None if there is none."""
        return meant(self.others, caller, path)


def meant(known: Mapping[str, Read], caller: Entity, path: str) -> Read | None:
    """Of scripts by their keys, the one that a call by this path means."""
    keys = candidates(str(caller.body["path"]), path)
    return next((known[key] for key in keys if key in known), None)


class Looking:
    """A look at scripts of a tenant, in one transaction. Give it parts of them, then ask for the facts. No script is read twice."""

    def __init__(self, house: House, tx: Tx, tenant: TenantId) -> None:
        self._house, self._tx, self._tenant = house, tx, tenant
        self._pair = pair_of(house, tenant)
        self._side, self._ids = side_of(house, tx, tenant)
        other = self._pair.tenant(self._side.other) if self._pair and self._side else ""
        self._unit = str(house.registry.tenant(other)[0].business_unit) if other else ""
        self._called = called_scripts(tx, tenant)
        self._known: dict[str, Read] = {}
        self._scripts: dict[str, Read] = {}

    def at(self, rows: Sequence[Entity], is_over: Callable[[], bool] = lambda: False) -> int:
        """Look at these in their order, and at those that they run, until it is over; at one in any case. How many it were."""
        self._read([one for one in rows if one.key not in self._known])
        there = self._there(rows)
        done, waiting = 0, set[str]()
        for number, entity in enumerate(rows, 1):
            waiting |= {there[key] for key in self._runs(entity) if key in there}
            if number < len(rows) and len(waiting) < _AT_ONCE:
                continue
            if waiting:
                self._read(self._tx.entities.many(self._tenant, "script", waiting).values())
                waiting.clear()
            self._scripts |= {one.key: self._known[one.key] for one in rows[done:number]}
            done = number
            if is_over():
                break
        return done

    @property
    def known(self) -> Mapping[str, Read]:
        """All scripts that were read, by their keys: those that were looked at, and those that they run."""
        return self._known

    def facts(self) -> Facts:
        tx, tenant, keys = self._tx, self._tenant, self._scripts.keys()
        is_bcp = self._side is Side.BCP
        return Facts(
            tenant,
            self._pair,
            self._side,
            self._scripts,
            self._known,
            tx.script_work.of_keys(tenant, keys) if has_steps(self._house, tenant) else None,
            {} if is_bcp else self._proofs(),
            tx.entities.holders(tenant, "script", keys) if is_bcp else {},
            tx.script_work.confirmations(tenant, keys) if is_bcp else {},
            tx.outside.notes(tenant) if is_bcp else {},
            tx.entities.counts(tenant).get("access_key", 0) if is_bcp else None,
        )

    def _proofs(self) -> dict[str, str]:
        if len(self._scripts) == 1:
            ids = [one.script.id for one in self._scripts.values()]
            found = iter(self._tx.entities.records_of(self._tenant, "script", ids))
        else:
            found = self._tx.entities.records(self._tenant, "script", after=0, texts=False)
        return {one.id: one.proof for one in found}

    def _runs(self, entity: Entity) -> Iterator[str]:
        """Yield the keys of the scripts that a script may run, of those that were not read yet."""
        tells = self._known[entity.key].tells
        for path in tells.calls if tells else ():
            for key in candidates(str(entity.body["path"]), path):
                if key not in self._known:
                    yield key

    def _there(self, rows: Iterable[Entity]) -> Mapping[str, str]:
        """Key → id of the scripts that are still to be read because these run them."""
        keys = {key for one in rows for key in self._runs(one)}
        found = self._tx.entities.holders(self._tenant, "script", keys) if keys else {}
        return {key: one.id for key, one in found.items()}

    def _read(self, rows: Collection[Entity]) -> None:
        scripts: dict[str, Script] = {}
        for entity in rows:
            try:
                scripts[entity.key] = script_at(entity.body)
            except ReleveError as problem:
                self._known[entity.key] = Read(_bare(entity), None, problem)
        look = Look(self._tx, self._tenant, self._ids, scripts.values(), self._called)
        for entity in rows:
            if (script := scripts.get(entity.key)) is not None:
                found = look.scanned(script, decisions_of(entity.body))
                left = [one for one in look.suspects(found.occurrences) if not one.is_remark]
                tells = reading(script, found, left, self._unit)
                self._known[entity.key] = Read(_bare(entity), tells)


def _bare(script: Entity) -> Entity:
    return replace(script, body={"path": script.body["path"]})
