"""Entities of any kind: list, look, write, delete. The kind's declaration says all that is special.

Every write is one transaction with its audit line, shows the epoch it was made in, and refuses references that
lead nowhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from releve.access.policy import Act, must
from releve.app.employee_changes import fields_changed, remember
from releve.app.granting import grant_names, may_assign, may_define, may_open
from releve.app.house import House
from releve.app.leaving import end_sessions_over_there, is_left_out, login_name
from releve.app.script_rights import forget_work, must_delete, must_save
from releve.app.standing import may_stand
from releve.domain.entities import Draft, Entity, Page
from releve.domain.errors import Conflict, Invalid, NotFound, Refused
from releve.domain.ids import Which
from releve.domain.kind import Body, Kind, Text, natural_key, places
from releve.domain.kinds import KINDS, checked, kind_named
from releve.domain.people import BcpType, Caller
from releve.domain.say import Message, say
from releve.domain.store import Tx

_VIEW = {
    "access_key": Act.ACCESS_KEYS_VIEW,
    "employee": Act.EMPLOYEES_VIEW,
    "role": Act.ROLES_VIEW,
    "script": Act.SCRIPTS_VIEW,
}
_EDIT = {
    "access_key": Act.ACCESS_KEYS_CREATE,
    "employee": Act.EMPLOYEES_EDIT,
    "role": Act.ROLES_EDIT,
    "script": Act.SCRIPTS_EDIT,
}


def view_act(kind: str) -> Act:
    return _VIEW.get(kind, Act.ENTITIES_VIEW)


def edit_act(kind: str) -> Act:
    return _EDIT.get(kind, Act.ENTITIES_EDIT)


def list_entities(
    house: House,
    caller: Caller | None,
    kind: str,
    *,
    search: str = "",
    where: Mapping[str, str | int | bool] | None = None,
    order: str = "",
    descending: bool = False,
    skip: int = 0,
    top: int = 50,
    count_max: int | None = None,
) -> Page:
    """One page of a kind. Raises Invalid for a field the kind does not have."""
    caller = must(caller, view_act(kind))
    declared = kind_named(kind)
    names = {field.name for field in declared.fields}
    for name in (*(where or {}), *([order] if order else [])):
        if name not in names:
            raise Invalid(say("{kind} has no field “{name}”.", kind=declared.label, name=name))
    with house.store_of(caller.tenant or "").reading() as tx:
        return tx.entities.page(
            caller.tenant or "",
            kind,
            search=search,
            where=where,
            order=order,
            descending=descending,
            skip=max(skip, 0),
            top=min(max(top, 1), 1000),
            count_max=count_max,
        )


@dataclass(frozen=True, slots=True)
class EntityPage:
    """An entity with the titles of what it refers to, by (kind, id as it stands in the document)."""

    entity: Entity
    titles: Mapping[tuple[str, str], str]


def get_entity(house: House, caller: Caller | None, kind: str, id: str) -> EntityPage:
    """Raises NotFound, also for another tenant's."""
    caller = must(caller, view_act(kind))
    with house.store_of(caller.tenant or "").reading() as tx:
        entity = must_exist(tx, caller, kind, id)
        return EntityPage(entity, titles_of(tx, caller.tenant or "", [entity]))


def must_exist(tx: Tx, caller: Caller, kind: str, id: str) -> Entity:
    declared = kind_named(kind)
    entity = tx.entities.get(caller.tenant or "", kind, id)
    if entity is None or entity.deleted:
        raise NotFound(
            say("{kind} “{id}” does not exist here.", kind=declared.label, id=id),
            say("It may have been deleted. Look for it in the list."),
        )
    return entity


def titles_of(tx: Tx, tenant: str, entities: Iterable[Entity]) -> dict[tuple[str, str], str]:
    """What the entities refer to, by name: a handful of statements for any number of entities."""
    wanted: dict[tuple[str, Which], set[str]] = defaultdict(set)
    for entity in entities:
        for place in places(KINDS[entity.kind], entity.body):
            wanted[place.kind, place.which].add(place.value)
    titles = {}
    for (kind, which), values in wanted.items():
        for value, found in tx.entities.many(tenant, kind, values, which).items():
            titles[kind, value] = KINDS[kind].title_of(found.body)
    return titles


