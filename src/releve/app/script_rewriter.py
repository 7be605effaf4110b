"""The scripts engine as the sync engine wants it: the callables of `domain.rewriting`."""

from collections.abc import Sequence
from contextlib import suppress

from releve.domain.errors import ReleveError
from releve.domain.kind import Body
from releve.domain.kinds import KINDS
from releve.domain.rewriting import (
    IsId,
    Others,
    Rewriter,
    ScriptOutcome,
    Translate,
    no_counterpart,
)
from releve.domain.say import Message
from releve.scripts.body import body_with
from releve.scripts.called import CalledScripts, script_at
from releve.scripts.calls import calls
from releve.scripts.context import candidates
from releve.scripts.decisions import decisions_of
from releve.scripts.occurrences import Occurrence
from releve.scripts.rewrite import rewritten
from releve.scripts.scan import scan
from releve.scripts.script import Script


def script_rewriter(others: Others) -> Rewriter:
    """See `domain.rewriting.ScriptRewriter`."""
    return _Rewriter(others)


class _Rewriter:
    """`_ahead` are the scripts that come next, by their paths: read once for their calls, and not once more to be rewritten."""

    def __init__(self, others: Others) -> None:
        self._called = CalledScripts(others)
        self._ahead: dict[str, tuple[str, Script]] = {}

    def look_ahead(self, bodies: Sequence[Body]) -> None:
        self._ahead.clear()
        for body in bodies:
            with suppress(ReleveError):  # told when it is rewritten
                self._ahead[str(body["path"])] = str(body["content"]), script_at(body)
        self._called.look_up(script for _, script in self._ahead.values())

    def __call__(
        self, body: Body, translate: Translate, is_id: IsId, business_unit: int
    ) -> ScriptOutcome:
        script = self._script(body)
        context = self._called.context(script)
        scanned = scan(script, is_id, context, decisions_of(body))
        found = rewritten(script, scanned, translate, str(business_unit))
        return ScriptOutcome(
            body_with(body, found, translate),
            unknown=tuple(_unknown(one) for one in found.unknown),
            to_review=sum(not one.is_remark for one in found.to_review),
            calls=tuple(candidates(script.path, path) for path in calls(script)),
            face=self._called.face(script, scanned),
        )

    def _script(self, body: Body) -> Script:
        content, script = self._ahead.get(str(body["path"]), ("", None))
        return script if script is not None and content == body["content"] else script_at(body)


def _unknown(one: Occurrence) -> Message:
    return no_counterpart(one.action, one.place, KINDS[one.kind].label, one.value)
