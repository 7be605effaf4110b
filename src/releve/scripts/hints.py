"""What names tell: of variables, functions, fields of an API, segments of an address, words in a list."""

import re
from collections.abc import Mapping

#: The last word of a name, without what says that it is an id, → the kind. Both tags are called so.
_NOUNS: Mapping[str, str] = {
    "skill": "skill",
    "agent": "employee",
    "employee": "employee",
    "securityuser": "employee",
    "hoo": "hours",
    "hours profile": "hours",
    "hoo profile": "hours",
    "hours of operation": "hours",
    "hours of operation profile": "hours",
    "operation profile": "hours",
    "address book": "address_book",
    "addressbook": "address_book",
    "book": "address_book",
    "tag": "tag",
    "digital tag": "digital_tag",
    "team": "team",
    "campaign": "campaign",
    "disposition": "disposition",
    "routing attribute": "routing_attribute",
    "unavailable code": "unavailable_code",
    "point of contact": "point_of_contact",
    "contact code": "point_of_contact",
    "group": "group",
    "station": "station",
    "call list": "call_list",
    "calling list": "call_list",
    "message template": "message_template",
    "division": "division",
    "bus": "business_unit",
    "business unit": "business_unit",
    "role": "role",
    "script": "script",
    "master": "script",
}
#: Nouns that mean an id only when the name says so: `group = 3`, `script = "x"` are something else.
_NEEDS_ID = frozenset(
    {
        "group",
        "station",
        "division",
        "role",
        "script",
        "master",
        "campaign",
        "team",
        "disposition",
        "bus",
        "hours",
        "user",
        "profile",
        "out state",
        "state",
    }
)
_WITH_ID: Mapping[str, str] = {
    "hours": "hours",
    "user": "employee",
    "profile": "hours",
    "out state": "unavailable_code",
    "library": "script",
    "template": "message_template",
    "tags": "tag",
    "list": "call_list",
    "attribute": "routing_attribute",
}
_IDS = frozenset({"id", "ids", "no", "nos", "number", "num", "nr", "key", "uuid"})
_LISTS = frozenset(
    {
        "list",
        "array",
        "table",
        "map",
        "set",
        "default",
        "override",
        "fallback",
        "current",
        "new",
        "old",
        "primary",
        "value",
        "str",
        "text",
        "1",
        "2",
        "3",
    }
)
#: Names that end so hold a quantity, a moment, a word: no id.
_QUANTITIES = frozenset(
    [
        "account",
        "address",
        "age",
        "amount",
        "ani",
        "annee",
        "ano",
        "attempts",
        "auftrag",
        "balance",
        "body",
        "budget",
        "callerid",
        "case",
        "choice",
        "city",
        "claim",
        "cli",
        "client",
        "cliente",
        "color",
        "colour",
        "column",
        "contract",
        "cost",
        "count",
        "counter",
        "customer",
        "cutoff",
        "date",
        "dauer",
        "day",
        "delay",
        "desk",
        "digit",
        "digits",
        "discount",
        "distance",
        "dnis",
        "dossier",
        "duration",
        "duree",
        "email",
        "errorcode",
        "expire",
        "ext",
        "extension",
        "fallnummer",
        "fax",
        "file",
        "grams",
        "height",
        "heure",
        "hora",
        "hour",
        "httpstatus",
        "idx",
        "index",
        "interval",
        "invoice",
        "jahr",
        "kg",
        "kunde",
        "label",
        "len",
        "length",
        "level",
        "limit",
        "line",
        "loop",
        "mail",
        "max",
        "maximum",
        "member",
        "message",
        "min",
        "minimum",
        "mins",
        "minuten",
        "minutes",
        "mobile",
        "month",
        "msg",
        "name",
        "nights",
        "offset",
        "option",
        "order",
        "otp",
        "path",
        "percent",
        "period",
        "phone",
        "pin",
        "plz",
        "policy",
        "port",
        "pos",
        "position",
        "postal",
        "postale",
        "postcode",
        "precio",
        "precios",
        "preis",
        "price",
        "priority",
        "prix",
        "prompt",
        "rate",
        "response",
        "retries",
        "retry",
        "room",
        "row",
        "score",
        "seat",
        "seats",
        "sec",
        "secondes",
        "seconds",
        "secs",
        "segundos",
        "sekunde",
        "sekunden",
        "size",
        "skip",
        "speed",
        "status",
        "statuscode",
        "step",
        "street",
        "stunde",
        "subject",
        "sum",
        "tel",
        "telephone",
        "text",
        "threshold",
        "ticket",
        "time",
        "timeout",
        "timer",
        "times",
        "title",
        "top",
        "total",
        "town",
        "track",
        "tries",
        "ttl",
        "update",
        "url",
        "version",
        "volume",
        "wait",
        "weight",
        "width",
        "year",
        "zip",
        "zipcode",
    ]
)

