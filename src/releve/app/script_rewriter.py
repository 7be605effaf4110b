"""The scripts engine as the sync engine wants it: the callable of `domain.rewriting`."""

from releve.domain.kind import Body
from releve.domain.kinds import KINDS
from releve.domain.rewriting import IsId, ScriptOutcome, Translate
from releve.domain.say import Message, say
from releve.scripts.body import rewritten_body
from releve.scripts.occurrences import Occurrence


def rewrite_script(
    body: Body, translate: Translate, is_id: IsId, business_unit: int
) -> ScriptOutcome:
    """See `domain.rewriting.ScriptRewriter`."""
    rewritten, found = rewritten_body(body, translate, is_id, str(business_unit))
    return ScriptOutcome(
        rewritten,
        unknown=tuple(_unknown(one) for one in found.unknown),
        to_review=sum(not one.is_remark for one in found.to_review),
    )


def _unknown(one: Occurrence) -> Message:
    return say(
        "Action {action}, {property}: {kind} {id} has no counterpart in the BCP tenant.",
        action=one.action,
        property=one.place,
        kind=KINDS[one.kind].label,
        id=one.value,
    )
