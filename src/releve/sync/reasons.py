"""Why an entity is held back: the sentences that a run says about it."""

from releve.domain.clock import instant
from releve.domain.kind import Group, Kind
from releve.domain.kinds import KINDS
from releve.domain.runs import Drifted
from releve.domain.say import Message, say, say_n


def _named(kind: str, title: str) -> dict[str, object]:
    return {"kind": KINDS[kind].label, "title": title}


def place(kind: str, path: str) -> Message | str:
    """What people call the field at `path`. Which of several values in it is meant is not said."""
    fields, label = KINDS[kind].fields, None
    for name in path.split("."):
        found = next((one for one in fields if one.name == name), None)
        label = found.label if found is not None else label
        if not isinstance(found, Group):
            break
        fields = found.fields
    return label or path


def no_such_referent(kind: str, id: str, path: Message | str) -> Message:
    return say(
        "“{path}” refers to {id} ({kind}), which does not exist in the primary tenant.",
        path=path,
        id=id,
        kind=KINDS[kind].label,
    )


def not_selected(kind: str, title: str, path: Message | str) -> Message:
    return say(
        "“{path}” refers to “{title}” ({kind}), which is not in the BCP tenant and is not selected to be "
        "copied.",
        path=path,
        **_named(kind, title),
    )


def deleted_over_there(kind: str, id: str, path: Message | str) -> Message:
    return say(
        "“{path}” refers to {id} ({kind}), whose counterpart was deleted in the BCP tenant.",
        path=path,
        id=id,
        kind=KINDS[kind].label,
    )


def held_itself(kind: str, title: str, path: Message | str) -> Message:
    return say(
        "“{path}” refers to “{title}” ({kind}), which is held back itself.",
        path=path,
        **_named(kind, title),
    )


def key_taken(kind: str, title: str) -> Message:
    return say(
        "The BCP tenant has another “{title}” ({kind}). Rename or delete one of the two.",
        **_named(kind, title),
    )


def key_not_free_yet(kind: str, title: str) -> Message:
    return say(
        "Its name is still held in the BCP tenant by “{title}” ({kind}), which is held back.",
        **_named(kind, title),
    )


def no_such_builtin(kind: str, title: str) -> Message:
    return say(
        "“{title}” ({kind}) is built in and is not in the BCP tenant. A sync does not create it.",
        **_named(kind, title),
    )


def builtin_stays(kind: str, title: str) -> Message:
    return say("“{title}” ({kind}) is built in and is not deleted.", **_named(kind, title))


def too_many_deletions(kind: Kind, n: int, allowed: int) -> Message:
    return say_n(
        "{n} deletion at once ({kind}) is more than the {allowed} allowed. Nothing was deleted.",
        "{n} deletions at once ({kind}) are more than the {allowed} allowed. Nothing was deleted.",
        n,
        kind=kind.plural,
        allowed=allowed,
    )


def looks_wiped(n: int) -> Message:
    return say_n(
        "The primary tenant looks wiped: {n} deletion at once. Nothing was deleted.",
        "The primary tenant looks wiped: {n} deletions at once. Nothing was deleted.",
        n,
    )


def still_used(kind: str, title: str) -> Message:
    return say(
        "It is still used in the BCP tenant by “{title}” ({kind}), which is held back.",
        **_named(kind, title),
    )


def username_taken(username: str) -> Message:
    return say(
        "Another employee of the BCP tenant logs in as “{username}” already.", username=username
    )


def and_more(n: int) -> Message:
    return say_n("And {n} more reason.", "And {n} more reasons.", n)


def to_review(n: int) -> Message:
    return say_n("{n} place to review.", "{n} places to review.", n)


def called_changed() -> Message:
    return say("A script that it calls was changed: what it hands over is judged anew.")


def to_settle(n: int) -> Message:
    return say_n(
        "{n} place in it has to be settled first. Settle it in Studio, under To review, or let such scripts be copied.",
        "{n} places in it have to be settled first. Settle them in Studio, under To review, or let such scripts be copied.",
        n,
    )


def deletion_asked(kind: Kind) -> Message:
    return say(
        "It was deleted in the primary tenant ({kind}). Approve it to delete it here too.",
        kind=kind.label,
    )


def waits_for_approval(reason: Message) -> bool:
    """Whether it is about a deletion that is done once a person approves it."""
    return reason.text in _APPROVABLE


#: By their templates, which are the same for every kind.
_APPROVABLE = frozenset(
    one.text
    for kind in KINDS.values()
    for one in (deletion_asked(kind), too_many_deletions(kind, 0, 0), looks_wiped(0))
)


def follows(reason: Message) -> bool:
    """Whether it is held back only because something else is: once that is mended, it follows by itself."""
    return reason.text in _FOLLOWING


_FOLLOWING = frozenset(
    one.text
    for one in (
        held_itself("tag", "", ""),
        key_not_free_yet("tag", ""),
        still_used("tag", ""),
    )
)


def kept(drifted: Drifted) -> Message:
    return say(
        "{who} changed it in the BCP tenant on {when}, and that is kept.",
        who=drifted.changed_by,
        when=instant(drifted.changed_at),
    )
