"""Keeping: the changes that people made in the BCP tenant, looked at one by one, and given to the primary as a plan.

Laws: while this is open nothing is synced onto the BCP tenant. What was looked at is what is applied, or nothing. It is
written in one transaction of the primary's region, with a receipt; the BCP tenant notes it afterwards, however often that
is tried.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.keep_drawing import (
    Drawn,
    KeptChange,
    changes_of,
    drawn,
    must_be_as_shown,
    plan_body,
    steps_of,
)
from releve.app.pairing import Bond, bond_of, both_enabled
from releve.app.scoping import same_epoch
from releve.domain.directory import Change
from releve.domain.errors import Conflict, NotFound, Refused
from releve.domain.keeping import Keep, KeepState, is_open, opened
from releve.domain.people import Caller
from releve.domain.runs import StoredPlan, Verb
from releve.domain.say import say
from releve.domain.store import Tx
from releve.domain.tenancy import Side
from releve.sync.apply import write_plan
from releve.sync.keeping import Kin, Name
from releve.sync.kinship import note_kin
from releve.sync.run import DRAWINGS_MAX

#: So many entities are named in the audit.
NAMED_MAX = 100


@dataclass(frozen=True, slots=True)
class KeepPage:
    """`keep` is the pair's record, `plan` the plan that can be looked at (None: it has to be drawn), with a part of its
    changes. `paused`: the BCP tenant is active, so that nothing can be applied yet."""

    bond: Bond
    keep: Keep | None
    plan: StoredPlan | None
    changes: list[KeptChange]
    total: int

    @property
    def waits(self) -> bool:
        return is_open(self.keep)

    @property
    def paused(self) -> bool:
        return self.bond.activation.active is Side.BCP


def keep_page(
    house: House,
    caller: Caller | None,
    *,
    verb: str = "",
    kind: str = "",
    skip: int = 0,
    top: int = 50,
) -> KeepPage:
    """As it stands, with the plan that was drawn last."""
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    keep, version = house.registry.keep(bond.pair.id)
    with house.regions.of(bond.bcp.region).reading() as tx:
        plan = _current(tx, bond, version)
        if plan is None:
            return KeepPage(bond, keep, None, [], 0)
        known = verb if verb in tuple(Verb) else ""
        steps, total = tx.runs.steps(plan.id, verb=known, kind=kind, skip=skip, top=top)
    return KeepPage(bond, keep, plan, list(changes_of(plan, steps)), total)


def draw(house: House, caller: Caller | None) -> StoredPlan:
    """Draw what there is to be kept, and store it to be looked at. After a revert nothing is synced from now on, until it is
    applied or thrown away; if there is nothing to be kept, that is the end of it.

    Raises Unavailable if a region does not answer: then it waits.
    """
    caller = must(caller, Act.SYNC_EDIT)
    bond = bond_of(house, caller.tenant or "")
    both_enabled(bond)
    if bond.activation.active is Side.PRIMARY:
        _open(house, caller, bond)
    before = _stored(house, bond)
    _finish_what_was_written(house, caller, bond, before)
    stored = _draw(house, caller, bond, _said_before(house, bond))
    if not stored.body["marks"] and bond.activation.active is Side.PRIMARY:
        _end(house, caller, bond, KeepState.KEPT)
    return stored


def choose(
    house: House, caller: Caller | None, plan_id: str, which: Sequence[Name] | None, *, take: bool
) -> StoredPlan:
    """Take these changes, or leave them; None: all of them, but for conflicts, which are taken one by one. Returns the plan as
    it is then: another one. NotFound for a plan that is not the last, or a change that is not in it."""
    caller = must(caller, Act.SYNC_EDIT)
    bond = bond_of(house, caller.tenant or "")
    before = _must_be_current(house, bond, plan_id)
    _finish_what_was_written(house, caller, bond, before)
    marks: Mapping[str, str] = before.body["marks"]
    conflicts = set(before.body["conflicts"])
    named = [f"{kind}/{own}" for kind, own in which] if which is not None else list(marks)
    if any(name not in marks for name in named):
        raise NotFound(say("This change is not in the plan."), say("Look at the plan again."))
    if which is None and take:
        named = [name for name in named if name not in conflicts]
    chosen = dict(before.body["chosen"]) | {name: [take, marks[name]] for name in named}
    return _draw(house, caller, bond, chosen)


def apply(house: House, caller: Caller | None, plan_id: str) -> Keep:
    """Give the primary what was taken, as it was shown, and let the sync go on. What was left, the next sync overwrites.

    Raises Conflict saying what has moved since, Refused while the BCP tenant is active or nothing waits, NotFound for a plan
    that is not the last one, Unavailable if a region does not answer: to apply it again finishes it.
    """
    caller = must(caller, Act.SYNC_EDIT)
    bond = bond_of(house, caller.tenant or "")
    both_enabled(bond)
    if bond.activation.active is Side.BCP:
        raise Refused(
            say("The BCP tenant is active: people are working there."),
            say("Revert to the primary tenant and choose to keep; then apply it."),
        )
    keep, _ = house.registry.keep(bond.pair.id)
    if keep is not None and keep.plan == plan_id:
        return keep
    if not is_open(keep):
        raise _nothing_waits()
    plan = _must_be_current(house, bond, plan_id)
    receipt = _receipt(house, bond, plan) or _write(house, caller, bond, plan)
    return _finish(house, caller, bond, plan, receipt)


def drop(house: House, caller: Caller | None) -> Keep:
    """Throw it away: the sync goes on, and overwrites what people changed in the BCP tenant. Raises Refused if nothing
    waits."""
    caller = must(caller, Act.SYNC_EDIT)
    bond = bond_of(house, caller.tenant or "")
    if not is_open(house.registry.keep(bond.pair.id)[0]):
        raise _nothing_waits()
    _finish_what_was_written(house, caller, bond, _stored(house, bond))
    return _end(house, caller, bond, KeepState.DROPPED)


# ---------------------------------------------------------------- plans


def _plans_of(bond: Bond) -> str:
    """Under which the plans stand: not among those of the sync."""
    return f"keep/{bond.pair.id}"


def _current(tx: Tx, bond: Bond, version: int) -> StoredPlan | None:
    """The last plan, if nothing was decided and nobody has switched since. `version` is that of the pair's record."""
    newest = next(iter(tx.runs.plans(_plans_of(bond), top=1)), None)
    if newest is None or any(
        newest.body.get(name) != at for name, at in _decided_at(bond, version).items()
    ):
        return None
    return newest


