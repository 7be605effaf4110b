"""A script language of one line, and the rewriter of it: what the sync does with scripts, without their formats.

`skill=123 bus=9 see 456 takes:skill call:Common\\Queue(123) call:Common\\Queue(p)`: references, the business unit, a number to
be reviewed, what the script takes its parameter for, a number that is handed to another script, its parameter handed on.
"""

import re
from collections.abc import Sequence

from releve.domain.kind import Body, folded
from releve.domain.rewriting import Call, IsId, Others, Rewriter, ScriptOutcome, Translate
from releve.domain.say import say

_REFERENCE = re.compile(r"\b([a-z_]+)=([0-9a-f-]+)")
_TAKES = re.compile(r"\btakes:([a-z_]+)")
_CALL = re.compile(r"\bcall:([^()]+)\((\w+)\)")

#: Through how many calls a parameter is followed.
_DEEP = 3


def plain_rewriter(others: Others) -> Rewriter:
    return _Plain(others)


class _Plain:
    def __init__(self, others: Others) -> None:
        self._others = others

    def look_ahead(self, bodies: Sequence[Body]) -> None:
        """Nothing: few scripts are read one by one."""

    def __call__(
        self, body: Body, translate: Translate, is_id: IsId, business_unit: int
    ) -> ScriptOutcome:
        unknown = []
        loose = [word for word in body["content"].split() if word.isdigit() and is_id(word)]

        def put(match: re.Match[str]) -> str:
            kind, value = match.groups()
            if kind == "bus":
                return f"bus={business_unit}"
            if (new := translate(kind, value)) is None:
                unknown.append(say("The script names {kind} {id}.", kind=kind, id=value))
            return f"{kind}={new or value}"

        def hand(match: re.Match[str]) -> str:
            path, value = match.groups()
            kinds = self._called(_call(body, path), _DEEP)
            if value.isdigit() and len(kinds) == 1:
                [kind] = kinds
                if (new := translate(kind, value)) is not None:
                    return f"call:{path}({new})"
            if is_id(value):
                loose.append(value)
            return match[0]

        content = _CALL.sub(hand, _REFERENCE.sub(put, body["content"]))
        faces = [sorted(self._face(body, deep)) for deep in range(1, _DEEP + 1)]
        return ScriptOutcome(
            {**body, "content": content},
            tuple(unknown),
            len(loose),
            calls=tuple(_call(body, path) for path, _ in _CALL.findall(body["content"])),
            face=str(faces) if any(faces) else "",
        )

    def _face(self, body: Body, deep: int) -> set[str]:
        """The kinds for which a script takes its parameter, through so many scripts, itself among them."""
        kinds = set(_TAKES.findall(body["content"]))
        for path, value in _CALL.findall(body["content"]):
            if value == "p" and deep > 1:
                kinds |= self._called(_call(body, path), deep - 1)
        return kinds

    def _called(self, call: Call, deep: int) -> set[str]:
        found = self._others(call)
        return next((self._face(found[key], deep) for key in call if key in found), set())


def _call(body: Body, path: str) -> Call:
    folder, _, _ = body["path"].rpartition("\\")
    near = f"{folder}\\{path}" if folder else path
    return tuple(dict.fromkeys((folded(near), folded(path))))
