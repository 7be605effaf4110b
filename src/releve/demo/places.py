"""Where Havrelune is: divisions and locations, and the small lists of words that its people are described with."""

from collections.abc import Iterator

from releve.demo.book import Book
from releve.demo.shelf import Shelf, named, plain
from releve.domain.kind import Body

DOMAIN = "havrelune.example"
COMPANY = "Havrelune"

_DIVISIONS = ("Havrelune", "Québec", "France")


def _divisions(book: Book) -> Iterator[Body]:
    whole, *parts = _DIVISIONS
    yield {"name": whole, "status": "ACTIVE", "isDefault": True, "level": 0}
    for name in parts:
        yield {
            "name": name,
            "description": f"Havrelune {name}",
            "status": "ACTIVE",
            "billingCode": f"HL-{name[:2].upper()}",
            "level": 1,
            "parentDivisionId": book.id("division", whole),
        }


SHELVES = (
    Shelf("division", _DIVISIONS, _divisions),
    named("location", "Montréal", "Québec", "Lyon", "Nantes"),
    named("hiring_source", "Recommandation / Referral", "Salon de l'emploi", "Site Web / Website"),
    named("dialing_pattern", "Amérique du Nord", "France"),
    named("branding_profile", "Havrelune", "Havrelune Affaires"),
    named("feedback_category", "Qualité audio", "Transfert raté", "Screen pop missing"),
    named("station_profile", "Bureau / Office", "Télétravail / Home"),
    named("chat_profile", "Clavardage du site"),
    named("outbound_route", "Montréal SIP", "Lyon SIP"),
    plain("phone_code", {"+15145550150": {"transportTypeId": 1}}),
    plain(
        "view",
        {
            "Mes équipes / My teams": {"objectType": "Team"},
            "Québec seulement": {"objectType": "Team"},
        },
    ),
    plain(
        "login_authenticator",
        {"SSO Havrelune": {"description": "Authentification unique de l'entreprise"}},
    ),
)
