"""Accounts: whom a username names in the regions that answer, and which of their accounts decides.

Laws: in each company the account of the active side decides, by its password and its profile, and the other side's
account proves nothing. Only while the active side's region does not answer does the other side's decide. The
built-in administrator is nobody's account: operators act as it, and nobody logs in with it.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from releve.app.house import House
from releve.domain.entities import Entity
from releve.domain.errors import Unavailable
from releve.domain.kind import Body, folded, natural_key
from releve.domain.kinds import KINDS
from releve.domain.people import BcpType
from releve.domain.say import say
from releve.domain.store import Credential, Tx
from releve.domain.tenancy import Activation, Pair, Side, Tenant


@dataclass(frozen=True, slots=True)
class Account:
    """One account that a username names: where it is, and what its employee's profile says. `employee` is None
    when the employee is gone."""

    credential: Credential
    tenant: Tenant
    employee: Entity | None
    pair: Pair | None
    activation: Activation | None

    @property
    def side(self) -> Side | None:
        return self.pair.side(self.tenant.id) if self.pair else None

    @property
    def bcp_type(self) -> BcpType:
        body = self.employee.body if self.employee else {}
        return BcpType(body.get("bcpType", BcpType.NONE))

    @property
    def company(self) -> str:
        """Accounts of one company are one person's: the pair's, or the tenant's own."""
        return self.pair.id if self.pair else self.tenant.id

    @property
    def signed_on(self) -> bool:
        """Whether an identity provider has named the person, and no password."""
        return not self.credential.hash

    @property
    def is_open(self) -> bool:
        """Whether anybody may log in with it at all."""
        return is_active(self.employee) and not is_built_in(self.employee)


@dataclass(frozen=True, slots=True)
class Accounts:
    """What a username names. `deciding` has one account a company. `elsewhere` are those of companies whose active
    side answers and does not know the name: they open nothing."""

    deciding: list[Account]
    elsewhere: list[Account]

    @property
    def all(self) -> list[Account]:
        return [*self.deciding, *self.elsewhere]

    @property
    def companies(self) -> set[str]:
        return {one.company for one in self.all}

    def without(self, companies: Collection[str]) -> "Accounts":
        return Accounts(
            [one for one in self.deciding if one.company not in companies],
            [one for one in self.elsewhere if one.company not in companies],
        )

    def of(self, company: str) -> "Accounts":
        """Those of one company; of all for an empty name."""
        return Accounts(
            [one for one in self.deciding if company in ("", one.company)],
            [one for one in self.elsewhere if company in ("", one.company)],
        )


def is_active(employee: Entity | None) -> bool:
    """Whether the employee exists and may work."""
    return employee is not None and not employee.deleted and says_active(employee.body)


def says_active(profile: Body) -> bool:
    """Blocked and deactivated people's profiles do not."""
    status = profile.get("status", "ACTIVE")
    return bool(profile.get("isActive", True)) and status not in ("DELETED", "BLOCKED", "INACTIVE")


def is_built_in(employee: Entity | None) -> bool:
    return employee is not None and employee.key in KINDS["employee"].builtin


def find_accounts(house: House, username: str) -> Accounts:
    """Raises Unavailable when no region answers."""
    found: dict[str, list[Account]] = defaultdict(list)
    answered = set()
    for store in house.regions.up():
        try:
            with store.reading() as tx:
                for credential in tx.credentials.by_username(username):
                    if (account := account_of(house, tx, credential)) is not None:
                        found[account.company].append(account)
            answered.add(store.region)
        except Unavailable:
            continue
    if not answered:
        raise Unavailable(
            say("No region answers."), say("Try again in a moment; your administrators are told.")
        )
    return _sorted_out(house, found.values(), answered)


def _sorted_out(
    house: House, companies: Collection[list[Account]], answered: Collection[str]
) -> Accounts:
    sorted_out = Accounts([], [])
    for accounts in companies:
        first = accounts[0]
        if first.pair is None or first.activation is None:
            sorted_out.deciding.extend(accounts)
            continue
        side = first.activation.active
        active = [one for one in accounts if one.side is side]
        answers = house.registry.tenant(first.pair.tenant(side))[0].region in answered
        if active or not answers:
            sorted_out.deciding.append((active or accounts)[0])
        else:
            sorted_out.elsewhere.append(first)
    return sorted_out


def account_of(house: House, tx: Tx, credential: Credential) -> Account | None:
    """None when the tenant is in no directory (any more)."""
    record = house.registry.directory.get(f"tenant/{credential.tenant}")
    if record is None:
        return None
    employee = tx.entities.get(credential.tenant, "employee", credential.employee)
    tenant = Tenant.of(record.value)
    if tenant.pair is None:
        return Account(credential, tenant, employee, None, None)
    pair, _ = house.registry.pair(tenant.pair)
    return Account(credential, tenant, employee, pair, house.registry.activation(pair.id)[0])


def account_in(house: House, tx: Tx, tenant: Tenant, username: str) -> Account | None:
    """The account that the username names in one tenant, whose region's transaction this is."""
    for credential in tx.credentials.by_username(username):
        if credential.tenant == tenant.id:
            return account_of(house, tx, credential)
    return None


def signed_on_in(house: House, tx: Tx, tenant: Tenant, username: str) -> Account | None:
    """The same for somebody who comes by single sign-on: they need no password, and theirs counts for nothing (a
    credential without a hash is never matched)."""
    key = natural_key(KINDS["employee"], {"userName": username})
    employee = tx.entities.by_key(tenant.id, "employee", key)
    if employee is None:
        return None
    return account_of(house, tx, Credential(tenant.id, employee.id, folded(username), ""))


def find_signed_on(house: House, company: Tenant, username: str) -> Account | None:
    """The account that decides in one company, of somebody whom its identity provider has named. Raises Unavailable
    when no region of the company answers."""
    tenants = [company]
    if company.pair is not None:
        pair, _ = house.registry.pair(company.pair)
        tenants = [house.registry.tenant(pair.tenant(side))[0] for side in Side]
    found, answered = [], set()
    fault: Unavailable | None = None
    for tenant in tenants:
        try:
            with house.regions.of(tenant.region).reading() as tx:
                if (account := signed_on_in(house, tx, tenant, username)) is not None:
                    found.append(account)
            answered.add(tenant.region)
        except Unavailable as unavailable:
            fault = fault or unavailable
    if fault is not None and not answered:
        raise fault
    deciding = _sorted_out(house, [found] if found else [], answered).deciding
    return deciding[0] if deciding else None
