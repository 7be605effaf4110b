"""What a developer could write instead of an id that is written into a script: the page's own advice, as code.

A *dynamic switch* asks in which tenant the script runs and picks the id. It is proposed for a snippet's assignment of one id,
as a difference that can be taken or left; nothing is changed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from releve.scripts.snippets.parser import read_snippet
from releve.scripts.snippets.tree import Assign, Number, Text, walk

_INDENT = "\t"


@dataclass(frozen=True, slots=True)
class Proposal:
    """`before` is the statement as it stands in the code, `after` what could stand there."""

    before: str
    after: str


def dynamic_switch(code: str, offset: int, ids: Mapping[str, str]) -> Proposal | None:
    """For the id at this place of a snippet: `ids` says which it is in each tenant, by the tenant's number. None where it is not
    simply given to a variable, or already stands in a switch on the tenant."""
    for node in walk(*read_snippet(code).statements):
        if not isinstance(node, Assign) or not node.start <= offset < node.end:
            continue
        if not isinstance(node.value, Text | Number) or not node.value.start <= offset:
            continue
        value = code[node.value.start : node.value.end]
        quote = value[0] if value[0] in "\"'" else ""
        if value.strip("\"'") not in ids.values():
            return None
        target = code[node.target.start : node.target.end]
        return Proposal(code[node.start : node.end], _switch(code, node.start, target, quote, ids))
    return None


def _switch(code: str, at: int, target: str, quote: str, ids: Mapping[str, str]) -> str:
    """In the manner of the line it replaces: its indentation, its line ends, its quotes."""
    start = code.rfind("\n", 0, at) + 1
    line = code[start:at]
    indent = line[: len(line) - len(line.lstrip())]
    end = "\r\n" if "\r\n" in code else "\n"
    cases = [
        f"{indent}{_INDENT}CASE {tenant} {{ {target} = {quote}{own}{quote} }}"
        for tenant, own in ids.items()
    ]
    return end.join(["SWITCH global:busNo", f"{indent}{{", *cases, f"{indent}}}"])
