"""Single sign-on of a company, set up by operators."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.app import sign_on as app
from releve.domain.errors import NotFound
from releve.domain.say import say
from releve.domain.tenancy import SignOn

router = APIRouter(prefix="/tenants/{tenant}/sign-on", tags=["tenants"])

Word = Annotated[str, Field(max_length=500)]


class SignOnShape(Shape):
    """`secret` names the client's secret, which the server finds in its environment; "" for a client without one."""

    issuer: Word
    client_id: Word
    secret: Annotated[str, Field(max_length=100, pattern="^[A-Z0-9_]*$")] = ""
    claim: Word = "email"


@router.get("", summary="The single sign-on of a company")
def get_sign_on(house: Open, caller: Whoever, tenant: str) -> SignOnShape:
    """The same for both tenants of a pair."""
    found = app.setting_for(house, caller, tenant)
    if found is None:
        raise NotFound(say("Single sign-on is not set up for this tenant."))
    return SignOnShape(
        issuer=found.issuer, client_id=found.client_id, secret=found.secret, claim=found.claim
    )


@router.put("", status_code=204, summary="Set up the single sign-on of a company")
def put_sign_on(house: Open, caller: Whoever, tenant: str, wanted: SignOnShape) -> Response:
    """The issuer is asked whether it is one before anything is stored."""
    setting = SignOn(wanted.issuer, wanted.client_id, wanted.secret, wanted.claim)
    app.save_setting(house, caller, tenant, setting)
    return Response(status_code=204)


@router.delete("", status_code=204, summary="Take the single sign-on of a company away")
def delete_sign_on(house: Open, caller: Whoever, tenant: str) -> Response:
    """People log in with their passwords again."""
    app.remove_setting(house, caller, tenant)
    return Response(status_code=204)
