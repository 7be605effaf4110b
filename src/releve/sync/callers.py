"""Callers: scripts that nobody changed, and that have to be copied anew all the same.

A script is rewritten by what the scripts that it calls take their parameters for: by their faces. So the pair remembers of
each script of the primary its face and its calls. Where a face comes, goes or changes, the callers are looked at again; that can
change their own faces, and so on, as far as faces are followed. No script is read to find that out.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from releve.domain.entities import Record
from releve.domain.rewriting import SCRIPT, Call
from releve.domain.runs import ScriptFace
from releve.sync.collect import CHUNK
from releve.sync.desk import Desk

#: A face is told through so many calls: of a called script, and of two that these call.
ROUNDS_MAX = 3


@dataclass(frozen=True, slots=True)
class FaceChanges:
    """What has to be remembered otherwise. `gone` are scripts, by their ids; `whole`: nothing else is to be remembered."""

    faces: tuple[ScriptFace, ...] = ()
    gone: tuple[str, ...] = ()
    whole: bool = False


NO_FACE_CHANGES = FaceChanges()


def callers(desk: Desk, looked_at: Collection[str]) -> Iterator[list[Record]]:
    """Those that are to be looked at again because of the scripts that were: in rounds, each of which looks at what was found
    in the one before it. `looked_at` grows meanwhile."""
    if not desk.before.with_callers or _is_whole(desk):
        return
    remembered = desk.target.runs.faces(desk.scope.pair, looked_at)
    if not _has_moved(desk, looked_at, remembered):
        return
    before = desk.target.runs.faces(desk.scope.pair)
    for _ in range(ROUNDS_MAX):
        if not (again := _touched(before, _now(desk, before, looked_at), looked_at)):
            return
        for begin in range(0, len(again), CHUNK):
            yield desk.source.tx.entities.records_of(
                desk.scope.primary, SCRIPT, again[begin : begin + CHUNK]
            )


def face_changes(desk: Desk) -> FaceChanges:
    """What the plan has found out about faces."""
    sheet = desk.sheets.get(SCRIPT)
    if sheet is None:
        return NO_FACE_CHANGES
    gone = {primary_id for primary_id, _, _ in sheet.gone}
    found = [one for _, one in sorted(desk.faces.items()) if one.script not in gone]
    if _is_whole(desk):
        return FaceChanges(tuple(found), whole=True)
    remembered = desk.target.runs.faces(desk.scope.pair, {*gone, *desk.faces})
    return FaceChanges(
        tuple(one for one in found if remembered.get(one.script) != one),
        tuple(sorted(gone & remembered.keys())),
    )


def _is_whole(desk: Desk) -> bool:
    """Whether every script is looked at anyway."""
    return not desk.source.cursor.get(SCRIPT, 0)


def _has_moved(desk: Desk, looked_at: Collection[str], before: Mapping[str, ScriptFace]) -> bool:
    """Whether any of them has another face, stands under another key, is new or gone."""
    now = _now(desk, before, looked_at)
    return {one.key: one.face for one in before.values()} != {
        one.key: one.face for one in now.values()
    }


def _now(
    desk: Desk, before: Mapping[str, ScriptFace], looked_at: Collection[str]
) -> Mapping[str, ScriptFace]:
    """What is remembered, with what is known now of those that were looked at: a face, or that it is gone."""
    rest = {one: face for one, face in before.items() if one not in looked_at}
    return rest | {one: desk.faces[one] for one in looked_at if one in desk.faces}


def _touched(
    before: Mapping[str, ScriptFace], now: Mapping[str, ScriptFace], looked_at: Collection[str]
) -> list[str]:
    """Scripts that were not looked at, of which a call leads to another face than before."""
    then = {one.key: one.face for one in before.values()}
    faces = {one.key: one.face for one in now.values()}
    return sorted(
        one.script
        for one in now.values()
        if one.script not in looked_at
        and any(_called(call, then) != _called(call, faces) for call in one.calls)
    )


def _called(call: Call, faces: Mapping[str, str]) -> str:
    """The face of the script that a call means. One that takes nothing is to its callers as one that there is not."""
    return next((faces[key] for key in call if key in faces), "")
