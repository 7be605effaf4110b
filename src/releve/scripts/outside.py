"""Where a script speaks with systems that are not the platform: their hosts, the paths asked for, the ids handed over and taken back.

A line of it is a system (its host) and an identifier (a path, or the name of a field). Values are not told: neither those of keys,
nor those of fields. What nothing acts on (comments, captions) is left out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from releve.domain.outside import Sort, Use
from releve.scripts.actions import SLOTS
from releve.scripts.custom_actions import SIGN
from releve.scripts.excerpts import HIDDEN
from releve.scripts.flat_texts import TEXT_MAX, FlatTexts
from releve.scripts.flow.actions import program_of
from releve.scripts.flow.program import Piece as Code
from releve.scripts.flow.program import Program
from releve.scripts.hints import kind_of_name
from releve.scripts.references import kind_at
from releve.scripts.script import Action, Property, Script, Value
from releve.scripts.snippets.tree import (
    Assign,
    Attribute,
    Binary,
    Call,
    Expression,
    Name,
    Node,
    Text,
    walk,
)
from releve.scripts.texts import is_platform, is_secret, secrets

#: Counts the editions of these rules: what was looked at by an earlier one is looked at again.
EDITION = 1
#: So many lines of one script are told, and an identifier is cut there.
USES_MAX = 200
IDENTIFIER_MAX = 160
_REMARKS = frozenset({"ANNOTATION", "NOTE"})
_URL = re.compile(
    r"https?://(?P<host>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(?P<port>:\d{1,5})?"
    r"(?P<path>/(?:\{[^{}\s]*\}|[^\s\"'<>?#{}\\])*)?(?P<query>\?(?:\{[^{}\s]*\}|[^\s\"'<>#{}\\])*)?",
    re.IGNORECASE,
)
#: The same in the text of a file, whatever is escaped there.
_RAW = re.compile(r"https?:\\?/\\?/([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)", re.IGNORECASE)
#: Names of schemas, which nobody asks; and files that hold no ids.
_SCHEMAS = frozenset({"www.w3.org", "schemas.xmlsoap.org", "schemas.microsoft.com"})
_FILE = re.compile(
    r"\.(?:png|gif|jpe?g|svg|ico|css|js|wav|mp3|mp4|woff2?|pdf|xsd|dtd)\Z", re.IGNORECASE
)
_PARAMETER = re.compile(r"[?&;](?P<name>[\w.-]+)=")
_FIELD = re.compile(r"""(?<![\w.])["']?(?P<name>[A-Za-z_][\w.-]*)["']?\s*[:=](?!//)""")
_ELEMENT = re.compile(r"<(?P<name>[A-Za-z_][\w.-]*)(?:\s[^<>]*)?>[^<>]*</")
_KEY_BEFORE = re.compile(
    r"""([A-Za-z][\w-]*)["']?\s*(?:[:=,]|=>)\s*["']?(?:bearer\s+|basic\s+)?\Z""", re.IGNORECASE
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
#: A name whose last word is one of these names an identifier,
_ENDS = frozenset(
    [
        "id",
        "ids",
        "no",
        "nr",
        "num",
        "number",
        "numero",
        "key",
        "ref",
        "reference",
        "code",
        "uuid",
        "guid",
        "ext",
        "external",
    ]
)
#: and so does one of these by itself.
_THINGS = frozenset(
    [
        "account",
        "case",
        "claim",
        "client",
        "contact",
        "contract",
        "customer",
        "dossier",
        "invoice",
        "member",
        "order",
        "patient",
        "policy",
        "ticket",
    ]
)
_CRM = re.compile(
    r"crm|salesforce|servicenow|zendesk|hubspot|freshdesk|zoho|pipedrive|sugarcrm", re.IGNORECASE
)


def outside_of(script: Script) -> tuple[Use, ...]:
    """Every place, in the order of the file. Never raises."""
    return outside_in(program_of(script), script)


def outside_in(program: Program, script: Script) -> tuple[Use, ...]:
    """The same of a script whose code was read already."""
    return tuple(dict.fromkeys(_Reading(program, script).uses()))[:USES_MAX]


def may_speak(text: str) -> bool:
    """Whether it is worth reading the file of a script: a glance that costs next to nothing, and lets most of them go."""
    hosts = (host.casefold() for host in _RAW.findall(text))
    return any(_is_outside(host) for host in hosts) or _CRM.search(text) is not None


@dataclass(slots=True)
class _Asked:
    """One request of an action or a snippet: what it is sent to, and the variable that holds the answer."""

    action: str
    place: str
    systems: Sequence[str]
    answer: str
    sent: list[tuple[str, str]] = field(default_factory=list)  # (place, text)
    headers: list[tuple[str, str]] = field(
        default_factory=list
    )  # (place, name) with a key in clear


class _Reading:
    def __init__(self, program: Program, script: Script) -> None:
        self.script, self.program = script, program
        self.codes: Mapping[int, Code] = {
            piece.value.start: piece for piece in reversed(self.program.pieces)
        }
        self.flat = FlatTexts(self.program)

    def uses(self) -> Iterator[Use]:
        requests: list[_Asked] = []
        for action in self.script.actions:
            if action.name.upper() in _REMARKS:
                continue
            for each in action.properties:
                for value in each.values:
                    if value.text:
                        yield from self._addresses(action, each, value)
            requests += self._requests(action)
            yield from _of_crm(action)
        for one in requests:
            yield from self._handed(one)
        for one in requests:
            yield from self._taken(one)

    # ------------------------------------------------------------ addresses

    def _addresses(self, action: Action, each: Property, value: Value) -> Iterator[Use]:
        kind, _ = kind_at(action, each)
        is_asked = kind in ("url", "snippet") or action.name.upper() == "ASSIGN"
        for text in self._texts(value):
            if "://" not in text:
                continue
            for found in _URL.finditer(_veiled(text)):
                for system, identifier, sort in _told_by(found, is_asked=is_asked):
                    yield Use(system, identifier, sort, action.id, value.place)
            yield from self._keys(text, action.id, value.place)

    def _keys(self, text: str, action: str, place: str) -> Iterator[Use]:
        """Keys in clear within an address."""
        hidden = list(secrets(text))
        for found in _URL.finditer(text) if hidden else ():
            for start, _ in hidden:
                if found.start() <= start < found.end() and (system := _system(found)):
                    yield Use(system, _key_before(text, start), Sort.KEY, action, place)

    def _texts(self, value: Value) -> Iterator[str]:
        """The texts of a value, put together as far as that is known."""
        code = self.codes.get(value.start)
        if code is None:
            yield value.text[:TEXT_MAX]
            return
        for node in _outermost(code.roots):
            yield self.flat.of(node, code)

    # ------------------------------------------------------------- requests

    def _requests(self, action: Action) -> Iterator[_Asked]:
        if action.name.upper() == "REST_API":
            yield from self._rest_action(action)
        for each in action.properties:
            for value in each.values:
                code = self.codes.get(value.start)
                if code is not None and code.is_code:
                    yield from self._proxies(code)

    def _rest_action(self, action: Action) -> Iterator[_Asked]:
        values = {each.name.casefold(): each.values[0] for each in action.properties if each.values}
        address = values.get("serviceaddress")
        systems = self._systems(self._texts(address)) if address else ()
        if not systems or address is None:
            return
        answer = values["resultset"].text if "resultset" in values else ""
        asked = _Asked(action.id, address.place, systems, answer.strip(" {}").casefold())
        for name in ("parameters", "headers"):
            if name in values:
                asked.sent += [(values[name].place, text) for text in self._texts(values[name])]
        yield asked

    def _proxies(self, code: Code) -> Iterator[_Asked]:
        """`r = p.MakeRestRequest(url, body, …)`, and the headers that were given to `p` before."""
        headers: dict[str, list[tuple[str, str]]] = {}
        answers: dict[int, str] = {}
        for node in walk(*code.roots):
            if isinstance(node, Assign) and isinstance(node.target, Name):
                answers[id(node.value)] = node.target.folded
            if not (isinstance(node, Call) and isinstance(node.base, Name)):
                continue
            called, arguments = node.name.casefold(), node.arguments
            if called == "addheader" and len(arguments) > 1:
                name, given = (self.flat.of(one, code) for one in arguments[:2])
                if is_secret(name, given) or any(secrets(f"{name}: {given}")):
                    headers.setdefault(node.base.folded, []).append((code.value.place, name))
            elif called == "makerestrequest" and arguments:
                systems = self._systems([self.flat.of(arguments[0], code)])
                asked = _Asked(code.action, code.value.place, systems, answers.get(id(node), ""))
                asked.sent = [(code.value.place, self.flat.of(one, code)) for one in arguments[1:2]]
                asked.headers = headers.get(node.base.folded, [])
                yield asked

    def _systems(self, texts: Iterable[str]) -> Sequence[str]:
        found = (_system(one) for text in texts for one in _URL.finditer(text))
        return [one for one in dict.fromkeys(found) if one]

    def _handed(self, asked: _Asked) -> Iterator[Use]:
        for system in asked.systems:
            for place, text in asked.sent:
                for start, _ in secrets(text):
                    yield Use(system, _key_before(text, start), Sort.KEY, asked.action, place)
                for name in _fields(_veiled(text)):
                    yield Use(system, name, Sort.SENT, asked.action, place)
            for place, name in asked.headers:
                yield Use(system, name, Sort.KEY, asked.action, place)

    def _taken(self, asked: _Asked) -> Iterator[Use]:
        """Ids that are read out of the answer, anywhere in the script."""
        if not (asked.answer and asked.systems):
            return
        for code in self.program.pieces:
            for node in walk(*code.roots):
                name = _member(node, asked.answer)
                if name and names_an_id(name):
                    for system in asked.systems:
                        yield Use(system, name, Sort.TAKEN, code.action, code.value.place)


def _outermost(roots: Iterable[Node]) -> Iterator[Expression]:
    """Texts, and sums of them, that stand in no other one."""
    done = -1
    for node in walk(*roots):
        is_sum = isinstance(node, Binary) and node.operator == "+"
        if node.start >= done and (is_sum or isinstance(node, Text)):
            assert isinstance(node, Binary | Text)
            done = node.end
            yield node


def _told_by(found: re.Match[str], *, is_asked: bool) -> Iterator[tuple[str, str, Sort]]:
    """What an address tells: its path, and the parameters that are ids."""
    system, path, query = _system(found), found["path"] or "", found["query"] or ""
    if not system or _FILE.search(path):
        return
    names = [name for name in _PARAMETER.findall(query) if _is_handed(name)]
    is_of_one = "{" in path or re.search(r"\d{3}", path) or names
    if is_asked or is_of_one:
        yield system, (path.rstrip("/.,;)") or "/")[:IDENTIFIER_MAX], Sort.ADDRESS
    for name in names:
        yield system, name, Sort.SENT


def _system(found: re.Match[str]) -> str:
    """The host of an address; empty for the platform's own, and for the names of schemas."""
    host = found["host"].casefold()
    return host + (found["port"] or "") if _is_outside(host) else ""


def _is_outside(host: str) -> bool:
    return not is_platform(host) and host not in _SCHEMAS


def _veiled(text: str) -> str:
    for start, end in sorted(secrets(text), reverse=True):
        text = text[:start] + HIDDEN + text[end:]
    return text


def _key_before(text: str, at: int) -> str:
    """What the key that begins there is called."""
    found = _KEY_BEFORE.search(text[max(0, at - 80) : at])
    return found[1] if found else "Authorization"


def _fields(text: str) -> Iterator[str]:
    """The names of fields in a body that are those of ids."""
    for pattern in (_FIELD, _ELEMENT):
        for name in pattern.findall(text):
            if _is_handed(name):
                yield name


def _member(node: Node, variable: str) -> str:
    """`customer.id` in `answer.customer.id`; empty for anything else."""
    names: list[str] = []
    while isinstance(node, Attribute):
        names.insert(0, node.name)
        node = node.base
    if names and names[-1].strip("$").casefold() == "value":  # the thing itself
        names.pop()
    is_it = isinstance(node, Name) and node.folded == variable
    return ".".join(names) if is_it and names else ""


def names_an_id(name: str) -> bool:
    """Whether a field of this name holds an identifier."""
    words = [word.casefold() for word in _WORD.findall(name)]
    return bool(words) and (words[-1] in _ENDS or (len(words) == 1 and words[0] in _THINGS))


def _is_handed(name: str) -> bool:
    """An id of theirs, or one of ours: there it is another one than in the other tenant."""
    told = names_an_id(name) or kind_of_name(name) is not None
    return told and not is_secret(name, "x")


def _of_crm(action: Action) -> Iterator[Use]:
    """An action of a CRM by its name: what it is handed."""
    name = action.name.partition(SIGN)[0]
    if not _CRM.search(name) or action.library_id in SLOTS:
        return
    handed = [each for each in action.properties if any(value.text for value in each.values)]
    ids = [each for each in handed if names_an_id(each.name)]
    for each in ids:
        yield Use(name, each.name, Sort.SENT, action.id, each.name)
    if not ids:
        yield Use(name, name, Sort.ADDRESS, action.id, "")
