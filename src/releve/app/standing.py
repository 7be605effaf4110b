"""Whether an employee may be kept out, or let in again: one law for every door that changes it.

Laws: nobody keeps themselves out; the built-in employee, as whom operators act, is always in; nobody lets somebody in
who may do more than they.
"""

from releve.app.accounts import is_built_in, says_active
from releve.app.granting import may_open
from releve.app.house import House
from releve.domain.entities import Entity
from releve.domain.errors import Refused
from releve.domain.kind import Body
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.store import Tx


def may_stand(house: House, tx: Tx, caller: Caller, before: Entity, after: Body) -> None:
    """Raises Refused for oneself and the built-in employee, Forbidden for somebody who may do more than the caller.
    Where it stays as it is, nothing is asked."""
    active = says_active(after)
    if active == says_active(before.body):
        return
    if active:
        may_open(house, tx, caller, before)
    elif is_built_in(before):
        raise Refused(
            say("“{name}” is built in.", name=before.body["userName"]),
            say("Operators act as it: it cannot be deactivated."),
        )
    elif before.id == caller.employee:
        raise Refused(
            say("You cannot deactivate yourself."), say("Ask another administrator to do it.")
        )
