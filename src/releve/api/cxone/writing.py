"""Writing in the field's words: what was said is put into ours and goes through the use cases of every other door.

What is wrong is told under the names that the client has used.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from releve.api.cxone.shapes import Shape
from releve.app.entities import save_entity
from releve.app.house import House
from releve.app.seeking import change_entity, learn
from releve.domain.entities import Entity
from releve.domain.errors import Invalid
from releve.domain.kind import Body
from releve.domain.people import Caller

#: What else becomes of an entity, from what it was and what is wanted of it.
Besides = Callable[[Body, Mapping[str, object]], Mapping[str, object]]


def _nothing(before: Body, wanted: Mapping[str, object]) -> Mapping[str, object]:
    return {}


@contextmanager
def in_their_words(shape: Shape) -> Iterator[None]:
    try:
        yield
    except Invalid as error:
        fields = shape.in_their_words(error.fields)
        told = Invalid(error.message, error.hint, reasons=error.reasons, fields=fields)
        told.facts.update(error.facts)
        raise told from error


def create(
    house: House,
    caller: Caller | None,
    shape: Shape,
    given: Mapping[str, Any],
    besides: Besides = _nothing,
) -> Entity:
    """Raises what `save_entity` raises."""
    known = learn(house, caller, shape.kind, shape.idents(given))
    with in_their_words(shape):
        wanted = shape.take(given, known)
        return save_entity(house, caller, shape.kind, None, {**wanted, **besides({}, wanted)})


def change(
    house: House,
    caller: Caller | None,
    shape: Shape,
    id: str,
    given: Mapping[str, Any],
    besides: Besides = _nothing,
) -> Entity:
    """What is not named stays as it is. Raises what `save_entity` raises."""
    known = learn(house, caller, shape.kind, shape.idents(given))

    def changing(before: Body) -> Mapping[str, object]:
        wanted = shape.take(given, known, before)
        return {**wanted, **besides(before, wanted)}

    with in_their_words(shape):
        return change_entity(house, caller, shape.kind, id, changing)
