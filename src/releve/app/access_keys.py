"""Access keys: with one a program acts for an employee of one tenant, and may what that employee may at that moment.

Everybody sees and revokes their own. Making one takes the permission *Access Key › Create*; for somebody else it takes
in addition what setting their password takes. Keys never travel: in the BCP tenant one makes another.
"""

import datetime
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from releve.access import keys, throttle
from releve.access.policy import Act, must
from releve.app import tries
from releve.app.accounts import is_active, is_built_in
from releve.app.entities import must_exist, write
from releve.app.granting import may_open
from releve.app.house import House
from releve.domain.clock import stamp
from releve.domain.entities import Draft, Entity
from releve.domain.errors import NotFound, Refused, Unauthenticated, Unavailable
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.store import Tx
from releve.domain.tenancy import Tenant

KIND = "access_key"

#: So many keys one employee may have.
KEYS_MAX = 20


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A key as people see it; nobody sees its secret again. `agent` and `user` are the two ids of its employee."""

    id: str
    tenant: str
    user: str
    agent: str
    created_at: str
    is_active: bool
    last_used_at: str | None
    billing: str


@dataclass(frozen=True, slots=True)
class Made:
    key: AccessKey
    secret: str


def create_key(house: House, caller: Caller | None, *, user: str = "") -> Made:
    """A new key, with the secret that is never shown again. `user` is the UUID of the employee, "" is oneself.

    Raises Forbidden, Refused for the built-in employee and when there are too many.
    """
    caller = must(caller, Act.ACCESS_KEYS_CREATE)
    tenant = caller.tenant or ""
    name, secret = keys.make_id(tenant, house.random_bytes), keys.make_secret(house.random_bytes)
    with house.store_of(tenant).writing() as tx:
        tx.entities.lock(tenant)
        employee = _whose(house, tx, caller, user)
        there = _of(tx, tenant, employee)
        if len(there) >= KEYS_MAX:
            raise Refused(
                say("There are {n} access keys already; more are not possible.", n=len(there)),
                say("Revoke one that is not used any more."),
            )
        body = {
            "userId": employee.alt_id,
            "agentId": int(employee.id),
            "createdAt": _free_moment(house, there),
            "isActive": True,
            "secretHash": keys.secret_hash(secret),
        }
        write(house, tx, caller, [Draft(KIND, body, name)])
        house.trace(tx, caller, Act.ACCESS_KEYS_CREATE, f"{KIND}/{name}", employee=employee.id)
        made = must_exist(tx, caller, KIND, name)
    return Made(_key(made, {}), secret)


def list_keys(house: House, caller: Caller, *, user: str = "", agent: str = "") -> list[AccessKey]:
    """The caller's own, the newest first; those of somebody else with *Access Key › View*."""
    tenant = _tenant(caller)
    with house.store_of(tenant).reading() as tx:
        employee = _named(tx, caller, user, agent)
        if employee.id != caller.employee:
            must(caller, Act.ACCESS_KEYS_VIEW)
        found = _of(tx, tenant, employee)
        uses = tx.families.last_uses(tenant)
    told = [_key(one, uses) for one in found]
    return sorted(told, key=lambda one: one.created_at, reverse=True)


def get_key(house: House, caller: Caller, id: str) -> AccessKey:
    """Raises NotFound, also for another tenant's."""
    tenant = _tenant(caller)
    with house.store_of(tenant).reading() as tx:
        entity = must_exist(tx, caller, KIND, id)
        if not _is_own(caller, entity):
            must(caller, Act.ACCESS_KEYS_VIEW)
        return _key(entity, tx.families.last_uses(tenant))


def set_active(house: House, caller: Caller, id: str, active: bool) -> AccessKey:
    """Let a key sleep, or wake it. What was logged in with it ends at once."""
    if active:
        must(caller, Act.ACCESS_KEYS_CREATE)
    tenant = _tenant(caller)
    with house.store_of(tenant).writing() as tx:
        tx.entities.lock(tenant)
        entity = _to_change(house, tx, caller, id)
        write(house, tx, caller, [Draft(KIND, {**entity.body, "isActive": active}, id)])
        if not active:
            tx.families.end_of_keys(tenant, id)
        house.trace(tx, caller, "keys.change", f"{KIND}/{id}", active=active)
        return _key(must_exist(tx, caller, KIND, id), tx.families.last_uses(tenant))


def revoke_key(house: House, caller: Caller, id: str) -> None:
    """For good. What was logged in with it ends at once."""
    tenant = _tenant(caller)
    with house.store_of(tenant).writing() as tx:
        tx.entities.lock(tenant)
        _to_change(house, tx, caller, id)
        write(house, tx, caller, [Draft(KIND, {}, id, deleted=True)])
        tx.families.end_of_keys(tenant, id)
        house.trace(tx, caller, "keys.revoke", f"{KIND}/{id}")


@dataclass(frozen=True, slots=True)
class Proven:
    """A key whose secret was right, and whose employee may work."""

    id: str
    tenant: Tenant
    employee: Entity


