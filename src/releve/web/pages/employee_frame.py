"""What the frame of an employee's profile (`admin/employee.html`) shows around every tab."""

from typing import Any

from releve.app import browsing
from releve.app.rights import Act, may
from releve.domain.entities import Entity
from releve.domain.people import Caller
from releve.web.door import Door
from releve.web.pages.employee_layout import name_of


def frame_of_profile(door: Door, caller: Caller | None, employee: Entity) -> dict[str, Any]:
    return {
        "place": "employees",
        "employee": employee,
        "name": name_of(employee),
        "has_bcp": browsing.tenant_of(door.house, caller).features.bcp,
        "may_edit": may(caller, Act.EMPLOYEES_EDIT),
        "builtin": browsing.is_builtin(employee),
        "is_deactivated": employee.body.get("status") == "DELETED",
        "is_oneself": caller is not None and employee.id == caller.employee,
        "expect": employee.revision,
    }
