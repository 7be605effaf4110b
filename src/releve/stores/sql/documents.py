"""JSON as databases are given it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson

from releve.stores.sql.faults import value_refused


def written(value: Any) -> str:
    """The document in its one form (`domain.kind.canonical`). Raises Invalid for text that is no Unicode, and for
    numbers beyond 64 bits."""
    with storable():
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


@contextmanager
def storable() -> Iterator[None]:
    """Raises Invalid when a value within cannot be made JSON of any database."""
    try:
        yield
    except orjson.JSONEncodeError as error:
        if (refused := value_refused(error)) is None:
            raise
        raise refused from error
