"""Remap: every declared reference translated. Only a declared place is a reference.

A reference without counterpart is told, never passed through: an id of the primary is a valid-looking value in
the BCP tenant, and would fail much later, or not at all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import orjson

from releve.domain.ids import Which
from releve.domain.kind import Body, Field, Group, Kind, Many, Text, canonical, natural_key, places
from releve.domain.kinds import KINDS
from releve.domain.rewriting import ScriptRewriter
from releve.domain.say import Message
from releve.sync.counterparts import Counterparts

#: Where the references are that only the rewriter reads.
CONTENT = "content"

#: (kind, which of its ids, id in the primary) → id in the BCP tenant, None when unknown.
Translator = Callable[[str, Which, str], str | None]


@dataclass(frozen=True, slots=True)
class Use:
    """One reference of an entity, and what became of it. `new` None: it has no counterpart."""

    path: str
    kind: str
    which: Which
    old: str
    new: str | None


@dataclass(frozen=True, slots=True)
class Remapped:
    """A copy fit for the BCP tenant, unless some use has no counterpart or the rewriter says `unknown`."""

    body: Body
    uses: tuple[Use, ...] = ()
    unknown: tuple[Message, ...] = ()
    to_review: int = 0

    @property
    def missing(self) -> tuple[Use, ...]:
        return tuple(use for use in self.uses if use.new is None)


def remap(kind: Kind, body: Body, translate: Translator) -> Remapped:
    """A copy with every declared reference translated, and without what never travels. Pure."""
    copy: Body = without_secrets(kind.fields, orjson.loads(canonical(body)))
    uses = []
    for place in places(kind, copy):
        new = translate(place.kind, place.which, place.value)
        uses.append(Use(place.path, place.kind, place.which, place.value, new))
        if new is not None:
            place.holder[place.at] = KINDS[place.kind].space(place.which).emit(new)
    return Remapped(copy, tuple(uses))


def translated_key(kind: Kind, body: Body, translate: Translator) -> str | tuple[Use, ...]:
    """The natural key that the counterpart has, or the references in the key that are unknown."""
    only = {name: body[name] for name in kind.key if name in body}
    found = remap(kind, only, translate)
    return found.missing or natural_key(kind, found.body)


def rewritten(
    done: Remapped, rewrite: ScriptRewriter, ids: Counterparts, business_unit: int
) -> Remapped:
    """The same for a script, whose content holds references that only the rewriter can read."""
    asked: dict[tuple[str, str], Use] = {}

    def translate(kind: str, value: str) -> str | None:
        for which in Which:
            if (new := ids.translate(kind, which, value)) is not None:
                asked[kind, value] = Use(CONTENT, kind, which, value, new)
                return new
        asked[kind, value] = Use(CONTENT, kind, Which.ID, value, None)
        return None

    outcome = rewrite(done.body, translate, ids.idmap.kinds_of, business_unit)
    return replace(
        done,
        body=outcome.body,
        uses=(*done.uses, *asked.values()),
        unknown=outcome.unknown,
        to_review=outcome.to_review,
    )


def settled(kind: Kind, body: Body, current: Mapping[str, object] | None) -> Body:
    """The body as it is to be written: what each tenant keeps for itself stays as the BCP tenant has it."""
    if current is None:
        return body
    own = {*kind.local, *(field.name for field in kind.fields if _is_secret(field))}
    kept = {name: current[name] for name in own if name in current}
    return {name: value for name, value in body.items() if name not in own} | kept


def without_secrets(fields: tuple[Field, ...], body: Body) -> Body:
    """The body without its secret texts, at whatever depth they are declared. May share parts with `body`."""
    out: Body = {}
    declared = {field.name: field for field in fields}
    for name, value in body.items():
        match declared.get(name):
            case Text(secret=True):
                continue
            case Group(fields=inner):
                out[name] = without_secrets(inner, value)
            case Many(item=Group(fields=inner)):
                out[name] = [without_secrets(inner, one) for one in value]
            case _:
                out[name] = value
    return out


def _is_secret(field: Field) -> bool:
    return isinstance(field, Text) and field.secret
