"""Logging in and out, and who one is."""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from releve.api.caller import Agent, Open, Origin, Somebody, Token
from releve.api.shape import Shape
from releve.api.v1.account import OfferOut
from releve.api.v1.names import TenantName
from releve.app import login, operator_login, passwords
from releve.app.tenants import card_of
from releve.domain.people import Action, BcpType
from releve.domain.tenancy import Side

router = APIRouter(tags=["login"])

Word = Annotated[str, Field(min_length=1, max_length=300)]


class Credentials(Shape):
    """`company` is needed only after an answer `which_company`."""

    username: Word
    password: Word
    company: Annotated[str, Field(max_length=100)] = ""


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


class MustProve(Shape):
    """The password was right: send `proof` with a code of the second factor to `/login/code`."""

    outcome: Literal["must_prove"] = "must_prove"
    proof: str


class MustEnrol(Shape):
    """The password was right, and a role wants a second factor: send `proof` to `/login/second-factor`."""

    outcome: Literal["must_enrol"] = "must_enrol"
    proof: str


class Proof(Shape):
    proof: Word


class Code(Shape):
    """`code`: six figures of the app, or a recovery code."""

    proof: Word
    code: Annotated[str, Field(max_length=40)]


class Enrolled(Shape):
    """The recovery codes are shown this once."""

    recovery_codes: list[str]
    landed: Annotated[LoggedIn | MustChoose, Field(discriminator="outcome")]


class NewPassword(Shape):
    token: Word
    password: Annotated[str, Field(max_length=300)]


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
    house: Open, origin: Origin, agent: Agent, given: Credentials
) -> Annotated[
    LoggedIn | MustChoose | WhichCompany | MustProve | MustEnrol, Field(discriminator="outcome")
]:
    """An employee's login. The BCP type of the employee and the active tenant decide where it ends."""
    found = login.log_in(
        house, given.username, given.password, origin=origin, company=given.company, agent=agent
    )
    match found:
        case login.WhichCompany(companies):
            return WhichCompany(companies=[Company(id=one, name=name) for one, name in companies])
        case login.MustProve(proof):
            return MustProve(proof=proof)
        case login.MustEnrol(proof):
            return MustEnrol(proof=proof)
        case login.LoggedIn() | login.MustChoose():
            return _landed(found)


def _landed(landed: login.Landed) -> LoggedIn | MustChoose:
    if isinstance(landed, login.LoggedIn):
        return LoggedIn.of(landed)
    sides = [
        SideToChoose(side=side, active=active, tenant=TenantName.of(tenant))
        for side, tenant, active in landed.sides
    ]
    return MustChoose(proof=landed.proof, sides=sides)


@router.post("/login/code", summary="Show a code of the second factor")
def show_code(
    house: Open, origin: Origin, agent: Agent, given: Code
) -> Annotated[LoggedIn | MustChoose, Field(discriminator="outcome")]:
    """After the password. The proof is used up by the right code, and good for five minutes."""
    return _landed(login.show_code(house, given.proof, given.code, origin=origin, agent=agent))


@router.post("/login/second-factor", summary="Get the secret of a second factor")
def offer_factor(house: Open, given: Proof) -> OfferOut:
    """For who must set one up to come in. The same proof is offered the same secret."""
    return OfferOut.of(login.offer_factor(house, given.proof))


@router.post("/login/second-factor/code", summary="Set up the second factor, and come in")
def enrol(house: Open, origin: Origin, agent: Agent, given: Code) -> Enrolled:
    """With a code that shows that the app knows the secret."""
    done = login.enrol(house, given.proof, given.code, origin=origin, agent=agent)
    return Enrolled(recovery_codes=list(done.codes), landed=_landed(done.landed))


@router.post("/login/new-password", status_code=204, summary="Choose a new password with a link")
def new_password(house: Open, origin: Origin, given: NewPassword) -> Response:
    """With the token of a link that an administrator made. Every session of the employee ends."""
    passwords.use_link(house, given.token, given.password, origin=origin)
    return Response(status_code=204)


@router.post("/login/choice", summary="Choose a tenant")
def choose(house: Open, origin: Origin, agent: Agent, choice: Choice) -> LoggedIn:
    """The second half of a login with multiple access. The proof is good once, for a few minutes."""
    chosen = login.choose(house, choice.proof, choice.tenant, origin=origin, agent=agent)
    return LoggedIn.of(chosen)


class OperatorCredentials(Shape):
    username: Word
    password: Word


@router.post("/login/operator", summary="Log in to Tenant Management")
def log_in_operator(
    house: Open, origin: Origin, agent: Agent, given: OperatorCredentials
) -> LoggedIn:
    """An operator's login: accounts with the permission *TM Admin*."""
    found = operator_login.log_in_operator(
        house, given.username, given.password, origin=origin, agent=agent
    )
    return LoggedIn.of(found)


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
