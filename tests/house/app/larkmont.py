"""Larkmont, a tenant in which the premises of the employees template hold, and short words for its files."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from releve.app.employee_files import export_employees, import_employees
from releve.app.house import House
from releve.app.sheets.report import Line, Report
from releve.app.tenants import create_tenant
from releve.domain.directory import Change
from releve.domain.entities import Draft, Entity
from releve.domain.kind import Body, natural_key
from releve.domain.kinds import KINDS, checked
from releve.domain.people import PERMISSIONS, Action, Caller
from releve.domain.tenancy import Features
from tests.helpers.scripts import SAMPLES

SAMPLE = SAMPLES / "employees-template.csv"
OPERATOR = Caller("noor", "test", operator="noor")

EDIT = frozenset({Action.VIEW, Action.EDIT})

#: What an administrator may do while nobody has given them a BCP permission.
EVERYDAY = {name: frozenset(one.actions) for name, one in PERMISSIONS.items() if not one.feature}

#: A new employee with nothing but what is needed.
TOMAS: dict[str, str] = {
    "Username": "tomas@larkmont.example",
    "First Name": "Tomás",
    "Last Name": "Brandt",
    "Email Address": "desk@larkmont.example",
    "Role Name": "Agent",
}


def settle(house: House) -> None:
    """Make the tenant, with a team and a view of its own."""
    create_tenant(house, OPERATOR, name="Larkmont", region="ca1")
    larkmont = Larkmont(house)
    larkmont.put("team", {"name": "Larkmont Front Desk"})
    larkmont.put("view", {"name": "All Teams", "objectType": "TEAM"})


class Larkmont:
    """The settled tenant, and an administrator of its employees as `caller`."""

    def __init__(self, house: House) -> None:
        self.house = house
        [tenant] = house.registry.tenants()
        self.id = tenant.id
        self.caller = Caller("eva", "test", tenant=self.id, employee="1", grants=EVERYDAY)

    def cover(self) -> None:
        """Enable BCP, and let the caller set BCP types."""
        tenant, version = self.house.registry.tenant(self.id)
        enabled = replace(tenant, features=Features(True, True, True))
        self.house.registry.directory.commit(Change(f"tenant/{self.id}", enabled.record(), version))
        grants = {**EVERYDAY, "bcp.configurations": EDIT}
        self.caller = replace(self.caller, grants=grants)

    def put(self, kind: str, body: Body, user_id: str | None = None) -> Entity:
        """Write an entity; a `user_id` of the test's own is possible for an employee only at the beginning."""
        own = str(52_000_000 + 32 * int(user_id[-2:])) if user_id else None
        draft = Draft(kind, checked(KINDS[kind], body), own, user_id)
        with self.house.store_of(self.id).writing() as tx:
            [(made, _)] = tx.entities.put(self.id, [draft], by="eva", at=self.house.now())
            entity = tx.entities.get(self.id, kind, made)
        assert entity is not None
        return entity

    def employee(self, username: str, user_id: str | None = None, **more: Any) -> Entity:
        """An active agent of the team."""
        body = {
            "userName": username,
            "firstName": "Noor",
            "lastName": "Lacroix",
            "emailAddress": username,
            "status": "ACTIVE",
            "isActive": True,
            "roleUUID": self.found("role", "Agent").id,
            "teamId": self.found("team", "Larkmont Front Desk").alt_id,
        }
        return self.put("employee", body | more, user_id)

    def found(self, kind: str, name: str) -> Entity:
        declared = KINDS[kind]
        with self.house.store_of(self.id).reading() as tx:
            key = natural_key(declared, {declared.key[0]: name})
            entity = tx.entities.by_key(self.id, kind, key)
        assert entity is not None, f"there is no {kind} called {name}"
        return entity

    def usernames(self) -> list[str]:
        """Of all but the built-in one."""
        with self.house.store_of(self.id).reading() as tx:
            names = [one.body["userName"] for one in tx.entities.all(self.id, "employee")]
        return [name for name in names if name != "Impersonated Admin"]

    def revision(self) -> int:
        with self.house.store_of(self.id).reading() as tx:
            return tx.entities.revision(self.id)

    def takes(self, *rows: Mapping[str, str], **how: bool) -> Report:
        """Import a file with these rows."""
        return import_employees(self.house, self.caller, csv_of(rows), **how)

    def takes_one(self, row: Mapping[str, str]) -> Line:
        [line] = self.takes(row).lines
        return line

    def exported(self) -> bytes:
        return export_employees(self.house, self.caller)


def csv_of(rows: Iterable[Mapping[str, str]]) -> bytes:
    """A file with all columns that the rows name, in UTF-8."""
    rows = list(rows)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    return "".join(",".join(map(_quoted, line)) + "\n" for line in lines).encode()


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'
