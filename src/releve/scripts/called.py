"""What the scripts that a script calls take their parameters for, read when it is asked for.

A script is judged by the faces of those that it calls, these by the faces of those that they call, through `CALLS_MAX` calls.
So a script has a face for each of these depths: by itself, with those that it calls, with those that these call. Which one
is asked for does not depend on what was asked before, and so the same scripts are always judged alike.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from releve.domain.errors import ReleveError
from releve.domain.kind import Body
from releve.domain.rewriting import Others
from releve.scripts.body import script_of
from releve.scripts.calls import calls
from releve.scripts.context import NO_CONTEXT, Context, candidates
from releve.scripts.faces import NO_FACE, Face, can_take, digest_of, face_of
from releve.scripts.flow.actions import program_of
from releve.scripts.flow.program import Program
from releve.scripts.library import CALLS_MAX
from releve.scripts.scan import Scan, flow_in
from releve.scripts.script import Script

#: So many called scripts are remembered; then all are forgotten, and read again when they are asked for.
REMEMBERED_MAX = 20_000
#: So many are read at a time.
AT_ONCE = 50

#: The faces of one script, one for each depth.
_Faces = tuple[Face, ...]


class CalledScripts:
    """Those of one tenant, at one moment: `others` reads them from one snapshot."""

    def __init__(self, others: Others) -> None:
        self._others = others
        self._known: dict[str, _Faces | None] = {}  # by path, folded; None: there is none

    def look_up(self, scripts: Iterable[Script]) -> None:
        """Read at once what will be asked for."""
        if len(self._known) > REMEMBERED_MAX:
            self._known.clear()
        self._learn({one for script in scripts for one in _meant(script)}, CALLS_MAX)

    def context(self, script: Script) -> Context:
        """What is known of the scripts that this one calls, and hands something to."""
        self.look_up([script])
        return self._context(script, CALLS_MAX)

    def face(self, script: Script, scanned: Scan) -> str:
        """The digest of the script's own face, after it was judged in this context."""
        program = scanned.flow.program
        if not can_take(program):
            return ""
        around = _told(self._context(script, CALLS_MAX))
        known = [(around, face_of(scanned.flow))]
        return digest_of(
            self._faces(script, program, CALLS_MAX, known) if around else [known[0][1]]
        )

    def _context(self, script: Script, deep: int) -> Context:
        known = {one: faces for one in _meant(script) if (faces := self._known.get(one))}
        return Context({one: faces[deep - 1] for one, faces in known.items()})

    def _learn(self, paths: Iterable[str], deep: int) -> None:
        unknown = sorted(one for one in paths if not self._is_known(one, deep))
        for begin in range(0, len(unknown), AT_ONCE):
            self._read(unknown[begin : begin + AT_ONCE], deep)

    def _is_known(self, path: str, deep: int) -> bool:
        if path not in self._known:
            return False
        faces = self._known[path]
        return faces is None or len(faces) >= deep

    def _read(self, paths: Collection[str], deep: int) -> None:
        bodies = self._others(paths)
        handing: dict[str, tuple[Script, Program]] = {}
        for path in paths:
            if path not in bodies:
                self._known[path] = None
            elif (script := readable(bodies[path])) is None:
                self._known[path] = (NO_FACE,) * CALLS_MAX
            else:
                program = program_of(script)
                own = face_of(flow_in(program, script)) if can_take(program) else NO_FACE
                hands_on = can_take(program) and bool(_meant(script))
                # By itself at first: those that it calls may call it.
                self._known[path] = (own,) if hands_on else (own,) * CALLS_MAX
                if hands_on and deep > 1:
                    handing[path] = script, program
        self._learn({one for script, _ in handing.values() for one in _meant(script)}, deep - 1)
        for path, (script, program) in handing.items():
            self._known[path] = self._faces(script, program, deep)

    def _faces(
        self,
        script: Script,
        program: Program,
        deep: int,
        known: Sequence[tuple[object, Face]] = (),
    ) -> _Faces:
        """The face by itself, with those that it calls, and so on: as many as `deep`. `known` are faces by what is told of
        the scripts around: mostly they are the same at each depth."""
        seen = list(known)
        faces: list[Face] = []
        for depth in range(deep):
            context = self._context(script, depth) if depth else NO_CONTEXT
            told = _told(context)
            face = next((one for around, one in seen if around == told), None)
            if face is None:
                face = face_of(flow_in(program, script, context))
                seen.append((told, face))
            faces.append(face)
        return tuple(faces)


def readable(body: Body) -> Script | None:
    """The script of this body, under its path in the tenant; None where it cannot be read."""
    try:
        return script_at(body)
    except ReleveError:
        return None


def script_at(body: Body) -> Script:
    """The script of this body. It is called by its path in the tenant, whatever its file says. Raises Invalid."""
    script, path = script_of(body), str(body["path"])
    return script if script.path == path else replace(script, path=path)


def _meant(script: Script) -> set[str]:
    """The paths of the scripts that its calls can mean."""
    return {one for path in calls(script) for one in candidates(script.path, path)}


def _told(context: Context) -> Mapping[str, Face]:
    """What the scripts around tell. One without a face is as good as none, unless it stands before another one."""
    return context.parameters if any(context.parameters.values()) else {}
