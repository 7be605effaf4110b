"""Desktop actions: their properties have positions and no names; the names come from the table of actions."""

from collections.abc import Sequence

from releve.scripts.actions import names_of_positions
from releve.scripts.script import Property, Value


def positional(guid: str, values: Sequence[Value]) -> tuple[Property, ...]:
    """The properties of an action of type `guid`, with the names and places that it has in JSON."""
    named = [
        Value(name, value.text, value.start, value.end, value.form)
        for name, value in zip(names_of_positions(guid, len(values)), values, strict=True)
    ]
    single = [value for value in named if not value.place.endswith("]")]
    listed = tuple(named[len(single) :])
    properties = [Property(n, value.place, (value,)) for n, value in enumerate(single)]
    if listed:
        properties.append(Property(len(single), listed[0].place.partition("[")[0], listed))
    return tuple(properties)
