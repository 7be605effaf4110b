"""The format of Desktop Studio: XML.

Positions come from expat, which counts bytes; they are turned into positions in the text as the file goes by.
Document types and entity declarations are refused: no script has them, and they are how XML attacks its readers.
The declared encoding is not believed: the bytes were UTF-8 before they came here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from releve.domain.say import say
from releve.scripts.formats.positional import positional
from releve.scripts.formats.refusal import not_a_script, storable
from releve.scripts.script import Action, Form, Format, Script, Value, Way

#: Elements within elements; real scripts have seven.
DEPTH_MAX = 64

_ROOT = "ScriptContainer"
_ACTION = "ScriptContainer/Actions/ActionStruct"
_ITEM = "ScriptContainer/LibraryItem"
_PARAMETER = f"{_ACTION}/Parameters/string"
_LABELS = frozenset(
    {
        f"{_ACTION}/Branches/BranchStruct/Text",
        f"{_ACTION}/Cases/BranchStruct/Text",
        f"{_ACTION}/ExtraInfo/CaseBranches/BranchInfo/KeyName",
    }
)
#: Where a step goes on, and whether a label stands before it.
_WAYS = {
    f"{_ACTION}/DefaultNextAction/ActionID": False,
    f"{_ACTION}/Branches/BranchStruct/ActionID": True,
    f"{_ACTION}/Cases/BranchStruct/ActionID": True,
}
_ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    _ROOT: ("BusNo", "UserID"),
    _ITEM: ("BusNo", "LibraryID"),
}
_HEADER = frozenset({f"{_ITEM}/ModifyUserID", f"{_ITEM}/URI"})
#: Wiring, layout, dates and the picture: never searched.
_PASSED_OVER = frozenset(
    {
        *("ActionID", "ActionId", "DependencyOrder", "Impl_Type", "Index", "KeyName", "LibraryID"),
        *("LabelDistance", "Segments", "X", "Y", "xws", "yws"),
        *("CreateDate", "ModifyDate", "ModifiedBy", "Icon", "MediaType"),
    }
)
_ATTRIBUTE = re.compile(r"""([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_TAG = re.compile(r"""<[^<>"']*(?:(?:"[^"]*"|'[^']*')[^<>"']*)*>""")


@dataclass(slots=True)
class _Open:
    """An element whose end is not seen yet. `start` is where its content begins, None when it has none."""

    path: str
    start: int | None
    leaf: bool = True
    text: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Step:
    """The action being read; its type, which names its parameters, comes after them."""

    texts: dict[str, str] = field(default_factory=dict)
    label: Value | None = None
    values: list[Value] = field(default_factory=list)
    branches: list[Value] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)

    def action(self) -> Action:
        guid = self.texts.get("LibraryID", "").strip().lower()
        return Action(
            id=storable(self.texts.get("ActionID", "").strip()),
            name=storable(self.texts.get("Action", "").strip()),
            library_id=guid,
            label=self.label,
            properties=positional(guid, self.values),
            branches=tuple(value for value in self.branches if value.text),
            ways=tuple(way for way in self.ways if way.to not in ("", "-1")),
        )


def read_desktop(text: str, encoding: str) -> Script:
    """Raises Invalid if the text is not well-formed XML, is not a script container or has no actions."""
    reader = _Reader(text)
    reader.read()
    if not reader.has_actions:
        raise not_a_script(say("It is XML, but it has no actions."))
    path = reader.item.get("ImplPath") or reader.item.get("Name", "")
    media = reader.item.get("MediaType", "")
    return Script(
        format=Format.XML,
        encoding=encoding,
        text=text,
        path=storable(path),
        media_type=(int(media) or None) if re.fullmatch(r"[0-9]{1,9}", media) else None,
        status="",
        header=tuple(reader.header),
        actions=tuple(reader.actions),
        rest=tuple(reader.rest),
    )


class _Reader:
    """Listens to expat and gathers the parts of one script."""

    def __init__(self, text: str) -> None:
        self.text, self.raw = text, text.encode()
        self.header: list[Value] = []
        self.actions: list[Action] = []
        self.rest: list[Value] = []
        self.item: dict[str, str] = {}
        self.has_actions = False
        self._stack: list[_Open] = []
        self._step = _Step()
        self._byte = self._char = 0
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._starts
        self._parser.EndElementHandler = self._ends
        self._parser.CharacterDataHandler = self._says
        self._parser.StartDoctypeDeclHandler = _refuse_doctype

    def read(self) -> None:
        try:
            self._parser.Parse(self.raw, True)
        except expat.ExpatError as error:
            raise not_a_script(
                say(
                    "Its XML cannot be read at line {line}, column {column}.",
                    line=error.lineno,
                    column=error.offset + 1,
                )
            ) from None

    def _here(self) -> int:
        """Where the parser is, in characters. Events come in order, so each byte is looked at once."""
        byte = self._parser.CurrentByteIndex
        self._char += len(self.raw[self._byte : byte].decode())
        self._byte = byte
        return self._char

    def _starts(self, name: str, attributes: dict[str, str]) -> None:
        path = f"{self._stack[-1].path}/{name}" if self._stack else name
        self._admit(path)
        at = self._here()
        tag = _TAG.match(self.text, at)
        assert tag is not None, "expat and we disagree on what a tag is"
        empty = tag[0].endswith("/>")
        self._stack.append(_Open(path, None if empty else tag.end()))
        self.has_actions = self.has_actions or path == f"{_ROOT}/Actions"
        if path == _ACTION:
            self._step = _Step()
        if path in _ATTRIBUTES:
            self._attributes(path, attributes, tag)

    def _admit(self, path: str) -> None:
        if not self._stack and path != _ROOT:
            raise not_a_script(
                say("It is XML or HTML, but its outermost element is “{name}”.", name=path)
            )
        if len(self._stack) >= DEPTH_MAX:
            raise not_a_script(say("It is nested too deeply."))
        if self._stack:
            self._stack[-1].leaf = False
            if self._stack[-1].path == _PARAMETER:
                raise not_a_script(say("A parameter in it holds markup."))

    def _attributes(self, path: str, attributes: dict[str, str], tag: re.Match[str]) -> None:
        if path == _ITEM:
            self.item |= {
                key: attributes[key] for key in ("Name", "MediaType") if key in attributes
            }
        for found in _ATTRIBUTE.finditer(self.text, *tag.span()):
            name, group = found[1], 2 if found[2] is not None else 3
            if name in _ATTRIBUTES[path]:
                value = Value(name, attributes[name], *found.span(group), Form.XML_ATTRIBUTE)
                self.header.append(value)

    def _says(self, text: str) -> None:
        self._stack[-1].text.append(text)

    def _ends(self, _: str) -> None:
        element = self._stack.pop()
        if element.path == _ACTION:
            self.actions.append(self._step.action())
        elif element.leaf:
            self._leaf(element, element.path.rpartition("/")[2])

    def _leaf(self, element: _Open, name: str) -> None:
        text = "".join(element.text)
        if element.path == f"{_ACTION}/{name}":
            self._step.texts[name] = text
        elif element.path == f"{_ITEM}/{name}":
            self.item.setdefault(name, text)
        if (labelled := _WAYS.get(element.path)) is not None:
            before = self._step.branches[-1].text if labelled and self._step.branches else ""
            self._step.ways.append(Way(before, text.strip()))
        if self._is_wanted(element.path, name):
            end = self._here()
            start = end if element.start is None else element.start
            self._place(element.path, name, Value(name, text, start, end, Form.XML_TEXT))

    def _is_wanted(self, path: str, name: str) -> bool:
        return path in _LABELS or path == _PARAMETER or name not in _PASSED_OVER

    def _place(self, path: str, name: str, value: Value) -> None:
        if path == _PARAMETER:
            self._step.values.append(value)
        elif path in _LABELS:
            self._step.branches.append(_renamed(value, f"branch[{len(self._step.branches)}]"))
        elif path == f"{_ACTION}/Caption":
            self._step.label = _renamed(value, "label")
        elif path in _HEADER:
            self.header.append(value)
        elif value.text and path != f"{_ACTION}/Action":
            self.rest.append(value)


def _renamed(value: Value, place: str) -> Value:
    return Value(place, value.text, value.start, value.end, value.form)


def _refuse_doctype(*_: object) -> None:
    raise not_a_script(say("It declares a document type, which no script does."))
