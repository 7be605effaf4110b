"""Lists of people outside: calling lists, do-not-call groups, suppressed contacts, quick replies, address books."""

from collections.abc import Iterator

from releve.demo.book import Book
from releve.demo.shelf import Shelf
from releve.domain.kind import Body

_CALL_LISTS = {
    "Renouvellements du mois": ("Renewal Calls",),
    "Rappels promis": ("Rappels", "Renewal Calls"),
}
_DNC = {
    "Ne pas appeler - Québec": ("Renewal Calls",),
    "Bloctel - France": ("Rappels",),
}
_SUPPRESSED = {
    "+15145550188": ("Renewal Calls", "Rappels"),
    "+15145550189": ("Renewal Calls",),
    "+33199000088": ("Rappels",),
}
_REPLIES = {
    "Délai d'un sinistre": ("Courriel - Pièces de sinistre", "Un expert vous appelle sous 48 h."),
    "Attestation d'assurance": ("Courriel - Général", "Voici votre attestation pour l'année."),
    "Proof of insurance": ("Email - General", "Please find your proof of insurance."),
    "Complaint received": ("Email - Complaints", "Your complaint has been given a number."),
}


def _skills(book: Book, names: tuple[str, ...]) -> list[str]:
    return [book.id("skill", name) for name in names]


def _call_lists(book: Book) -> Iterator[Body]:
    for name, skills in _CALL_LISTS.items():
        yield {
            "listName": name,
            "status": "Active",
            "startDate": "2026-01-05T12:00:00.000Z",
            "columnMappings": {"phone": "Téléphone", "firstName": "Prénom", "lastName": "Nom"},
            "skills": _skills(book, skills),
        }


def _dnc(book: Book) -> Iterator[Body]:
    for number, (name, skills) in enumerate(_DNC.items()):
        yield {
            "dncGroupName": name,
            "isActive": True,
            "contributingSkills": _skills(book, skills),
            "scrubbedSkills": _skills(book, ("Renewal Calls",)),
            "records": [
                {"phoneNumber": f"+151455501{90 + number}", "expiredDate": "2029-12-31"},
                {"phoneNumber": f"+3319900006{number}"},
            ],
        }


def _suppressed(book: Book) -> Iterator[Body]:
    for value, skills in _SUPPRESSED.items():
        yield {
            "value": value,
            "startDate": "2026-01-05T12:00:00.000Z",
            "source": "Service aux assurés",
            "suppressedContactMappings": [{"skill_No": skill} for skill in _skills(book, skills)],
        }


def _replies(book: Book) -> Iterator[Body]:
    for title, (skill, content) in _REPLIES.items():
        yield {
            "title": title,
            "keyWords": title.lower(),
            "content": content,
            "skills": _skills(book, (skill,)),
        }


_BROKERS = ("Courtage Val-Tisserand", "Cabinet Orme & Lune", "Northwick Brokers")
_REPAIRERS = ("Plomberie Bonnerive", "Serrurerie du Chenal", "Vitrerie Clairpan", "Drywell Roofing")
_ASSIGNED: dict[str, tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = {
    "Courtiers partenaires": (
        _BROKERS,
        (("Team", "Équipe Fjord"), ("Campaign", "Ventes et renouvellements")),
    ),
    "Réparateurs agréés": (
        _REPAIRERS,
        (("Skill", "Dépannage urgence"), ("Skill", "Emergency Repairs")),
    ),
    "Direction de garde": (
        ("Direction générale", "Direction de la continuité"),
        (("Agent", "Solène Brisemarine"), ("Agent", "Maëlle Kerlouane")),
    ),
    "Numéros utiles / Useful numbers": (("Info-routes", "Météo"), (("Everyone", ""),)),
}
_KINDS = {"Team": "team", "Skill": "skill", "Campaign": "campaign", "Agent": "employee"}


def _books(book: Book) -> Iterator[Body]:
    for place, (name, (companies, assigned)) in enumerate(_ASSIGNED.items()):
        yield {
            "addressBookName": name,
            "addressBookType": "Standard",
            "entries": [
                {
                    "addressBookEntryId": number,
                    "company": company,
                    "phone": f"+15145550{120 + 10 * place + number}",
                    "email": f"contact{number}@partenaires.example",
                }
                for number, company in enumerate(companies, start=1)
            ],
            "assignments": [_assignment(book, *one) for one in assigned],
        }


def _assignment(book: Book, type: str, name: str) -> Body:
    return {"entityType": type, "entityId": book.id(_KINDS[type], name) if name else None}


SHELVES = (
    Shelf("call_list", tuple(_CALL_LISTS), _call_lists),
    Shelf("dnc_group", tuple(_DNC), _dnc),
    Shelf("suppressed_contact", tuple(_SUPPRESSED), _suppressed),
    Shelf("quick_reply", tuple(_REPLIES), _replies),
    Shelf("address_book", tuple(_ASSIGNED), _books),
)
