"""Message templates: written in the query, or in a body."""

from releve.api.cxone.acd import acd_router
from releve.api.cxone.crud import Resource, add_all
from releve.api.cxone.lists import Listing, flag, number
from releve.api.cxone.shapes import Id, Shape, always, own

router = acd_router("message templates")

TEMPLATE = Shape(
    "message_template",
    (
        Id(name="templateId"),
        *own("templateName templateTypeId isActive isHTML isRTL subject body"),
        *own("fromName fromAddress replyToAddress ccAddress bccAddress"),
        *always("", "templateTypeDesc"),
    ),
)
TEMPLATES = Listing(
    TEMPLATE,
    "messageTemplates",
    {"templateTypeId": number("templateTypeId"), "isActive": flag("isActive")},
)

add_all(
    router,
    Resource(
        "/message-templates",
        TEMPLATES,
        "message template",
        one="messageTemplate",
        id="templateId",
        bodies=("messageTemplate",),
    ),
)
