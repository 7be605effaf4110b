"""The sentences of a drawing that goes back: said by the parts that copy to the BCP tenant, and true of the primary here."""

from collections.abc import Mapping
from dataclasses import replace

from releve.domain.kinds import KINDS
from releve.domain.rewriting import no_counterpart
from releve.domain.say import Message, say, say_n
from releve.sync import reasons


def turned(reason: Message) -> Message:
    """The same reason, with the two tenants the other way round."""
    there = _TURNED.get(reason.text)
    return reason if there is None else replace(there, values=reason.values, n=reason.n)


_TURNED: Mapping[str, Message] = {
    reasons.no_such_referent("tag", "", "").text: say(
        "“{path}” refers to {id} ({kind}), which does not exist in the BCP tenant."
    ),
    reasons.deleted_over_there("tag", "", "").text: say(
        "“{path}” refers to {id} ({kind}), whose counterpart was deleted in the primary tenant."
    ),
    reasons.held_itself("tag", "", "").text: say(
        "“{path}” refers to “{title}” ({kind}), which is not taken over itself."
    ),
    reasons.key_taken("tag", "").text: say(
        "The primary tenant has another “{title}” ({kind}). Rename or delete one of the two."
    ),
    reasons.key_not_free_yet("tag", "").text: say(
        "Its name is still held in the primary tenant by “{title}” ({kind}), which is not taken over."
    ),
    reasons.no_such_builtin("tag", "").text: say(
        "“{title}” ({kind}) is built in and is not in the primary tenant. It is not created there."
    ),
    reasons.still_used("tag", "").text: say(
        "It is still used in the primary tenant by “{title}” ({kind}), which is not taken over."
    ),
    reasons.username_taken("").text: say(
        "Another employee of the primary tenant logs in as “{username}” already."
    ),
    reasons.to_settle(0).text: say_n(
        "Of {n} place in it nobody knows whether it is an identifier. Change the script in the primary tenant by hand.",
        "Of {n} places in it nobody knows whether they are identifiers. Change the script in the primary tenant by hand.",
        1,
    ),
    no_counterpart("", "", KINDS["tag"].label, "").text: say(
        "Action {action}, {property}: {kind} {id} has no counterpart in the primary tenant."
    ),
}
