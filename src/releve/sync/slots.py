"""The places of a document where references stand, found the quick way.

The declaration of a kind is walked once and becomes a short list of instructions; `slots` follows them through a
document. `domain.kind.places` says the same of one document at leisure; a test compares the two.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from releve.domain.ids import Form, Which
from releve.domain.kind import Body, Field, Group, Kind, Many, Ref, RefBy
from releve.domain.kinds import KINDS

#: Which ids are meant: the kind and which of its two.
Space = tuple[str, Which]


#: (holder, at, space, whole, path): `holder[at]` holds an id of `space`, as an integer or a text (`whole`). A plain tuple:
#: there are some of them for every entity.
Slot = tuple[Any, Any, Space, type[int] | type[str], str]

#: Follows the instructions of one level: (body, path before it, slots found so far).
_Look = Callable[[Body, str, list[Slot]], None]


class Finder:
    """Finds the slots in documents of one kind."""

    def __init__(self, kind: Kind) -> None:
        self._looks = tuple(_looks(kind.referring))

    def __bool__(self) -> bool:
        return bool(self._looks)

    def slots(self, body: Body) -> list[Slot]:
        found: list[Slot] = []
        for look in self._looks:
            look(body, "", found)
        return found


def finders() -> dict[str, Finder]:
    return {name: Finder(kind) for name, kind in KINDS.items()}


def asked_for(slots: Iterable[list[Slot]]) -> Mapping[Space, set[str]]:
    """The ids that stand in these slots."""
    return by_space((slot[2], str(slot[0][slot[1]])) for some in slots for slot in some)


def by_space(uses: Iterable[tuple[Space, str]]) -> Mapping[Space, set[str]]:
    found: dict[Space, set[str]] = defaultdict(set)
    for space, old in uses:
        found[space].add(old)
    return found


def _looks(fields: Iterable[Field]) -> Iterable[_Look]:
    for field in fields:
        match field:
            case Ref() | RefBy():
                yield _one(field)
            case Group():
                yield _group(field)
            case Many(item=Group()):
                yield _groups(field)
            case Many():
                yield _list(field)


def _one(field: Ref | RefBy) -> _Look:
    if isinstance(field, Ref):
        return _ref(field)
    name, told = field.name, _told(field)

    def look(body: Body, prefix: str, found: list[Slot]) -> None:
        value = body.get(name)
        if value is None or value == "" or value == []:
            return
        if (meant := told(value, body)) is not None:
            found.append((body, name, *meant, prefix + name))

    return look


def _ref(field: Ref) -> _Look:
    name, keep, (space, whole) = field.name, field.keep, _meant(field.kind, field.which)

    def look(body: Body, prefix: str, found: list[Slot]) -> None:
        value = body.get(name)
        if value is None or value == "" or value == [] or value in keep:
            return
        found.append((body, name, space, whole, prefix + name if prefix else name))

    return look


def _list(field: Many) -> _Look:
    assert isinstance(field.item, Ref | RefBy)
    name, told = field.name, _told(field.item)

    def look(body: Body, prefix: str, found: list[Slot]) -> None:
        values = body.get(name)
        if not values:
            return
        for n, value in enumerate(values):
            if (meant := told(value, body)) is not None:
                found.append((values, n, *meant, f"{prefix}{name}.{n}"))

    return look


def _group(field: Group) -> _Look:
    name, inner = field.name, tuple(_looks(field.fields))

    def look(body: Body, prefix: str, found: list[Slot]) -> None:
        if value := body.get(name):
            for one in inner:
                one(value, f"{prefix}{name}.", found)

    return look


def _groups(field: Many) -> _Look:
    assert isinstance(field.item, Group)
    name, inner = field.name, tuple(_looks(field.item.fields))

    def look(body: Body, prefix: str, found: list[Slot]) -> None:
        for n, value in enumerate(body.get(name) or ()):
            for one in inner:
                one(value, f"{prefix}{name}.{n}.", found)

    return look


_Meant = tuple[Space, type[int] | type[str]]


def _told(field: Ref | RefBy) -> Callable[[Any, Body], _Meant | None]:
    """What an id at this place is an id of; None if it is none."""
    if isinstance(field, Ref):
        keep, meant = field.keep, _meant(field.kind, field.which)
        return lambda value, body: None if value in keep else meant
    by, kinds = field.by, {name: _meant(*target) for name, target in field.kinds.items()}
    return lambda value, body: kinds.get(str(body.get(by)))


def _meant(kind: str, which: Which) -> _Meant:
    whole = int if KINDS[kind].space(which).form is Form.INTEGER else str
    return (kind, which), whole
