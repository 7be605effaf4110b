"""Steps as people read them: names of fields instead of paths, values instead of JSON, secrets as dots."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson
from starlette.datastructures import FormData

from releve.app import sync_views
from releve.domain.errors import Invalid
from releve.domain.kind import Choice, Field, Group, Text
from releve.domain.kinds import KINDS
from releve.domain.runs import Step, Verb, reasons
from releve.domain.say import Message, say, say_n

#: So many changed fields of one entity are seen at once; the others unfold.
SEEN = 3
HIDDEN = "••••••"

VERBS = (Verb.CREATE, Verb.ADOPT, Verb.UPDATE, Verb.DELETE, Verb.HOLD)


@dataclass(frozen=True, slots=True)
class Changed:
    """One field of an update. None: it holds nothing."""

    label: Message | str
    before: Message | str | None
    after: Message | str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is done, or was, or would be lost. `seen` and `folded` are the fields it changes. `follows`: it is held
    back only because of others that are."""

    verb: Verb
    kind: Message
    title: str
    primary_id: str
    bcp_id: str
    by: str
    at: str
    seen: tuple[Changed, ...]
    folded: tuple[Changed, ...]
    why: tuple[Message, ...]
    follows: bool = False


def lines(steps: Iterable[Step]) -> list[Line]:
    return [_line(step) for step in steps]


def _line(step: Step) -> Line:
    seen, folded = told_fields(step.kind, step.fields)
    why = reasons(step.why)
    return Line(
        step.verb,
        KINDS[step.kind].label,
        step.title,
        primary_id_of(step),
        step.bcp_id or "",
        step.by,
        step.at,
        seen,
        folded,
        why,
        step.verb is Verb.HOLD and sync_views.waits_for_others(why),
    )


def told_fields(
    kind: str, fields: Iterable[tuple[str, str, str]]
) -> tuple[tuple[Changed, ...], tuple[Changed, ...]]:
    """Those that are seen at once, and those that unfold."""
    changes = tuple(changed(kind, *one) for one in fields)
    cut = SEEN if len(changes) > SEEN + 1 else len(changes)  # nobody unfolds a single one
    return changes[:cut], changes[cut:]


def primary_id_of(step: Step) -> str:
    """What was made in the BCP tenant has none."""
    return "" if step.primary_id.startswith("@") else step.primary_id


def changed(kind: str, path: str, before: str, after: str) -> Changed:
    field = _field(KINDS[kind].fields, path)
    if isinstance(field, Text) and field.secret:
        return Changed(field.label, HIDDEN if before else None, HIDDEN if after else None)
    label = field.label if field is not None and "." not in path else path
    return Changed(label, _value(field, before), _value(field, after))


def _field(fields: tuple[Field, ...], path: str) -> Field | None:
    name, _, rest = path.partition(".")
    found = next((one for one in fields if one.name == name), None)
    return _field(found.fields, rest) if isinstance(found, Group) and rest else found


def _value(field: Field | None, told: str) -> Message | str | None:
    if not told:
        return None
    try:
        value = orjson.loads(told)
    except orjson.JSONDecodeError:  # shortened
        return say("a long list") if told[0] in "[{" else told.removeprefix('"')
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(field, Choice) and isinstance(value, str | int) and value in field.options:
        return field.options[value]
    if value in ("", [], {}):
        return say("empty")
    if isinstance(value, list):
        return _listed(value)
    return value if isinstance(value, str) else told


def _listed(values: list[object]) -> Message | str:
    """Words as they are; of rows, how many there are."""
    if any(isinstance(one, dict | list) for one in values):
        return say_n("{n} row", "{n} rows", len(values))
    return ", ".join(map(str, values))


@dataclass(frozen=True, slots=True)
class Count:
    """A row of the table of kinds."""

    kind: str
    label: Message
    verbs: Mapping[str, int]


def counted(counts: Mapping[str, Mapping[str, int]]) -> list[Count]:
    """In the order of sync, whatever order the store keeps."""
    return [Count(name, KINDS[name].plural, counts[name]) for name in KINDS if name in counts]


def totals(counts: Mapping[str, Mapping[str, int]]) -> Mapping[Verb, int]:
    return {verb: sum(verbs.get(verb, 0) for verbs in counts.values()) for verb in VERBS}


def narrowed(verb: str, kind: str, skip: int, top: int) -> Mapping[str, object]:
    """What a list of steps that can be narrowed shows of how it was."""
    label = KINDS[kind].plural if kind in KINDS else ""
    return {"verb": verb, "kind": kind, "kind_label": label, "skip": skip, "top": top}


def ticked(form: FormData) -> list[tuple[str, str]]:
    """(kind, id in the BCP tenant) of the changes that somebody has ticked. Raises Invalid if there are none."""
    names = (one.partition("/") for one in form.getlist("which") if isinstance(one, str))
    which = [(kind, bcp_id) for kind, _, bcp_id in names]
    if not which:
        raise Invalid(
            say("No change was chosen."),
            say("Tick the changes that you decide about, then choose what is done with them."),
        )
    return which
