"""The employees: the cast first, then a crowd of any size, made one by one so that fifty thousand take no memory.

Bodies of the crowd are made in the form in which they are stored, and not checked again one by one: a test
holds that `checked` would change nothing in them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from releve.demo.book import Book, Ident
from releve.demo.cast import CAST, Person
from releve.demo.places import DOMAIN
from releve.demo.skills import names as skills_of
from releve.demo.surnames import person, username
from releve.demo.teams import Team
from releve.domain.entities import Draft
from releve.domain.ids import Which
from releve.domain.kind import Body
from releve.domain.people import BcpType

#: Numbers set aside for the skill assignments of one agent; not all of them are used.
_SKILLS_MAX = 4

_ZONES = {"Québec": "America/Toronto", "France": "Europe/Paris"}
_COUNTRIES = {"Québec": "Canada", "France": "France"}
_PATTERNS = {"Québec": "Amérique du Nord", "France": "France"}
_GROUPS = ("Bilingues", "Urgences de nuit", "Formateurs")
_SOURCES = ("Recommandation / Referral", "Salon de l'emploi", "Site Web / Website")


@dataclass(frozen=True, slots=True)
class Crowd:
    """Everybody but the cast. The first of them lead the teams, one each."""

    book: Book
    teams: Sequence[Team]
    size: int
    seed: int
    first_employee: int
    first_assignment: int

    @classmethod
    def gathered(cls, book: Book, teams: Sequence[Team], size: int, seed: int) -> "Crowd":
        """Set the ids of `size` people aside, and those of the skills of the crowd and the cast."""
        assert size >= len(teams), "every team needs somebody to lead it"
        assignments = book.reserve("agent_skill", (size + len(CAST)) * _SKILLS_MAX)
        return cls(book, teams, size, seed, book.reserve("employee", size), assignments)

    def lead(self, team: int) -> Ident:
        return self._ident(team)

    def name(self, n: int) -> tuple[str, str]:
        """First and last name of the `n`-th of the crowd."""
        return person(self.teams[n % len(self.teams)].language, n, self.seed)

    def username(self, n: int) -> str:
        return username(*self.name(n), DOMAIN)

    def employees(self) -> Iterator[Draft]:
        leads = [int(self.lead(n).id) for n in range(len(self.teams))]
        for n in range(self.size):
            ident = self._ident(n)
            yield Draft("employee", self._body(n, leads), ident.id, ident.other)

    def logins(self) -> Iterator[tuple[str, str]]:
        """Username and id of each."""
        return ((self.username(n), self._ident(n).id) for n in range(self.size))

    def assignments(self) -> Iterator[Draft]:
        pools = [self._pool(team) for team in self.teams]
        place = {team.name: n for n, team in enumerate(self.teams)}
        for n, one in enumerate(CAST):
            if one.role == "Agent":
                agent = self.book.id("employee", one.name)
                yield from self._skills(n, int(agent), pools[place[one.team]])
        for n in range(self.size):
            agent = self._ident(n).id
            yield from self._skills(len(CAST) + n, int(agent), pools[n % len(pools)])

    def _ident(self, n: int) -> Ident:
        return self.book.issue("employee", self.first_employee + n)

    def _dice(self, n: int, what: str, sides: int) -> int:
        return crc32(f"{self.seed}/{what}/{n}".encode()) % sides

    def _body(self, n: int, leads: Sequence[int]) -> Body:
        place = n % len(self.teams)
        team, is_lead = self.teams[place], n < len(self.teams)
        first, last = self.name(n)
        body = {
            **_body(self.book, team, username(first, last, DOMAIN), first, last),
            "rank": 1 + self._dice(n, "rank", 5),
            "hireDate": f"{2012 + self._dice(n, 'year', 14)}-{1 + self._dice(n, 'month', 12):02}-01",
            "bcpType": self._bcp_type(n, is_lead).value,
            "roleUUID": self.book.stored("role", "Manager" if is_lead else "Agent"),
            "isSupervisor": is_lead,
            "hiringSource": self.book.stored("hiring_source", _SOURCES[self._dice(n, "source", 3)]),
        }
        return body | (self._as_lead() if is_lead else self._as_agent(n, leads[place]))

    def _as_lead(self) -> Body:
        view = self.book.stored("view", "Mes équipes / My teams")
        return {
            "secondaryRoleIds": [self.book.stored("role", "Superviseur")],
            "views": [{"id": view, "objectType": "Team"}],
        }

    def _as_agent(self, n: int, lead: int) -> Body:
        """To whom the agent reports, and what some agents are good at beside their skills."""
        body: Body = {"reportToId": lead}
        if self._dice(n, "bilingual", 4) == 0:
            body["routingAttributes"] = [self.book.stored("routing_attribute", "Bilingue")]
        if (chosen := self._dice(n, "group", 12)) < len(_GROUPS):
            body["groupIds"] = [self.book.stored("group", _GROUPS[chosen])]
        return body

    def _bcp_type(self, n: int, is_lead: bool) -> BcpType:
        """Leads may choose; of the agents, six in ten follow the active tenant."""
        if is_lead:
            return BcpType.MULTIPLE
        return BcpType.SINGLE if self._dice(n, "bcp", 10) < 6 else BcpType.NONE

    def _pool(self, team: Team) -> Sequence[int | str]:
        return [self.book.stored("skill", name) for name in skills_of(team.language, team.place)]

    def _skills(self, place: int, agent: int, pool: Sequence[int | str]) -> Iterator[Draft]:
        start = self._dice(place, "skill", len(pool))
        for k in range(1 + self._dice(place, "count", _SKILLS_MAX)):
            number = self.first_assignment + place * _SKILLS_MAX + k
            body = {
                "agentId": agent,
                "skillId": pool[(start + k) % len(pool)],
                "agentProficiencyValue": 1 + self._dice(place, f"level{k}", 20),
                "isActive": True,
            }
            yield Draft("agent_skill", body, self.book.issue("agent_skill", number).id)


def cast_bodies(book: Book, teams: Mapping[str, Team]) -> Iterator[Body]:
    for one in CAST:
        yield _cast_body(book, one, teams[one.team])


def _cast_body(book: Book, one: Person, team: Team) -> Body:
    assert one.role is not None, f"{one.name} has no role"
    return {
        **_body(book, team, one.username, one.first, one.last),
        "rank": 1,
        "hireDate": "2019-09-02",
        "bcpType": one.bcp_type.value,
        "roleUUID": book.id("role", one.role),
        "isSupervisor": one.role != "Agent",
        "hiringSource": book.id("hiring_source", _SOURCES[0]),
    }


def _body(book: Book, team: Team, username: str, first: str, last: str) -> Body:
    """What follows from the team a person is in, in the form in which it is stored."""
    return {
        "userName": username,
        "firstName": first,
        "lastName": last,
        "displayName": f"{first} {last}",
        "emailAddress": username,
        "status": "ACTIVE",
        "isActive": True,
        "timeZone": _ZONES[team.place],
        "teamId": book.stored("team", team.name, Which.ALT),
        "divisionId": book.stored("division", team.place),
        "loginAuthenticatorId": book.stored("login_authenticator", "SSO Havrelune"),
        "locationId": book.stored("location", team.city),
        "defaultDialingPattern": book.stored("dialing_pattern", _PATTERNS[team.place]),
        "city": team.city,
        "country": _COUNTRIES[team.place],
        "acdInfos": [{"loginId": username.split("@")[0]}],
    }
