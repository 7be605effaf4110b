"""What a developer could write instead of a host that is bound to a region: the page's own advice, as code.

API discovery says where the doors of a tenant are. The code asks it at run time, with the ID of the tenant that it runs in, and
builds the URL from the answer. It is proposed as a difference that can be taken or left; nothing is changed here. What is
proposed was read again by our own parser. Where the change would not be safe, there is a sentence that says why.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from releve.domain.say import Message, say
from releve.scripts.excerpts import Secrets
from releve.scripts.flow.program import Program
from releve.scripts.occurrences import Occurrence
from releve.scripts.references import kind_at
from releve.scripts.script import Action, Property, Script
from releve.scripts.snippets.parser import read_snippet, read_template
from releve.scripts.snippets.tree import (
    Act,
    Assign,
    Binary,
    Block,
    Case,
    Dynamic,
    For,
    ForEach,
    Function,
    Hole,
    If,
    Name,
    Node,
    Piece,
    Return,
    Switch,
    walk,
)

#: The field's own address of API discovery, which names no region.
ADDRESS = "https://cxone.niceincontact.com/.well-known/cxone-configuration?tenantId="
#: What every address of it has, whatever region it names.
_SIGN = "cxone-configuration"
_INDENT = "\t"
#: `https://api-{area}.{domain}`, the same with a cluster, and `https://{area}.{domain}`.
_HOST = re.compile(r"(?P<api>api-)?(?P<place>[a-z0-9]+)\.[\w-]+\.[a-z]+", re.IGNORECASE)
_SCHEME = re.compile(r"https://\Z", re.IGNORECASE)
#: What would make more of a host than a host: a port, the end of a name.
_GOES_ON = re.compile(r"[:@\w-]")
#: Actions whose properties are compared or counted with, and never asked.
_EXPRESSIONS = frozenset({"IF", "CASE", "FOR", "LOOP"})
_COMPARES = frozenset({"=", "==", "<>", "!=", "<", "<=", ">", ">=", "=>"})
_STATEMENTS = (Assign, Dynamic, If, Switch, For, ForEach, Function, Return, Act)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the script runs. `names` is what hosts call the region of its tenant, folded: area and cluster; `tenants` are the
    IDs of the tenants that it may run in, by their numbers."""

    names: frozenset[str]
    tenants: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asking:
    """`before` is what stands there, `after` what could. `ahead` is the code of a SNIPPET that would have to run before the
    action; empty where `after` holds all of it."""

    before: str
    after: str
    ahead: str = ""


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of variables that the script does not use yet. `endpoint` is the one that is put into the URL, `member` what the
    answer calls it."""

    endpoint: str
    member: str
    tenant: str
    proxy: str
    answer: str


def asks_discovery(script: Script) -> bool:
    """Whether the script asks API discovery where it is."""
    return _SIGN in script.text and any(
        _SIGN in value.text
        for action in script.actions
        for each in action.properties
        for value in each.values
    )


def discovering(
    script: Script, program: Program, one: Occurrence, secrets: Secrets, where: Whereabouts
) -> Asking | Message:
    """What could stand there instead of this host; or why nothing is proposed."""
    if (refusal := _unfit(one, where)) is not None:
        return refusal
    found = _property(script, one)
    if found is None:
        return _NOT_PUT_IN
    if _is_switched(program, one):
        return _SWITCHED
    action, each = found
    names = _names(script, one.value)
    if kind_at(action, each)[0] == "snippet":
        return _in_code(one, names, secrets, where)
    if action.name.upper() in _EXPRESSIONS:
        return _COMPARED
    return _in_property(one, names, secrets, where)


def _unfit(one: Occurrence, where: Whereabouts) -> Message | None:
    """What speaks against it wherever the host stands."""
    host, text, end = _HOST.fullmatch(one.value), one.text, one.offset + one.length
    if host is None:
        return _NO_NAME
    if host["place"].casefold() not in where.names:
        return _ELSEWHERE
    if len(where.tenants) < 2:
        return _NO_PAIR
    if not _SCHEME.search(text[: one.offset]) or _GOES_ON.match(text[end : end + 1]):
        return _NO_URL
    return None


def _holds_a_key(one: Occurrence, secrets: Secrets, start: int, end: int) -> bool:
    """Whether something that is shown nowhere stands in what would be shown."""
    hidden = secrets.get((one.action, one.place, one.text), ())
    return any(begin < end and close > start for begin, close in hidden)


def _property(script: Script, one: Occurrence) -> tuple[Action, Property] | None:
    """The action and the property whose value holds the host; None for a branch, a header, a caption."""
    for action in script.actions:
        if action.id == one.action:
            for each in action.properties:
                if any((value.place, value.text) == (one.place, one.text) for value in each.values):
                    return action, each
    return None


def _is_switched(program: Program, one: Occurrence) -> bool:
    """The script asks for its tenant already."""
    if one.action in program.switched_actions:
        return True
    for number, start, end in program.switched:
        piece = program.pieces[number]
        here = (piece.action, piece.value.place, piece.value.text)
        if here == (one.action, one.place, one.text) and start <= one.offset < end:
            return True
    return False


def _names(script: Script, host: str) -> _Names:
    used = script.text.casefold()
    number = ""
    while any(f"{word}{number}".casefold() in used for word in _WORDS):
        number = str(int(number or "1") + 1)
    is_api = host.casefold().startswith("api-")
    return _Names(
        endpoint=f"{'apiEndpoint' if is_api else 'uiEndpoint'}{number}",
        member="api_endpoint" if is_api else "ui_endpoint",
        tenant=f"discoveryTenant{number}",
        proxy=f"discoveryProxy{number}",
        answer=f"discoveryAnswer{number}",
    )


_WORDS = ("apiEndpoint", "uiEndpoint", "discoveryTenant", "discoveryProxy", "discoveryAnswer")


def _question(names: _Names, where: Whereabouts) -> list[str]:
    """The code that asks, line by line."""
    cases = [
        f'{_INDENT}CASE {number} {{ {names.tenant} = "{tenant}" }}'
        for number, tenant in where.tenants.items()
    ]
    return [
        "SWITCH global:busNo",
        "{",
        *cases,
        "}",
        f"{names.proxy} = GetRESTProxy()",
        f'{names.answer} = {names.proxy}.MakeRestRequest("{ADDRESS}{{{names.tenant}}}", "", 0, "GET")',
        f'{names.endpoint} = "{{{names.answer}.{names.member}}}"',
    ]


def _in_code(
    one: Occurrence, names: _Names, secrets: Secrets, where: Whereabouts
) -> Asking | Message:
    code = one.text
    before = read_snippet(code)
    way = [node for node in walk(*before.statements) if node.start <= one.offset < node.end]
    statement = next((node for node in reversed(way) if isinstance(node, _STATEMENTS)), None)
    if statement is None:
        return _UNREADABLE
    if (refusal := _unsafe(code, way, statement)) is not None:
        return refusal
    if _holds_a_key(one, secrets, statement.start, statement.end):
        return _HOLDS_A_KEY
    start = code.rfind("\n", 0, statement.start) + 1
    line = code[start : statement.start]
    indent = line[: len(line) - len(line.lstrip())]
    newline = "\r\n" if "\r\n" in code else "\n"
    was = code[statement.start : statement.end]
    lines = [*_question(names, where), _with_endpoint(was, one, names, statement.start)]
    after = f"{newline}{indent}".join(lines)
    whole = code[: statement.start] + after + code[statement.end :]
    return Asking(was, after) if _reads_as_well(whole, before.unread) else _UNREADABLE


def _reads_as_well(code: str, unread: Sequence[Node]) -> bool:
    """Nothing is unread that was not before."""
    return len(read_snippet(code).unread) <= len(unread)


def _unsafe(code: str, way: Sequence[Node], statement: Node) -> Message | None:
    """Why the question may not be put before the statement, or its answer into this text."""
    behind = way[next(n for n, node in enumerate(way) if node is statement) :]
    around = way[: len(way) - len(behind)]
    if not isinstance(way[-1], Piece) or any(isinstance(node, Hole) for node in way):
        return _NESTED
    if any(isinstance(node, For | ForEach) for node in around):
        return _IN_A_LOOP
    if any(isinstance(node, Case) for node in behind):
        return _COMPARED
    if any(isinstance(node, Binary) and node.operator in _COMPARES for node in behind):
        return _COMPARED
    blocks = [node for node in around if isinstance(node, Block)]
    if blocks and code[blocks[-1].start] != "{":
        return _NO_BRACES
    return None


def _in_property(
    one: Occurrence, names: _Names, secrets: Secrets, where: Whereabouts
) -> Asking | Message:
    """A property is a text into which values are put; the code that asks needs an action of its own before this one."""
    start = one.text.rfind("\n", 0, one.offset) + 1
    end = one.text.find("\n", one.offset)
    end = len(one.text) if end < 0 else end
    if _holds_a_key(one, secrets, start, end):
        return _HOLDS_A_KEY
    line = one.text[start:end]
    after = _with_endpoint(line, one, names, start)
    if not _is_put_in(one, names):
        return _NESTED
    ahead = "\n".join(_question(names, where))
    return Asking(line, after, ahead) if _reads_as_well(ahead, ()) else _UNREADABLE


def _is_put_in(one: Occurrence, names: _Names) -> bool:
    """The variable is read as one, and nothing is unread that was not before."""
    was, unread = read_template(one.text)
    parts, left = read_template(_with_endpoint(one.text, one, names, 0))
    mine = [
        part
        for part in parts
        if isinstance(part, Hole)
        and isinstance(part.value, Name)
        and part.value.text == names.endpoint
    ]
    stands = any(isinstance(part, Piece) and part.start <= one.offset < part.end for part in was)
    return stands and len(mine) == 1 and len(left) <= len(unread)


def _with_endpoint(text: str, one: Occurrence, names: _Names, at: int) -> str:
    """A part of the value, from `at`, with the endpoint in place of scheme and host."""
    begin, end = one.offset - at - len("https://"), one.offset - at + one.length
    return f"{text[:begin]}{{{names.endpoint}}}{text[end:]}"


_NO_NAME: Message = say("API discovery names no address of this sort.")
_ELSEWHERE: Message = say(
    "The host is of another region than this tenant's: API discovery would answer with another address."
)
_NO_PAIR: Message = say("There is no BCP tenant yet: the code has to know the IDs of both tenants.")
_NO_URL: Message = say(
    "The host does not stand in a whole https address without a port, so it cannot be replaced safely."
)
_HOLDS_A_KEY: Message = say(
    "A key or a password stands beside it in clear: take that out of the script first."
)
_NOT_PUT_IN: Message = say("No value is put into this place at run time.")
_SWITCHED: Message = say("The script asks itself in which tenant it runs.")
_COMPARED: Message = say(
    "The address is compared here, not asked: change what it is compared with."
)
_NESTED: Message = say("The address stands in a text inside another one.")
_IN_A_LOOP: Message = say(
    "The address stands in a loop: ask API discovery once, before it, and use the answer here."
)
_NO_BRACES: Message = say("The branch has no braces: put them around it first.")
_UNREADABLE: Message = say("The code around it cannot be read for certain.")
