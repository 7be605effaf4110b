"""The kinds of entities, as they are declared: what a program needs to know to read and write any of them."""

from fastapi import APIRouter

from releve.api.caller import Somebody
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.domain import kind as declared
from releve.domain.ids import IdSpace
from releve.domain.kinds import KINDS, kind_named
from releve.languages.speaker import Speaker

router = APIRouter(tags=["entities"])


class IdOut(Shape):
    """What the ids of a kind are called, and what they look like."""

    field: str
    form: str

    @classmethod
    def of(cls, space: IdSpace) -> "IdOut":
        return cls(field=space.field, form=space.form)


class Option(Shape):
    value: str | int
    label: str


class Target(Shape):
    """To what a reference refers, and by which of its two ids. `when`: the value of the field `by` for it."""

    kind: str
    which: str
    when: str | None = None


class FieldOut(Shape):
    """One place in a document. `type` is the declaration's word: text, int, flag, choice, ref, group, many, …"""

    name: str
    label: str
    type: str
    required: bool
    help: str | None = None
    secret: bool = False
    max: int | None = None
    min: int | None = None
    pattern: str | None = None
    options: list[Option] = []
    by: str | None = None
    refers_to: list[Target] = []
    fields: list["FieldOut"] = []
    item: "FieldOut | None" = None

    @classmethod
    def of(cls, field: declared.Field, speaker: Speaker) -> "FieldOut":
        out = cls(
            name=field.name,
            label=speaker.say(field.label),
            type=type(field).__name__.lower(),
            required=field.required,
            help=speaker.say(field.help) if field.help else None,
        )
        out._detail(field, speaker)
        return out

    def _detail(self, field: declared.Field, speaker: Speaker) -> None:
        match field:
            case declared.Text():
                self.max, self.pattern, self.secret = field.max, field.pattern, field.secret
            case declared.Int():
                self.min, self.max = field.min, field.max
            case declared.Choice():
                self.options = [
                    Option(value=value, label=speaker.say(label))
                    for value, label in field.options.items()
                ]
            case declared.Group():
                self.fields = [FieldOut.of(one, speaker) for one in field.fields]
            case declared.Many():
                self.item = FieldOut.of(field.item, speaker)
            case _:
                self.refers_to, self.by = _targets(field), getattr(field, "by", None)


def _targets(field: declared.Field) -> list[Target]:
    match field:
        case declared.Ref():
            return [Target(kind=field.kind, which=field.which)]
        case declared.KeyRef():
            return [Target(kind=field.kind, which="key")]
        case declared.RefBy():
            return [
                Target(kind=kind, which=which, when=when)
                for when, (kind, which) in field.kinds.items()
            ]
        case _:
            return []


class KindLine(Shape):
    """A kind by its names. `copied`: does the sync carry it to the BCP tenant?"""

    name: str
    label: str
    plural: str
    copied: bool

    @classmethod
    def named(cls, kind: declared.Kind, speaker: Speaker) -> "KindLine":
        return cls(
            name=kind.name,
            label=speaker.say(kind.label),
            plural=speaker.say(kind.plural),
            copied=kind.copied,
        )


class KindOut(KindLine):
    """A kind with all its fields. `key` makes an entity the same on both sides; `local` is never copied."""

    id: IdOut
    alt_id: IdOut | None
    key: list[str]
    local: list[str]
    fields: list[FieldOut]


@router.get("/kinds", summary="List the kinds of entities")
def list_kinds(caller: Somebody, speaker: Speaking) -> list[KindLine]:
    """In the order in which they are copied: each after those it refers to, as far as circles allow."""
    return [KindLine.named(kind, speaker) for kind in KINDS.values()]


@router.get("/kinds/{kind}", summary="Look at a kind")
def get_kind(caller: Somebody, speaker: Speaking, kind: str) -> KindOut:
    """The declaration of a kind. Labels are in the language of the client."""
    found = kind_named(kind)
    return KindOut(
        **KindLine.named(found, speaker).model_dump(),
        id=IdOut.of(found.id),
        alt_id=IdOut.of(found.alt) if found.alt else None,
        key=list(found.key),
        local=list(found.local),
        fields=[FieldOut.of(field, speaker) for field in found.fields],
    )
