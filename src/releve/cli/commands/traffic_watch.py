"""After a switch: wait, for a while, until the traffic has followed, and say for what."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from releve.cli.desk import Desk
from releve.cli.told import Told
from releve.domain.say import Message, say

#: How often the far ends are looked at, and how long at most.
LOOK_S, WAIT_S = 0.2, 30.0


def has_followed(one: Any) -> bool:
    return bool(one["observed"] == one["wanted"] and not one["failing"])


def waited_for(
    desk: Desk,
    wait_s: float = WAIT_S,
    clock: Callable[[], float] = time.monotonic,
    rest: Callable[[float], None] = time.sleep,
) -> list[Any]:
    """The drivers as they are when all have followed, or when the time is over. None when they cannot be seen any
    more: the session may have ended with the switch."""
    until, told = clock() + wait_s, ""
    while True:
        try:
            drivers: list[Any] = desk.api.get("/switch/drivers")
        except Told as error:
            desk.note(
                say(
                    "Whether the traffic has followed cannot be seen from here: {why}",
                    why=error.detail,
                )
            )
            return []
        waiting = ", ".join(one["driver"] for one in drivers if not has_followed(one))
        if not waiting or clock() >= until:
            return drivers
        if waiting != told:
            desk.note(say("Waiting for {drivers} to follow…", drivers=waiting))
            told = waiting
        rest(LOOK_S)


def told_of(drivers: Sequence[Any]) -> list[Message]:
    """What has become of each, in a sentence."""
    return [_told(one) for one in drivers]


def _told(one: Any) -> Message:
    if not has_followed(one):
        return say(
            "{driver} has not followed yet, and is tried again: {sentence}",
            driver=one["driver"],
            sentence=one["sentence"],
        )
    if one["tookMs"] is None:
        return say(
            "{driver} has followed: {sentence}", driver=one["driver"], sentence=one["sentence"]
        )
    return say(
        "{driver} has followed in {n} ms: {sentence}",
        driver=one["driver"],
        n=one["tookMs"],
        sentence=one["sentence"],
    )
