"""Why an entity is held back: the sentences that a run says about it."""

from releve.domain.kind import Kind
from releve.domain.kinds import KINDS
from releve.domain.say import Message, say, say_n
from releve.domain.store import Entity


def _named(entity: Entity) -> dict[str, object]:
    kind = KINDS[entity.kind]
    return {"kind": kind.label, "title": kind.title_of(entity.body)}


def no_such_referent(kind: str, id: str, path: str) -> Message:
    return say(
        "“{path}” refers to {id} ({kind}), which does not exist in the primary tenant.",
        path=path,
        id=id,
        kind=KINDS[kind].label,
    )


def not_selected(entity: Entity, path: str) -> Message:
    return say(
        "“{path}” refers to “{title}” ({kind}), which is not in the BCP tenant and is not selected to be "
        "copied.",
        path=path,
        **_named(entity),
    )


def deleted_over_there(kind: str, id: str, path: str) -> Message:
    return say(
        "“{path}” refers to {id} ({kind}), whose counterpart was deleted in the BCP tenant.",
        path=path,
        id=id,
        kind=KINDS[kind].label,
    )


def held_itself(entity: Entity, path: str) -> Message:
    return say(
        "“{path}” refers to “{title}” ({kind}), which is held back itself.",
        path=path,
        **_named(entity),
    )


def key_taken(entity: Entity) -> Message:
    return say(
        "The BCP tenant has another “{title}” ({kind}). Rename or delete one of the two.",
        **_named(entity),
    )


def key_not_free_yet(leaving: Entity) -> Message:
    return say(
        "Its name is still held in the BCP tenant by “{title}” ({kind}), which is held back.",
        **_named(leaving),
    )


def no_such_builtin(entity: Entity) -> Message:
    return say(
        "“{title}” ({kind}) is built in and is not in the BCP tenant. A sync does not create it.",
        **_named(entity),
    )


def builtin_stays(entity: Entity) -> Message:
    return say("“{title}” ({kind}) is built in and is not deleted.", **_named(entity))


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


def still_used(user: Entity) -> Message:
    return say(
        "It is still used in the BCP tenant by “{title}” ({kind}), which is held back.",
        **_named(user),
    )


def username_taken(username: str) -> Message:
    return say(
        "Another employee of the BCP tenant logs in as “{username}” already.", username=username
    )


def and_more(n: int) -> Message:
    return say_n("And {n} more reason.", "And {n} more reasons.", n)


def to_review(n: int) -> Message:
    return say_n("{n} place to review.", "{n} places to review.", n)
