"""The log of a pair's passkeys, in the directory: `passkeys/<pair>`. No switch waits for it or fails by it."""

from contextlib import suppress

from releve.app.house import House
from releve.domain.directory import Change
from releve.domain.errors import Conflict, Unavailable
from releve.domain.passkeys import (
    PasskeyLog,
    Showing,
    Shown,
    log_of,
    log_record,
    with_made,
    with_shown,
)
from releve.domain.people import Caller
from releve.domain.tenancy import Pair

#: How often a line is tried to be written that somebody else's writing got in the way of.
TRIES_MAX = 5


def passkey_log(house: House, pair: Pair) -> PasskeyLog:
    """The newest passkey first; the one that is valid is always in it."""
    return _log(house, pair)[0]


def change_made(house: House, pair: Pair, before: Pair | None = None) -> Change:
    """For the commit that gives the pair its new passkey: the line of it, and of the one `before`."""
    log, version = _log(house, pair)
    if before is not None and before.passkey is not None:
        log = with_made(log, before.passkey)
    return Change(_key(pair), log_record(log), version)


def note_shown(house: House, caller: Caller, pair: Pair, how: Showing) -> None:
    """Remember that this caller showed the right passkey."""
    assert pair.passkey is not None, "what is not there cannot be shown"
    shown = Shown(house.now(), caller.actor, how, caller.acting_as)
    with suppress(Unavailable):
        for _ in range(TRIES_MAX):
            with suppress(Conflict):
                log, version = _log(house, pair)
                written = log_record(with_shown(log, pair.passkey.number, shown))
                house.registry.directory.commit(Change(_key(pair), written, version))
                return


def _log(house: House, pair: Pair) -> tuple[PasskeyLog, int]:
    record = house.registry.directory.get(_key(pair))
    log = log_of(record.value) if record else ()
    if pair.passkey is not None:
        log = with_made(log, pair.passkey)
    return log, record.version if record else 0


def _key(pair: Pair) -> str:
    return f"passkeys/{pair.id}"
