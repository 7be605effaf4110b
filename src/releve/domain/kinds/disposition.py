"""A disposition: how a contact ended. `classificationId` is a number of the system, the same in every tenant."""

from releve.domain.ids import integer
from releve.domain.kind import Flag, Int, Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="disposition",
    label=say("Disposition"),
    plural=say("Dispositions"),
    id=integer("dispositionId", digits=6),
    key=("dispositionName",),
    fields=(
        Text(name="dispositionName", label=say("Name"), required=True, max=100),
        Int(name="classificationId", label=say("Classification")),
        Flag(name="isActive", label=say("Active"), default=True),
        Flag(name="isPreviewDisposition", label=say("Preview disposition")),
        Flag(name="isAgentSpecific", label=say("Agent-specific")),
        Int(name="reportingGroupId", label=say("Reporting group")),
        Flag(name="showCommitmentAmount", label=say("Ask for a commitment amount")),
        Flag(name="showRescheduleDate", label=say("Ask for a new date")),
        Text(name="notes", label=say("Notes"), max=1000, multiline=True),
    ),
    inactive_field="isActive",
)
