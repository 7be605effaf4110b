"""The roles that Havrelune made for itself, beside the four that every tenant has."""

from collections.abc import Iterator

from releve.demo.book import Book
from releve.demo.shelf import Shelf
from releve.domain.kind import Body

BUILT_IN = ("Agent", "Manager", "Administrator", "Evaluator")

_VIEW, _EDIT, _CREATE = "view", "edit", "create"

ROLES: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "BCP Administrator": (
        "Garde la relève prête et bascule / Keeps the BCP tenant ready, and switches",
        {
            "bcp.configurations": (_VIEW, _EDIT),
            "bcp.enablement": (_VIEW, _EDIT),
            "admin.employees": (_VIEW, _EDIT),
            "admin.audit": (_VIEW,),
            "acd.configuration": (_VIEW,),
            "acd.scripts": (_VIEW,),
        },
    ),
    "Script Developer": (
        "Écrit les scripts et règle ce que la synchronisation n'a pu décider",
        {
            "acd.scripts": (_VIEW, _CREATE, _EDIT),
            "acd.configuration": (_VIEW,),
            "admin.access_key": (_VIEW, _CREATE),
            "bcp.configurations": (_VIEW, _EDIT),
        },
    ),
    "Superviseur": (
        "Voit ses équipes et leurs employés / Sees the teams and their employees",
        {"admin.employees": (_VIEW,), "acd.configuration": (_VIEW,)},
    ),
}


def _bodies(book: Book) -> Iterator[Body]:
    for sequence, (name, (description, permissions)) in enumerate(ROLES.items(), start=10):
        yield {
            "roleName": name,
            "displayName": name,
            "description": description,
            "status": "ACTIVE",
            "sequence": sequence,
            "loginAuthenticatorId": book.id("login_authenticator", "SSO Havrelune"),
            "permissions": [
                {"permission": permission, "actions": list(actions)}
                for permission, actions in permissions.items()
            ],
            "dataRestrictions": _restrictions(book) if name == "Superviseur" else [],
        }


def _restrictions(book: Book) -> list[Body]:
    return [
        {
            "dataRoleEntityTypeName": "Campaign",
            "accessibilityType": "Selected",
            "entityIds": [
                book.id("campaign", "Sinistres et urgences"),
                book.id("campaign", "Service aux assurés"),
            ],
        }
    ]


SHELVES = (Shelf("role", tuple(ROLES), _bodies),)