def prove_key(house: House, key: str, secret: str, *, origin: str) -> Proven:
    """Raises Unauthenticated for a wrong key or secret, or an employee who may not work (which is not told), Refused when
    throttled, Unavailable when the tenant's region does not answer."""
    key = key.strip()
    if (
        keys.tenant_of(key) is None
    ):  # nothing to guess, and nothing that a store must be able to hold
        _trace_refused(house, None, origin, "refused")
        raise _not_right()
    tenant = _tenant_named(house, key)
    held = _held(house, tenant, key) if tenant else None
    subject, regions = throttle.subject("key", key), [tenant.region] if tenant else []
    try:
        tries.take_try(house, subject, *regions)
    except Refused:
        if tries.is_news(house, subject, *regions):
            _trace_refused(house, held, origin, "throttled")
        raise
    if not keys.secret_right(held.hash if held else None, secret.strip()):
        _trace_refused(house, held, origin, "refused")
        raise _not_right()
    tries.cleared(house, subject, *regions)
    assert held is not None
    if held.employee is None or not is_active(held.employee) or is_built_in(held.employee):
        _trace_refused(house, held, origin, "refused")
        raise _not_right()
    return Proven(key, held.tenant, held.employee)


def is_awake(tx: Tx, tenant: str, key: str) -> bool:
    """Whether a key is there and in use."""
    entity = tx.entities.get(tenant, KIND, key)
    return entity is not None and not entity.deleted and bool(entity.body.get("isActive"))


@dataclass(frozen=True, slots=True)
class _Held:
    """A key that exists. `hash` is None for one that sleeps."""

    id: str
    hash: str | None
    tenant: Tenant
    employee: Entity | None


def _held(house: House, tenant: Tenant, id: str) -> _Held | None:
    with house.regions.of(tenant.region).reading() as tx:
        entity = tx.entities.get(tenant.id, KIND, id)
        if entity is None or entity.deleted:
            return None
        employee = tx.entities.by_alt(tenant.id, "employee", str(entity.body["userId"]))
    awake = bool(entity.body.get("isActive"))
    return _Held(id, str(entity.body["secretHash"]) if awake else None, tenant, employee)


def _not_right() -> Unauthenticated:
    return Unauthenticated(
        say("The access key or its secret is not right."),
        say(
            "Make a new one in My profile, or ask who gave it to you. "
            "A person’s username and password are not taken here."
        ),
    )


def _tenant_named(house: House, id: str) -> Tenant | None:
    """The tenant of a key; None for what names none."""
    if (named := keys.tenant_of(id)) is not None:
        with suppress(NotFound):
            return house.registry.tenant(named)[0]
    return None


def _trace_refused(house: House, held: _Held | None, origin: str, outcome: str) -> None:
    """In the chain of the key's tenant; a key that does not exist is nobody's, like a wrong user name."""
    if held is None:
        tries.trace_refused_at_home(house, tries.NOBODY, origin, outcome)
        return
    name = str(held.employee.body["userName"]) if held.employee else tries.NOBODY
    caller = Caller(name, origin, held.tenant.id)
    with suppress(Unavailable), house.regions.of(held.tenant.region).writing() as tx:
        house.trace(tx, caller, "token", f"{KIND}/{held.id}", outcome=outcome)


def _tenant(caller: Caller) -> str:
    """The tenant one is in. Raises Forbidden for an operator in their own name."""
    if caller.tenant is None:
        must(caller, Act.ACCESS_KEYS_VIEW)
    return caller.tenant or ""


def _named(tx: Tx, caller: Caller, user: str, agent: str) -> Entity:
    tenant = caller.tenant or ""
    if user:
        found = tx.entities.by_alt(tenant, "employee", user)
    else:
        found = tx.entities.get(tenant, "employee", agent or caller.employee or "")
    if found is None or found.deleted:
        raise NotFound(say("There is no such employee."))
    return found


def _whose(house: House, tx: Tx, caller: Caller, user: str) -> Entity:
    """Whom a new key is for."""
    employee = _named(tx, caller, user, "")
    if is_built_in(employee):
        raise Refused(
            say("“{name}” is built in; it has no access keys.", name=employee.body["userName"]),
            say("Make the key as the employee for whom the program shall act."),
        )
    if employee.id != caller.employee:
        must(caller, Act.EMPLOYEES_EDIT)
        may_open(house, tx, caller, employee)
    return employee


def _to_change(house: House, tx: Tx, caller: Caller, id: str) -> Entity:
    entity = must_exist(tx, caller, KIND, id)
    if not _is_own(caller, entity):
        must(caller, Act.EMPLOYEES_EDIT)
        employee = tx.entities.by_alt(entity.tenant, "employee", str(entity.body["userId"]))
        if employee is not None:
            may_open(house, tx, caller, employee)
    return entity


def _is_own(caller: Caller, entity: Entity) -> bool:
    return str(entity.body.get("agentId")) == caller.employee and not caller.impersonating


def _of(tx: Tx, tenant: str, employee: Entity) -> list[Entity]:
    where = {"userId": employee.alt_id or ""}
    return tx.entities.page(tenant, KIND, where=where, top=1000).rows


def _free_moment(house: House, there: list[Entity]) -> str:
    """Now, or a little later: the moment is a part of a key's name."""
    taken = {str(one.body["createdAt"]) for one in there}
    at = house.clock()
    while stamp(at) in taken:
        at += datetime.timedelta(milliseconds=1)
    return stamp(at)


def _key(entity: Entity, uses: Mapping[str, str]) -> AccessKey:
    body = entity.body
    return AccessKey(
        id=entity.id,
        tenant=entity.tenant,
        user=str(body["userId"]),
        agent=str(body.get("agentId", "")),
        created_at=str(body["createdAt"]),
        is_active=bool(body.get("isActive")),
        last_used_at=uses.get(entity.id),
        billing=str(body.get("billingId", "")),
    )
