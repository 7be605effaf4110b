"""The callables by which a sync has scripts rewritten, without knowing how scripts are read."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from releve.domain.kind import Body
from releve.domain.say import Message, say

#: The kind whose body is handed to the rewriter: `path, mediaType, format, encoding, content`.
SCRIPT = "script"

#: (kind, id in the primary tenant) → id in the BCP tenant, or None when it has no counterpart.
Translate = Callable[[str, str], str | None]

#: The kinds of which a value is an id in the primary tenant; several may be, for numbers coincide.
IsId = Callable[[str], list[str]]

#: Natural keys of scripts → the bodies of those that the tenant has, read together from one snapshot.
Others = Callable[[Collection[str]], Mapping[str, Body]]

#: The natural keys that a call can mean, the likelier first: the first that there is, is called.
Call = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScriptOutcome:
    """The script as the BCP tenant must hold it. `unknown` says, one sentence each, which certain references
    have no counterpart: then the body is not to be used. `to_review` counts the places that look like
    identifiers of the primary and were left as they are.

    `calls` are its calls by which it hands something to other scripts: it is rewritten by what these take their parameters
    for. `face` is a digest of what it takes its own parameters for, itself or through scripts that it calls."""

    body: Body
    unknown: tuple[Message, ...] = ()
    to_review: int = 0
    calls: tuple[Call, ...] = ()
    face: str = ""


class Rewriter(Protocol):
    """Rewrites the scripts of one tenant as they are at one moment."""

    def look_ahead(self, bodies: Sequence[Body]) -> None:
        """Read together what is needed of other scripts to rewrite these, which come next. Their outcomes are the same
        without it."""

    def __call__(
        self, body: Body, translate: Translate, is_id: IsId, business_unit: int
    ) -> ScriptOutcome:
        """Rewrite a copy of `body` for the tenant whose business unit is given: the same arguments give
        the same outcome, as long as `others` gives the same. `translate` is asked for every certain reference, and for
        traces of who saved the script, where None does not matter."""


class ScriptRewriter(Protocol):
    def __call__(self, others: Others) -> Rewriter:
        """A rewriter for one drawing: what it learns of the scripts that are called it keeps. `others` gives the scripts of
        the tenant that is copied."""


def nobody(keys: Collection[str]) -> Mapping[str, Body]:
    """The others of a script that is looked at alone."""
    return {}


def no_counterpart(action: str, property: str, kind: Message, id: str) -> Message:
    """Why a script is not to be used: a place in it names what the tenant it is copied to does not have."""
    return say(
        "Action {action}, {property}: {kind} {id} has no counterpart in the BCP tenant.",
        action=action,
        property=property,
        kind=kind,
        id=id,
    )
