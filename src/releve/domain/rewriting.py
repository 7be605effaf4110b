"""The callable by which a sync has a script rewritten, without knowing how scripts are read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from releve.domain.kind import Body
from releve.domain.say import Message

#: The kind whose body is handed to the rewriter: `path, mediaType, format, encoding, content`.
SCRIPT = "script"

#: (kind, id in the primary tenant) → id in the BCP tenant, or None when it has no counterpart.
Translate = Callable[[str, str], str | None]

#: The kinds of which a value is an id in the primary tenant; several may be, for numbers coincide.
IsId = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class ScriptOutcome:
    """The script as the BCP tenant must hold it. `unknown` says, one sentence each, which certain references
    have no counterpart: then the body is not to be used. `to_review` counts the places that look like
    identifiers of the primary and were left as they are."""

    body: Body
    unknown: tuple[Message, ...] = ()
    to_review: int = 0


class ScriptRewriter(Protocol):
    def __call__(
        self, body: Body, translate: Translate, is_id: IsId, business_unit: int
    ) -> ScriptOutcome:
        """Rewrite a copy of `body` for the tenant whose business unit is given. Pure: the same arguments give
        the same outcome. `translate` is asked for every certain reference, and for traces of who saved the
        script, where None does not matter."""
