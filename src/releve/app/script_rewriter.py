"""The scripts engine as the sync engine wants it: the callable of `domain.rewriting`."""

from releve.domain.kind import Body
from releve.domain.kinds import KINDS
from releve.domain.rewriting import IsId, ScriptOutcome, Translate
from releve.domain.say import Message, say
from releve.scripts.body import rewritten_body
from releve.scripts.references import Reference


def rewrite_script(
    body: Body, translate: Translate, is_id: IsId, business_unit: int
) -> ScriptOutcome:
    """See `domain.rewriting.ScriptRewriter`."""
    rewritten, found = rewritten_body(body, translate, is_id, str(business_unit))
    return ScriptOutcome(
        rewritten,
        unknown=tuple(_unknown(reference) for reference in found.unknown),
        to_review=sum(not suspect.informational for suspect in found.to_review),
    )


def _unknown(reference: Reference) -> Message:
    return say(
        "Action {action}, {property}: {kind} {id} has no counterpart in the BCP tenant.",
        action=reference.action,
        property=reference.property,
        kind=KINDS[reference.kind].label,
        id=reference.value,
    )
