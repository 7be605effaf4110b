"""What a switch writes, written for trial and taken back: in the directory, and in the regions.

Laws: nobody ever sees it. In the directory it is a record of the drill's own, which is removed; one that a drill which died
has left is taken over by the next. In a region it is a transaction that is rolled back.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import perf_counter

from releve.activation.drilling import Tried, judge_tries
from releve.app.committing import both_locked
from releve.app.house import House
from releve.app.pairing import Bond
from releve.domain.directory import Change
from releve.domain.drills import Part, Step
from releve.domain.errors import Conflict, ReleveError
from releve.domain.say import Message, say
from releve.domain.store import RegionalStore, Tx
from releve.domain.tenancy import Side

#: How long a drill waits for whoever writes in a tenant.
PATIENCE_S = 2.0


class _Undone(Exception):
    """All was tried; nothing of it is to stay."""


@contextmanager
def undone(store: RegionalStore) -> Iterator[Tx]:
    """A writing transaction that is rolled back at its end. Raises what `writing` raises."""
    with suppress(_Undone), store.writing() as tx:
        yield tx
        raise _Undone


def timed(name: str, act: Callable[[], Message]) -> Tried:
    """What came of it, and how long it took."""
    began = perf_counter()
    outcome: Message | ReleveError
    try:
        outcome = act()
    except ReleveError as fault:
        outcome = fault
    return Tried(name, outcome, ms_since(began))


def ms_since(began: float) -> float:
    """Milliseconds since then, to a tenth."""
    return round((perf_counter() - began) * 1000, 1)


# ---------------------------------------------------------------- the directory


def try_directory(house: House, pair: str, mark: str) -> Step:
    """The compare-and-set that a switch is, there and back; and that it refuses whoever comes late."""
    directory, key = house.registry.directory, f"drill_try/{pair}"
    tries: list[Tried] = []

    def begun() -> Message:
        left = directory.get(key)
        directory.commit(Change(key, {"mark": mark}, left.version if left else 0))
        return say("Written by compare-and-set.")

    def stands() -> Message:
        found = directory.get(key)
        if found is None or found.value != {"mark": mark}:
            raise Conflict(
                say("Something else stands there than was written."),
                say("Perhaps somebody else rehearses at the same moment. Try again."),
            )
        return say("Read as it was written.")

    def late() -> Message:
        found = directory.get(key)
        stale = found.version - 1 if found else 1
        try:
            directory.commit(Change(key, {"mark": "late"}, stale))
        except Conflict:
            return say("Whoever comes late is refused.")
        raise Conflict(
            say("A write that came late was taken: two could switch at once."),
            say("Do not switch. See what stands between this server and its directory."),
        )

    def removed() -> Message:
        found = directory.get(key)
        if found is not None:
            directory.commit(Change(key, None, found.version))
        return say("Taken away again.")

    for act in (begun, stands, late):
        tries.append(timed("", act))
        if isinstance(tries[-1].outcome, ReleveError):
            break
    tries.append(timed("", removed))
    return judge_tries(Part.DIRECTORY, tries)


# ---------------------------------------------------------------- the regions


def try_stores(house: House, bond: Bond, side: Side) -> Step:
    """A write in the region that would take over, and for a switch to the BCP tenant the locks of both tenants, as a planned
    one takes them."""
    target = bond.at(side)
    tries = [timed(house.region_label(target.region), lambda: _written(house, bond, side))]
    if side is Side.BCP:
        names = f"{bond.primary.name}, {bond.bcp.name}"
        tries.append(timed(names, lambda: _locked(house, bond)))
    return judge_tries(Part.STORES, tries)


def _written(house: House, bond: Bond, side: Side) -> Message:
    store = house.regions.of(bond.at(side).region)
    subject, now = f"drill/{bond.pair.id}", house.now()
    with undone(store) as tx:
        tx.hurry(PATIENCE_S)
        if side is Side.BCP:
            tx.past_last_moments(bond.bcp.id)
        tx.throttle.fail(subject, now)
        counted, _ = tx.throttle.failures(subject, "")
    with store.reading() as tx:
        left, _ = tx.throttle.failures(subject, "")
    if (counted, left) != (1, 0):
        raise Conflict(
            say("What was written did not stand there, or was not taken back."),
            say("See the log of its database."),
        )
    return say("The region has taken a write, and taken it back.")


def _locked(house: House, bond: Bond) -> Message:
    with suppress(_Undone), both_locked(house, bond, PATIENCE_S):
        raise _Undone
    return say("Both tenants could be held for the moment of a planned switch.")
