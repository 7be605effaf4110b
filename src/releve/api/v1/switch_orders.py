"""The order of a switch: looked at until it has ended, and cancelled."""

from fastapi import APIRouter

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.api.v1.runs import ProgressOut
from releve.app import orders, syncing
from releve.app.house import House
from releve.domain.orders import Mode, Order, OrderState
from releve.domain.tenancy import Side
from releve.languages.speaker import Speaker

router = APIRouter(prefix="/switch/order", tags=["switch"])


class OrderOut(Shape):
    """The pair's last order. While it is `open` nothing is switched yet: it is `waiting` for a second person, or
    `syncing`, with the last sync in `run`. `why` says what ended it without a switch."""

    id: str
    wanted: Side
    mode: Mode
    epoch: int
    state: OrderState
    open: bool
    by: str
    at: str
    reason: str
    confirmed_by: str | None
    run: str | None
    progress: ProgressOut | None = None
    expires_at: str
    ended_at: str | None
    why: list[str]

    @classmethod
    def of(cls, order: Order, speaker: Speaker) -> "OrderOut":
        return cls(
            id=order.id,
            wanted=order.wanted,
            mode=order.mode,
            epoch=order.epoch,
            state=order.state,
            open=order.state.open,
            by=order.given_by.caller.actor,
            at=order.given_at,
            reason=order.reason,
            confirmed_by=order.confirmed_by.caller.actor if order.confirmed_by else None,
            run=order.run or None,
            expires_at=order.expires_at,
            ended_at=order.ended_at or None,
            why=[speaker.say(one) for one in order.why],
        )


def _shown(house: House, order: Order, speaker: Speaker) -> OrderOut:
    """With how far its last sync has come."""
    run = orders.last_sync(house, order) if order.state.open else None
    progress = syncing.progress_of(house, run) if run else None
    return OrderOut.of(order, speaker).model_copy(update={"progress": ProgressOut.of(progress)})


@router.get("", summary="The last order of the pair")
def show(house: Open, caller: Whoever, speaker: Speaking) -> OrderOut:
    """Where it stands. An order is carried on by the server, whether or not anybody looks."""
    return _shown(house, orders.order_of(house, caller), speaker)


@router.delete("", summary="Cancel an open order")
def cancel(house: Open, caller: Whoever, speaker: Speaking) -> OrderOut:
    """Nothing is switched by it. A last sync that runs goes on."""
    return OrderOut.of(orders.cancel(house, caller), speaker)
