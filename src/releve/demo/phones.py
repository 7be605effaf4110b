"""How Havrelune is reached: numbers from the ranges kept for fiction, addresses of the domain, stations, schedules."""

from collections.abc import Iterator
from dataclasses import dataclass

from releve.demo.book import Book
from releve.demo.shelf import Shelf
from releve.domain.kind import Body

_ENTRY = "PROD\\Entry_PROD"
_FRANCE = "Legacy\\Accueil_France"
_NIGHT = "Legacy\\Urgences_24h"
_DIRECTORY = "PROD\\Repertoire_PROD"
_MAIL = "PROD\\Digital_Entry_PROD"


@dataclass(frozen=True, slots=True)
class _Contact:
    address: str
    name: str
    skill: str
    script: str = _ENTRY
    media: int = 4


_CONTACTS = (
    _Contact("+15145550101", "Montréal - ligne principale", "Débordement Québec"),
    _Contact("+14185550102", "Québec - urgences", "Dépannage urgence"),
    _Contact("+15145550103", "Nouveaux clients / New business", "Nouveaux clients"),
    _Contact("+15145550104", "Sinistres habitation", "Sinistres habitation"),
    _Contact("+15145550105", "Home claims", "Home Claims"),
    _Contact("+15145550106", "Sinistres auto", "Sinistres auto"),
    _Contact("+15145550107", "Auto claims", "Auto Claims"),
    _Contact("+15145550108", "Facturation / Billing", "Facturation"),
    _Contact("+14185550109", "Québec - bureau", "Contrats et avenants"),
    _Contact("+15145550110", "Répertoire / Directory", "Policy Services", _DIRECTORY),
    _Contact("+15145550111", "Réclamations / Complaints", "Réclamations"),
    _Contact("+15145550112", "Emergency repairs", "Emergency Repairs", _NIGHT),
    _Contact("+33199000010", "France - ligne principale", "Débordement France", _FRANCE),
    _Contact("+33199000011", "Lyon - sinistres", "Sinistres habitation", _FRANCE),
    _Contact("+33199000012", "Nantes - contrats", "Contrats et avenants", _FRANCE),
    _Contact("+33199000013", "France - urgences", "Dépannage urgence", _NIGHT),
    _Contact("+33199000014", "France - réclamations", "Réclamations", _FRANCE),
    _Contact("bonjour@havrelune.example", "Courriel général", "Courriel - Général", _MAIL, 9),
    _Contact("hello@havrelune.example", "General e-mail", "Email - General", _MAIL, 9),
    _Contact(
        "sinistres@havrelune.example",
        "Pièces de sinistre",
        "Courriel - Pièces de sinistre",
        _MAIL,
        9,
    ),
)


def _contacts(book: Book) -> Iterator[Body]:
    chat = book.id("chat_profile", "Clavardage du site")
    for contact in _CONTACTS:
        yield {
            "contactAddress": contact.address,
            "contactDescription": contact.name,
            "mediaTypeId": contact.media,
            "defaultSkillId": book.id("skill", contact.skill),
            "scriptName": contact.script,
            "isActive": True,
            "ivrReportingEnabled": contact.media == 4,
            "chatProfileId": chat if contact.media == 9 else None,
        }


_STATIONS = {
    "MTL-Accueil-01": "Bureau / Office",
    "MTL-Accueil-02": "Bureau / Office",
    "QC-Bureau-01": "Bureau / Office",
    "LYO-Plateau-01": "Bureau / Office",
    "NTE-Plateau-01": "Bureau / Office",
    "Domicile-Garde": "Télétravail / Home",
}


def _stations(book: Book) -> Iterator[Body]:
    for number, (name, profile) in enumerate(_STATIONS.items()):
        yield {
            "stationName": name,
            "phoneNumber": f"+151455501{60 + number}",
            "callerId": "+15145550101",
            "isActive": True,
            "stationProfileId": book.id("station_profile", profile),
            "phoneRefusalTimeout": 45,
        }


_SCHEDULES = {
    "Taux de renouvellement, chaque matin": ("Renewal Calls", "Outbound\\Renouvellements_PROD"),
    "Vérification des ports": ("Débordement Québec", "Common\\PortChecker"),
}


def _schedules(book: Book) -> Iterator[Body]:
    for name, (skill, script) in _SCHEDULES.items():
        yield {
            "name": name,
            "status": True,
            "scheduleType": "Recurring",
            "skill": book.id("skill", skill),
            "script": script,
            "parameters": [skill],
            "startDate": "2026-01-05T12:00:00.000Z",
            "recursType": "Daily",
            "everyXDays": 1,
        }


SHELVES = (
    Shelf("point_of_contact", tuple(contact.address for contact in _CONTACTS), _contacts),
    Shelf("station", tuple(_STATIONS), _stations),
    Shelf("script_schedule", tuple(_SCHEDULES), _schedules),
)