def _decided_at(bond: Bond, version: int) -> dict[str, int]:
    return {"version": version, "epoch": bond.activation.epoch}


def _stored(house: House, bond: Bond) -> StoredPlan | None:
    _, version = house.registry.keep(bond.pair.id)
    with house.regions.of(bond.bcp.region).reading() as tx:
        return _current(tx, bond, version)


def _said_before(house: House, bond: Bond) -> Mapping[str, Sequence[Any]]:
    """What people have said of changes, before the revert too: it counts for those that stand as they stood then."""
    with house.regions.of(bond.bcp.region).reading() as tx:
        newest = next(iter(tx.runs.plans(_plans_of(bond), top=1)), None)
    return newest.body["chosen"] if newest is not None else {}


def _must_be_current(house: House, bond: Bond, plan_id: str) -> StoredPlan:
    plan = _stored(house, bond)
    if plan is None or plan.id != plan_id:
        raise NotFound(
            say("There is no such plan, or somebody has drawn or decided anew."),
            say("Look at the plan again."),
        )
    return plan


def _draw(
    house: House, caller: Caller, bond: Bond, chosen: Mapping[str, Sequence[Any]]
) -> StoredPlan:
    """In the place of the plan before it."""
    _, version = house.registry.keep(bond.pair.id)
    with drawn(house, bond, chosen) as found:
        body = {**plan_body(found), **_decided_at(bond, version)}
        stored = StoredPlan(house.new_id(), _plans_of(bond), house.now(), caller.actor, body)
        with house.regions.of(bond.bcp.region).writing() as tx:
            tx.runs.drop_plans(stored.pair, drawn_before="~")
            tx.runs.add_plan(stored)
            tx.runs.add_steps(stored.id, steps_of(found))
    return stored


# ---------------------------------------------------------------- the record


def _open(house: House, caller: Caller, bond: Bond) -> None:
    """From now on no sync writes; one that is at its last moment has ended before."""
    keep, version = house.registry.keep(bond.pair.id)
    if is_open(keep):
        return
    begun = opened(bond.pair.id, by=caller.actor, at=house.now())
    with house.regions.of(bond.bcp.region).writing() as tx:
        tx.past_last_moments(bond.bcp.id)
        _commit(house, begun, version)


def _end(
    house: House,
    caller: Caller,
    bond: Bond,
    state: KeepState,
    *,
    plan: str = "",
    kept: int = 0,
    left: int = 0,
) -> Keep:
    """Raises Conflict if somebody else has ended it."""
    keep, version = house.registry.keep(bond.pair.id)
    if keep is not None and plan and keep.plan == plan:
        return keep
    if keep is None or not keep.state.open:
        raise _nothing_waits()
    ended = keep.ended(state, by=caller.actor, at=house.now(), plan=plan, kept=kept, left=left)
    _commit(house, ended, version)
    house.somewhere(
        lambda tx: house.trace(
            tx,
            replace(caller, tenant=bond.bcp.id),
            "sync.kept" if state is KeepState.KEPT else "sync.dropped",
            bond.pair.id,
            kept=kept,
            left=left,
        ),
        bond.bcp.region,
        bond.primary.region,
    )
    house.wake()
    return ended


