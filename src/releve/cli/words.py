"""What the answers of the API say in codes, in the words of the console. JSON keeps the codes."""

from collections.abc import Mapping
from typing import Any

from releve.domain.kinds import KINDS
from releve.domain.people import PERMISSIONS, Action, BcpType
from releve.domain.runs import Verb
from releve.domain.say import Message, say

#: In the order of the table on the console.
VERBS: Mapping[str, Message] = {
    Verb.CREATE: say("Create"),
    Verb.ADOPT: say("Adopt"),
    Verb.UPDATE: say("Update"),
    Verb.DELETE: say("Delete"),
    Verb.HOLD: say("Hold back"),
}
DONE: Mapping[str, Message] = {
    Verb.CREATE: say("Created"),
    Verb.ADOPT: say("Adopted"),
    Verb.UPDATE: say("Changed"),
    Verb.DELETE: say("Deleted"),
    Verb.HOLD: say("Held back"),
}
STATES: Mapping[str, Message] = {
    "queued": say("Queued"),
    "running": say("Running"),
    "done": say("Done"),
    "failed": say("Failed"),
    "refused": say("Refused"),
    "asking": say("Waits for you"),
    "cancelled": say("Cancelled"),
}
ORDER_STATES: Mapping[str, Message] = {
    "waiting": say("waits for a second person"),
    "syncing": say("the last sync runs"),
    "stopped": say("stopped"),
    "interrupted": say("interrupted"),
    "cancelled": say("cancelled"),
    "expired": say("expired"),
}
MODES: Mapping[str, Message] = {"planned": say("planned"), "emergency": say("emergency")}
SIDES: Mapping[str, Message] = {"primary": say("Primary tenant"), "bcp": say("BCP tenant")}
DELETIONS: Mapping[str, Message] = {
    "ask": say("Ask first"),
    "follow": say("Delete it there too"),
    "off": say("Keep it there"),
}
OPEN_PLACES: Mapping[str, Message] = {
    "send": say("Copy them, and say so"),
    "hold": say("Hold them back"),
}
DRIFT: Mapping[str, Message] = {"overwrite": say("Replace them"), "keep": say("Keep them")}
CHANGES: Mapping[str, Message] = {
    "edited": say("Edited"),
    "deleted": say("Deleted"),
    "added": say("Added"),
}
DECISIONS: Mapping[str, Message] = {
    "keep": say("Keep"),
    "overwrite": say("Write over"),
    "none": say("As configured"),
}
ACTIONS: Mapping[str, Message] = {
    Action.VIEW: say("View"),
    Action.EDIT: say("Edit"),
    Action.CREATE: say("Create"),
}
#: What became of a script that was imported.
OUTCOMES: Mapping[str, Message] = {
    "created": say("Created"),
    "changed": say("Changed"),
    "unchanged": say("Unchanged"),
    "draft": say("Draft"),
    "refused": say("Refused"),
}
ITEM_STATES: Mapping[str, Message] = {
    "open": say("To do"),
    "confirm": say("To be confirmed"),
    "done": say("Done"),
    "not-needed": say("Not needed"),
}
_ASKED_BY: Mapping[str, Message] = {
    "schedule": say("schedule"),
    "continuous": say("continuous sync"),
}


def worded(words: Mapping[str, Message], code: str | None) -> Message | str | None:
    """The words for a code; a code of a newer server stands for itself."""
    return None if code is None else words.get(code, code)


def kind_label(name: str) -> Message | str:
    """One entity of this kind."""
    return KINDS[name].label if name in KINDS else name


def kind_plural(name: str) -> Message | str:
    return KINDS[name].plural if name in KINDS else name


def bcp_type_label(code: str | None) -> Message | str | None:
    return BcpType(code).label if code in tuple(BcpType) else code


def permission_label(name: str) -> Message | str:
    """A permission by where it stands in the tree."""
    if (one := PERMISSIONS.get(name)) is None:
        return name
    return say(
        "{application} › {group} › {label}",
        application=one.application,
        group=one.group,
        label=one.label,
    )


def asked_by(run: Any) -> Message | str:
    """Who or what asked for a run."""
    if run["trigger"] == "restore":
        return say("{who} (restore)", who=run["requestedBy"])
    return _ASKED_BY.get(run["trigger"], str(run["requestedBy"]))
