"""Looking around in a tenant's configuration: how much there is, lists with names instead of ids, and what a
reference may be set to.

Whoever may see a kind may see the names of what it can refer to, and of nothing else.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from releve.access.policy import Act, must
from releve.app.entities import edit_act, list_entities, titles_of, view_act
from releve.app.house import House
from releve.domain.entities import Entity
from releve.domain.errors import NotFound
from releve.domain.ids import Which
from releve.domain.kind import Body, Field, Group, KeyRef, Many, Ref, RefBy, natural_key
from releve.domain.kinds import KINDS, kind_named
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.tenancy import Tenant

#: What a reference leads to: the kind, and by what: `id`, `alt`, or `key` for references by natural key.
Target = tuple[str, str]
KEY = "key"

#: (kind, id as it stands in a document) → the title of what it names.
Titles = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Choices:
    """The first `(value, title)` that a reference may be set to, and how many there are in all."""

    options: tuple[tuple[str, str], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A part of a list, with the titles of what its entities refer to; `total` counts before paging."""

    rows: list[Entity]
    total: int
    titles: Titles


def tenant_of(house: House, caller: Caller | None) -> Tenant:
    """The tenant that the caller is in. Raises Unauthenticated for nobody, Forbidden for an operator outside."""
    if caller is None or caller.tenant is None:
        caller = must(caller, Act.ENTITIES_VIEW)
    return house.registry.tenant(caller.tenant or "")[0]


def must_edit(caller: Caller | None, kind: str) -> Caller:
    """For pages that only make sense to who may change the kind. Raises Unauthenticated, Forbidden."""
    return must(caller, edit_act(kind))


def entity_counts(house: House, caller: Caller | None) -> dict[str, int]:
    """kind → how many living entities, for every kind."""
    caller = must(caller, Act.ENTITIES_VIEW)
    with house.store_of(caller.tenant or "").reading() as tx:
        found = tx.entities.counts(caller.tenant or "")
    return {kind: found.get(kind, 0) for kind in KINDS}


def listed(
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
) -> Listed:
    """`entities.list_entities` with the titles of what the rows refer to."""
    page = list_entities(
        house,
        caller,
        kind,
        search=search,
        where=where,
        order=order,
        descending=descending,
        skip=skip,
        top=top,
        count_max=count_max,
    )
    tenant = tenant_of(house, caller).id
    with house.store_of(tenant).reading() as tx:
        return Listed(page.rows, page.total, titles_of(tx, tenant, page.rows))


def draft_titles(house: House, caller: Caller | None, kind: str, body: Body) -> Titles:
    """The titles of what a document refers to that is not stored yet."""
    caller = must(caller, view_act(kind))
    tenant = caller.tenant or ""
    draft = Entity(tenant, kind, "", None, "", body, "", 0, False, "", "")
    with house.store_of(tenant).reading() as tx:
        return titles_of(tx, tenant, [draft])


def targets(fields: Collection[Field]) -> set[Target]:
    """Everything that references among these fields can lead to, however deep they stand."""
    return set(_targets(fields))


def _targets(fields: Collection[Field]) -> Iterator[Target]:
    for field in fields:
        match field:
            case Ref():
                yield field.kind, field.which.value
            case KeyRef():
                yield field.kind, KEY
            case RefBy():
                yield from ((kind, which.value) for kind, which in field.kinds.values())
            case Group():
                yield from _targets(field.fields)
            case Many():
                yield from _targets([field.item])


def choices(
    house: House,
    caller: Caller | None,
    kind: str,
    wanted: Collection[Target],
    *,
    search: str = "",
    top: int = 60,
) -> dict[Target, Choices]:
    """What the references of `kind` that lead to `wanted` may be set to; `search` is a part of the key.

    Raises NotFound for a target to which the kind does not refer.
    """
    caller = must(caller, view_act(kind))
    if not set(wanted) <= targets(kind_named(kind).fields):
        raise NotFound(
            say("{kind} does not refer to this.", kind=kind_named(kind).label),
            say("Reload the page and choose again."),
        )
    found = {}
    with house.store_of(caller.tenant or "").reading() as tx:
        for target in wanted:
            page = tx.entities.page(caller.tenant or "", target[0], search=search, top=top)
            options = tuple(_option(entity, target[1]) for entity in page.rows)
            found[target] = Choices(options, page.total)
    return found


def _option(entity: Entity, by: str) -> tuple[str, str]:
    title = KINDS[entity.kind].title_of(entity.body)
    if by == KEY:
        return title, title
    return (entity.id if by == Which.ID else entity.alt_id or ""), title


def named(house: House, caller: Caller | None, kind: str, target: Target, text: str) -> str | None:
    """The value of the one entity that is called so; None when there is none, or more than one."""
    wanted = text.strip().casefold()
    offered = choices(house, caller, kind, [target], search=text, top=20)[target].options
    exact = [value for value, title in offered if title.strip().casefold() == wanted]
    return exact[0] if len(exact) == 1 else None


def entity_name(entity: Entity, titles: Titles) -> str:
    """What people call the entity: its title, or the names of what its key refers to."""
    kind = KINDS[entity.kind]
    if kind.title:
        return kind.title_of(entity.body)
    parts = [_part(kind.field(name), entity.body, titles) for name in kind.key]
    refers = any(isinstance(kind.field(name), Ref) for name in kind.key)
    return " · ".join(parts) if refers else parts[0]


def _part(field: Field, body: Mapping[str, object], titles: Titles) -> str:
    value = str(body.get(field.name, ""))
    return titles.get((field.kind, value), value) if isinstance(field, Ref) else value


def is_builtin(entity: Entity) -> bool:
    """Built-in ones can be changed, but neither renamed nor deleted."""
    kind = KINDS[entity.kind]
    return natural_key(kind, entity.body) in kind.builtin
