"""What the pages of the sync show beyond one use case: the pair at a glance, how far a run has come, what a restore undoes."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice

from releve.access.policy import Act, must
from releve.app.drifting import drift
from releve.app.house import House
from releve.app.losing import LossPage, loss_page
from releve.app.pairing import Bond, bond_of
from releve.app.plans import allowed_by, asks_now
from releve.app.restoring import RestorePoint, restore_points
from releve.app.scoping import scope_of
from releve.domain.errors import NotFound, Unavailable
from releve.domain.people import Caller
from releve.domain.runs import Run, Step, StoredPlan
from releve.domain.say import Message, say
from releve.domain.tenancy import Side
from releve.sync.equal import unequal_kinds
from releve.sync.losing import Loss
from releve.sync.restoring import draw_restore
from releve.sync.selection import selected

#: So many changes are told of at a glance.
FIRST = 4


@dataclass(frozen=True, slots=True)
class Glance:
    """The pair as it stands. `losing` and `unequal`, the kinds that differ, are None when the primary's region does not
    answer: then nobody can know. While the BCP tenant is active nothing is lost, and `losing` is None too."""

    asking: Run | None
    losing: LossPage | None
    unequal: list[str] | None
    kinds: int
    drifted: int
    points: int


def glance(house: House, caller: Caller | None) -> Glance:
    """Raises Unavailable when the region of the BCP tenant does not answer."""
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    losing, unequal = None, None
    try:
        unequal = _unequal(house, bond)
        if bond.activation.active is Side.PRIMARY:
            losing = loss_page(house, caller, top=FIRST)
    except Unavailable:
        house.regions.of(bond.bcp.region)  # without this one there is no page
    return Glance(
        asking=_asking(house, bond),
        losing=losing,
        unequal=unequal,
        kinds=len(selected(bond.pair.sync)),
        drifted=len(drift(house, caller)),
        points=len(restore_points(house, caller)),
    )


def as_step(loss: Loss) -> Step:
    """What a sync would do about it."""
    return Step(
        loss.verb,
        loss.kind,
        loss.title,
        loss.primary_id,
        None,
        fields=loss.fields,
        by=loss.by,
        at=loss.at,
    )


def _asking(house: House, bond: Bond) -> Run | None:
    run = asks_now(house, bond)
    return run if run is not None and asks(run) else None


def asks(run: Run) -> bool:
    """Whether there is anything that a person could approve."""
    return any(allowed_by(run).values())


def _unequal(house: House, bond: Bond) -> list[str]:
    with (
        house.regions.of(bond.primary.region).reading() as source,
        house.regions.of(bond.bcp.region).reading() as target,
    ):
        kinds = selected(bond.pair.sync)
        return unequal_kinds(source, target, bond.primary.id, bond.bcp.id, kinds)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an open run has come with one kind. `rate` is per second, None while it is not known."""

    stage: str
    kind: str
    done: int
    total: int
    rate: float | None = None

    @property
    def remaining_s(self) -> float | None:
        """How long this kind will take yet, if it goes on as before."""
        return max(0, self.total - self.done) / self.rate if self.rate else None


def progress_of(house: House, run: Run) -> Progress | None:
    """None if it has ended, or has said nothing yet. This process knows its own runs best."""
    told = house.progress.get(run.id) or run.progress
    if run.state.ended or not told:
        return None
    return Progress(
        told["stage"], told["kind"], int(told["done"]), int(told["total"]), told.get("rate")
    )


def moved_since(house: House, caller: Caller | None, plan: StoredPlan) -> list[Message]:
    """Which of the two tenants was changed since the plan was drawn."""
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    return [
        name
        for name, tenant, then in (
            (say("the primary tenant"), bond.primary, plan.body["source_revision"]),
            (say("the BCP tenant"), bond.bcp, plan.body["target_revision"]),
        )
        if _revision(house, tenant.region, tenant.id) != then
    ]


def _revision(house: House, region: str, tenant: str) -> int:
    with house.regions.of(region).reading() as tx:
        return tx.entities.revision(tenant)


@contextmanager
def all_steps(house: House, caller: Caller | None, run_id: str) -> Iterator[Iterator[Step]]:
    """Every step of a run, streamed, for a file. NotFound for another pair's run."""
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    with house.regions.of(bond.bcp.region).reading() as tx:
        run = tx.runs.get(run_id)
        if run is None or run.pair != bond.pair.id:
            raise NotFound(say("There is no such run."), say("Look in the history of runs."))
        yield tx.runs.all_steps(run_id)


@dataclass(frozen=True, slots=True)
class RestorePreview:
    """What a restore would do to the BCP tenant now: kind → verb → how many, and the first steps."""

    bond: Bond
    point: RestorePoint
    counts: Mapping[str, Mapping[str, int]]
    steps: list[Step]
    total: int


def restore_preview(
    house: House, caller: Caller | None, run_id: str, *, top: int = 20
) -> RestorePreview:
    """Writes nothing. NotFound if this run is no restore point (any more)."""
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    point = next((one for one in restore_points(house, caller) if one.run.id == run_id), None)
    if point is None:
        raise NotFound(
            say("The BCP tenant cannot be put back to this point."),
            say("Choose one of the restore points on the page Sync Configuration."),
        )
    with house.regions.of(bond.bcp.region).reading() as tx:
        drawn = draw_restore(
            tx, scope_of(house, bond), point.revision, by=caller.actor, at=house.now()
        )
        with closing(drawn) as plan:
            steps = list(islice(plan.steps(), top))
            total = sum(sum(verbs.values()) for verbs in plan.counts.values())
            return RestorePreview(bond, point, plan.counts, steps, total)
