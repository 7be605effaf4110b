"""The form of the sync configuration: its choices with what each means for people, and what they send."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, Field

from releve.domain.say import Message, say
from releve.domain.tenancy import Deletions, Drift, Frequency, OpenPlaces, SyncConfig

#: A value, its label, and what choosing it means.
Option = tuple[str, Message, Message]

FREQUENCIES: tuple[Option, ...] = (
    (
        Frequency.CONTINUOUS,
        say("Continuous"),
        say(
            "Every change is copied within seconds. At worst, the last seconds are missing. Both regions are "
            "at work all the time."
        ),
    ),
    (
        Frequency.HOURLY,
        say("Hourly"),
        say("One run an hour. At worst, the changes of the last hour are missing."),
    ),
    (
        Frequency.DAILY,
        say("Daily"),
        say("One run a day. At worst, the changes of the last 24 hours are missing."),
    ),
    (
        Frequency.WEEKLY,
        say("Weekly"),
        say(
            "One run a week, for a tenant that hardly ever changes. At worst, the changes of the last 7 days "
            "are missing."
        ),
    ),
)
DELETIONS: tuple[Option, ...] = (
    (
        Deletions.ASK,
        say("Ask first"),
        say("It waits until somebody approves it. Everything else is copied meanwhile."),
    ),
    (
        Deletions.FOLLOW,
        say("Delete it there too"),
        say(
            "The next run deletes it. What exceeds the limits below waits until somebody approves it."
        ),
    ),
    (
        Deletions.OFF,
        say("Keep it there"),
        say("Nothing is ever deleted in the BCP tenant by the sync."),
    ),
)
DRIFT: tuple[Option, ...] = (
    (
        Drift.OVERWRITE,
        say("Write over them"),
        say("The next run puts back what the primary tenant has."),
    ),
    (
        Drift.KEEP,
        say("Keep them"),
        say("What was changed there is left alone, and each run says so."),
    ),
)
OPEN_PLACES: tuple[Option, ...] = (
    (
        OpenPlaces.SEND,
        say("Copy them, and say so"),
        say("What is not settled is copied as it stands; Studio lists it under To review."),
    ),
    (
        OpenPlaces.HOLD,
        say("Hold them back"),
        say("The BCP tenant keeps the script that it has until somebody has settled every place."),
    ),
)
WEEKDAYS: tuple[tuple[str, Message], ...] = (
    ("0", say("Monday")),
    ("1", say("Tuesday")),
    ("2", say("Wednesday")),
    ("3", say("Thursday")),
    ("4", say("Friday")),
    ("5", say("Saturday")),
    ("6", say("Sunday")),
)


class Sent(BaseModel):
    """What somebody filled in, as it came. An hourly sync has a field of its own for its minute."""

    enabled: str = ""
    tab: str = "default"
    frequency: str = ""
    at: str = ""
    minute: str = ""
    zone: str = ""
    weekday: str = ""
    kinds: list[str] = []
    deletions: str = ""
    deletions_max: str = ""
    deletions_share: str = ""
    edits_share: str = ""
    drift: str = ""
    open_places: str = ""
    restore_points: str = ""
    complete: str = ""
    version: Annotated[int, Field(ge=0, lt=2**63)] = 0

    def given(self) -> dict[str, object]:
        """For `sync_settings.configure`."""
        fields = self.model_dump(exclude={"tab", "minute", "complete", "version"})
        at = self.at
        if self.frequency == Frequency.HOURLY:
            minute = self.minute.strip()
            at = f"{self.at[:2] or '00'}:{minute.zfill(2) if minute else ''}"
        return {**fields, "enabled": bool(self.enabled), "custom": self.tab == "custom", "at": at}

    def shown(self) -> Mapping[str, object]:
        """The values of the fields, so that nothing which was filled in is lost."""
        return {**self.model_dump(), "enabled": bool(self.enabled)}


def stored(config: SyncConfig) -> Mapping[str, object]:
    """The same for what is stored."""
    fields = {name: getattr(config, name) for name in Sent.model_fields if hasattr(config, name)}
    return {**fields, "minute": int(config.at[-2:])}


def in_hidden_part(errors: Mapping[str, Message]) -> bool:
    """Whether a field is wrong that is not seen unless its part of the form is open."""
    return bool(_SAFEGUARDS & errors.keys())


def is_ordinary(config: SyncConfig) -> bool:
    """Whether everything in that part is as in a new configuration."""
    return all(getattr(config, name) == getattr(SyncConfig(), name) for name in _SAFEGUARDS)


_SAFEGUARDS = frozenset(
    {
        "deletions",
        "deletions_max",
        "deletions_share",
        "edits_share",
        "drift",
        "open_places",
        "restore_points",
    }
)
