"""A branding profile: the look of the tenant's pages."""

from releve.domain.ids import integer
from releve.domain.kind import Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="branding_profile",
    label=say("Branding profile"),
    plural=say("Branding profiles"),
    id=integer("profileId", digits=5),
    key=("profileName",),
    fields=(Text(name="profileName", label=say("Name"), required=True, max=100),),
)