def _commit(house: House, keep: Keep, version: int) -> None:
    house.registry.commit(
        [Change(f"keep/{keep.pair}", keep.record(), version)],
        Conflict(
            say("Somebody else has decided about these changes in the meantime."),
            say("Look at the plan again."),
        ),
    )


def _nothing_waits() -> Refused:
    return Refused(
        say("No changes of the BCP tenant wait to be kept."),
        say("Draw a plan of what was changed there: releve sync keep."),
    )


# ---------------------------------------------------------------- applying


def _write(house: House, caller: Caller, bond: Bond, plan: StoredPlan) -> StoredPlan:
    """Write it all into the primary, with the receipt of it."""
    guard: Callable[[], None] = lambda: _may_still(house, bond)  # noqa: E731
    for drawing in range(1, DRAWINGS_MAX + 1):
        with drawn(house, bond, plan.body["chosen"]) as found:
            must_be_as_shown(found, plan)
            with house.regions.of(bond.primary.region).writing() as tx:
                moved = tx.entities.lock(bond.primary.id) != found.taken.plan.target_revision
                if moved and drawing < DRAWINGS_MAX:
                    continue
                if (there := tx.runs.plan(_receipt_id(plan))) is not None:
                    return there
                by = f"keep ({caller.actor})"
                write_plan(found.taken.plan, tx, guard, by=by, at=house.now())
                receipt = _receipt_of(house, caller, bond, plan, found)
                tx.runs.drop_plans(receipt.pair, drawn_before=receipt.drawn_at)
                tx.runs.add_plan(receipt)
                _trace_written(house, caller, bond, tx, found)
                guard()
                return receipt
    raise AssertionError("the last drawing ends with a receipt or an error")


def _may_still(house: House, bond: Bond) -> None:
    """Raises Refused when somebody has switched, or thrown it away, in the meantime."""
    same_epoch(house, bond)
    if not is_open(house.strict.keep(bond.pair.id)[0]):
        raise _nothing_waits()


def _receipt_id(plan: StoredPlan) -> str:
    return f"{plan.id}/written"


def _receipt(house: House, bond: Bond, plan: StoredPlan) -> StoredPlan | None:
    """That the plan was written, if it was: it stands in the primary's region, where it was written."""
    with house.regions.of(bond.primary.region).reading() as tx:
        return tx.runs.plan(_receipt_id(plan))


def _receipt_of(
    house: House, caller: Caller, bond: Bond, plan: StoredPlan, found: Drawn
) -> StoredPlan:
    body = {"kin": [asdict(one) for one in found.taken.kin], "kept": len(found.names_taken)}
    pair = f"kept/{bond.pair.id}"
    return StoredPlan(_receipt_id(plan), pair, house.now(), caller.actor, body)


def _trace_written(house: House, caller: Caller, bond: Bond, tx: Tx, found: Drawn) -> None:
    house.trace(
        tx,
        replace(caller, tenant=bond.primary.id),
        "sync.keep",
        bond.pair.id,
        counts=found.taken.plan.counts,
        entities=sorted(found.names_taken)[:NAMED_MAX],
    )


def _finish(
    house: House, caller: Caller, bond: Bond, plan: StoredPlan, receipt: StoredPlan
) -> Keep:
    """Note in the BCP tenant what was written, and let the sync go on. Noting it twice is noting it once."""
    kin = [Kin(**one) for one in receipt.body["kin"]]
    with house.regions.of(bond.bcp.region).writing() as tx:
        tx.show_epoch(bond.bcp.id, bond.activation.epoch)
        note_kin(tx, bond.bcp.id, bond.pair.id, kin, by=receipt.drawn_by, at=receipt.drawn_at)
    kept = int(receipt.body["kept"])
    left = len(plan.body["marks"]) - kept
    return _end(house, caller, bond, KeepState.KEPT, plan=plan.id, kept=kept, left=left)


def _finish_what_was_written(
    house: House, caller: Caller, bond: Bond, plan: StoredPlan | None
) -> None:
    """A plan that was written, by somebody who did not come to the end, is finished. Raises Conflict saying so."""
    if plan is None or not is_open(house.registry.keep(bond.pair.id)[0]):
        return
    if (receipt := _receipt(house, bond, plan)) is not None:
        _finish(house, caller, bond, plan, receipt)
        raise Conflict(
            say("The plan was applied already; only its end was missing, and is done now."),
            say("Look at what has become of it."),
        )
