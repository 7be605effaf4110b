"""From a document to controls: what the template `macros/forms.html` shows for each declared field."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from releve.app.browsing import KEY, Choices, Target, Titles
from releve.domain.kind import (
    Choice,
    Content,
    Date,
    Field,
    Flag,
    Group,
    Instant,
    Int,
    KeyRef,
    Many,
    Number,
    Open,
    Ref,
    RefBy,
    Text,
    Time,
)
from releve.domain.say import Message, say, say_n
from releve.web.naming import named

#: A list with more values than this is shown in part, and changed elsewhere.
VALUES_MAX = 1500
#: How much of such a list is shown.
ROWS_SHOWN = 50
#: A list with more rows than this is folded until somebody looks at it.
ROWS_OPEN = 8
#: References to a kind with more entities than this are searched instead of chosen from a list.
SELECT_MAX = 60

MARK = "~"


@dataclass(frozen=True, slots=True)
class Row:
    """One element of a list. `path` is what removes it."""

    path: str
    controls: tuple["Control", ...]


@dataclass(frozen=True, slots=True)
class Control:
    """One field as the template `macros/forms.html` shows it; `type` says how.

    `mark` is sent back beside the value; None for no mark. `list_id` names the datalist of a searched reference.
    `again` is the element to fetch anew when this value changes, because others depend on it.
    """

    type: str
    path: str
    label: Message
    value: Any = ""
    required: bool = False
    help: Message | None = None
    error: Message | None = None
    max: int | None = None
    min: int | None = None
    options: tuple[tuple[str, object], ...] = ()
    mark: str | None = None
    list_id: str = ""
    again: str = ""
    controls: tuple["Control", ...] = ()
    rows: tuple[Row, ...] = ()
    at_work: bool = False

    @property
    def folded(self) -> bool:
        """Whether the rows of a long list are hidden at first: not while somebody edits them."""
        return len(self.rows) > ROWS_OPEN and not (self.wrong or self.at_work)

    @property
    def mark_name(self) -> str:
        holder, _, name = self.path.rpartition(".")
        return f"{holder}.{MARK}{name}" if holder else f"{MARK}{name}"

    @property
    def element(self) -> str:
        """An id for what holds the whole control, fit for a CSS selector."""
        return "rows-" + self.path.replace(".", "-")

    @property
    def wrong(self) -> bool:
        """Whether something in it is wrong."""
        inner = (*self.controls, *(one for row in self.rows for one in row.controls))
        return self.error is not None or any(one.wrong for one in inner)


@dataclass(frozen=True, slots=True)
class Known:
    """What a form is filled with besides the document. `at_work` is the path of the row or list being edited.
    `reads`: nothing can be changed, so that nothing is offered."""

    titles: Titles = field(default_factory=dict)
    choices: Mapping[Target, Choices] = field(default_factory=dict)
    errors: Mapping[str, Message] = field(default_factory=dict)
    at_work: str = ""
    reads: bool = False


def controls(
    fields: Iterable[Field],
    body: Mapping[str, Any],
    known: Known,
    prefix: str = "",
    again: str = "",
) -> tuple[Control, ...]:
    """The controls of `fields`. `body` may hold what somebody typed, right or wrong."""
    fields = list(fields)
    told_by = {one.by for one in _plain(fields) if isinstance(one, RefBy)}
    return tuple(
        _control(
            one,
            body.get(one.name),
            body,
            known,
            prefix + one.name,
            again if one.name in told_by else "",
        )
        for one in fields
    )


def _plain(fields: Iterable[Field]) -> Iterator[Field]:
    """The fields, and the items of lists of values, which look at the fields beside their list."""
    for one in fields:
        yield one.item if isinstance(one, Many) else one


def _control(
    declared: Field, value: Any, beside: Mapping[str, Any], known: Known, path: str, again: str = ""
) -> Control:
    common: dict[str, Any] = {
        "path": path,
        "label": declared.label,
        "required": declared.required,
        "help": declared.help,
        "error": known.errors.get(path),
        "again": again,
    }
    match declared:
        case Group():
            inner = controls(declared.fields, value or {}, known, path + ".", again)
            return Control("group", mark=_held(value), controls=inner, **common)
        case Many():
            return _list(declared, value, beside, known, common)
        case Ref() | RefBy() | KeyRef():
            return _reference(declared, value, beside, known, common)
        case _:
            return _simple(declared, value, common)


def _held(value: object) -> str | None:
    return None if value is None else "1"


def _simple(declared: Field, value: Any, common: dict[str, Any]) -> Control:
    text = "" if value is None else str(value)
    match declared:
        case Text(secret=True):
            return Control("secret", max=declared.max, **common)
        case Text():
            lines = declared.multiline or "\n" in text or "\r" in text
            mark = "crlf" if "\r\n" in text else None
            return Control(
                "lines" if lines else "text", value=text, max=declared.max, mark=mark, **common
            )
        case Flag():
            ticked = declared.default if value is None else value is True or text == "on"
            return Control("flag", value=ticked, mark=_held(value), **common)
        case Choice():
            options = tuple((str(option), label) for option, label in declared.options.items())
            return Control("choice", value=text, options=options, **common)
        case Int():
            return Control("int", value=text, min=declared.min, max=declared.max, **common)
        case Open() | Content():
            return Control("kept", value=_weighed(declared, value), **common)
        case Instant():
            return Control("instant", value=text.removesuffix("Z"), **common)
        case _:
            kind = {Number: "number", Date: "date", Time: "time"}.get(type(declared), "text")
            return Control(kind, value=text, **common)


def _weighed(declared: Field, value: Any) -> Message | None:
    """How much there is of something that is not shown."""
    if value is None:
        return None
    if isinstance(declared, Content):
        return say_n("{n} character", "{n} characters", len(str(value)))
    if isinstance(value, dict):
        return say_n("{n} setting", "{n} settings", len(value))
    if isinstance(value, list):
        return say_n("{n} value", "{n} values", len(value))
    return say("One value")


def _list(
    declared: Many,
    value: Any,
    beside: Mapping[str, Any],
    known: Known,
    common: dict[str, Any],
) -> Control:
    values = value if isinstance(value, list) else []
    path = common["path"]
    if _size(values) > VALUES_MAX:
        told = say_n("{n} row", "{n} rows", len(values))
        return Control(
            "long",
            value=told,
            rows=_rows(declared, values[:ROWS_SHOWN], beside, known, path),
            **common,
        )
    common["at_work"] = f"{known.at_work}.".startswith(f"{path}.")
    mark = "0" if value is None else "1"
    return Control("list", mark=mark, rows=_rows(declared, values, beside, known, path), **common)


def _rows(
    declared: Many, values: Sequence[Any], beside: Mapping[str, Any], known: Known, path: str
) -> tuple[Row, ...]:
    again = "rows-" + path.replace(".", "-")
    rows = []
    for n, value in enumerate(values):
        at = f"{path}.{n}"
        if isinstance(declared.item, Group):
            inner = controls(declared.item.fields, value or {}, known, at + ".", again)
        else:
            inner = (_control(declared.item, value, beside, known, at),)
        rows.append(Row(at, inner))
    return tuple(rows)


def _size(value: Any) -> int:
    match value:
        case list():
            return sum(map(_size, value))
        case dict():
            return sum(map(_size, value.values()))
    return 1


def target_of(declared: Field, beside: Mapping[str, Any]) -> Target | None:
    """Where the reference leads; None as long as nothing tells."""
    match declared:
        case Ref():
            return declared.kind, declared.which.value
        case KeyRef():
            return declared.kind, KEY
        case RefBy():
            told = declared.kinds.get(str(beside.get(declared.by)))
            return (told[0], told[1].value) if told else None
    return None


def _kept(declared: Field, value: Any) -> bool:
    return isinstance(declared, Ref) and value in declared.keep


def _reference(
    declared: Field, value: Any, beside: Mapping[str, Any], known: Known, common: dict[str, Any]
) -> Control:
    target = target_of(declared, beside)
    if target is None:
        return Control("text", value="" if value is None else str(value), **common)
    mark = str(value) if _kept(declared, value) else None
    text = "" if value is None or mark is not None else str(value)
    title = known.titles.get((target[0], text), text if target[1] == KEY else "")
    if known.reads:
        return Control("text", value=named(target[0], title or text), **common)
    offered = known.choices.get(target)
    if offered is None or offered.total > SELECT_MAX:
        shown = text if not title or target[1] == KEY else f"{title} ({text})"
        return Control("search", value=shown, mark=mark, list_id=list_id(target), **common)
    options: tuple[tuple[str, object], ...] = offered.options
    if text and text not in {option for option, _ in options}:
        options = ((text, title or text), *options)
    options = tuple((option, named(target[0], str(told))) for option, told in options)
    return Control("ref", value=text, options=options, mark=mark, **common)


def list_id(target: Target) -> str:
    return f"names-{target[0]}-{target[1]}"
