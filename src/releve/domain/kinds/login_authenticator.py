"""A login authenticator: the way in which a group of employees proves who they are."""

from releve.domain.ids import uuid_id
from releve.domain.kind import Flag, Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="login_authenticator",
    label=say("Login authenticator"),
    plural=say("Login authenticators"),
    id=uuid_id("loginAuthenticatorId"),
    key=("name",),
    fields=(
        Text(name="name", label=say("Name"), required=True, max=100),
        Text(name="description", label=say("Description"), multiline=True),
        Flag(name="isActive", label=say("Active"), default=True),
    ),
    builtin=frozenset({"system login authenticator"}),
    inactive_field="isActive",
)
