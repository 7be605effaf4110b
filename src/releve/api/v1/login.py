"""Logging in and out, and who one is."""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from releve.api.caller import Open, Origin, Somebody, Token
from releve.api.shape import Shape
from releve.app import login
from releve.app.tenants import card_of
from releve.domain.people import Action, BcpType
from releve.domain.tenancy import Side, Tenant

router = APIRouter(tags=["login"])

Word = Annotated[str, Field(min_length=1, max_length=300)]


class Credentials(Shape):
    """`company` is needed only after an answer `which_company`."""

    username: Word
    password: Word
    company: Annotated[str, Field(max_length=100)] = ""


class TenantName(Shape):
    """A tenant by its names."""

    id: str
    name: str
    region: str

    @classmethod
    def of(cls, tenant: Tenant) -> "TenantName":
        return cls(id=tenant.id, name=tenant.name, region=tenant.region)


class LoggedIn(Shape):
    """The token is for `Authorization: Bearer`. No tenant: an operator."""

    outcome: Literal["logged_in"] = "logged_in"
    token: str
    tenant: TenantName | None

    @classmethod
    def of(cls, logged_in: login.LoggedIn) -> "LoggedIn":
        tenant = TenantName.of(logged_in.tenant) if logged_in.tenant else None
        return cls(token=logged_in.token, tenant=tenant)


class SideToChoose(Shape):
    side: Side
    active: bool
    tenant: TenantName


class MustChoose(Shape):
    """Somebody with multiple access, proven: send `proof` with the tenant chosen to `/login/choice`."""

    outcome: Literal["must_choose"] = "must_choose"
    proof: str
    sides: list[SideToChoose]


class Company(Shape):
    id: str
    name: str


class WhichCompany(Shape):
    """The username exists in several companies: log in again and name one."""

    outcome: Literal["which_company"] = "which_company"
    companies: list[Company]


class Choice(Shape):
    proof: Word
    tenant: Word


class Me(Shape):
    """Who is logged in, where, and what they may do there. `active`: is their tenant's side the active one."""

    username: str
    operator: str | None
    impersonating: bool
    tenant: TenantName | None
    side: Side | None
    active: bool | None
    bcp_type: BcpType
    grants: dict[str, list[Action]]


@router.post("/login", summary="Log in to a tenant")
def log_in(
    house: Open, origin: Origin, given: Credentials
) -> Annotated[LoggedIn | MustChoose | WhichCompany, Field(discriminator="outcome")]:
    """An employee's login. The BCP type of the employee and the active tenant decide where it ends."""
    found = login.log_in(
        house, given.username, given.password, origin=origin, company=given.company
    )
    match found:
        case login.LoggedIn():
            return LoggedIn.of(found)
        case login.MustChoose(proof, sides):
            return MustChoose(
                proof=proof,
                sides=[
                    SideToChoose(side=side, active=active, tenant=TenantName.of(tenant))
                    for side, tenant, active in sides
                ],
            )
        case login.WhichCompany(companies):
            return WhichCompany(companies=[Company(id=one, name=name) for one, name in companies])


@router.post("/login/choice", summary="Choose a tenant")
def choose(house: Open, origin: Origin, choice: Choice) -> LoggedIn:
    """The second half of a login with multiple access. The proof is good once, for a few minutes."""
    return LoggedIn.of(login.choose(house, choice.proof, choice.tenant, origin=origin))


class OperatorCredentials(Shape):
    username: Word
    password: Word


@router.post("/login/operator", summary="Log in to Tenant Management")
def log_in_operator(house: Open, origin: Origin, given: OperatorCredentials) -> LoggedIn:
    """An operator's login: accounts with the permission *TM Admin*."""
    return LoggedIn.of(login.log_in_operator(house, given.username, given.password, origin=origin))


@router.post("/logout", status_code=204, summary="Log out")
def log_out(house: Open, origin: Origin, token: Token) -> Response:
    """Ends the session of the token, or the impersonation; either is written into the audit."""
    login.log_out(house, token, origin=origin)
    return Response(status_code=204)


@router.get("/me", summary="Who am I?")
def me(house: Open, caller: Somebody) -> Me:
    """The caller, the tenant and what the roles allow, read anew at each request."""
    card = card_of(house, caller.tenant) if caller.tenant else None
    active = card.activation.active is card.side if card and card.activation else None
    grants = caller.grants or {}
    return Me(
        username=caller.username,
        operator=caller.operator,
        impersonating=caller.impersonating,
        tenant=TenantName.of(card.tenant) if card else None,
        side=card.side if card else None,
        active=active,
        bcp_type=caller.bcp_type,
        grants={name: sorted(actions) for name, actions in sorted(grants.items())},
    )
