"""What callers wait for: the skills of Havrelune, in French and English, and the dialler settings of the outbound ones."""

from collections.abc import Iterator
from dataclasses import dataclass

from releve.demo.book import Book
from releve.demo.shelf import Shelf
from releve.domain.kind import Body

_CLAIMS = "Sinistres et urgences"
_SERVICE = "Service aux assurés"
_SALES = "Ventes et renouvellements"
_OVERFLOW = "Débordement"
_DIGITAL = "Numérique"

_QUEUE = "PROD\\Queue_PROD"
_VOICEMAIL = "Common\\Voicemail"
_MAIL = "PROD\\Digital_Entry_PROD"


@dataclass(frozen=True, slots=True)
class _Skill:
    """`pool` tells which teams have it: languages and places, as in `teams`."""

    name: str
    media: int
    campaign: str
    script: str
    division: str = "Havrelune"
    pool: str = ""
    goal_s: int = 40


_SKILLS = (
    _Skill("Sinistres habitation", 4, _CLAIMS, _QUEUE, pool="fr", goal_s=30),
    _Skill("Home Claims", 4, _CLAIMS, _QUEUE, "Québec", pool="en", goal_s=30),
    _Skill("Sinistres auto", 4, _CLAIMS, _QUEUE, pool="fr", goal_s=30),
    _Skill("Auto Claims", 4, _CLAIMS, _QUEUE, "Québec", pool="en", goal_s=30),
    _Skill("Dépannage urgence", 4, _CLAIMS, "Legacy\\Urgences_24h", pool="fr", goal_s=15),
    _Skill("Emergency Repairs", 4, _CLAIMS, "Legacy\\Urgences_24h", pool="en", goal_s=15),
    _Skill("Contrats et avenants", 4, _SERVICE, _QUEUE, pool="fr"),
    _Skill("Policy Services", 4, _SERVICE, _QUEUE, "Québec", pool="en"),
    _Skill("Facturation", 4, _SERVICE, _QUEUE, pool="fr", goal_s=60),
    _Skill("Billing", 4, _SERVICE, _QUEUE, "Québec", pool="en", goal_s=60),
    _Skill("Nouveaux clients", 4, _SALES, _QUEUE, pool="fr", goal_s=20),
    _Skill("New Business", 4, _SALES, _QUEUE, "Québec", pool="en", goal_s=20),
    _Skill("Réclamations", 4, _SERVICE, _QUEUE, pool="fr", goal_s=60),
    _Skill("Complaints", 4, _SERVICE, _QUEUE, "Québec", pool="en", goal_s=60),
    _Skill("Débordement Québec", 4, _OVERFLOW, _QUEUE, "Québec", pool="fr en"),
    _Skill("Débordement France", 4, _OVERFLOW, "Legacy\\Accueil_France", "France", pool="fr"),
    _Skill("Default - Inbound NO AGENT", 4, _OVERFLOW, _QUEUE),
    _Skill("Rappels", 4, _SERVICE, "Common\\Callback", pool="fr en"),
    _Skill("Renewal Calls", 4, _SALES, "Outbound\\Renouvellements_PROD", "Québec", pool="en"),
    _Skill("Boîte vocale Québec", 5, _OVERFLOW, _VOICEMAIL, "Québec", pool="fr"),
    _Skill("Voicemail - English", 5, _OVERFLOW, _VOICEMAIL, "Québec", pool="en"),
    _Skill("Boîte vocale France", 5, _OVERFLOW, _VOICEMAIL, "France", pool="fr"),
    _Skill("Courriel - Général", 9, _DIGITAL, _MAIL, pool="fr"),
    _Skill("Email - General", 9, _DIGITAL, _MAIL, pool="en"),
    _Skill("Courriel - Pièces de sinistre", 9, _DIGITAL, _MAIL, pool="fr"),
    _Skill("Email - Complaints", 9, _DIGITAL, _MAIL, pool="en"),
)

_OUTBOUND = ("Renewal Calls", "Rappels")


def names(language: str, place: str) -> tuple[str, ...]:
    """The skills that a team of this language (`fr`, `en`) and place (a division) answers."""
    return tuple(
        skill.name
        for skill in _SKILLS
        if language in skill.pool.split() and skill.division in ("Havrelune", place)
    )


