"""What happens next to an order that is open: one pure decision, asked again and again until it has ended.

Laws: nothing is switched but by `Commit`; a planned order commits only if the last sync is done and the primary is as
that sync has read it; whatever did not go as the person was told ends the order, and the person chooses again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from releve.domain.clock import instant
from releve.domain.orders import Order, OrderState
from releve.domain.runs import Run, RunState
from releve.domain.say import Message, say, say_n

#: How long an order may wait for a second person, and how long its last sync may take.
PATIENCE = timedelta(minutes=15)

#: How often a last sync is followed by another one because something was changed meanwhile.
ROUNDS_MAX = 3


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do yet."""


@dataclass(frozen=True, slots=True)
class Sync:
    """Queue another last sync: something was changed after the one before."""


@dataclass(frozen=True, slots=True)
class Commit:
    """Switch, if the primary is still as the last sync has read it."""


@dataclass(frozen=True, slots=True)
class End:
    """The order is over without a switch, for these reasons."""

    state: OrderState
    why: tuple[Message, ...] = ()


Move = Wait | Sync | Commit | End


@dataclass(frozen=True, slots=True)
class Scene:
    """What an open order is judged by. `run` is its last sync, None if it is kept no more; `held` what is held back now;
    `moved`: the primary is not as the last sync has read it; `silent`: it does not answer; `lost`: whoever carried the order on does so no more."""

    now: str
    epoch: int
    lost: bool
    run: Run | None = None
    held: Collection[str] = ()
    moved: bool = False
    changes: int = 0
    silent: bool = False


def next_move(order: Order, scene: Scene) -> Move:
    """Total: every open order in every scene has one move."""
    assert order.state.open, "only an open order has a next move"
    if scene.epoch != order.epoch:
        return End(OrderState.STOPPED, (say("Somebody else switched this pair in the meantime."),))
    if instant(scene.now) >= instant(order.expires_at):
        return _over_time(order)
    if order.state is OrderState.WAITING:
        return Wait()
    if scene.lost:
        return End(OrderState.INTERRUPTED, (interrupted(),))
    return _after_run(order, scene)


def interrupted() -> Message:
    return say(
        "The server that carried this order out has ended. Nothing was switched; give the order again."
    )


def _over_time(order: Order) -> End:
    if order.state is OrderState.WAITING:
        return End(OrderState.EXPIRED, (say("Nobody has confirmed this order in time."),))
    minutes = int(PATIENCE.total_seconds() // 60)
    return End(
        OrderState.STOPPED,
        (
            say_n(
                "The last sync was not done after {n} minute. Nothing was switched.",
                "The last sync was not done after {n} minutes. Nothing was switched.",
                minutes,
            ),
        ),
    )


def _after_run(order: Order, scene: Scene) -> Move:
    run = scene.run
    if run is None:
        return End(OrderState.STOPPED, (say("The last sync is not known any more."),))
    if not run.state.ended:
        return Wait()
    if run.state is not RunState.DONE:
        return End(OrderState.STOPPED, (_not_done(run.state),))
    newly = set(scene.held) - set(order.held)
    if newly:
        return End(
            OrderState.STOPPED,
            (
                say_n(
                    "The last sync held back {n} entity that was not held back before. Nothing was switched.",
                    "The last sync held back {n} entities that were not held back before. Nothing was switched.",
                    len(newly),
                ),
            ),
        )
    if scene.silent:
        return End(OrderState.STOPPED, (_silent(),))
    if not scene.moved:
        return Commit()
    if order.rounds < ROUNDS_MAX:
        return Sync()
    return End(OrderState.STOPPED, (_still_moving(scene.changes),))


def _not_done(state: RunState) -> Message:
    match state:
        case RunState.ASKING:
            return say("The last sync asks a question first. Nothing was switched.")
        case RunState.CANCELLED:
            return say("The last sync was cancelled. Nothing was switched.")
        case _:
            return say("The last sync failed. Nothing was switched.")


def _silent() -> Message:
    return say(
        "The primary does not answer any more, so that what was changed there is not known. Nothing was switched; order an emergency if it is one."
    )


def _still_moving(changes: int) -> Message:
    return say_n(
        "The primary goes on being changed: {n} change was made after the last sync. Nothing was switched.",
        "The primary goes on being changed: {n} changes were made after the last sync. Nothing was switched.",
        max(1, changes),
    )
