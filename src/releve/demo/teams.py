"""The teams: fourteen with names of their own, and as many numbered ones as a larger company needs."""

from collections.abc import Sequence
from dataclasses import dataclass

#: How many employees there are to a team once the fourteen are full.
TEAM_SIZE = 20


@dataclass(frozen=True, slots=True)
class Team:
    """`language` and `place` decide which skills its agents have, and what they are called."""

    name: str
    language: str
    place: str
    city: str


_NAMED = (
    Team("Équipe Fjord", "fr", "Québec", "Montréal"),
    Team("Équipe Boréale", "en", "Québec", "Montréal"),
    Team("Équipe Érable", "fr", "Québec", "Québec"),
    Team("Team Harbour", "en", "Québec", "Montréal"),
    Team("Équipe Saône", "fr", "France", "Lyon"),
    Team("Équipe Loire", "fr", "France", "Nantes"),
    Team("Équipe Verglas", "fr", "Québec", "Québec"),
    Team("Team Lantern", "en", "Québec", "Montréal"),
    Team("Équipe Croix-Rousse", "fr", "France", "Lyon"),
    Team("Équipe Estuaire", "fr", "France", "Nantes"),
    Team("Équipe Nuit", "fr", "Québec", "Montréal"),
    Team("Night Watch", "en", "Québec", "Montréal"),
    Team("Équipe Numérique", "fr", "Québec", "Montréal"),
    Team("Team Digital", "en", "Québec", "Montréal"),
)


def teams(employees: int) -> Sequence[Team]:
    """The teams of a company with so many employees."""
    count = max(len(_NAMED), employees // TEAM_SIZE)
    return [_team(n) for n in range(count)]


def _team(n: int) -> Team:
    turn, place = divmod(n, len(_NAMED))
    base = _NAMED[place]
    name = base.name if turn == 0 else f"{base.name} {turn + 1}"
    return Team(name, base.language, base.place, base.city)
