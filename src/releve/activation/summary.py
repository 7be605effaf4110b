"""The verdict in one sentence, for whoever has only a glance."""

from dataclasses import dataclass
from enum import StrEnum

from releve.activation.verdict import Finding, Verdict
from releve.domain.say import Message, say
from releve.domain.tenancy import Side


class Level(StrEnum):
    """How ready a pair is to change sides. Only the last keeps a planned switch from being ordered."""

    READY = "ready"
    WARNED = "warned"
    NOT_READY = "not_ready"


@dataclass(frozen=True, slots=True)
class Summary:
    """`told` is the verdict, `beyond` what an emergency could do in spite of it (None where nothing stands in the way). `obstacles`
    and `warnings` are the reasons, as a planned switch sees them."""

    level: Level
    told: Message
    beyond: Message | None
    obstacles: tuple[Finding, ...]
    warnings: tuple[Finding, ...]


def summed_up(active: Side, planned: Verdict, emergency: Verdict) -> Summary:
    """What there is to order while this side is active: a switch, or a revert."""
    level = _level(planned)
    told = (_SWITCH if active is Side.PRIMARY else _REVERT)[level]
    beyond = None if planned.go else _beyond(active, emergency)
    return Summary(level, told, beyond, planned.obstacles, planned.warnings)


def _level(planned: Verdict) -> Level:
    if planned.obstacles:
        return Level.NOT_READY
    return Level.WARNED if planned.warnings else Level.READY


_SWITCH = {
    Level.READY: say("Ready: the BCP tenant can take over now."),
    Level.WARNED: say(
        "Ready, with warnings: the BCP tenant can take over, at the cost listed here."
    ),
    Level.NOT_READY: say("Not ready: a planned switch would be refused now."),
}

_REVERT = {
    Level.READY: say("Ready: you can go back to the primary tenant now."),
    Level.WARNED: say(
        "Ready, with warnings: you can go back to the primary tenant. Know this first."
    ),
    Level.NOT_READY: say("Not ready: a planned revert would be refused now."),
}


def _beyond(active: Side, emergency: Verdict) -> Message:
    if emergency.absolute:
        return say("Nobody can switch now, not even in an emergency.")
    if active is Side.PRIMARY:
        return say("In an emergency you can switch all the same, and acknowledge what it costs.")
    return say("In an emergency you can go back all the same, and acknowledge what it costs.")
