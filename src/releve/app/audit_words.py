"""What people call what the audit writes in codes: acts, what they were done to, and their outcomes."""

from collections.abc import Callable, Mapping

from releve.domain.kind import folded
from releve.domain.kinds import KINDS
from releve.domain.say import Message, say, say_n
from releve.domain.store import AuditEntry

ACTS: Mapping[str, Message] = {
    "access.edit": say("BCP type set"),
    "authorize": say("Login for a program"),
    "bcp.set_up": say("Set-up of BCP"),
    "drill": say("Rehearsal of the switch"),
    "employee.activate": say("Employee activated"),
    "employee.deactivate": say("Employee deactivated"),
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
    "keys.change": say("Access key activated or deactivated"),
    "keys.create": say("Access key made"),
    "keys.revoke": say("Access key revoked"),
    "login": say("Login"),
    "logout": say("Logout"),
    "notices.choose": say("Choice of what is sent saved"),
    "operator.create": say("Operator created"),
    "outside.owner": say("Owner of an outside identifier set"),
    "outside.test": say("Test of an outside identifier recorded"),
    "glass": say("Switch without the passkey"),
    "pair.rules": say("Rules of the switch set"),
    "passkey": say("Passkey entered"),
    "passkey.verify": say("Passkey verified"),
    "password.change": say("Own password changed"),
    "password.link": say("Link to a new password made"),
    "password.prove": say("Own password shown again"),
    "password.set": say("Password set"),
    "revert": say("Reverted to the primary tenant"),
    "script.confirm": say("Item of a checklist confirmed"),
    "script.discard": say("Draft of a script discarded"),
    "script.draft": say("Draft of a script uploaded"),
    "session.end": say("Session ended"),
    "script.import": say("Script uploaded"),
    "script.publish": say("Script published"),
    "script.return": say("Script sent back to draft"),
    "script.review": say("Script handed over for review"),
    "script.settle": say("Place in a script decided"),
    "script.steps": say("Development workflow turned on or off"),
    "script.unconfirm": say("Confirmation of a checklist withdrawn"),
    "script.withdraw": say("Decision about a script withdrawn"),
    "signing.rotate": say("Signing keys rotated"),
    "sign_on.remove": say("Single sign-on taken away"),
    "sign_on.save": say("Single sign-on set up"),
    "switch": say("Switched to the BCP tenant"),
    "switch.order": say("Order of a switch ended"),
    "sync.edit": say("Sync configuration saved"),
    "sync.run": say("Sync asked for"),
    "sync.approve": say("Sync approved"),
    "sync.cancel": say("Sync cancelled"),
    "sync.drift": say("Changes in the BCP tenant decided"),
    "sync.keep": say("Changes of the BCP tenant given to the primary"),
    "sync.kept": say("Changes of the BCP tenant kept"),
    "sync.dropped": say("Changes of the BCP tenant left to be overwritten"),
    "tenants.create": say("Tenant created"),
    "token": say("Token asked for"),
}

#: The same in the history of one employee, where it is clear what was changed.
EMPLOYEE_ACTS: Mapping[str, Message] = {
    "entity.change": say("Profile changed"),
    "entity.create": say("Employee created"),
    "entity.delete": say("Employee deleted"),
}

#: Acts whose subject is a run.
RUN_ACTS = frozenset({"sync.run", "sync.approve", "sync.cancel"})

OUTCOMES: Mapping[str, Message] = {
    "attempted": say("Begun"),
    "done": say("Done"),
    "refused": say("Refused"),
    "stopped": say("Stopped"),
    "interrupted": say("Interrupted"),
    "cancelled": say("Cancelled"),
    "expired": say("Expired"),
    "throttled": say("Refused: too many attempts"),
}


def act_named(code: str) -> Message | str:
    return ACTS.get(code, code)


def employee_act_named(code: str) -> Message | str:
    return EMPLOYEE_ACTS.get(code) or act_named(code)


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
