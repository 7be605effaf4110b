"""The passkey of a pair without a switch: verified, and the log of all it has had. Inside a tenant, and for operators."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.app import passkey_verifying
from releve.domain.passkeys import PasskeyLine, Showing

router = APIRouter(tags=["passkeys"])


class ShownOut(Shape):
    """Somebody showed the right passkey; `actingAs` where an operator impersonated."""

    at: str
    by: str
    acting_as: str | None
    how: Showing


class PasskeyOut(Shape):
    """A passkey of the pair, without the secret. Who made it has seen it."""

    number: int
    made_at: str
    made_by: str
    shown: list[ShownOut]

    @classmethod
    def of(cls, line: PasskeyLine) -> "PasskeyOut":
        return cls(
            number=line.number,
            made_at=line.made_at,
            made_by=line.made_by,
            shown=[
                ShownOut(at=one.at, by=one.by, acting_as=one.acting_as, how=one.how)
                for one in line.shown
            ],
        )


class Passkey(Shape):
    """In any case of letters, with dashes or without."""

    passkey: Annotated[str, Field(max_length=200)]


@router.get("/passkeys", summary="Every passkey the pair has had")
def log(house: Open, caller: Whoever) -> list[PasskeyOut]:
    """The newest first: who made it, who verified it, who ordered with it. No secrets."""
    return [PasskeyOut.of(line) for line in passkey_verifying.passkeys(house, caller)]


@router.post("/passkeys/verification", summary="Verify the passkey without switching")
def verify(house: Open, caller: Whoever, given: Passkey) -> PasskeyOut:
    """Switches nothing. Counted with the tries of the switch, and remembered."""
    return PasskeyOut.of(passkey_verifying.verify(house, caller, given.passkey))


@router.get("/tenants/{tenant}/passkeys", summary="The same, for operators")
def log_of_tenant(house: Open, caller: Whoever, tenant: str) -> list[PasskeyOut]:
    """Of the pair of this tenant."""
    return [PasskeyOut.of(line) for line in passkey_verifying.passkeys(house, caller, tenant)]


@router.post("/tenants/{tenant}/passkeys/verification", summary="The same, for operators")
def verify_of_tenant(house: Open, caller: Whoever, tenant: str, given: Passkey) -> PasskeyOut:
    """Of the pair of this tenant."""
    return PasskeyOut.of(passkey_verifying.verify(house, caller, given.passkey, tenant))
