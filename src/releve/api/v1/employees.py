"""What is special about employees: the BCP type of many at once, and passwords.

Employees are listed, looked at and written as entities of the kind `employee`.
"""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.app import employees as app
from releve.app.passwords import set_password as set_it

router = APIRouter(prefix="/employees", tags=["employees"])

IDS_MAX = 50_000


class BcpTypes(Shape):
    """One BCP type for all these employees: `none`, `single` or `multiple`."""

    ids: Annotated[list[str], Field(min_length=1, max_length=IDS_MAX)]
    bcp_type: Annotated[str, Field(max_length=50)]


class Changed(Shape):
    changed: int


class NewPassword(Shape):
    password: Annotated[str, Field(max_length=300)]


@router.put("/bcp-type", summary="Give employees a BCP type")
def set_bcp_type(house: Open, caller: Whoever, wanted: BcpTypes) -> Changed:
    """All of them or none. Counts at their next request."""
    ids = set(wanted.ids)
    app.set_bcp_type(house, caller, ids, wanted.bcp_type)
    return Changed(changed=len(ids))


@router.put("/{id}/password", status_code=204, summary="Set an employee's password")
def set_password(house: Open, caller: Whoever, id: str, new: NewPassword) -> Response:
    """Ends the employee's sessions. The password reaches the BCP tenant with the next sync."""
    set_it(house, caller, id, new.password)
    return Response(status_code=204)
