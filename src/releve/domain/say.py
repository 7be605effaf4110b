"""What the product says to people, before it is put into their language.

A `Message` is a template and its values. The doors translate the template and fill it in, so the
engines can speak without knowing who listens. `say` and `say_n` are the words that Babel looks for.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from releve.domain.clock import instant, stamp


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence or label: an English template, its values, and a plural when it counts. A moment among the values
    is a `datetime` with a zone, never a stamp: the doors write it for their reader."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None
    n: int = 1

    def __str__(self) -> str:
        return self.put(lambda text: text, lambda one, many, n: one if n == 1 else many)

    def put(
        self,
        gettext: Callable[[str], str],
        ngettext: Callable[[str, str, int], str],
    ) -> str:
        """Translate and fill in. Messages among the values are put into the same language."""
        template = (
            gettext(self.text) if self.plural is None else ngettext(self.text, self.plural, self.n)
        )
        values = {
            name: value.put(gettext, ngettext) if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        return template.format(**values) if values else template

    def record(self) -> dict[str, Any]:
        """As JSON, so that what was said today can be read tomorrow in another language."""
        values = {name: _recorded(value) for name, value in self.values.items()}
        return {"text": self.text, "values": values, "plural": self.plural, "n": self.n}

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Message":
        """The inverse of `record`."""
        values = {name: _read(value) for name, value in record["values"].items()}
        return cls(record["text"], values, record["plural"], record["n"])


def _recorded(value: object) -> object:
    match value:
        case Message():
            return value.record()
        case datetime.datetime():
            return {"at": stamp(value)}
        case _:
            return value


def _read(value: Any) -> object:
    match value:
        case {"text": _}:
            return Message.of(value)
        case {"at": str() as at}:
            return instant(at)
        case _:
            return value


def say(text: str, /, **values: object) -> Message:
    """A sentence; `{name}` places are filled from the values."""
    return Message(text, values)


def say_n(one: str, many: str, n: int, /, **values: object) -> Message:
    """A sentence that counts; `{n}` is the number."""
    return Message(one, {"n": n, **values}, many, n)
