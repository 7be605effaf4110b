"""The cast: who a visitor of the demo can log in as, and what to try as that person."""

from dataclasses import dataclass

from releve.demo.places import DOMAIN
from releve.domain.people import BcpType
from releve.domain.say import Message, say

#: The password of everybody in the demo, printed at every start. It opens nothing but a demo.
DEMO_PASSWORD = "lanterne-fjord-harbour-42"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to log in as. `role` is None for the operator, who belongs to no tenant."""

    username: str
    first: str
    last: str
    role: str | None
    bcp_type: BcpType
    team: str
    try_this: Message

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


def _at_work(name: str) -> str:
    return f"{name}@{DOMAIN}"


OPERATOR = Person(
    "operator@tenants.example",
    "Noor",
    "Tidewell",
    None,
    BcpType.NONE,
    "",
    say("In TM: look at Havrelune and its BCP tenant; impersonate; make a new passkey."),
)

CAST: tuple[Person, ...] = (
    Person(
        _at_work("maelle.kerlouane"),
        "Maëlle",
        "Kerlouane",
        "Administrator",
        BcpType.MULTIPLE,
        "Équipe Fjord",
        say("Administrator: employees, roles, configuration; chooses the tenant at login."),
    ),
    Person(
        _at_work("desmond.okafield"),
        "Desmond",
        "Okafield",
        "Administrator",
        BcpType.MULTIPLE,
        "Team Harbour",
        say("A second administrator: change something here and see it arrive with the next sync."),
    ),
    Person(
        _at_work("solene.brisemarine"),
        "Solène",
        "Brisemarine",
        "BCP Administrator",
        BcpType.MULTIPLE,
        "Équipe Nuit",
        say("BCP administrator: enable the sync, look at readiness, switch and revert."),
    ),
    Person(
        _at_work("tobias.wrenlock"),
        "Tobias",
        "Wrenlock",
        "Script Developer",
        BcpType.MULTIPLE,
        "Team Digital",
        say("Script developer: find every identifier, settle what the rewriter left open."),
    ),
    Person(
        _at_work("clovis.petitjonc"),
        "Clovis",
        "Petitjonc",
        "Agent",
        BcpType.NONE,
        "Équipe Érable",
        say("Agent without access to the BCP tenant: see what happens after a switch."),
    ),
    Person(
        _at_work("amelie.rosegivre"),
        "Amélie",
        "Rosegivre",
        "Agent",
        BcpType.SINGLE,
        "Équipe Saône",
        say("Agent with single access: always lands in the active tenant."),
    ),
    Person(
        _at_work("ewan.larkhollow"),
        "Ewan",
        "Larkhollow",
        "Agent",
        BcpType.MULTIPLE,
        "Team Lantern",
        say("Agent with multiple access: the login page offers both tenants."),
    ),
    Person(
        _at_work("gaetane.houlebois"),
        "Gaétane",
        "Houlebois",
        "Superviseur",
        BcpType.SINGLE,
        "Équipe Loire",
        say("Supervisor: sees employees and configuration, changes nothing."),
    ),
)
