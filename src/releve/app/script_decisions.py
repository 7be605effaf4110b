"""Settling what the analysis could not: a person says what stands at a place of a script, and can take it back.

A decision is kept with the script in the primary tenant, and travels to the BCP tenant with the next sync.
"""

from releve.access.policy import Act, must
from releve.app.entities import must_exist, write
from releve.app.house import House
from releve.app.script_look import Look, pair_of
from releve.domain.entities import Draft, Entity
from releve.domain.errors import Conflict, Invalid, NotFound, Refused
from releve.domain.ids import Which
from releve.domain.kinds import KINDS, checked
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.store import Tx
from releve.domain.tenancy import Side
from releve.scripts.called import script_at
from releve.scripts.decisions import Decision, Settled, decisions_of, place_of

#: How long a reason may be.
REASON_MAX = 500


def settle(
    house: House,
    caller: Caller | None,
    id: str,
    *,
    action: str,
    property: str,
    offset: int,
    value: str,
    settled: str,
    kind: str = "",
    reason: str = "",
) -> Decision:
    """Keep what a person says of the `value` at a place; `settled` is `id`, `not` or `waived`. It counts for this line of the
    script, wherever the line moves within its property. Raises Conflict if the value does not stand there any more, Invalid for
    what cannot be said of it."""
    caller = must(caller, Act.SCRIPTS_EDIT)
    _only_where_it_lasts(house, caller)
    word = _word(settled)
    with house.store_of(caller.tenant or "").writing() as tx:
        tx.entities.lock(caller.tenant or "")
        entity = must_exist(tx, caller, "script", id)
        text = _text_at(tx, entity, action, property, offset, value)
        _can_be_said(tx, caller, value, word, kind, reason)
        place = place_of(text, action, property, offset, offset + len(value))
        decision = Decision(
            *place,
            settled=word,
            kind=kind if word is Settled.IS_ID else "",
            reason=reason.strip()[:REASON_MAX],
            by=caller.actor,
            at=house.now(),
        )
        others = [one for one in decisions_of(entity.body) if one.key() != decision.key()]
        _keep(house, tx, caller, entity, [*others, decision])
        house.trace(tx, caller, "script.settle", f"script/{id}", path=entity.body["path"])
    return decision


def withdraw(
    house: House,
    caller: Caller | None,
    id: str,
    *,
    action: str,
    property: str,
    value: str,
    line: str,
) -> None:
    """Take a decision back. Raises NotFound if there is none."""
    caller = must(caller, Act.SCRIPTS_EDIT)
    _only_where_it_lasts(house, caller)
    with house.store_of(caller.tenant or "").writing() as tx:
        tx.entities.lock(caller.tenant or "")
        entity = must_exist(tx, caller, "script", id)
        known = decisions_of(entity.body)
        left = [one for one in known if one.key() != (action, property, value, line)]
        if len(left) == len(known):
            raise NotFound(
                say("This decision is not there any more."),
                say("Load the page again to see what is decided."),
            )
        _keep(house, tx, caller, entity, left)
        house.trace(tx, caller, "script.withdraw", f"script/{id}", path=entity.body["path"])


def _word(settled: str) -> Settled:
    if settled not in [*Settled]:
        raise Invalid(
            say("Nothing was chosen."),
            say("Say what stands there: {choices}.", choices=", ".join(Settled)),
            fields={"settled": say("Choose one.")},
        )
    return Settled(settled)


def _keep(house: House, tx: Tx, caller: Caller, entity: Entity, decisions: list[Decision]) -> None:
    body = {name: value for name, value in entity.body.items() if name != "decisions"}
    if decisions:
        body["decisions"] = [one.record() for one in decisions]
    kept = checked(KINDS["script"], body)
    write(
        house, tx, caller, [Draft("script", kept, entity.id, entity.alt_id, expect=entity.revision)]
    )


def _only_where_it_lasts(house: House, caller: Caller) -> None:
    """In the BCP tenant the next sync would write over it."""
    pair = pair_of(house, caller.tenant or "")
    if pair is not None and pair.side(caller.tenant or "") is Side.BCP:
        raise Refused(
            say("Decisions about scripts are made in the primary tenant."),
            say("Decide there: the next sync brings it here."),
        )


def _text_at(tx: Tx, entity: Entity, action: str, property: str, offset: int, value: str) -> str:
    """The text in which the value stands, among all that the pages ask about: what is known only through called scripts too."""
    script = script_at(entity.body)
    look = Look(tx, entity.tenant, None, [script])
    for one in look.scanned(script, decisions_of(entity.body)).occurrences:
        here = (one.action, one.place, one.offset, one.value)
        if here == (action, property, offset, value):
            return one.text
    raise Conflict(
        say("“{value}” does not stand there any more: the script has changed.", value=value),
        say("Load the page again and decide on what it shows."),
    )


def _can_be_said(
    tx: Tx, caller: Caller, value: str, settled: Settled, kind: str, reason: str
) -> None:
    if settled is Settled.WAIVED and not reason.strip():
        raise Invalid(
            say("Say why this may stay as it is."),
            say("Whoever looks at it next has to understand it."),
            fields={"reason": say("Give a reason.")},
        )
    if settled is not Settled.IS_ID:
        return
    if kind not in KINDS:
        raise Invalid(
            say("Say what this is the identifier of."),
            say("Choose one of the entities that have it."),
            fields={"kind": say("Choose one.")},
        )
    for which in (Which.ID, Which.ALT) if KINDS[kind].alt else (Which.ID,):
        found = tx.entities.many(caller.tenant or "", kind, [value], which).get(value)
        if found is not None and not found.deleted:
            return
    raise Invalid(
        say("{kind}: the tenant has none with the ID {id}.", kind=KINDS[kind].label, id=value),
        say("Choose what the tenant has, or say that it is no identifier."),
    )
