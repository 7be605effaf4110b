"""One's own account: the password, the second factor, and the sessions that are open."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from releve.api.caller import Agent, Open, Origin, Whoever
from releve.api.shape import Shape
from releve.api.v1.names import TenantName
from releve.app import own_sessions, passwords, second_factor
from releve.app.proofs import Visit

router = APIRouter(prefix="/me", tags=["account"])

Word = Annotated[str, Field(max_length=300)]


class SessionOut(Shape):
    """Where somebody is logged in. `tenant` null: Tenant Management. `own`: the one that asks."""

    id: str
    tenant: TenantName | None
    origin: str
    agent: str
    since: str
    seen_at: str = Field(
        description="When they were last here, to within a tenth of the idle time."
    )
    own: bool

    @classmethod
    def of(cls, one: own_sessions.Open) -> "SessionOut":
        session = one.session
        return cls(
            id=one.id,
            tenant=TenantName.of(one.tenant) if one.tenant else None,
            origin=session.origin,
            agent=session.agent,
            since=session.created_at,
            seen_at=session.seen_at or session.created_at,
            own=one.own,
        )


class SessionsOut(Shape):
    """`silent`: tenants whose region does not answer, so that what is open there is not known."""

    items: list[SessionOut]
    silent: list[str]

    @classmethod
    def of(cls, found: own_sessions.OpenSessions) -> "SessionsOut":
        return cls(items=[SessionOut.of(one) for one in found.rows], silent=found.silent)


class Ended(Shape):
    ended: int


class PasswordChange(Shape):
    current: Word
    password: Word


class NewToken(Shape):
    """In the place of the one that asked, which is good no more."""

    token: str


class ShownAgain(Shape):
    """The password, shown once more before what matters."""

    password: Word


class FactorOut(Shape):
    """`readable`: the codes of the app can be checked in this region; if not, recovery codes can."""

    set_up: bool
    since: str | None
    recovery_codes: int
    readable: bool
    required: bool

    @classmethod
    def of(cls, found: second_factor.Standing) -> "FactorOut":
        return cls(
            set_up=found.is_set_up,
            since=found.since or None,
            recovery_codes=found.codes,
            readable=found.readable,
            required=found.required,
        )


class OfferOut(Shape):
    """What goes into the app: `secret` typed, or `address` as a picture. Send `proof` back with a code."""

    proof: str
    secret: str
    address: str

    @classmethod
    def of(cls, offer: second_factor.Offer) -> "OfferOut":
        return cls(proof=offer.proof, secret=offer.secret, address=offer.address)


class FirstCode(Shape):
    proof: Word
    code: Annotated[str, Field(max_length=40)]


class RecoveryCodes(Shape):
    """Shown this once. Each is good once in the place of a code."""

    recovery_codes: list[str]


class SetUp(RecoveryCodes):
    token: str = Field(description="In the place of the one that asked.")


@router.put("/password", summary="Change my password")
def change_password(house: Open, caller: Whoever, change: PasswordChange) -> NewToken:
    """Every other session of mine ends; this one goes on with the new token."""
    token = passwords.change_own(house, caller, change.current, change.password)
    return NewToken(token=token)


@router.get("/sessions", summary="Where I am logged in")
def list_sessions(house: Open, caller: Whoever) -> SessionsOut:
    """On both sides of the pair."""
    return SessionsOut.of(own_sessions.own(house, caller))


@router.delete("/sessions", summary="End my other sessions")
def end_sessions(house: Open, caller: Whoever) -> Ended:
    """All but the one that asks."""
    return Ended(ended=own_sessions.end_own_others(house, caller))


@router.delete("/sessions/{id}", status_code=204, summary="End a session of mine")
def end_session(house: Open, caller: Whoever, id: str) -> Response:
    """Its token is good no more, from this moment."""
    own_sessions.end_own(house, caller, id)
    return Response(status_code=204)


@router.get("/second-factor", summary="My second factor")
def get_factor(house: Open, caller: Whoever) -> FactorOut:
    """Whether I have one, and how many recovery codes are left."""
    return FactorOut.of(second_factor.standing(house, caller))


@router.post("/second-factor", summary="Begin to set up a second factor")
def begin_factor(
    house: Open, caller: Whoever, origin: Origin, agent: Agent, shown: ShownAgain
) -> OfferOut:
    """A secret for an authenticator app. Nothing is kept before a code of it was shown."""
    visit = Visit(origin, agent)
    return OfferOut.of(second_factor.begin(house, caller, shown.password, visit))


@router.post("/second-factor/code", summary="Set up the second factor")
def set_up_factor(house: Open, caller: Whoever, first: FirstCode) -> SetUp:
    """With a code that shows that the app knows the secret. Every other session of mine ends."""
    codes, token = second_factor.finish(house, caller, first.proof, first.code)
    return SetUp(recovery_codes=list(codes), token=token)


@router.post("/second-factor/recovery-codes", summary="Make new recovery codes")
def new_codes(house: Open, caller: Whoever, shown: ShownAgain) -> RecoveryCodes:
    """The old ones are good no more."""
    codes = second_factor.new_codes(house, caller, shown.password)
    return RecoveryCodes(recovery_codes=list(codes))


@router.post("/second-factor/removal", status_code=204, summary="Take my second factor away")
def remove_factor(house: Open, caller: Whoever, shown: ShownAgain) -> Response:
    """Refused while one of my roles wants it."""
    second_factor.give_up(house, caller, shown.password)
    return Response(status_code=204)