#: Names that begin so hold one: `maxQueued`, `nbAgents`, `YEAR_START`.
_LIMITS = frozenset({"max", "min", "nb", "nbr", "count", "anzahl", "year", "port"})

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def kind_of_name(name: str) -> tuple[str, bool] | None:
    """The kind of which such a name holds an id, and whether it says so without doubt; None when it tells nothing."""
    words = _words(name)
    if len(words) == 1 and (told := _run_together(words[0])) is not None:
        return told
    sure = False
    for at, word in enumerate(words):
        if word in _IDS and at and at < len(words) - 1:  # `hooIdNight`
            words = words[: at + 1]
            break
    while words and (words[-1] in _IDS or words[-1] in _LISTS):
        sure = sure or words[-1] in _IDS
        words.pop()
    if not words:
        return None
    for length in (4, 3, 2, 1):
        noun = _singular(" ".join(words[-length:]))
        if len(words) >= length and noun in _NOUNS and (sure or noun not in _NEEDS_ID):
            return _NOUNS[noun], sure
        if sure and len(words) >= length and noun in _WITH_ID:
            return _WITH_ID[noun], True
    return None


#: Names written without capitals: `queueskill`, `hooprofile`. What could be the end of another word is left out.
_ENDINGS: Mapping[str, tuple[str, bool]] = {
    "skill": ("skill", False),
    "skills": ("skill", False),
    "skillid": ("skill", True),
    "skillids": ("skill", True),
    "skillno": ("skill", True),
    "agentid": ("employee", True),
    "hoo": ("hours", False),
    "hooid": ("hours", True),
    "hooprofile": ("hours", False),
    "hoursprofile": ("hours", False),
    "hoursid": ("hours", True),
    "addressbook": ("address_book", False),
    "addressbookid": ("address_book", True),
    "addressbookids": ("address_book", True),
    "tagid": ("tag", True),
    "taglist": ("tag", False),
    "tagids": ("tag", True),
    "teamid": ("team", True),
    "campaignid": ("campaign", True),
    "dispositionid": ("disposition", True),
}


def _run_together(word: str) -> tuple[str, bool] | None:
    ends = [ending for ending in _ENDINGS if word.endswith(ending)]
    return _ENDINGS[max(ends, key=len)] if ends else None


def is_quantity(name: str) -> bool:
    """A name that says of itself that no id stands there."""
    words = _words(name)
    while len(words) > 1 and words[-1] in _IDS:
        words.pop()
    if len(words) > 1 and words[0] in _LIMITS:
        return True
    return bool(words) and (words[-1] in _QUANTITIES or "".join(words) in _QUANTITIES)


def _words(name: str) -> list[str]:
    return [
        word.casefold() for word in _WORD.findall(name.rpartition(".")[2].replace("IDs", "Ids"))
    ]


def _singular(noun: str) -> str:
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    return (
        noun[:-1]
        if noun.endswith("s") and noun not in ("hours", "bus", "hours of operations")
        else noun
    )


#: Segments of API addresses behind which an id of that kind stands.
SEGMENTS: Mapping[str, str] = {
    "skills": "skill",
    "skill": "skill",
    "agents": "employee",
    "agent": "employee",
    "users": "employee",
    "teams": "team",
    "campaigns": "campaign",
    "groups": "group",
    "hours-of-operation": "hours",
    "address-books": "address_book",
    "addressbooks": "address_book",
    "dispositions": "disposition",
    "tags": "tag",
    "points-of-contact": "point_of_contact",
    "unavailable-codes": "unavailable_code",
    "stations": "station",
    "lists": "call_list",
    "call-lists": "call_list",
    "dnc-groups": "dnc_group",
    "message-templates": "message_template",
    "scripts": "script",
    "script-schedules": "script_schedule",
    "divisions": "division",
    "business-unit": "business_unit",
    "business-units": "business_unit",
    "roles": "role",
    "routing-queues": "digital_queue",
    "routingqueues": "digital_queue",
    "channels": "digital_channel",
    "routing-attributes": "routing_attribute",
    "quick-replies": "quick_reply",
    "suppressed-contacts": "suppressed_contact",
    "workflow-data": "workflow_data",
}

#: Words in lists behind which an id of that kind stands, as the field's common scripts use them.
VERBS: Mapping[str, str] = {
    "QUEUE": "skill",
    "QUEUETOSKILL": "skill",
    "QUEUECALL": "skill",
    "PLACEINSKILL": "skill",
    "REQAGENT": "skill",
    "RESKILL": "skill",
    "SKILL": "skill",
    "SETSKILL": "skill",
    "TRANSFERSKILL": "skill",
    "OVERFLOW": "skill",
    "VOICEMAIL": "skill",
    "VOICEMAILOPT": "skill",
    "QUEUEVM": "skill",
    "VM": "skill",
    "CALLBACK": "skill",
    "CALLBACKOPT": "skill",
    "QUEUECALLBACK": "skill",
    "CHECKHOURS": "hours",
    "CHECKHOO": "hours",
    "HOURS": "hours",
    "HOO": "hours",
    "HOOPROFILE": "hours",
    "AGENT": "employee",
    "TARGETAGENT": "employee",
    "QUEUEAGENT": "employee",
    "TRANSFERAGENT": "employee",
    "DIRECTAGENT": "employee",
    "ADDRESSBOOK": "address_book",
    "ADDTAG": "tag",
    "TAG": "tag",
    "SETTAG": "tag",
    "CAMPAIGN": "campaign",
    "TEAM": "team",
    "DISPOSITION": "disposition",
}

#: Words in lists behind which a number of seconds stands.
PAUSES = frozenset({"PLAYMUSIC", "MUSIC", "WAIT", "PAUSE", "SLEEP", "DELAY"})
