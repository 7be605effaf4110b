"""What is special about employees: their BCP type, one by one or many at once, and their password."""

from collections.abc import Collection

from releve.access.passwords import check_password
from releve.access.policy import Act, must
from releve.app.accounts import is_built_in
from releve.app.entities import must_exist, write
from releve.app.granting import may_open
from releve.app.house import House
from releve.app.leaving import end_sessions_over_there, login_name
from releve.domain.entities import Draft, Entity
from releve.domain.errors import Invalid, NotFound, Refused
from releve.domain.people import BcpType, Caller
from releve.domain.say import say, say_n
from releve.domain.store import Credential, Tx


def set_bcp_type(
    house: House, caller: Caller | None, ids: Collection[str], bcp_type: str
) -> list[Entity]:
    """Give all these employees one BCP type, all or none. Raises NotFound if one does not exist."""
    caller = must(caller, Act.ACCESS_EDIT)
    if bcp_type not in tuple(BcpType):
        raise Invalid(
            say("“{value}” is not a BCP type.", value=bcp_type),
            say("Use none, single or multiple."),
            fields={"bcpType": say("This is not one of the values offered.")},
        )
    tenant = caller.tenant or ""
    with house.store_of(tenant).writing() as tx:
        tx.entities.lock(tenant)
        found = tx.entities.many(tenant, "employee", ids)
        living = {one: employee for one, employee in found.items() if not employee.deleted}
        if missing := sorted(set(ids) - living.keys()):
            raise NotFound(
                say_n(
                    "{n} of these employees does not exist here: {ids}.",
                    "{n} of these employees do not exist here: {ids}.",
                    len(missing),
                    ids=", ".join(missing[:5]),
                )
            )
        drafts = [
            Draft("employee", {**one.body, "bcpType": str(bcp_type)}, one.id, one.alt_id)
            for one in living.values()
        ]
        if drafts:
            write(house, tx, caller, drafts)
        house.trace(
            tx,
            caller,
            Act.ACCESS_EDIT,
            f"{len(drafts)} employees",
            bcp_type=bcp_type,
            ids=sorted(ids)[:50],
        )
        return [must_exist(tx, caller, "employee", draft.id or "") for draft in drafts[:50]]


def set_password(house: House, caller: Caller | None, id: str, password: str) -> None:
    """Set an employee's password; their sessions end. It travels, as a hash, with the next sync.

    Raises Refused for the built-in employee, Forbidden for somebody who may do more than the caller.
    """
    caller = must(caller, Act.EMPLOYEES_EDIT)
    tenant = caller.tenant or ""
    with house.store_of(tenant).reading() as tx:
        username = str(_whose(house, tx, caller, id).body["userName"])
    check_password(password, username)
    hashed = house.hasher.hash(password)
    with house.store_of(tenant).writing() as tx:
        employee = _whose(house, tx, caller, id)
        name = login_name(employee.body["userName"])
        write(house, tx, caller, [Draft("employee", employee.body, id, employee.alt_id)])
        tx.credentials.put([Credential(tenant, id, name, hashed, changed_at=house.now())])
        tx.sessions.end_all(tenant, id)
        house.trace(tx, caller, "password.set", id)
    end_sessions_over_there(house, tenant, [name])


def _whose(house: House, tx: Tx, caller: Caller, id: str) -> Entity:
    """The employee, if the caller may set their password."""
    employee = must_exist(tx, caller, "employee", id)
    if is_built_in(employee):
        raise Refused(
            say("“{name}” is built in; it has no password.", name=employee.body["userName"]),
            say("Operators act as it. Give people accounts of their own."),
        )
    may_open(house, tx, caller, employee)
    return employee
