"""Roles & Permissions: what a role holds of the permission tree of its tenant."""

from fastapi import APIRouter, Response

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.api.v1.entities import Seen
from releve.app import roles as app
from releve.domain.people import Action
from releve.languages.speaker import Speaker

router = APIRouter(tags=["roles"])


class PermissionOut(Shape):
    """One line of the tree: where it stands, what it offers, and what the role holds of it."""

    permission: str
    application: str
    group: str
    label: str
    offered: list[Action]
    held: list[Action]


class RolePermissions(Shape):
    role: str
    name: str
    revision: int
    permissions: list[PermissionOut]

    @classmethod
    def of(cls, page: app.RolePage, speaker: Speaker) -> "RolePermissions":
        return cls(
            role=page.role.id,
            name=str(page.role.body["roleName"]),
            revision=page.role.revision,
            permissions=[
                PermissionOut(
                    permission=one.name,
                    application=speaker.say(one.application),
                    group=speaker.say(one.group),
                    label=speaker.say(one.label),
                    offered=list(one.actions),
                    held=[action for action in one.actions if action in held],
                )
                for one, held in page.permissions
            ],
        )


class Ticked(Shape):
    """permission → actions. Visible permissions that are not named are taken away."""

    permissions: dict[str, list[Action]]


@router.get("/roles/{role}/permissions", summary="What a role may do")
def get_permissions(
    house: Open, caller: Whoever, speaker: Speaking, response: Response, role: str
) -> RolePermissions:
    """The whole tree that this tenant is offered. The BCP permissions are there while BCP is enabled."""
    page = app.role_page(house, caller, role)
    response.headers["ETag"] = f'"{page.role.revision}"'
    return RolePermissions.of(page, speaker)


@router.put("/roles/{role}/permissions", summary="Set what a role may do")
def set_permissions(
    house: Open, caller: Whoever, speaker: Speaking, role: str, wanted: Ticked, expect: Seen
) -> RolePermissions:
    """Edit and create bring view. What this tenant is not offered stays as it is."""
    ticked = [(name, action) for name, actions in wanted.permissions.items() for action in actions]
    app.set_permissions(house, caller, role, ticked, expect=expect)
    return RolePermissions.of(app.role_page(house, caller, role), speaker)
