"""The example company: fills a new tenant with it, for demos and for the story. Operators only.

Who makes the company is handed in, so that the product itself does not carry it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from releve.access.passwords import check_password
from releve.access.policy import Act, must
from releve.app.house import House
from releve.domain.entities import Draft
from releve.domain.errors import Conflict
from releve.domain.ids import TenantId
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.store import Credential, Tx
from releve.domain.tenancy import Tenant


class Company(Protocol):
    """What fills a tenant. `issued` is for `Entities.claim`; `people` maps the usernames of the cast to employees."""

    @property
    def issued(self) -> Mapping[str, int]: ...
    @property
    def people(self) -> Mapping[str, str]: ...
    def drafts(self) -> Iterator[Draft]: ...
    def logins(self) -> Iterator[tuple[str, str]]: ...


class CompanyMaker(Protocol):
    """`demo.company.company`."""

    def __call__(
        self,
        tenant: TenantId,
        slot: int,
        business_unit: int,
        issued: Mapping[str, int],
        found: Callable[[str, str], tuple[str, str | None]],
        *,
        employees: int,
        seed: int,
        area: str,
    ) -> Company: ...


@dataclass(frozen=True, slots=True)
class Example:
    """What was put in: how many entities, and the cast (username → employee)."""

    entities: int
    people: Mapping[str, str]


def load_company(
    house: House,
    caller: Caller | None,
    tenant: TenantId,
    make: CompanyMaker,
    *,
    employees: int = 250,
    seed: int = 1,
    password: str = "",
) -> Example:
    """Put the whole company into the tenant, in one transaction. With a `password`, everybody may log in with it.

    Raises Conflict for a tenant that has employees already, Invalid for a size or a password that cannot be.
    """
    caller = must(caller, Act.TENANTS_CREATE)
    found, _ = house.registry.tenant(tenant)
    if password:
        check_password(password, "")
    hashed = house.hasher.hash(password) if password else ""
    with house.regions.of(found.region).writing() as tx:
        tx.entities.lock(tenant)
        _must_be_new(tx, found)
        company = _planned(house, tx, found, make, employees, seed)
        if found.pair is not None:
            tx.show_epoch(tenant, house.registry.activation(found.pair)[0].epoch)
        written = tx.entities.put(tenant, company.drafts(), by=caller.actor, at=house.now())
        tx.entities.claim(tenant, company.issued)
        if hashed:
            tx.credentials.put(
                Credential(tenant, employee, name.casefold(), hashed, changed_at=house.now())
                for name, employee in company.logins()
            )
        house.trace(tx, caller, "example.load", tenant, employees=employees, seed=seed)
    return Example(len(written), dict(company.people))


def _must_be_new(tx: Tx, tenant: Tenant) -> None:
    if tx.entities.counts(tenant.id).get("employee", 0) > 1:  # the built-in one is always there
        raise Conflict(
            say("{tenant} has employees already.", tenant=tenant.name),
            say("Create a new tenant for the example company."),
        )


def _planned(
    house: House, tx: Tx, tenant: Tenant, make: CompanyMaker, employees: int, seed: int
) -> Company:
    def found(kind: str, key: str) -> tuple[str, str | None]:
        entity = tx.entities.by_key(tenant.id, kind, key)
        assert entity is not None, f"every tenant has the {kind} {key}"
        return entity.id, entity.alt_id

    return make(
        tenant.id,
        house.registry.region(tenant.region).slot,
        tenant.business_unit,
        tx.entities.issued(tenant.id),
        found,
        employees=employees,
        seed=seed,
        area=house.places[tenant.region].area,
    )
