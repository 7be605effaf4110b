"""What the actions of a script do with values: assign them, compare them, hand them on, put them to use."""

import re
from collections.abc import Iterator, Mapping

from releve.scripts.actions import NUMBERED, WORDED, slot_of
from releve.scripts.flow.order import Order
from releve.scripts.flow.program import (
    Comparison,
    Here,
    Piece,
    Program,
    Receiver,
    Sink,
    SubCall,
)
from releve.scripts.flow.reading import read_into, read_value
from releve.scripts.references import kind_at
from releve.scripts.script import Action, Form, Property, Script, Value
from releve.scripts.snippets.parser import read_expression, read_snippet, read_template
from releve.scripts.snippets.tree import Hole, Name, Node, Text, Unread, walk

#: Properties that are expressions rather than texts.
_EXPRESSIONS = frozenset(
    {
        ("IF", "Expression"),
        ("CASE", "Variable"),
        ("FOR", "FromValue"),
        ("FOR", "ToValue"),
        ("LOOP", "Repeat"),
    }
)
#: Properties that name the variable which receives something, and what it then holds.
_RECEIVES: Mapping[tuple[str, str], str] = {
    ("MENU", "Variable"): "digits",
    ("CAPTURE", "Variable"): "digits",
    ("FOR", "CounterName"): "number",
    ("LOOP", "CounterName"): "number",
    ("ONANSWER", "AgentID"): "employee",
    ("ONPAGEOPEN", "AgentID"): "employee",
    ("ONASSIGNMENTCHANGED_DIGITAL", "SkillID"): "skill",
    ("ONASSIGNMENTCHANGED_DIGITAL", "AgentID"): "employee",
    ("ONASSIGNMENTCHANGED_DIGITAL", "UserID"): "employee",
    ("ONASSIGNMENTCHANGED_DIGITAL", "PriorAgentID"): "employee",
    ("ONASSIGNMENTCHANGED_DIGITAL", "PriorUserID"): "employee",
    ("ONUNASSIGNMENTCHANGED_DIGITAL", "SkillID"): "skill",
    ("ONUNASSIGNMENTCHANGED_DIGITAL", "PriorAgentID"): "employee",
    ("ONUNASSIGNMENTCHANGED_DIGITAL", "PriorUserID"): "employee",
    ("QUEUEVM", "NewContactIDVar"): "contact",
    ("CONTACTTAKEOVER", "TakenOverContactIDVar"): "contact",
    ("SPAWN", "SpawnIDVar"): "contact",
    ("ONSIGNAL", "SrcContactIDVar"): "contact",
}
_RECEIVERS = frozenset(action for action, _ in _RECEIVES)
#: Kinds of values that are no ids of entities, and what they are called here.
NEUTRAL: Mapping[str, str] = {
    "phone": "phone",
    "mail": "mail",
    "file": "path",
    "url": "url",
    "script": "path",
}
#: What makes a text worth reading: something is put into it, or it holds more than one number.
_TELLS = re.compile(r"\{|[0-9][^0-9]|[^0-9][0-9]")
_NAME = re.compile(r"\s*\{?\s*(?:(global)\s*:\s*)?([^\W\d]\w*)\s*\}?\s*", re.IGNORECASE)
_SETTING = re.compile(
    r"(timeout|seconds|priority|acceleration|proficiency|digits|volume|rate|offset|delay|count|"
    r"width|height|lookback|ttl|limit|size|max|min|port|skip|top|silence|index|repeat|duration|step|hrs)",
    re.IGNORECASE,
)


def program_of(script: Script) -> Program:
    """Read all code of a script. Never raises: what cannot be read is told with its piece."""
    program = Program(order=Order(script.actions))
    for action in script.actions:
        _Action(program, action).read()
    return program


def is_setting(name: str) -> bool:
    """A property of this name holds a number, a switch or a limit, and never an id."""
    return bool(_SETTING.search(name))


