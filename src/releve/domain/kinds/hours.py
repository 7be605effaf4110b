"""Hours of operation: when a queue is open. No days means always open.

The lists of skills and scripts that use the hours are answers of the field's API, not part of the document;
`isDeleted` is answered from the tombstone.
"""

from collections.abc import Mapping

from releve.domain.ids import integer
from releve.domain.kind import Choice, Date, Flag, Group, Instant, Kind, Many, Text, Time
from releve.domain.say import Message, say

_OPENING = (
    Time(name="openTime", label=say("Opens at")),
    Time(name="closeTime", label=say("Closes at")),
    Flag(name="hasAdditionalHours", label=say("Opens twice")),
    Time(name="additionalOpenTime", label=say("Opens again at")),
    Time(name="additionalCloseTime", label=say("Closes again at")),
    Flag(name="isClosedAllDay", label=say("Closed all day")),
)

_DAYS: Mapping[str | int, Message] = {
    "Monday": say("Monday"),
    "Tuesday": say("Tuesday"),
    "Wednesday": say("Wednesday"),
    "Thursday": say("Thursday"),
    "Friday": say("Friday"),
    "Saturday": say("Saturday"),
    "Sunday": say("Sunday"),
}

KIND = Kind(
    name="hours",
    label=say("Hours of operation"),
    plural=say("Hours of operation"),
    id=integer("hoursOfOperationProfileId", digits=4),
    key=("hoursOfOperationProfileName",),
    fields=(
        Text(name="hoursOfOperationProfileName", label=say("Name"), required=True, max=100),
        Text(name="description", label=say("Description"), max=1000, multiline=True),
        Text(name="notes", label=say("Notes"), max=1000, multiline=True),
        Many(
            name="days",
            label=say("Days of the week"),
            item=Group(
                name="weekday",
                label=say("Day of the week"),
                fields=(
                    Choice(name="day", label=say("Day"), required=True, options=_DAYS),
                    *_OPENING,
                ),
            ),
        ),
        Many(
            name="holidays",
            label=say("Holidays"),
            item=Group(
                name="holiday",
                label=say("Holiday"),
                fields=(
                    Text(name="name", label=say("Name"), required=True, max=100),
                    Date(name="date", label=say("Date"), required=True),
                    *_OPENING,
                ),
            ),
        ),
        Text(name="overrideBranch", label=say("Branch taken instead"), max=100),
        Instant(name="overrideExpirationDate", label=say("Taken instead until")),
    ),
)
