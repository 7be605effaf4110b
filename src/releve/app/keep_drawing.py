"""Drawing what is to be kept: all changes, so that people see them, and those that are taken, which is what is applied."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from releve.app.house import House
from releve.app.pairing import Bond
from releve.app.scoping import scope_of
from releve.domain.errors import Conflict
from releve.domain.kinds import KINDS
from releve.domain.runs import Decision, Step, StoredPlan, Verb, reasons
from releve.domain.say import Message, say
from releve.domain.store import Tx
from releve.sync.keeping import Item, Keeping, Name, back_scope, draw_keep

#: So many things are named that have moved.
MOVED_MAX = 10

#: Name of a change (`kind/id in the BCP tenant`) → whether a person takes it, and its mark when that was said.
Chosen = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """`everything` is what people see, `taken` what is written. `left` are those that could be taken and are not."""

    everything: Keeping
    taken: Keeping
    left: frozenset[Name]
    chosen: Chosen

    @property
    def stopped(self) -> dict[str, str]:
        """What cannot be taken because of what is left → why, as the stores keep it."""
        possible = {one.name for one in self.everything.items if one.can_be_taken}
        return {
            told(one.name): one.step.why
            for one in self.taken.items
            if not one.can_be_taken and one.name in possible - self.left
        }

    @property
    def names_taken(self) -> frozenset[str]:
        """What is written."""
        return frozenset(
            told(one.name)
            for one in self.taken.items
            if one.can_be_taken and one.name not in self.left
        )


def told(name: Name) -> str:
    return "/".join(name)


@dataclass(frozen=True, slots=True)
class KeptChange:
    """One change as people look at it. `taken` says what is done if the plan is applied now; `why` says why it cannot be taken,
    or what was done in the primary."""

    step: Step
    conflict: bool
    can_be_taken: bool
    taken: bool
    why: tuple[Message, ...]


def changes_of(plan: StoredPlan, steps: Iterable[Step]) -> Iterator[KeptChange]:
    """A part of a plan."""
    conflicts, left, stopped = (plan.body[name] for name in ("conflicts", "left", "stopped"))
    for step in steps:
        name = told((step.kind, step.bcp_id or ""))
        can = step.verb is not Verb.HOLD and name not in stopped
        why = (*reasons(step.why), *reasons(stopped.get(name, "")))
        yield KeptChange(step, name in conflicts, can, can and name not in left, why)


@contextmanager
def drawn(house: House, bond: Bond, chosen: Chosen) -> Iterator[Drawn]:
    """From one snapshot of each side. Raises Unavailable if one does not answer."""
    scope = scope_of(house, bond)
    back = back_scope(
        scope,
        slot=house.registry.region(bond.primary.region).slot,
        business_unit=bond.primary.business_unit,
    )
    with ExitStack() as stack:
        with (
            house.regions.of(bond.primary.region).reading() as there,
            house.regions.of(bond.bcp.region).reading() as here,
        ):
            everything = draw_keep(there, here, scope, back, house.rewriter)
            stack.callback(everything.close)
            kept_there = _kept_there(here, bond)
            left = frozenset(
                one.name
                for one in everything.items
                if one.can_be_taken and not _is_taken(one, chosen, kept_there)
            )
            taken = everything
            if left:
                taken = draw_keep(there, here, scope, back, house.rewriter, left)
                stack.callback(taken.close)
        yield Drawn(everything, taken, left, chosen)


def _kept_there(here: Tx, bond: Bond) -> frozenset[Name]:
    """What a person decided to keep in the BCP tenant alone."""
    return frozenset(
        (one.kind, one.bcp_id)
        for one in here.runs.drift(bond.pair.id)
        if one.decision is Decision.KEEP
    )


def _is_taken(item: Item, chosen: Chosen, kept_there: frozenset[Name]) -> bool:
    """As a person said of it as it stands; else everything is but conflicts, and what is kept in the BCP tenant alone."""
    said = chosen.get(told(item.name))
    if said is not None and said[1] == item.mark:
        return bool(said[0])
    return not item.conflict and item.name not in kept_there


def plan_body(found: Drawn) -> Mapping[str, Any]:
    """What is kept of it, beside its steps. What a person said of something that has moved since is forgotten."""
    items = found.everything.items
    marks = {told(one.name): one.mark for one in items}
    counts: dict[str, Counter[str]] = {}
    for one in items:
        counts.setdefault(one.step.kind, Counter())[one.step.verb.value] += 1
    return {
        "digest": found.everything.digest,
        "marks": marks,
        "conflicts": [told(one.name) for one in items if one.conflict],
        "left": [told(one) for one in sorted(found.left)],
        "stopped": found.stopped,
        "chosen": {
            name: list(said) for name, said in found.chosen.items() if marks.get(name) == said[1]
        },
        "counts": {kind: dict(verbs) for kind, verbs in counts.items()},
        "taken": len(found.names_taken),
        "cannot": sum(one.step.verb is Verb.HOLD for one in items) + len(found.stopped),
        "logins": len(found.taken.plan.credentials),
    }


def steps_of(found: Drawn) -> Iterator[Step]:
    """Conflicts first, which a person has to decide about; what cannot be taken last."""
    items = sorted(found.everything.items, key=lambda one: (not one.conflict, not one.can_be_taken))
    return (one.step for one in items)


def must_be_as_shown(found: Drawn, plan: StoredPlan) -> None:
    """Raises Conflict, naming what has moved and on which side, unless it is what was looked at."""
    if found.everything.digest == plan.body["digest"] and found.stopped == plan.body["stopped"]:
        return
    raise Conflict(
        say("The plan does not hold any more: something was changed since it was drawn."),
        say("Draw the plan again and look at it before it is applied."),
        reasons=list(_moved(found, plan.body["marks"]))[:MOVED_MAX],
        plan=plan.id,
    )


def _moved(found: Drawn, before: Mapping[str, str]) -> Iterator[Message]:
    now = {told(one.name): one for one in found.everything.items}
    for name, one in now.items():
        label = {"kind": KINDS[one.step.kind].label, "title": one.step.title}
        if name not in before:
            yield say("{kind} “{title}” was changed in the BCP tenant since.", **label)
        elif before[name] != one.mark:
            own, _, there = one.mark.partition(".")
            own_before, _, there_before = before[name].partition(".")
            if own != own_before:
                yield say("{kind} “{title}” was changed in the BCP tenant since.", **label)
            if there != there_before:
                yield say("{kind} “{title}” was changed in the primary tenant since.", **label)
    for name in before.keys() - now.keys():
        kind, _, own = name.partition("/")
        yield say("{kind} {id} is the same on both sides now.", kind=KINDS[kind].label, id=own)
