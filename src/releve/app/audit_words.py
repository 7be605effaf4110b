"""What people call what the audit writes in codes: acts, what they were done to, and their outcomes."""

from collections.abc import Callable, Mapping

from releve.domain.kind import folded
from releve.domain.kinds import KINDS
from releve.domain.say import Message, say, say_n
from releve.domain.store import AuditEntry

ACTS: Mapping[str, Message] = {
    "access.edit": say("BCP type set"),
    "bcp.set_up": say("Set-up of BCP"),
    "employees.import": say("Import of employees"),
    "entity.change": say("Entity changed"),
    "entity.create": say("Entity created"),
    "entity.delete": say("Entity deleted"),
    "example.load": say("Example loaded"),
    "factor.codes": say("New recovery codes"),
    "factor.reset": say("Second factor taken away"),
    "factor.set_up": say("Second factor set up"),
    "impersonate": say("Impersonation"),
    "impersonate.end": say("End of the impersonation"),
    "login": say("Login"),
    "logout": say("Logout"),
    "operator.create": say("Operator created"),
    "passkey": say("Passkey entered"),
    "password.change": say("Own password changed"),
    "password.link": say("Link to a new password made"),
    "password.prove": say("Own password shown again"),
    "password.set": say("Password set"),
    "revert": say("Reverted to the primary tenant"),
    "session.end": say("Session ended"),
    "script.import": say("Script uploaded"),
    "script.settle": say("Place in a script decided"),
    "script.withdraw": say("Decision about a script withdrawn"),
    "sign_on.remove": say("Single sign-on taken away"),
    "sign_on.save": say("Single sign-on set up"),
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

OUTCOMES: Mapping[str, Message] = {
    "attempted": say("Begun"),
    "done": say("Done"),
    "refused": say("Refused"),
    "throttled": say("Refused: too many attempts"),
}


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


def outcome_named(code: str) -> Message | str:
    return OUTCOMES.get(code, code)


def codes_said(words: str, spoken: Callable[[Message], str]) -> tuple[list[str], list[str]]:
    """The acts and the outcomes whose names, as they are `spoken`, hold these words, whatever the case."""
    sought = folded(words)
    if not sought:
        return [], []
    acts = [code for code, name in ACTS.items() if sought in folded(spoken(name))]
    outcomes = [code for code, name in OUTCOMES.items() if sought in folded(spoken(name))]
    return acts, outcomes
