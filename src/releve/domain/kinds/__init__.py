"""The registry of kinds. One file per kind, each with a `KIND`; adding a kind is adding a file.

`KINDS` lists them so that each comes after the kinds it refers to, as far as cycles allow.
"""

import importlib
import pkgutil
from collections.abc import Mapping

from releve.domain.errors import Invalid, NotFound
from releve.domain.kind import Body, Kind, places, references
from releve.domain.say import say
from releve.domain.validation import validated


def _declared() -> dict[str, Kind]:
    modules = (
        importlib.import_module(f"{__name__}.{found.name}")
        for found in pkgutil.iter_modules(__path__)
    )
    kinds: list[Kind] = [module.KIND for module in modules]
    return {kind.name: kind for kind in kinds}


def _ordered(declared: Mapping[str, Kind]) -> dict[str, Kind]:
    """Depth first along the references; a reference back into the path walked closes a cycle and is passed over."""
    ordered: dict[str, Kind] = {}
    open_path: set[str] = set()

    def visit(name: str) -> None:
        if name in ordered or name in open_path:
            return
        open_path.add(name)
        for _, target in sorted(references(declared[name])):
            visit(target)
        open_path.discard(name)
        ordered[name] = declared[name]

    for name in sorted(declared):
        visit(name)
    return ordered


KINDS: Mapping[str, Kind] = _ordered(_declared())


def kind_named(name: str) -> Kind:
    """Raises NotFound for a kind that does not exist."""
    try:
        return KINDS[name]
    except KeyError:
        raise NotFound(
            say("There is no kind of entity called “{name}”.", name=name),
            say("Choose one of: {names}.", names=", ".join(sorted(KINDS))),
        ) from None


def checked(kind: Kind, body: Mapping[str, object]) -> Body:
    """`validated`, with every reference in the form of the ids it refers to (numbers as numbers).

    Raises Invalid naming every wrong field.
    """
    clean = validated(kind, body)
    wrong = {}
    for place in places(kind, clean):
        space = KINDS[place.kind].space(place.which)
        if space.reads(place.value):
            place.holder[place.at] = space.emit(place.value)
        else:
            wrong[place.path] = say("An identifier made of digits is expected here.")
    if wrong:
        raise Invalid(say("{kind}: some fields are not right.", kind=kind.label), fields=wrong)
    return clean
