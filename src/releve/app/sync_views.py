"""What the pages of the sync show beyond one use case: the first losses, how far a run has come, what a restore undoes."""

from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import islice

from releve.access.policy import Act, must
from releve.app import syncing
from releve.app.house import House
from releve.app.losing import LossPage, loss_page
from releve.app.pairing import Bond, bond_of
from releve.app.restoring import RestorePoint, point_before
from releve.app.scoping import scope_of
from releve.domain.errors import Unavailable
from releve.domain.people import Caller
from releve.domain.runs import Run, Step
from releve.domain.say import Message
from releve.domain.tenancy import Side
from releve.sync.losing import Loss
from releve.sync.reasons import follows
from releve.sync.restoring import draw_restore

#: So many changes are told of at a glance.
FIRST = 4


def first_losses(house: House, caller: Caller | None, bond: Bond) -> LossPage | None:
    """What would be lost now, the first of it. None: the BCP tenant is active, so that nothing is lost, or a region does
    not answer, so that nobody can know."""
    if bond.activation.active is not Side.PRIMARY:
        return None
    with suppress(Unavailable):
        return loss_page(house, caller, top=FIRST)
    return None


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


def waits_for_others(why: Iterable[Message]) -> bool:
    """Whether what is held back for these reasons follows by itself once others are copied."""
    return all(map(follows, why))


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
    told = syncing.progress_of(house, run)
    if told is None:
        return None
    return Progress(
        told["stage"], told["kind"], int(told["done"]), int(told["total"]), told.get("rate")
    )


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
    point = point_before(house, bond, run_id)
    with house.regions.of(bond.bcp.region).reading() as tx:
        drawn = draw_restore(
            tx, scope_of(house, bond), point.revision, by=caller.actor, at=house.now()
        )
        with closing(drawn) as plan:
            steps = list(islice(plan.steps(), top))
            total = sum(sum(verbs.values()) for verbs in plan.counts.values())
            return RestorePreview(bond, point, plan.counts, steps, total)
