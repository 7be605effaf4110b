"""Short words for what happens to a pair before its pages are looked at: tags made and changed on either side, runs."""

from dataclasses import dataclass, field
from typing import Any

from tests.helpers.houses import Paired, Story, work_off

TAGS = "/entities/tag"


@dataclass
class Pairing:
    """Acme and its BCP tenant. Every name that `fresh` gives is a new one."""

    story: Story
    paired: Paired
    inside: str = ""  # the administrator of Acme
    there: str = ""  # the same in the BCP tenant
    _count: int = field(default=0)

    def __post_init__(self) -> None:
        self.inside = self.paired.inside
        self.there = self.story.step_in(self.paired.operator, self.paired.bcp)

    def fresh(self, word: str) -> str:
        self._count += 1
        return f"{word} {self._count}"

    def make(self, name: str, token: str = "") -> str:
        body = {"tagName": name, "notes": "before"}
        return str(self.story.done("POST", TAGS, token or self.inside, body)["id"])

    def find(self, name: str, token: str = "") -> dict[str, Any]:
        found = self.story.done("GET", f"{TAGS}?search={name}", token or self.inside)["items"]
        return next(one for one in found if one["body"]["tagName"] == name)

    def note(self, name: str, notes: str, token: str = "") -> None:
        one = self.find(name, token)
        path = f"{TAGS}/{one['id']}"
        self.story.done("PUT", path, token or self.inside, {**one["body"], "notes": notes})

    def notes(self, name: str, token: str = "") -> str:
        return str(self.find(name, token)["body"]["notes"])

    def enable(self, **config: Any) -> None:
        given = {"enabled": True, **config}
        self.story.done("PUT", "/sync/config", self.inside, given)

    def work(self) -> None:
        work_off(self.story.house)

    def sync(self) -> str:
        """One run to its end; the clock moves on, so that the order of runs is certain."""
        self.story.hands.turn(seconds=1)
        run = str(self.story.done("POST", "/sync/runs", self.inside)["id"])
        self.work()
        return run
