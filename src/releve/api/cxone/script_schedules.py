"""Script schedules: the field only reads them."""

from releve.api.cxone.acd import acd_router
from releve.api.cxone.crud import Resource, add_list, add_one
from releve.api.cxone.lists import Listing, flag
from releve.api.cxone.shapes import Id, Own, Shape, always

router = acd_router("script schedules")

#: All that is kept of a schedule, under the field's own names.
_KEPT = (
    "name scheduleType status state skill script parameters startDate ends endDate timeOut "
    "attemptCount recursType everyXDays everyXWeeks weeklyDays dayOfMonth everyXmonth "
    "ordinalMonthWeek monthWeekDays"
)
SCHEDULE = Shape(
    "script_schedule",
    (
        Id(name="id"),
        *(Own(name=name, takes=()) for name in _KEPT.split()),
        # Nothing runs here, so nothing has run and nothing will.
        *always(None, "lastRunTime nextRunTime nextAttemptRunTime occurrencesRemaining"),
    ),
)
SCHEDULES = Listing(SCHEDULE, "scriptSchedules", {"isActive": flag("isActive", "status")})
_SCHEDULES = Resource("/script-schedules", SCHEDULES, "script schedule", one="scriptSchedule")

add_list(router, _SCHEDULES)
add_one(router, _SCHEDULES)
