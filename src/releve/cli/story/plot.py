"""What is known as the story goes on: who plays, on which server, and what the steps so far have found out."""

from dataclasses import dataclass, field

from releve.cli.client import Client
from releve.cli.story.cast import Players, players
from releve.cli.story.visitor import Visitor


@dataclass
class Plot:
    """`name` is the primary tenant's, new on its server; `password` is that of all the people in it."""

    api: Client
    operator: str
    operator_password: str = field(repr=False)
    name: str
    password: str = field(repr=False)
    employees: int = 250
    timeout_s: float = 3600.0
    players: Players = field(default_factory=players)
    regions: tuple[str, str] = ("", "")
    primary: str = ""
    bcp: str = ""
    passkey: str = field(default="", repr=False)
    operator_token: str = field(default="", repr=False)
    administrator_token: str = field(default="", repr=False)
    left_behind: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def visitor(self) -> Visitor:
        return Visitor(self.api, self.name, self.password)

    def as_(self, token: str) -> Client:
        """The server, asked by whoever holds the token."""
        return self.visitor.as_(token)
