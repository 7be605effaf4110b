"""Throttle: after a few failed tries the next one must wait, longer each time, up to a bound.

The count lives in the store, so that all processes of a region count together. Nobody is locked out for
good: on the bad day the person with the right passkey waits `wait_s_max` at most.

A door takes its try with `take_try` in a transaction of its own, committed *before* the secret is hashed:
the try counts as failed until `succeeded` clears it, so tries sent all at once cannot slip past the count, for each
holds its subject from the look to the count.
"""

import datetime
import math
import unicodedata
from dataclasses import dataclass

from releve.domain.clock import instant, stamp
from releve.domain.errors import Refused
from releve.domain.say import Message, say, say_n
from releve.domain.store import Throttle

SUBJECT_CHARS_MAX = 200

#: How long one line in the audit speaks for all who try names that nobody has, from one origin.
QUIET_S = 3600


@dataclass(frozen=True, slots=True)
class Limits:
    """After `free` failures within `window_s` the next try waits `wait_s_min`, then twice that, and so on."""

    free: int = 5
    wait_s_min: int = 2
    wait_s_max: int = 300
    window_s: int = 24 * 3600

    def delay_s(self, failures: int) -> int:
        """How long after that many failures the next try must wait, in seconds."""
        if failures < self.free:
            return 0
        doublings = min(failures - self.free, 32)
        return min(self.wait_s_min << doublings, self.wait_s_max)


LIMITS = Limits()


def wait_s(
    failures: int,
    last: datetime.datetime | None,
    now: datetime.datetime,
    limits: Limits = LIMITS,
) -> int:
    """Whole seconds until the next try may be made; 0 means now.

    Never more than the delay itself, even if the last failure is dated in the future by another clock.
    """
    delay_s = limits.delay_s(failures)
    if last is None or delay_s == 0:
        return 0
    passed_s = max((now - last).total_seconds(), 0.0)
    return max(math.ceil(delay_s - passed_s), 0)


def subject(what: str, name: str) -> str:
    """Whose failures are counted together: `subject("login", username)`, `subject("passkey", pair.id)`.

    Spellings that could reach the same account are one subject.
    """
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    return f"{what}/{plain}"[:SUBJECT_CHARS_MAX]


def check(
    throttle: Throttle, subject: str, now: datetime.datetime, limits: Limits = LIMITS
) -> None:
    """Raises Refused, saying how long to wait (fact `wait_s`), if the subject may not try yet."""
    since = now - datetime.timedelta(seconds=limits.window_s)
    failures, last = throttle.failures(subject, stamp(since))
    wait = wait_s(failures, instant(last) if last else None, now, limits)
    if wait > 0:
        raise Refused(
            say("There were too many failed attempts. Try again in {time}.", time=in_words(wait)),
            say("Wait, then check what you type: every failed attempt makes the wait longer."),
            wait_s=wait,
        )


def take_try(
    throttle: Throttle, subject: str, now: datetime.datetime, limits: Limits = LIMITS
) -> None:
    """`check`, then count this try as failed until `succeeded` says otherwise. Raises Refused."""
    throttle.hold(subject)
    check(throttle, subject, now, limits)
    failed(throttle, subject, now)


def failed(throttle: Throttle, subject: str, now: datetime.datetime) -> None:
    throttle.fail(subject, stamp(now))


def given_back(throttle: Throttle, subject: str, taken_at: datetime.datetime) -> None:
    """The try taken then is not counted after all: its secret could not be looked at, or was right while other
    people's tries count under the same subject."""
    throttle.take_back(subject, stamp(taken_at))


def succeeded(throttle: Throttle, subject: str) -> None:
    """The right secret was shown: the count starts anew."""
    throttle.clear(subject)


def is_news(throttle: Throttle, subject: str, now: datetime.datetime) -> bool:
    """Is this the first refusal since the subject's last failure? Asked once, it is news no more: a hundred tries
    during one wait are worth one line in the audit."""
    throttle.hold(subject)
    _, last = throttle.failures(subject, "")
    told = f"told/{subject}"[:SUBJECT_CHARS_MAX]
    if throttle.failures(told, last or "")[0]:
        return False
    throttle.clear(told)
    throttle.fail(told, stamp(now))
    return True


def told_by_one(
    throttle: Throttle, subject: str, now: datetime.datetime, quiet_s: int = QUIET_S
) -> int:
    """Count a try that one line speaks for with others: how many it speaks for, or 0 if `quiet_s` have not passed
    since the last line."""
    throttle.fail(subject, stamp(now))
    told = f"told/{subject}"[:SUBJECT_CHARS_MAX]
    if throttle.failures(told, stamp(now - datetime.timedelta(seconds=quiet_s)))[0]:
        return 0
    tries, _ = throttle.failures(subject, "")
    throttle.clear(subject)
    throttle.clear(told)
    throttle.fail(told, stamp(now))
    return tries


def in_words(seconds: int) -> Message:
    """A wait as people say it; whole minutes, rounded up, from two minutes on."""
    if seconds < 120:
        return say_n("{n} second", "{n} seconds", seconds)
    return say_n("{n} minute", "{n} minutes", math.ceil(seconds / 60))
