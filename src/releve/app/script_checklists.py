"""The checklists of the tenant's scripts: each item with its evidence, from this tenant and from the other one of the pair.

In the BCP tenant everything but the version of the primary is known in its own region, so the checklists can be read while the
primary is away. Confirmations are made and kept there: what is tested is the BCP tenant's, and a sync that writes over the
script does not touch them.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from releve.access.policy import Act, must
from releve.app.entities import must_exist
from releve.app.house import House
from releve.app.script_around import arounds
from releve.app.script_facts import Facts, Looking, Read
from releve.app.script_rights import is_bcp, may_change, must_change
from releve.app.sheets.csv_file import streamed
from releve.app.sheets.formulas import guarded
from releve.domain.entities import Entity
from releve.domain.errors import Conflict, Invalid, NotFound, Refused, ReleveError
from releve.domain.people import Caller
from releve.domain.say import Message, say
from releve.domain.script_work import Confirmation
from releve.domain.tenancy import Side
from releve.scripts.body import script_of
from releve.scripts.checklist.items import (
    CONFIRMABLE,
    SHORT,
    STATES,
    TOPICS,
    Item,
    Place,
    State,
    Topic,
    counts,
    is_complete,
)
from releve.scripts.checklist.reading import marks
from releve.scripts.checklist.ticking import items

__all__ = [
    "CONFIRMABLE",
    "NOTE_MAX",
    "SHORT",
    "STATES",
    "TOPICS",
    "Checklist",
    "ChecklistPage",
    "Item",
    "Overview",
    "Place",
    "State",
    "Topic",
    "checklists",
    "checklists_csv",
    "confirm",
    "script_checklist",
    "take_back",
]

NOTE_MAX = 500
#: One overview looks at so many scripts, or for so long.
LOOKED_MAX = 500
SECONDS_MAX = 6.0
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Checklist:
    """`script` is without its content. `problem` says why it cannot be read; then there are no items."""

    script: Entity
    items: tuple[Item, ...] = ()
    problem: ReleveError | None = None

    @property
    def is_complete(self) -> bool:
        return self.problem is None and is_complete(self.items)

    @property
    def counts(self) -> Mapping[State, int]:
        return counts(self.items)

    @property
    def unsettled(self) -> tuple[Item, ...]:
        return tuple(one for one in self.items if not one.state.is_settled)


@dataclass(frozen=True, slots=True)
class ChecklistPage:
    """`called` are the ids of the scripts that this one runs, by the paths in it."""

    checklist: Checklist
    side: Side | None
    may_confirm: bool
    called: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Overview:
    """Those of the scripts looked at that were asked for, the worst first; `complete` counts all that were looked at, `total` is
    how many there are to look at. It goes on at `next`, None at the end."""

    lines: Sequence[Checklist]
    complete: int
    skip: int
    total: int
    next: int | None
    side: Side | None

    @property
    def looked_at(self) -> int:
        return (self.total if self.next is None else self.next) - self.skip


def script_checklist(house: House, caller: Caller | None, id: str) -> ChecklistPage:
    """Raises NotFound."""
    caller = must(caller, Act.SCRIPTS_VIEW)
    tenant = caller.tenant or ""
    with house.store_of(tenant).reading() as tx:
        looking = Looking(house, tx, tenant)
        looking.at([must_exist(tx, caller, "script", id)])
        facts = looking.facts()
    around = arounds(house, facts)
    [one] = facts.scripts.values()
    return ChecklistPage(
        _checklist(one, items(one.tells, around.of(one)) if one.tells else ()),
        facts.side,
        facts.side is Side.BCP and may_change(house, caller, Act.SCRIPTS_EDIT),
        around.ids_of_calls(one),
    )


def checklists(
    house: House,
    caller: Caller | None,
    *,
    search: str = "",
    complete: bool | None = None,
    topic: str = "",
    skip: int = 0,
) -> Overview:
    """Look through the scripts behind `skip` whose path holds `search`, in the order of their paths. Told are those that are
    `complete` or are not, and those in which `topic` is not settled."""
    caller = must(caller, Act.SCRIPTS_VIEW)
    tenant, end, at = caller.tenant or "", time.monotonic() + SECONDS_MAX, skip
    with house.store_of(tenant).reading() as tx:
        looking = Looking(house, tx, tenant)
        while True:
            page = tx.entities.page(tenant, "script", search=search, skip=at, top=_AT_ONCE)
            at += looking.at(page.rows, lambda: time.monotonic() > end)
            is_over = at - skip >= LOOKED_MAX or time.monotonic() > end
            if not page.rows or at >= page.total or is_over:
                break
        facts = looking.facts()
    made = _checklists(house, facts)
    lines = [one for one in made if complete is None or one.is_complete is complete]
    if topic:
        lines = [one for one in lines if any(item.topic == topic for item in one.unsettled)]
    following = at if page.rows and at < page.total else None
    done = sum(one.is_complete for one in made)
    return Overview(sorted(lines, key=_how_bad), done, skip, page.total, following, facts.side)


def _checklists(house: House, facts: Facts) -> list[Checklist]:
    around = arounds(house, facts)
    return [
        _checklist(one, items(one.tells, around.of(one)) if one.tells else ())
        for one in facts.scripts.values()
    ]


def _checklist(one: Read, made: tuple[Item, ...]) -> Checklist:
    return Checklist(one.script, made, one.problem)


def _how_bad(one: Checklist) -> tuple[bool, int, int, str]:
    """What cannot be read is worst, then what has most open, then what has most to confirm."""
    found = one.counts
    return one.problem is None, -found[State.OPEN], -found[State.CONFIRM], one.script.key


def confirm(
    house: House, caller: Caller | None, id: str, topic: str, *, mark: str, note: str = ""
) -> Confirmation:
    """Say that an item is settled, of what the caller has looked at: its `mark`. Raises Conflict if that is not there any
    more, Refused in the primary tenant."""
    caller = _must_confirm(house, caller)
    item = _confirmable(topic)
    tenant = caller.tenant or ""
    with house.store_of(tenant).writing() as tx:
        script = must_exist(tx, caller, "script", id)
        if marks(script_of(script.body))[item] != mark:
            raise Conflict(
                say("The script has changed since you looked at it."),
                say("Load the checklist again, and confirm what you see there."),
            )
        said = Confirmation(
            tenant,
            script.key,
            item.value,
            mark,
            note.strip()[:NOTE_MAX],
            caller.actor,
            house.now(),
        )
        tx.script_work.confirm(said)
        house.trace(tx, caller, "script.confirm", f"script/{id}", **_traced(script, item))
    return said


def take_back(house: House, caller: Caller | None, id: str, topic: str) -> None:
    """Take a confirmation back. Raises NotFound if there is none."""
    caller = _must_confirm(house, caller)
    item = _confirmable(topic)
    with house.store_of(caller.tenant or "").writing() as tx:
        script = must_exist(tx, caller, "script", id)
        if not tx.script_work.take_back(script.tenant, script.key, item.value):
            raise NotFound(
                say("This confirmation is not there any more."),
                say("Load the checklist again to see what is confirmed."),
            )
        house.trace(tx, caller, "script.unconfirm", f"script/{id}", **_traced(script, item))


def _must_confirm(house: House, caller: Caller | None) -> Caller:
    caller = must_change(house, caller, Act.SCRIPTS_EDIT)
    if not is_bcp(house, caller.tenant or ""):
        raise Refused(
            say("Items are confirmed in the BCP tenant, where they are tested."),
            say("Log in to the BCP tenant and open the checklist of the script there."),
        )
    return caller


def _confirmable(topic: str) -> Topic:
    for one in CONFIRMABLE:
        if one.value == topic:
            return one
    raise Invalid(
        say("This item is not confirmed by a person."),
        say("Items that can be confirmed: {items}.", items=", ".join(CONFIRMABLE)),
        fields={"item": say("Choose one.")},
    )


def _traced(script: Entity, item: Topic) -> Mapping[str, str]:
    return {"path": str(script.body["path"]), "item": item.value}


#: Puts a message into the reader's language.
Say = Callable[[Message], str]
_HEAD = "path,id,item,label,state,evidence,confirmedBy,confirmedAt,note"


def checklists_csv(house: House, caller: Caller | None, tell: Say) -> Iterator[bytes]:
    """A row for each item of each script, in the order of their paths. Checks the caller at once."""
    must(caller, Act.SCRIPTS_VIEW)
    return streamed([guarded(cell) for cell in row] for row in _rows(house, caller, tell))


def _rows(house: House, caller: Caller | None, tell: Say) -> Iterator[list[str]]:
    yield _HEAD.split(",")
    at: int | None = 0
    while at is not None:
        part = checklists(house, caller, skip=at)
        for one in sorted(part.lines, key=lambda line: line.script.key):
            named = [str(one.script.body["path"]), one.script.id]
            if one.problem is not None:
                yield [*named, "", "", State.OPEN, tell(one.problem.message), "", "", ""]
            for item in one.items:
                said = item.confirmation
                yield [
                    *named,
                    item.topic.value,
                    tell(TOPICS[item.topic]),
                    item.state.value,
                    " ".join(tell(evidence) for evidence in item.evidence),
                    said.by if said else "",
                    said.at if said else "",
                    said.note if said else "",
                ]
        at = part.next
