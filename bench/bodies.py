"""What the entities of a measured tenant look like: of each kind, the `n`-th one.

Pure: the same number gives the same document. They are as long as those of a real tenant, not as rich.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from releve.demo.studio.as_json import as_json
from releve.demo.studio.places import Filling
from releve.demo.studio.script import Script, Step, begin, call, play, snippet
from releve.domain.kind import Body

SEED = 20260115
BUSINESS_UNIT = 7314250

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_CITIES = ("Québec", "Montréal", "Lyon", "Rennes", "Moncton")
_FIRST = ("Amélie", "Ewan", "Solène", "Clovis", "Inès", "Marius", "Océane", "Théo")
_LAST = ("Rosegivre", "Larkhollow", "Brisemarine", "Petitjonc", "Valclair", "Dunemont", "Hautbois")


class Ids(Protocol):
    """Knows the ids of the tenant; numbers beyond the last entity of a kind begin again at the first."""

    def id(self, kind: str, n: int) -> Any: ...

    def alt(self, kind: str, n: int) -> Any: ...

    def count(self, kind: str) -> int: ...


Maker = Callable[[Ids, int], Body]


def mix(n: int, salt: int = 0) -> int:
    """A number that looks thrown, the same each time."""
    return ((n + 1) * 2654435761 + (salt + SEED) * 40503) % 2**32 >> 5


def _division(ids: Ids, n: int) -> Body:
    body = {"name": f"Division {n}", "status": "ACTIVE", "billingCode": f"B-{mix(n) % 10_000}"}
    return body | ({"parentDivisionId": ids.id("division", (n - 1) // 8)} if n else {})


def _named(field: str, words: str, **more: Any) -> Maker:
    return lambda ids, n: {field: f"{words} {n}", **more}


def _role(ids: Ids, n: int) -> Body:
    grants = ("Skills", "Teams", "Employees", "Hours", "Scripts", "Roles")
    return {
        "roleName": f"Rôle {n}",
        "description": "Ce que ces personnes voient et font",
        "status": "ACTIVE",
        "permissions": [{"permission": name, "actions": ["view", "edit"]} for name in grants],
        "dataRestrictions": [
            {
                "dataRoleEntityTypeName": "Team",
                "entityIds": [ids.id("team", mix(n, m)) for m in range(3)],
            }
        ],
    }


def _team(ids: Ids, n: int) -> Body:
    return {
        "name": f"Équipe {n}",
        "description": f"{_CITIES[n % 5]}, du lundi au vendredi",
        "status": "ACTIVE",
        "leadUserId": ids.alt("employee", n * 11),
        "divisionId": ids.id("division", mix(n)),
        "maxConcurrentChats": 3,
        "totalContactCount": 4,
        "unavailableCodes": [{"outStateId": ids.id("unavailable_code", n + m)} for m in range(4)],
    }


def _employee(ids: Ids, n: int) -> Body:
    first, last = _FIRST[mix(n) % len(_FIRST)], _LAST[mix(n, 1) % len(_LAST)]
    address = f"{first}.{last}.{n}@mesure.example".casefold()
    return {
        "userName": address,
        "firstName": first,
        "lastName": last,
        "emailAddress": address,
        "status": "ACTIVE",
        "timeZone": "America/Toronto",
        "hireDate": f"20{10 + n % 15}-0{1 + n % 9}-1{n % 9}",
        "bcpType": "single",
        "roleUUID": ids.id("role", mix(n, 2)),
        "teamId": ids.alt("team", mix(n, 3)),
        "reportToId": ids.id("employee", n // 11),
        "groupIds": [ids.id("group", mix(n, 4))],
        "divisionId": ids.id("division", mix(n, 5)),
        "locationId": ids.id("location", n),
        "acdInfos": [{"loginId": str(100_000 + n)}],
        "voiceThreshold": 1,
        "chatThreshold": 2,
        "maxConcurrentChats": 3,
        "internalId": f"P{n:07}",
        "city": _CITIES[n % 5],
        "country": "CA",
    }


def _skill(ids: Ids, n: int) -> Body:
    return {
        "skillName": f"Compétence {n}",
        "mediaTypeId": 4,
        "campaignId": ids.id("campaign", n),
        "scriptId": ids.id("script", mix(n)),
        "reskillHours": ids.id("hours", n),
        "stateIdACW": ids.id("unavailable_code", n),
        "maxSecondsACW": 45,
        "initialPriority": 1,
        "serviceLevelThreshold": 20,
        "serviceLevelGoal": 80,
        "dispositions": [
            {"dispositionId": ids.id("disposition", n * 5 + m), "priority": m} for m in range(5)
        ],
        "tags": [{"tagId": ids.id("tag", n * 3 + m)} for m in range(3)],
        "callerIdOverride": f"+1418555{n % 10_000:04}",
    }


def _assignment(ids: Ids, n: int) -> Body:
    people = ids.count("employee")
    agent, turn = n % people, n // people
    return {
        "agentId": ids.id("employee", agent),
        "skillId": ids.id("skill", agent * 7 + turn),
        "agentProficiencyValue": 1 + mix(n) % 20,
    }


def _parameters(ids: Ids, n: int) -> Body:
    return {
        "skillNo": ids.id("skill", n),
        "generalSettings": {"minimumRatio": 1, "maximumRatio": 3, "aggressiveness": 2},
        "retrySettings": {"maximumAttempts": 5, "minimumRetryMinutes": 90, "restrictedHours": True},
        "callingLists": [{"id": ids.id("call_list", n), "name": f"Liste {n}"}],
        "xsSettings": {"xsScriptId": ids.id("script", n), "xsFreshThreshold": 10},
    }


def _hours(ids: Ids, n: int) -> Body:
    times = {"openTime": f"0{6 + n % 4}:00:00", "closeTime": f"{16 + n % 5}:30:00"}
    return {
        "hoursOfOperationProfileName": f"Horaire {n}",
        "description": "Heures d’ouverture de la file",
        "days": [{"day": day, **times} for day in _DAYS],
        "holidays": [
            {
                "name": f"Jour férié {m}",
                "date": f"2026-0{m + 1}-0{1 + n % 9}",
                "isClosedAllDay": True,
            }
            for m in range(6)
        ],
    }


def _address_book(ids: Ids, n: int) -> Body:
    return {
        "addressBookName": f"Carnet {n}",
        "addressBookType": "Standard",
        "entries": [
            {
                "addressBookEntryId": m,
                "firstName": _FIRST[mix(n, m) % len(_FIRST)],
                "lastName": _LAST[mix(m, n) % len(_LAST)],
                "phone": f"+1514555{mix(n, m) % 10_000:04}",
            }
            for m in range(5 + mix(n) % 30)
        ],
        "assignments": [
            {"entityType": "Team", "entityId": ids.id("team", n)},
            {"entityType": "Skill", "entityId": ids.id("skill", n)},
            {"entityType": "Agent", "entityId": ids.id("employee", mix(n))},
        ],
    }


def _call_list(ids: Ids, n: int) -> Body:
    return {
        "listName": f"Liste {n}",
        "status": "Active",
        "columnMappings": {"phone": "A", "firstName": "B", "lastName": "C", "policy": "F"},
        "skills": [ids.id("skill", n + m) for m in range(2)],
    }


def _quick_reply(ids: Ids, n: int) -> Body:
    return {
        "title": f"Réponse {n}",
        "keyWords": "dossier, suivi, délai",
        "content": "Bonjour, nous avons bien reçu votre demande et vous répondrons aujourd’hui.",
        "skills": [ids.id("skill", mix(n, m)) for m in range(2)],
    }


def _template(ids: Ids, n: int) -> Body:
    return {
        "templateName": f"Modèle {n}",
        "templateTypeId": 1,
        "subject": "Votre dossier",
        "body": "<p>Bonjour {{prenom}},</p><p>Votre dossier est ouvert.</p>" * 8,
        "isHTML": True,
        "fromAddress": "dossiers@mesure.example",
    }


def _suppressed(ids: Ids, n: int) -> Body:
    return {
        "value": f"+1581{n:07}",
        "startDate": "2026-01-01T00:00:00.000Z",
        "endDate": "2027-01-01T00:00:00.000Z",
        "source": "Demande du client",
        "suppressedContactMappings": [{"skill_No": ids.id("skill", mix(n))}],
    }


def _point_of_contact(ids: Ids, n: int) -> Body:
    return {
        "contactAddress": f"+1418{n:07}",
        "contactDescription": f"Ligne {n}",
        "mediaTypeId": 4,
        "defaultSkillId": ids.id("skill", n),
        "scriptName": _path(mix(n) % ids.count("script")),
    }


def _station(ids: Ids, n: int) -> Body:
    return {
        "stationName": f"Poste {n}",
        "phoneNumber": f"+1450{n:07}",
        "stationProfileId": ids.id("station_profile", n),
        "phoneRefusalTimeout": 30,
    }


def _campaign(ids: Ids, n: int) -> Body:
    return {"name": f"Campagne {n}", "divisionId": ids.id("division", n), "notes": "Toute l’année"}


def _workflow(ids: Ids, n: int) -> Body:
    return {"ProfileName": f"Profil {n}", "data": {"promptPath": f"Prompts\\{n}\\", "tries": 3}}


def _path(n: int) -> str:
    return f"PROD\\Accueil_{n}"


@dataclass(frozen=True, slots=True)
class _Named:
    """The ids as the studio of the example asks for them: by a name, here the number."""

    ids: Ids

    def id(self, kind: str, name: str) -> str:
        return str(self.ids.id(kind, int(name)))

    def alt(self, kind: str, name: str) -> str:
        return str(self.ids.alt(kind, int(name)))


def _script(ids: Ids, n: int) -> Body:
    """An entry of a few steps: five ids in typed places, three in the text of a snippet."""
    steps = (
        begin(1, "Entrée", 2),
        snippet(
            2,
            "Files",
            3,
            f"""
            //Files de la ligne {n}
            ASSIGN ventes = "@{{skill:{n}}}"
            ASSIGN service = "@{{skill:{n + 1}}}"
            ASSIGN horaire = "@{{hours:{n}}}"
            """,
        ),
        Step(3, "HOURS", "Ouvert ?", {"Profile": f"@{{hours:{n}}}"}, 4),
        play(4, "Accueil", 5, "CMN_Accueil.wav"),
        Step(5, "REQAGENT", "Un agent", {"Skill": f"@{{skill:{n}}}"}, 6),
        call(6, "Rappel", 7, r"Common\Rappel", "QUEUE", f"@{{skill:{n + 1}}}"),
        Step(7, "HANGUP", "Fin"),
    )
    filling = Filling(_Named(ids), {"busNo": str(BUSINESS_UNIT)})
    return {
        "path": _path(n),
        "mediaType": 4,
        "format": "json",
        "encoding": "utf-8",
        "content": as_json(Script(_path(n), steps), filling),
    }


#: kind → how many of 10,000 entities, and how one is made. What is missing to 10,000 are skill assignments.
MADE: Mapping[str, tuple[int, Maker]] = {
    "division": (20, _division),
    "unavailable_code": (20, _named("name", "Pause", agentTimeout=15)),
    "location": (20, _named("locationName", "Bureau")),
    "group": (50, _named("groupName", "Groupe", notes="Transversal")),
    "station_profile": (10, _named("stationProfileName", "Profil de poste")),
    "phone_code": (60, _named("transportCode", "Code", transportTypeId=1)),
    "routing_attribute": (20, _named("Attribute_Name", "Attribut")),
    "view": (10, _named("name", "Vue", objectType="Team")),
    "digital_queue": (20, _named("name", "File numérique")),
    "disposition": (350, _named("dispositionName", "Conclusion", classificationId=3)),
    "tag": (250, _named("tagName", "Étiquette", notes="Pour le suivi")),
    "workflow_data": (60, _workflow),
    "campaign": (50, _campaign),
    "hours": (60, _hours),
    "message_template": (60, _template),
    "role": (20, _role),
    "team": (100, _team),
    "script": (50, _script),
    "skill": (300, _skill),
    "employee": (2000, _employee),
    "skill_parameters": (150, _parameters),
    "call_list": (60, _call_list),
    "quick_reply": (200, _quick_reply),
    "suppressed_contact": (500, _suppressed),
    "point_of_contact": (500, _point_of_contact),
    "station": (500, _station),
    "address_book": (60, _address_book),
    "agent_skill": (4500, _assignment),
}
