"""A message template: the text and the sender of e-mails and text messages."""

from releve.domain.ids import integer
from releve.domain.kind import Flag, Int, Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="message_template",
    label=say("Message template"),
    plural=say("Message templates"),
    id=integer("templateId", digits=6),
    key=("templateName",),
    fields=(
        Text(name="templateName", label=say("Name"), required=True, max=100),
        Int(name="templateTypeId", label=say("Template type")),
        Text(name="subject", label=say("Subject"), max=1000),
        Text(name="body", label=say("Text"), max=200_000, multiline=True),
        Flag(name="isHTML", label=say("Formatted (HTML)")),
        Flag(name="isRTL", label=say("Written from right to left")),
        Text(name="fromName", label=say("Sender name")),
        Text(name="fromAddress", label=say("Sender address")),
        Text(name="replyToAddress", label=say("Reply-to address")),
        Text(name="ccAddress", label=say("Copy to"), max=1000),
        Text(name="bccAddress", label=say("Blind copy to"), max=1000),
        Flag(name="isActive", label=say("Active"), default=True),
    ),
    inactive_field="isActive",
)
