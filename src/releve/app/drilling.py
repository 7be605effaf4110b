"""The rehearsal: a drill runs the whole switch for some employees and contacts, and moves nothing.

Laws: the activation is not written. What a drill writes for trial it takes back itself, or it is in a transaction that is
rolled back; what stays is the report, the audit, and that a passkey was shown. A part that could not be tried is told as
that, and the drill has then not passed. One part that fails stops no other.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter

from releve.access.policy import Act, must
from releve.activation.drilling import (
    fault_line,
    judge_verdict,
    left_out,
    not_done,
    result,
)
from releve.app.drill_contacts import try_contacts
from releve.app.drill_people import Crowd, try_people
from releve.app.drill_round_trips import ms_since, try_directory, try_stores
from releve.app.drill_samples import NAMED_MAX
from releve.app.drill_traffic import try_traffic
from releve.app.house import House
from releve.app.pairing import Bond, bond_of
from releve.app.passkey_check import told_in
from releve.app.passkey_verifying import verify
from releve.app.switching import look
from releve.domain.directory import Change
from releve.domain.drills import (
    KEPT_MAX,
    LAST_PREFIX,
    Drill,
    LastDrill,
    Outcome,
    Part,
    Step,
    drill_changes,
    drill_key,
)
from releve.domain.errors import Conflict, Forbidden, Invalid, ReleveError, Unavailable
from releve.domain.orders import Giver
from releve.domain.people import Caller
from releve.domain.say import say

#: How often a report is numbered anew because another drill has ended at the same moment.
TRIES_MAX = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be tried: user names and numbers, of each some by lot if none are named; with a `passkey`, that too."""

    passkey: str = ""
    employees: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()


def drill(house: House, caller: Caller | None, asked: Asked) -> Drill:
    """Rehearse a switch to the side that is not active, by whoever may switch. Returns the report, which is kept.

    Raises Invalid if too many are named, NotFound when the tenant is in no pair, Unavailable when the report could not be
    kept: its reasons say what has failed.
    """
    caller = must(caller, Act.SWITCH)
    _must_be_few(asked)
    bond = bond_of(house, caller.tenant or "")
    begun_at, began = house.now(), perf_counter()
    steps = _steps(house, caller, bond, asked)
    short = LastDrill(
        pair=bond.pair.id,
        number=0,
        wanted=bond.activation.active.other,
        epoch=bond.activation.epoch,
        begun_at=begun_at,
        by=Giver.of(caller),
        ms=ms_since(began),
        outcome=result(steps),
    )
    return _kept(house, caller, bond, Drill(short, steps))


def _must_be_few(asked: Asked) -> None:
    fields = {
        name: say("At most {n} can be named.", n=NAMED_MAX)
        for name, named in (("employees", asked.employees), ("contacts", asked.contacts))
        if len(named) > NAMED_MAX
    }
    if fields:
        raise Invalid(
            say("A rehearsal tries some, not all."),
            say("Name fewer, or none: then some are drawn by lot."),
            fields=fields,
        )


def _steps(house: House, caller: Caller, bond: Bond, asked: Asked) -> tuple[Step, ...]:
    """All parts in their order."""
    side, mark = bond.activation.active.other, house.new_id()
    verdict = _step(Part.VERDICT, lambda: judge_verdict(look(house, bond).planned))
    passkey = _step(Part.PASSKEY, partial(_passkey, house, caller, asked.passkey))
    crowd: list[Crowd] = []

    def people() -> Step:
        crowd.append(Crowd.of(house, bond, side))
        return try_people(house, bond, crowd[0], asked.employees)

    def contacts() -> Step:
        found = crowd[0] if crowd else Crowd.of(house, bond, side)
        return try_contacts(house, bond, found, asked.contacts)

    return (
        verdict,
        passkey,
        _step(Part.PEOPLE, people),
        _step(Part.CONTACTS, contacts),
        _step(Part.TRAFFIC, partial(try_traffic, house, bond, mark)),
        _step(Part.DIRECTORY, partial(try_directory, house, bond.pair.id, mark)),
        _step(Part.STORES, partial(try_stores, house, bond, side)),
    )


def _step(part: Part, act: Callable[[], Step]) -> Step:
    """With the time it took. What keeps it from being tried stops no other."""
    began = perf_counter()
    try:
        step = act()
    except ReleveError as fault:
        step = not_done(part, fault)
    return replace(step, ms=ms_since(began))


def _passkey(house: House, caller: Caller, passkey: str) -> Step:
    if not passkey.strip():
        return left_out(Part.PASSKEY, say("Nobody has shown one."))
    try:
        line = verify(house, caller, passkey)
    except Forbidden as wrong:
        lines = (fault_line("", Outcome.FAILED, wrong),)
        return Step(Part.PASSKEY, Outcome.FAILED, say("It was not the right one."), lines)
    return Step(Part.PASSKEY, Outcome.PASSED, say("It is passkey number {n}.", n=line.number))


# ---------------------------------------------------------------- the report


def _kept(house: House, caller: Caller, bond: Bond, made: Drill) -> Drill:
    fault: Unavailable | None = None
    try:
        made = _numbered(house, made)
    except Unavailable as unavailable:
        fault = unavailable
    _trace(house, caller, bond, made)
    if fault is not None:
        raise Unavailable(
            say(
                "The rehearsal was made, and its report could not be kept: {why}", why=fault.message
            ),
            say("The audit says how it ended. Rehearse again when the directory can write."),
            reasons=[
                line.told
                for step in made.steps
                for line in step.lines
                if line.outcome is Outcome.FAILED
            ],
        ) from fault
    return made


def _numbered(house: House, made: Drill) -> Drill:
    """Under the next number; the oldest report goes when there are too many. Raises Unavailable, Conflict if others are
    always faster."""
    directory, pair = house.registry.directory, made.short.pair
    for _ in range(TRIES_MAX):
        last = directory.get(f"{LAST_PREFIX}{pair}")
        number = LastDrill.of(last.value).number + 1 if last else 1
        numbered = replace(made, short=replace(made.short, number=number))
        oldest = directory.get(drill_key(pair, number - KEPT_MAX))
        forget = [Change(oldest.key, None, oldest.version)] if oldest else []
        with suppress(Conflict):
            directory.commit(*drill_changes(numbered, last.version if last else 0), *forget)
            return numbered
    raise Conflict(
        say("Others have rehearsed this pair at the same moment."),
        say("Look at their reports, then rehearse again."),
    )


def _trace(house: House, caller: Caller, bond: Bond, made: Drill) -> None:
    short = made.short
    failed = [
        step.part for step in made.steps if step.outcome in (Outcome.FAILED, Outcome.NOT_DONE)
    ]
    house.somewhere(
        lambda tx: house.trace(
            tx,
            caller,
            "drill",
            bond.pair.id,
            number=short.number,
            wanted=short.wanted,
            epoch=short.epoch,
            result=short.outcome,
            ms=short.ms,
            not_passed=failed,
        ),
        *told_in(caller, bond),
    )
