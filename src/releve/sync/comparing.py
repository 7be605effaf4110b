"""What others have changed in the BCP tenant, field by field: drawn like a plan that would write over it, and nothing else."""

from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, replace

from releve.domain.rewriting import ScriptRewriter
from releve.domain.runs import Change, Decision, Drifted, Verb, reasons
from releve.domain.say import Message, say
from releve.domain.store import Tx
from releve.sync import difference
from releve.sync.draw import draw_from
from releve.sync.scope import Scope
from releve.sync.selection import copied_kinds
from releve.sync.standing import CREDENTIALS, standing


@dataclass(frozen=True, slots=True)
class Compared:
    """`fields` are those in which the two differ: (path, in the primary tenant, in the BCP tenant), as JSON, shortened.
    `why` says why they cannot be compared."""

    fields: tuple[difference.Change, ...] = ()
    why: tuple[Message, ...] = ()


def compare(
    source: Tx, target: Tx, scope: Scope, rewrite: ScriptRewriter, some: Collection[Drifted]
) -> Mapping[tuple[str, str], Compared]:
    """(kind, id in the BCP tenant) → what differs, of those that were edited. Costs what `some` cost, whatever else was
    changed."""
    edited = {
        (one.kind, one.bcp_id): replace(one, decision=Decision.OVERWRITE)
        for one in some
        if one.change is Change.EDITED and one.primary_id is not None
    }
    if not edited:
        return {}
    kinds = copied_kinds()
    now = source.entities.revision(scope.primary)
    before = standing(target, scope)
    only = replace(
        before,
        cursor={**before.cursor, **dict.fromkeys(kinds, now), CREDENTIALS: now},
        held=(),
        drifts=edited,
        news={},
        back=frozenset(),
        logins_drifted=False,
        with_callers=False,
    )
    about = replace(scope, kinds=kinds, from_scratch=False)
    with closing(draw_from(only, source, target, about, rewrite)) as plan:
        return {
            (one.kind, one.bcp_id): Compared(
                tuple((path, there, here) for path, here, there in one.fields),
                _why(one.verb, one.why),
            )
            for one in plan.steps()
            if one.bcp_id is not None
        }


def _why(verb: Verb, told: str) -> tuple[Message, ...]:
    if verb is Verb.DELETE:
        return (say("It was deleted in the primary tenant."),)
    return reasons(told) if verb is Verb.HOLD else ()
