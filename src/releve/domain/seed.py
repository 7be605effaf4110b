"""What every tenant has from its first moment, so that somebody can enter it and a sync finds it on both sides.

Laws: the same arguments give the same drafts; the drafts refer only to each other; everything here but its
settings is named in the `builtin` of its kind, so that a sync matches it and never creates it a second time.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from releve.domain.entities import Draft
from releve.domain.ids import TenantId, Which
from releve.domain.kind import Body
from releve.domain.kinds import KINDS, checked
from releve.domain.people import PERMISSIONS, Action, BcpType, Grants


class _Issuer:
    """Issues the ids of one new tenant, counting them per kind."""

    def __init__(self, tenant: TenantId, slot: int) -> None:
        self._tenant, self._slot = tenant, slot
        self.issued: Counter[str] = Counter()

    def draft(self, kind: str, body: Body) -> Draft:
        declared, number = KINDS[kind], self.issued[kind]
        self.issued[kind] += 1
        return Draft(
            kind,
            checked(declared, body),
            id=declared.id.issue(self._tenant, kind, self._slot, number),
            alt_id=declared.alt.issue(self._tenant, kind, self._slot, number)
            if declared.alt
            else None,
        )


def built_in(
    tenant: TenantId, slot: int, *, name: str, business_unit: int
) -> tuple[list[Draft], dict[str, int]]:
    """The drafts of a new tenant, with their ids, and how many ids of each kind they use (`Entities.claim`).

    `slot` is that of the tenant's region; `business_unit` its number, unique in the region. Raises Invalid
    for a name that cannot be stored.
    """
    issuer = _Issuer(tenant, slot)
    unit = Draft(
        "business_unit",
        checked(KINDS["business_unit"], _business_unit(name)),
        id=str(business_unit),
        alt_id=tenant,
    )
    authenticator = issuer.draft("login_authenticator", _AUTHENTICATOR)
    roles = [issuer.draft("role", body) for body in _roles(_ref(authenticator))]
    administrator = next(role for role in roles if role.body["roleName"] == "Administrator")
    team = issuer.draft("team", _TEAM)
    admin = issuer.draft(
        "employee",
        {
            **_IMPERSONATED,
            "roleUUID": _ref(administrator),
            "teamId": _ref(team, Which.ALT),
            "loginAuthenticatorId": _ref(authenticator),
        },
    )
    drafts = [unit, authenticator, *roles, team, admin]
    return drafts, {"business_unit": 1, **issuer.issued}


def _ref(draft: Draft, which: Which = Which.ID) -> str:
    value = draft.id if which is Which.ID else draft.alt_id
    assert value is not None, f"the built-in {draft.kind} has no {which}"
    return value


def _business_unit(name: str) -> Body:
    return {
        "scope": "tenant",
        "businessUnitName": name,
        "isActive": True,
        "defaultTimeZone": "UTC",
    }


_AUTHENTICATOR: Body = {"name": "System Login Authenticator", "isActive": True}

_TEAM: Body = {"name": "System Default", "status": "ACTIVE", "isDefault": True}

#: The person that an operator acts as. The address can reach nobody: `.invalid` is reserved for that.
_IMPERSONATED: Body = {
    "userName": "Impersonated Admin",
    "firstName": "Impersonated",
    "lastName": "Admin",
    "emailAddress": "impersonated.admin@releve.invalid",
    "status": "ACTIVE",
    "isActive": True,
    "impersonated": True,
    "bcpType": BcpType.NONE.value,
}


def _everyday() -> Grants:
    """Every permission with all its actions, but for those that a feature of the tenant unlocks.

    Nobody has these by default, not even Administrators: an operator grants them.
    """
    return {
        permission.name: frozenset(permission.actions)
        for permission in PERMISSIONS.values()
        if not permission.feature
    }


def _managing() -> Grants:
    """A manager sees what an administrator sees, and looks after the employees."""
    seen = {
        name: frozenset({Action.VIEW})
        for name, actions in _everyday().items()
        if Action.VIEW in actions
    }
    return {**seen, "admin.employees": frozenset({Action.VIEW, Action.EDIT})}


def out_of_the_box() -> Mapping[str, Grants]:
    """Name → what the four roles allow that every tenant begins with."""
    return {
        "Agent": {},
        "Manager": _managing(),
        "Administrator": _everyday(),
        "Evaluator": {"admin.employees": frozenset({Action.VIEW})},
    }


def _roles(authenticator: str) -> Iterator[Body]:
    for sequence, (name, held) in enumerate(out_of_the_box().items(), start=1):
        yield {
            "roleName": name,
            "displayName": name,
            "status": "ACTIVE",
            "internal": 1,
            "modifiable": 1,
            "sequence": sequence,
            "loginAuthenticatorId": authenticator,
            "permissions": [
                {
                    "permission": permission,
                    "actions": [act.value for act in Action if act in actions],
                }
                for permission, actions in held.items()
            ],
        }