def save_entity(
    house: House,
    caller: Caller | None,
    kind: str,
    id: str | None,
    body: Mapping[str, Any],
    *,
    expect: int | None = None,
) -> Entity:
    """Create (`id` None) or replace. `expect` is the revision of the entity that the caller has seen.

    Raises Invalid naming every wrong field, Conflict when somebody else was first or the key is taken, Forbidden
    when a role or the roles of an employee would give more than the caller has, or somebody would be renamed or let in again
    who has more, Refused for what is built in, and when somebody would keep themselves out.
    """
    caller = must(caller, edit_act(kind))
    declared = kind_named(kind)
    _may_be_edited(declared)
    if kind == "script":
        must_save(house, caller, Act.SCRIPTS_EDIT if id is not None else Act.SCRIPTS_CREATE)
    with house.store_of(caller.tenant or "").writing() as tx:
        tx.entities.lock(
            caller.tenant or ""
        )  # what may be handed on is judged by what stands there
        before = must_exist(tx, caller, kind, id) if id is not None else None
        clean = checked(declared, {**_secrets(declared, before), **body})
        _may_set_access(caller, kind, before, clean)
        check_references(tx, caller.tenant or "", declared, clean)
        _may_hand_on(house, tx, caller, kind, before, clean)
        _same_builtin(declared, before, clean)
        written = write(
            house,
            tx,
            caller,
            [Draft(kind, clean, id, before.alt_id if before else None, expect=expect)],
        )
        _follow_username(house, tx, written[0][0], before, clean)
        _remember(house, tx, caller, kind, written[0][0], before, clean)
        act = "entity.create" if before is None else "entity.change"
        changed = sorted(_changed(before.body if before else {}, clean))
        granted = _granted(kind, before, clean)
        house.trace(tx, caller, act, f"{kind}/{written[0][0]}", fields=changed, **granted)
        saved = must_exist(tx, caller, kind, written[0][0])
        left_out = [before.body["userName"]] if before and is_left_out(before, clean) else []
        if left_out:
            tx.sessions.end_all(saved.tenant, saved.id)
    end_sessions_over_there(house, saved.tenant, left_out)
    return saved


def secrets_of(kind: Kind) -> set[str]:
    """The fields that no door shows."""
    return {field.name for field in kind.fields if isinstance(field, Text) and field.secret}


def _secrets(kind: Kind, before: Entity | None) -> Body:
    """What nobody is shown, nobody can send back: it stays as it is unless a new one (or "") comes."""
    hidden = secrets_of(kind) if before else set()
    return {
        name: value for name, value in (before.body if before else {}).items() if name in hidden
    }


def _may_be_edited(kind: Kind) -> None:
    """Whoever could write an access key as they like could choose its secret, and act for whom they like."""
    if not kind.copied:
        raise Refused(
            say("{kinds} are not edited here.", kinds=kind.plural),
            say("Make and revoke them in My profile."),
        )


def write(
    house: House, tx: Tx, caller: Caller, drafts: list[Draft]
) -> list[tuple[str, str | None]]:
    """`put` with the fence shown: a writer that sleeps through a switch is refused by the store."""
    tenant, _ = house.registry.tenant(caller.tenant or "")
    if tenant.pair is not None:
        tx.show_epoch(tenant.id, house.registry.activation(tenant.pair)[0].epoch)
    return tx.entities.put(tenant.id, drafts, by=caller.actor, at=house.now())


def _follow_username(house: House, tx: Tx, id: str, before: Entity | None, after: Body) -> None:
    """An employee who is renamed logs in under the new name with the password they have."""
    if before is None or before.kind != "employee":
        return
    credential = tx.credentials.get(before.tenant, id)
    name = login_name(after["userName"])
    if credential is not None and credential.username != name:
        tx.credentials.put([replace(credential, username=name, changed_at=house.now())])


def _remember(
    house: House, tx: Tx, caller: Caller, kind: str, id: str, before: Entity | None, after: Body
) -> None:
    """Employees have a change history."""
    if kind == "employee":
        act = "entity.create" if before is None else "entity.change"
        fields = fields_changed(before.body if before else {}, after)
        remember(house, tx, caller, act, [(id, fields)])


