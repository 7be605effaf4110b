"""What pages call what is built in, and what the audit writes in codes: one name everywhere, in the reader's language."""

from collections.abc import Mapping

from releve.domain.kind import folded
from releve.domain.kinds import KINDS
from releve.domain.say import Message, say, say_n
from releve.domain.store import AuditEntry
from releve.languages.speaker import Speaker

_BUILT_IN: Mapping[str, Message] = {
    str(name).casefold(): name
    for name in (say("Agent"), say("Manager"), say("Administrator"), say("Evaluator"))
}

#: What the audit writes → what people call it.
ACTS: Mapping[str, Message] = {
    "access.edit": say("BCP type set"),
    "bcp.set_up": say("Set-up of BCP"),
    "employees.import": say("Import of employees"),
    "entity.change": say("Entity changed"),
    "entity.create": say("Entity created"),
    "entity.delete": say("Entity deleted"),
    "example.load": say("Example loaded"),
    "impersonate": say("Impersonation"),
    "impersonate.end": say("End of the impersonation"),
    "login": say("Login"),
    "logout": say("Logout"),
    "operator.create": say("Operator created"),
    "passkey": say("Passkey entered"),
    "password.set": say("Password set"),
    "revert": say("Reverted to the primary tenant"),
    "script.import": say("Script uploaded"),
    "switch": say("Switched to the BCP tenant"),
    "sync.edit": say("Sync configuration saved"),
    "sync.run": say("Sync asked for"),
    "sync.approve": say("Sync approved"),
    "sync.cancel": say("Sync cancelled"),
    "sync.drift": say("Changes in the BCP tenant decided"),
    "tenants.create": say("Tenant created"),
}

#: Acts whose subject is a run.
RUN_ACTS = frozenset({"sync.run", "sync.approve", "sync.cancel"})

#: What asks for a sync that is not a person.
_SYNC_BY: Mapping[str, Message] = {"schedule": say("schedule"), "continuous": say("continuous")}

#: Outcome → its words and the tone in which they are shown.
OUTCOMES: Mapping[str, tuple[Message, str]] = {
    "attempted": (say("Begun"), "muted"),
    "done": (say("Done"), "good"),
    "refused": (say("Refused"), "bad"),
    "throttled": (say("Refused: too many attempts"), "bad"),
}


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


def act_named(code: str) -> Message | str:
    return ACTS.get(code, code)


def subject_named(entry: AuditEntry, names: Mapping[str, str]) -> tuple[Message | str, str]:
    """What an act was done to: what people call it, and its ID. `names` are those of tenants and of pairs."""
    kind, slash, rest = entry.subject.partition("/")
    if slash and kind in KINDS:
        return KINDS[kind].label, rest
    if entry.subject in names:
        return names[entry.subject], ""
    count = entry.subject.partition(" ")[0]
    if entry.act == "employees.import" and count.isdigit():
        return say_n("{n} row", "{n} rows", int(count)), ""
    if entry.act in RUN_ACTS:
        return say("Sync run"), entry.subject
    return KINDS["employee"].label if entry.subject.isdigit() else "", entry.subject


def outcome_named(code: str) -> tuple[Message | str, str]:
    return OUTCOMES.get(code, (code, "muted"))


def codes_said(words: str, speaker: Speaker) -> tuple[list[str], list[str]]:
    """The acts and the outcomes whose names in the reader's language hold these words, whatever the case."""
    sought = folded(words)
    if not sought:
        return [], []
    acts = [code for code, name in ACTS.items() if sought in folded(speaker.say(name))]
    outcomes = [code for code, (name, _) in OUTCOMES.items() if sought in folded(speaker.say(name))]
    return acts, outcomes
