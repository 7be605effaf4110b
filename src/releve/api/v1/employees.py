"""What is special about employees: the BCP type of many at once, whether they are active, passwords, and their history.

Employees are listed, looked at and written as entities of the kind `employee`.
"""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.shape import Listed, Shape
from releve.api.speaking import Speaking
from releve.app import employees as app
from releve.app.audit_words import employee_act_named
from releve.app.passwords import set_password as set_it
from releve.domain.changes import EmployeeChange
from releve.languages.speaker import Speaker

router = APIRouter(prefix="/employees", tags=["employees"])

IDS_MAX = 50_000


class BcpTypes(Shape):
    """One BCP type for all these employees: `none`, `single` or `multiple`."""

    ids: Annotated[list[str], Field(min_length=1, max_length=IDS_MAX)]
    bcp_type: Annotated[str, Field(max_length=50)]


class BcpTypeOfAll(Shape):
    """One BCP type for everybody on a list: `search` is a part of the username, `where` compares fields. `expect` is how
    many they are: if they are more or fewer, nothing is done."""

    bcp_type: Annotated[str, Field(max_length=50)]
    expect: Annotated[int, Field(ge=0)]
    search: Annotated[str, Field(max_length=200)] = ""
    where: dict[str, str] = Field(default_factory=dict)


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


@router.put("/bcp-type/all", summary="Give everybody on a list a BCP type")
def set_bcp_type_of_all(house: Open, caller: Whoever, wanted: BcpTypeOfAll) -> Changed:
    """All of them or none."""
    choice = app.Choice(wanted.search, wanted.where)
    many = app.set_bcp_type_of_all(house, caller, choice, wanted.bcp_type, expect=wanted.expect)
    return Changed(changed=many)


@router.put("/{id}/password", status_code=204, summary="Set an employee's password")
def set_password(house: Open, caller: Whoever, id: str, new: NewPassword) -> Response:
    """Ends the employee's sessions. The password reaches the BCP tenant with the next sync."""
    set_it(house, caller, id, new.password)
    return Response(status_code=204)


class FieldOut(Shape):
    """A field that was changed; the values as JSON, shortened; empty for a value that is not there."""

    name: str
    before: str
    after: str


class ChangeOut(Shape):
    """One change. `way` is the door through which it came, `title` what people call the act; `fields` null: what was changed is not kept."""

    revision: int
    at: str
    by: str
    acting_as: str | None
    way: str
    act: str
    title: str
    fields: list[FieldOut] | None

    @classmethod
    def of(cls, change: EmployeeChange, speaker: Speaker) -> "ChangeOut":
        fields = change.fields
        return cls(
            revision=change.revision,
            at=change.at,
            by=change.by,
            acting_as=change.acting_as,
            way=change.way,
            act=change.act,
            title=speaker.text(employee_act_named(change.act)),
            fields=None
            if fields is None
            else [FieldOut(name=name, before=old, after=new) for name, old, new in fields],
        )


@router.get("/{id}/changes", summary="The change history of an employee")
def changes(house: Open, caller: Whoever, speaker: Speaking, id: str) -> Listed[ChangeOut]:
    """Field by field, who, when, and through which door; the newest first."""
    found = app.history(house, caller, id).changes
    return Listed(total=len(found), items=[ChangeOut.of(one, speaker) for one in found])


@router.post("/{id}/deactivate", status_code=204, summary="Deactivate an employee")
def deactivate(house: Open, caller: Whoever, id: str) -> Response:
    """They cannot log in any more, and keep everything. Refused for oneself and for the built-in employee."""
    app.deactivate(house, caller, id)
    return Response(status_code=204)


@router.post("/{id}/activate", status_code=204, summary="Activate an employee again")
def activate(house: Open, caller: Whoever, id: str) -> Response:
    """With the password they had, if they had one."""
    app.activate(house, caller, id)
    return Response(status_code=204)