def _changed(before: Body, after: Body) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _granted(kind: str, before: Entity | None, after: Body) -> dict[str, Any]:
    """For the history of a role: what it allows that it did not, what it does not any more, and its new status."""
    if kind != "role":
        return {}
    old, new = grant_names(before.body if before else {}), grant_names(after)
    told: dict[str, Any] = {"given": sorted(new - old), "taken": sorted(old - new)}
    stood = before.body.get("status") if before else None
    return {
        **{name: names for name, names in told.items() if names},
        **({"status": after["status"]} if after.get("status") not in (None, stood) else {}),
    }


def _may_set_access(caller: Caller, kind: str, before: Entity | None, after: Body) -> None:
    """The BCP type of an employee is guarded by its own permission."""
    if kind != "employee":
        return
    old = before.body.get("bcpType", BcpType.NONE) if before else BcpType.NONE
    if after.get("bcpType", BcpType.NONE) != old:
        must(caller, Act.ACCESS_EDIT)


def _may_hand_on(
    house: House, tx: Tx, caller: Caller, kind: str, before: Entity | None, after: Body
) -> None:
    if kind == "employee":
        may_assign(house, tx, caller, before, after)
        # Whoever comes by single sign-on is known by their username alone: it opens the account.
        if before is not None and natural_key(KINDS[kind], after) != before.key:
            may_open(house, tx, caller, before)
        if before is not None:
            may_stand(house, tx, caller, before, after)
    elif kind == "role":
        may_define(house, caller, before, after)


def _same_builtin(kind: Kind, before: Entity | None, after: Body) -> None:
    if before is not None and before.key in kind.builtin and natural_key(kind, after) != before.key:
        raise Refused(
            say(
                "{kind} “{title}” is built in; it cannot be renamed.",
                kind=kind.label,
                title=kind.title_of(before.body),
            )
        )


def check_references(tx: Tx, tenant: str, kind: Kind, body: Body) -> None:
    """Raises Invalid naming every reference to something that this tenant does not have."""
    found = list(places(kind, body))
    wanted: dict[tuple[str, Which], set[str]] = defaultdict(set)
    for place in found:
        wanted[place.kind, place.which].add(place.value)
    here = {
        (target, which, value)
        for (target, which), values in wanted.items()
        for value, entity in tx.entities.many(tenant, target, values, which).items()
        if not entity.deleted
    }
    wrong: dict[str, Message] = {
        place.path: say(
            "{kind} {id} does not exist in this tenant.",
            kind=KINDS[place.kind].label,
            id=place.value,
        )
        for place in found
        if (place.kind, place.which, place.value) not in here
    }
    if wrong:
        raise Invalid(
            say("{kind}: some references lead nowhere.", kind=kind.label),
            say("Choose what exists, or create it first."),
            fields=wrong,
        )


def delete_entity(
    house: House, caller: Caller | None, kind: str, id: str, *, expect: int | None = None
) -> None:
    """Write a tombstone; an employee's login goes with them. Raises Refused for a built-in one and for a script of
    which a version waits to be published, Conflict when it was changed in between."""
    caller = must(caller, edit_act(kind))
    declared = kind_named(kind)
    _may_be_edited(declared)
    if kind == "script":
        must_delete(house, caller)
    with house.store_of(caller.tenant or "").writing() as tx:
        tx.entities.lock(caller.tenant or "")
        entity = must_exist(tx, caller, kind, id)
        title = declared.title_of(entity.body)
        if entity.key in declared.builtin:
            raise Refused(
                say(
                    "{kind} “{title}” is built in; it cannot be deleted.",
                    kind=declared.label,
                    title=title,
                )
            )
        if expect is not None and entity.revision != expect:
            raise Conflict(
                say(
                    "{kind} “{title}” was changed in the meantime.",
                    kind=declared.label,
                    title=title,
                ),
                say("Look at it again before you delete it."),
            )
        if kind == "script":
            forget_work(tx, entity)
        write(house, tx, caller, [Draft(kind, {}, id, entity.alt_id, deleted=True)])
        leaving = [entity.body["userName"]] if kind == "employee" else []
        if leaving:
            remember(house, tx, caller, "entity.delete", [(id, ())])
            tx.credentials.drop(entity.tenant, [id])
            tx.sessions.end_all(entity.tenant, id)
        house.trace(tx, caller, "entity.delete", f"{kind}/{id}", title=title)
    end_sessions_over_there(house, entity.tenant, leaving)