class _Action:
    def __init__(self, program: Program, action: Action) -> None:
        self.program, self.action = program, action
        self.name = action.name.upper()

    def read(self) -> None:
        for each in self.action.properties:
            for value in each.values:
                if value.text and value.form is not Form.OPAQUE:
                    self._value(each, value)
        match self.name:
            case "ASSIGN":
                self._assign()
            case "PUTVALUE":
                self._named()
                self._put()
            case "GETVALUE":
                self._named()
                self._get()
            case "REMVALUE":
                self._named()
            case "RUNSUB" | "SPAWN" | "RUNSCRIPT":
                self._run()
            case "BEGIN" | "ONSIGNAL":
                self._begin()
            case "RETURN":
                self._return()
        if self.name in _RECEIVERS:
            for each in self.action.properties:
                self._receive(each)

    def _value(self, property: Property, value: Value) -> None:
        kind, several = kind_at(self.action, property)
        if kind == "snippet":
            read = read_snippet(value.text)
            piece = self._piece(
                value, read.comments, read.unread, is_code=True, roots=read.statements
            )
            read_into(self.program, piece, read)
        elif (self.name, property.name) in _EXPRESSIONS:
            self._expression(value)
        elif _TELLS.search(value.text):
            self._template(property, value, kind, several)

    def _piece(
        self,
        value: Value,
        comments: tuple[tuple[int, int], ...] = (),
        unread: tuple[Unread, ...] = (),
        *,
        is_code: bool = False,
        roots: tuple[Node, ...] = (),
    ) -> int:
        number = len(self.program.pieces)
        self.program.pieces.append(
            Piece(number, self.action.id, value, is_code, comments, unread, roots)
        )
        return number

    def _expression(self, value: Value) -> None:
        """An expression; or, as people write it too, a text into which its value is put: `{answer}`."""
        expression, unread = read_expression(value.text)
        if unread and value.text.lstrip().startswith("{"):
            here = self.text(value)
            piece, expression = here.piece, here.expression
        else:
            roots = () if expression is None else (expression,)
            piece = self._piece(value, (), unread, is_code=True, roots=roots)
        if expression is None:
            return
        read_value(self.program, piece, expression)
        asks = (node.folded for node in walk(expression) if isinstance(node, Name))
        if self.program.tenants.intersection(asks):
            self.program.switched_actions.add(self.action.id)
            self.program.switched_actions |= self.program.order.only_behind(self.action)
        if self.name == "CASE":
            for label in self.action.branches:
                self.program.comparisons.append(
                    Comparison(Here(piece, expression), self.text(label))
                )

    def _template(self, property: Property, value: Value, kind: str, several: bool) -> None:
        here = self.text(value)
        assert isinstance(here.expression, Text)
        read_value(self.program, here.piece, here.expression)
        if not any(isinstance(part, Hole) and part.value for part in here.expression.parts):
            return
        what = f"{self.name} {self.action.id}, {property.name}"
        if kind in NUMBERED or kind in WORDED:
            self.program.sinks.append(Sink(here, kind, several, what))
        elif kind in NEUTRAL:
            self.program.sinks.append(Sink(here, NEUTRAL[kind], several, what))
        elif slot_of(self.action, property.name, property.index) and is_setting(property.name):
            self.program.sinks.append(Sink(here, "number", several, what))

    def text(self, value: Value) -> Here:
        """A value as the text that it is."""
        parts, unread = read_template(value.text)
        text = Text(0, len(value.text), parts)
        return Here(self._piece(value, (), unread, roots=(text,)), text)

    # ------------------------------------------------------- what actions do

    def _of(self, name: str) -> Value | None:
        found = (one for one in self.action.properties if one.name.casefold() == name.casefold())
        return next((value for one in found for value in one.values if value.text), None)

    def _variable(self, value: Value | None) -> str:
        """The variable whose name stands there; empty for none."""
        found = _NAME.fullmatch(value.text) if value else None
        if found is None or value is None:
            return ""
        key = found[2].casefold()
        self.program.spelled.setdefault(key, found[2])
        self.program.receivers.append(
            Receiver(self.action.id, value, found[2], *found.span(2), bool(found[1]))
        )
        if found[1]:
            self.program.globals.add(key)
        return key

    def _set(self, key: str, source: Here | None, gives: str = "") -> None:
        number = self.program.define(key, (), source, gives=gives)
        self.program.leaving[key][self.action.id].add(number)
        self.program.hidden[key].add(self.action.id)

    def _assign(self) -> None:
        key, value = self._variable(self._of("Variable")), self._of("Value")
        if not key or value is None:
            return
        sort = self._of("Type")
        numeric = sort is not None and sort.text.casefold() in ("numeric", "number", "expression")
        self._set(key, self._given(value, is_expression=numeric))

    def _given(self, value: Value, *, is_expression: bool = False) -> Here:
        """A value that is an expression, as its quotes show too, or a text."""
        if is_expression or value.text.lstrip()[:1] in ("'", '"'):
            expression, unread = read_expression(value.text)
            if expression is not None:
                piece = self._piece(value, (), unread, is_code=True, roots=(expression,))
                read_value(self.program, piece, expression)
                return Here(piece, expression)
        here = self.text(value)
        read_value(self.program, here.piece, here.expression)
        return here

    def _named(self) -> None:
        """The name under which a value is stored."""
        if (name := self._of("Name")) is not None:
            self.program.keys.append(self.text(name))

    def _put(self) -> None:
        name, value = self._of("Name"), self._of("Value")
        if name is not None and value is not None:
            self.program.stored[name.text.casefold()].append(self.text(value))

    def _get(self) -> None:
        key, name = self._variable(self._of("Variable")), self._of("Name")
        if not key:
            return
        if name is not None:
            self._set(key, None, gives=f"stored:{name.text.casefold()}")
        if (default := self._of("DefaultValue")) is not None:
            self._set(key, self.text(default))

    def _run(self) -> None:
        path = self._of("ScriptName")
        if path is None:
            return
        arguments = tuple(self.text(value) for value in self._listed("Parameters"))
        result = self._variable(self._of("ReturnVariable"))
        plain = None if "{" in path.text else path.text.strip()
        self.program.subs.append(SubCall(plain, arguments, result))
        if result:
            self._set(result, None, gives=f"result:{len(self.program.subs) - 1}")

    def _begin(self) -> None:
        for index, value in enumerate(self._listed("Parameters")):
            if key := self._variable(value):
                self._set(key, None, gives=f"given:{index}" if self.name == "BEGIN" else "")

    def _return(self) -> None:
        if (value := self._of("ReturnValue")) is not None:
            self.program.results.append(self._given(value))

    def _listed(self, name: str) -> Iterator[Value]:
        for one in self.action.properties:
            if one.name.partition("[")[0].casefold() == name.casefold():
                yield from one.values

    def _receive(self, property: Property) -> None:
        gives = _RECEIVES.get((self.name, property.name))
        if gives is not None and (
            key := self._variable(property.values[0] if property.values else None)
        ):
            self._set(key, None, gives=gives)
