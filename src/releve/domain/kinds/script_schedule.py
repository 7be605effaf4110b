"""A script schedule: when a script is started, for which skill, with which parameters.

A parameter may hold an identifier; only the script called can tell, so the script engine looks at it.
"""

from releve.domain.ids import integer
from releve.domain.kind import NO_ID, Flag, Instant, Int, KeyRef, Kind, Many, Ref, Text
from releve.domain.say import say

KIND = Kind(
    name="script_schedule",
    label=say("Script schedule"),
    plural=say("Script schedules"),
    id=integer("id", digits=6),
    key=("name",),
    fields=(
        Text(name="name", label=say("Name"), required=True, max=100),
        Flag(name="status", label=say("Active"), default=True),
        Text(name="scheduleType", label=say("Type"), max=50),
        Ref(name="skill", label=say("Skill"), kind="skill", keep=NO_ID),
        KeyRef(name="script", label=say("Script"), kind="script"),
        Many(
            name="parameters",
            label=say("Parameters"),
            item=Text(name="parameter", label=say("Parameter"), max=2000),
        ),
        Instant(name="startDate", label=say("Start")),
        Flag(name="ends", label=say("Ends")),
        Instant(name="endDate", label=say("End")),
        Int(name="timeOut", label=say("Timeout"), min=0),
        Int(name="attemptCount", label=say("Attempts"), min=0),
        Text(name="recursType", label=say("Recurrence"), max=50),
        Int(name="everyXDays", label=say("Every so many days"), min=0),
        Int(name="everyXWeeks", label=say("Every so many weeks"), min=0),
        Text(name="weeklyDays", label=say("Days of the week"), max=100),
        Int(name="dayOfMonth", label=say("Day of the month"), min=0, max=31),
        Int(name="everyXmonth", label=say("Every so many months"), min=0),
        Text(name="ordinalMonthWeek", label=say("Week of the month"), max=50),
        Text(name="monthWeekDays", label=say("Days of that week"), max=100),
        Text(name="state", label=say("State"), max=50),
    ),
    inactive_field="status",
)
