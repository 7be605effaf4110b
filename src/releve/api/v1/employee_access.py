"""How an employee gets in: the link to a new password, the second factor, the sessions that are open."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.api.v1.account import Ended, FactorOut, SessionsOut
from releve.app import own_sessions, passwords, second_factor
from releve.domain.clock import stamp

router = APIRouter(prefix="/employees/{id}", tags=["employees"])


class LinkOut(Shape):
    """Shown this once. Good once, `until` then. The address leads to a page; `token` is for `POST /login/new-password`."""

    address: str
    token: Annotated[str, Field(description="The secret at the end of the address.")]
    until: str
    username: str


@router.post("/password-link", summary="Make a link to a new password")
def make_link(house: Open, caller: Whoever, id: str) -> LinkOut:
    """For an employee who has forgotten theirs. Earlier links are worthless from now on."""
    link = passwords.make_link(house, caller, id)
    return LinkOut(
        address=link.address, token=link.token, until=stamp(link.until), username=link.username
    )


@router.get("/second-factor", summary="An employee's second factor")
def get_factor(house: Open, caller: Whoever, id: str) -> FactorOut:
    """Whether there is one, and whether a role wants it."""
    return FactorOut.of(second_factor.standing_of(house, caller, id))


@router.delete("/second-factor", status_code=204, summary="Take an employee's second factor away")
def reset_factor(house: Open, caller: Whoever, id: str) -> Response:
    """Their telephone is lost. Their sessions end."""
    second_factor.reset(house, caller, id)
    return Response(status_code=204)


@router.get("/sessions", summary="Where an employee is logged in")
def list_sessions(house: Open, caller: Whoever, id: str) -> SessionsOut:
    """On both sides of the pair."""
    return SessionsOut.of(own_sessions.of_employee(house, caller, id))


@router.delete("/sessions", summary="End all sessions of an employee")
def end_sessions(house: Open, caller: Whoever, id: str) -> Ended:
    """They must log in again, on either side."""
    return Ended(ended=own_sessions.end_of_employee(house, caller, id))


@router.delete("/sessions/{session}", status_code=204, summary="End a session of an employee")
def end_session(house: Open, caller: Whoever, id: str, session: str) -> Response:
    """One of the list."""
    own_sessions.end_of_employee(house, caller, id, session)
    return Response(status_code=204)
