"""The two-person rule: an order counts when a second administrator has confirmed it, with the passkey too.

Laws: the second is another person than the first, whoever of them acts through whom; what was ordered is what is
confirmed, in the epoch in which it was ordered, and planned obstacles bind at that moment, too.
"""

from collections.abc import Iterator
from dataclasses import replace

from releve.access.policy import Act, must
from releve.app.committing import order_has_moved, somebody_else
from releve.app.house import House
from releve.app.orders import seen_now
from releve.app.passkey_check import check_passkey
from releve.app.switching import Switched, must_go, obeyed, switch_page
from releve.domain.errors import Conflict, Refused
from releve.domain.orders import Giver, Order, OrderState
from releve.domain.passkeys import Showing
from releve.domain.people import Caller
from releve.domain.say import say


def confirm(house: House, caller: Caller | None, *, order_id: str, passkey: str) -> Switched:
    """Confirm the order of another person that waits for it. Raises what `switching.switch` raises, Conflict if this
    order does not wait any more, Refused for the person who gave it."""
    caller = must(caller, Act.SWITCH)
    page = switch_page(house, caller)
    bond = page.bond
    order, version = house.registry.order(bond.pair.id)
    check_passkey(house, caller, bond, passkey, Showing.CONFIRMED)
    _must_wait(house, order, order_id)
    assert order is not None, "_must_wait has seen to it"
    if is_same_person(order.given_by, Giver.of(caller)):
        raise Refused(
            say("Somebody else must confirm this order: you have given it."),
            say("Ask another administrator of either tenant to open BC Enablement."),
        )
    if order.epoch != bond.activation.epoch:
        raise somebody_else()
    if bond.pair.passkey is None or bond.pair.passkey.number != order.passkey:
        raise Conflict(
            say("The passkey was replaced after this order was given."),
            say("Cancel the order, and give it again with the new one."),
        )
    must_go(page, order.mode, acknowledged=True)
    confirmed = replace(order, confirmed_by=Giver.of(caller), confirmed_at=house.now())
    return obeyed(house, caller, page, confirmed, version)


def _must_wait(house: House, order: Order | None, order_id: str) -> None:
    if order is None or order.id != order_id:
        raise order_has_moved()
    if seen_now(house, order).state is not OrderState.WAITING:
        raise Conflict(
            say("This order does not wait for anybody any more."),
            say("Look at which tenant is active, and give the order again if it is needed."),
        )


def is_same_person(one: Giver, other: Giver) -> bool:
    """Whether a person is behind both: in their own name in either tenant, as an employee, or as an operator who acts as
    somebody. Whoever was acted as counts as well, so that no operator confirms an order in the name of who gave it."""
    same_employee = one.employee and (one.tenant, one.employee) == (other.tenant, other.employee)
    return bool(same_employee) or bool(set(_names(one)) & set(_names(other)))


def _names(giver: Giver) -> Iterator[str]:
    yield giver.username.casefold()
    if giver.operator:
        yield giver.operator.casefold()
