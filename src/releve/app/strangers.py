"""What somebody is told who may be anybody: that it does not work now, and not which file or address is to blame."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from releve.access.passwords import Busy
from releve.domain.errors import Unavailable
from releve.domain.say import say


@contextmanager
def strangers_are_told_less() -> Iterator[None]:
    """For use cases that need no login: the fault of a store goes into the log, and a plain sentence to the caller."""
    try:
        yield
    except Busy:
        raise
    except Unavailable as fault:
        structlog.get_logger("strangers").warning(
            "a store does not answer", why=str(fault), next=str(fault.hint or "")
        )
        raise Unavailable(
            say("This cannot be answered for now."),
            say("Try again in a moment. If it goes on, tell your operator: the log says why."),
        ) from fault