def _bodies(book: Book) -> Iterator[Body]:
    for skill in _SKILLS:
        yield {
            **_general(book, skill),
            **_after_contact(book, skill),
            **(_outbound(book) if skill.name == "Renewal Calls" else {}),
            **(_written(book, skill) if skill.media == 9 else {}),
        }


def _general(book: Book, skill: _Skill) -> Body:
    return {
        "skillName": skill.name,
        "mediaTypeId": skill.media,
        "isActive": True,
        "campaignId": book.id("campaign", skill.campaign),
        "divisionNo": book.id("division", skill.division),
        "scriptId": book.id("script", skill.script),
        "reskillHours": book.id("hours", "Toujours ouvert"),
        "isOutbound": skill.name in _OUTBOUND,
        "initialPriority": 0,
        "acceleration": 1,
        "maxPriority": 1000,
        "serviceLevelThreshold": skill.goal_s,
        "serviceLevelGoal": 80,
        "enableShortAbandon": True,
        "shortAbandonThreshold": 10,
        "useScreenPops": skill.media == 4,
        "screenPopDetail": f"https://crm.havrelune.example/pop?skill={skill.name}"
        if skill.media == 4
        else "",
    }


def _after_contact(book: Book, skill: _Skill) -> Body:
    chosen = {
        _CLAIMS: ("Sinistre ouvert", "Claim opened", "Transféré"),
        _SALES: ("Vendu / Sold", "Renouvelé", "Non renouvelé", "Ne pas appeler"),
        _SERVICE: ("Dossier complété", "Question answered", "Réclamation inscrite"),
    }.get(skill.campaign, ("Rappel promis", "Mauvais numéro"))
    tags = ("Dégât des eaux", "Verglas / Ice storm") if skill.campaign == _CLAIMS else ()
    return {
        "acwTypeId": 1,
        "stateIdACW": book.id("unavailable_code", "Fin de dossier / Wrap-up"),
        "maxSecondsACW": 90,
        "acwPostTimeoutStateId": book.id("unavailable_code", "Fin de dossier prolongée"),
        "requireDisposition": skill.media == 4,
        "dispositions": [
            {"dispositionId": book.id("disposition", name), "priority": place}
            for place, name in enumerate(chosen, start=1)
        ],
        "tags": [{"tagId": book.id("tag", name)} for name in tags],
    }


def _outbound(book: Book) -> Body:
    return {
        "outboundStrategy": "Personal Connection",
        "callSuppressionScriptId": book.id("script", "Outbound\\Suppression_PROD"),
        "outboundTelecomRouteId": book.id("outbound_route", "Montréal SIP"),
        "callerIdOverride": "+15145550103",
        "smsTransportCodeId": book.id("phone_code", "+15145550150"),
    }


def _written(book: Book, skill: _Skill) -> Body:
    english = skill.pool == "en"
    return {
        "emailFromAddress": "hello@havrelune.example" if english else "bonjour@havrelune.example",
        "messageTemplateId": book.id(
            "message_template", "Acknowledgement" if english else "Accusé de réception"
        ),
        "routingQueueId": book.id("digital_queue", "Courriels"),
    }


def _parameters(book: Book) -> Iterator[Body]:
    for name in _OUTBOUND:
        yield {
            "skillNo": book.id("skill", name),
            "generalSettings": {"maximumAttempts": 4, "minimumRetryMinutes": 60},
            "cpaSettings": {
                "abandonMessagePath": "prompts\\CMN_VM_Greeting.wav",
                "ansMachineMsg": "prompts\\CMN_CB_Saved.wav",
            },
            "callingLists": [
                {"id": book.id("call_list", "Renouvellements du mois"), "name": "Renouvellements"}
            ],
            "xsSettings": {
                "xsScriptId": book.id("script", "Outbound\\Renouvellements_PROD"),
                "xsFreshThreshold": 50,
            },
        }


SHELVES = (
    Shelf("skill", tuple(skill.name for skill in _SKILLS), _bodies),
    Shelf("skill_parameters", _OUTBOUND, _parameters),
)
