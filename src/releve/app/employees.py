"""What is special about employees: their BCP type, one by one or many at once."""

from collections.abc import Collection

from releve.access.policy import Act, must
from releve.app.entities import must_exist, write
from releve.app.house import House
from releve.domain.entities import Draft, Entity
from releve.domain.errors import Invalid, NotFound
from releve.domain.people import BcpType, Caller
from releve.domain.say import say, say_n


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
