"""Havrelune, a company that does not exist: home insurance and household services in Québec and in France.

Laws: the same arguments give the same company, ids included; every reference stays inside the company or goes
to what a new tenant has already; no person, number or address is real.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from releve.demo import campaigns, hours, lists, phones, places, prompts, roles, skills, words
from releve.demo.book import Book, Found
from releve.demo.cast import CAST
from releve.demo.drawn import scripts_shelf
from releve.demo.people import Crowd, cast_bodies
from releve.demo.shelf import Shelf
from releve.demo.teams import Team, teams
from releve.domain.entities import Draft
from releve.domain.errors import Invalid
from releve.domain.ids import TenantId
from releve.domain.kind import Body
from releve.domain.say import say

EMPLOYEES_MIN, EMPLOYEES_MAX = 40, 50_000

_NOUNS = (places, words, hours, campaigns, roles, skills, phones, lists, prompts)


@dataclass(frozen=True, slots=True)
class Company:
    """What fills a tenant. `issued` is for `Entities.claim`; `people` maps the usernames of the cast to ids."""

    shelves: tuple[Shelf, ...]
    crowd: Crowd
    book: Book
    issued: Mapping[str, int]
    people: Mapping[str, str]

    def drafts(self) -> Iterator[Draft]:
        """Every entity, kind by kind, checked and with its ids; the same ones each time it is called."""
        for shelf in self.shelves:
            yield from shelf.drafts(self.book)
        yield from self.crowd.employees()
        yield from self.crowd.assignments()

    def logins(self) -> Iterator[tuple[str, str]]:
        """The username and the id of everybody."""
        yield from self.people.items()
        yield from self.crowd.logins()


def company(
    tenant: TenantId,
    slot: int,
    business_unit: int,
    issued: Mapping[str, int],
    found: Found,
    *,
    employees: int = 250,
    seed: int = 1,
    area: str = "ca1",
) -> Company:
    """Plan the company for a new tenant that has its built-in entities and nothing else.

    `issued` is how many ids of each kind the tenant has issued (`Entities.issued`), `found` looks its built-in
    entities up, `area` is what its region is called in host names. Raises Invalid for a size out of bounds.
    """
    if not EMPLOYEES_MIN <= employees <= EMPLOYEES_MAX:
        raise Invalid(
            say(
                "The example company has between {min} and {max} employees.",
                min=EMPLOYEES_MIN,
                max=EMPLOYEES_MAX,
            ),
            say("Choose a number in between."),
        )
    book = Book(tenant, slot, issued, found)
    _adopt(book)
    squads = teams(employees)
    shelves = (
        *(shelf for noun in _NOUNS for shelf in noun.SHELVES),
        scripts_shelf(business_unit, area),
    )
    book.enter("team", (team.name for team in squads))
    book.enter("employee", (one.name for one in CAST))
    for shelf in shelves:
        book.enter(shelf.kind, shelf.names)
    crowd = Crowd.gathered(book, squads, employees - len(CAST), seed)
    people = {one.username: book.id("employee", one.name) for one in CAST}
    return Company((*shelves, *_people(squads, crowd)), crowd, book, book.issued, people)


def _adopt(book: Book) -> None:
    for role in roles.BUILT_IN:
        book.adopt("role", role)
    book.adopt("employee", "Impersonated Admin")


def _people(squads: Sequence[Team], crowd: Crowd) -> Iterator[Shelf]:
    by_name = {team.name: team for team in squads}
    yield Shelf("team", tuple(by_name), lambda book: _team_bodies(book, crowd))
    yield Shelf(
        "employee", tuple(one.name for one in CAST), lambda book: cast_bodies(book, by_name)
    )


def _team_bodies(book: Book, crowd: Crowd) -> Iterator[Body]:
    codes = ("Pause / Break", "Dîner / Lunch", "Formation / Coaching", "Réunion / Meeting")
    for n, team in enumerate(crowd.teams):
        yield {
            "name": team.name,
            "description": f"{team.city}, {team.place}",
            "status": "ACTIVE",
            "leadUserId": crowd.lead(n).alt,
            "divisionId": book.id("division", team.place),
            "maxConcurrentChats": 3,
            "totalContactCount": 4,
            "unavailableCodes": [
                {"outStateId": book.id("unavailable_code", code)} for code in codes
            ],
        }
