"""An access key: how a program acts for an employee. It never travels, and only a hash of its secret is kept.

An employee may have several, so the moment of making one is a part of its key. When it was used last is no part of it:
a use changes nothing in the tenant (`Families.note_use`).
"""

from releve.domain.ids import Which, text_id
from releve.domain.kind import Flag, Instant, Kind, Ref, Text
from releve.domain.say import say

KIND = Kind(
    name="access_key",
    label=say("Access key"),
    plural=say("Access keys"),
    id=text_id("accessKeyId"),
    key=("userId", "createdAt"),
    title="createdAt",
    fields=(
        Ref(
            name="userId",
            label=say("Employee"),
            kind="employee",
            which=Which.ALT,
            required=True,
        ),
        Ref(name="agentId", label=say("Agent ID"), kind="employee"),
        Instant(name="createdAt", label=say("Created"), required=True),
        Flag(name="isActive", label=say("Active"), default=True),
        Text(name="billingId", label=say("Billing number"), max=50),
        Text(name="secretHash", label=say("Secret"), required=True, max=500, secret=True),
    ),
    copied=False,
    inactive_field="isActive",
)
