"""What pages call what is built in, and what is kept in codes: one name everywhere, in the reader's language."""

from collections.abc import Mapping

from releve.app.audit_words import outcome_named
from releve.domain.kinds import KINDS
from releve.domain.say import Message, say

_BUILT_IN: Mapping[str, Message] = {
    str(name).casefold(): name
    for name in (say("Agent"), say("Manager"), say("Administrator"), say("Evaluator"))
}

#: What asks for a sync that is not a person.
_SYNC_BY: Mapping[str, Message] = {"schedule": say("schedule"), "continuous": say("continuous")}

_TONES: Mapping[str, str] = {"done": "good", "refused": "bad", "throttled": "bad"}


def named(kind: str, title: str) -> Message | str:
    """The name of an entity; a role that every tenant has is called the same on every page."""
    key = title.casefold()
    if kind == "role" and key in KINDS["role"].builtin:
        return _BUILT_IN[key]
    return title


def author_named(author: str) -> Message | str:
    """Who changed something: a person, or the sync or a restore and who or what asked for it."""
    if author.startswith("restore (") and author.endswith(")"):
        return say("restore ({who})", who=author[9:-1])
    if not (author.startswith("sync (") and author.endswith(")")):
        return author
    return say("sync ({who})", who=_SYNC_BY.get(author[6:-1], author[6:-1]))


def outcome_toned(code: str) -> tuple[Message | str, str]:
    """The words for an outcome, and the tone in which they are shown."""
    return outcome_named(code), _TONES.get(code, "muted")
