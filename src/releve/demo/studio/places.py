"""The places for ids in the text of a script, and how they are filled.

    @{skill:Home Claims}      the id
    @{team.alt:Équipe Fjord}  its other id
    @{busNo} @{area}          facts of the tenant

A property that is one such place and nothing else gets the `description` that the editor writes beside an id
chosen from a list; `@{skill:Home Claims|bare}` goes without, as in scripts saved by programs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

_PLACE = re.compile(r"@\{(?P<kind>\w+)(?P<alt>\.alt)?(?::(?P<name>[^}|]+))?(?P<bare>\|bare)?\}")


class Ids(Protocol):
    """Who knows the ids of the company."""

    def id(self, kind: str, name: str) -> str: ...

    def alt(self, kind: str, name: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Filling:
    """Fills places. `facts` are the values of places without a name."""

    ids: Ids
    facts: Mapping[str, str]

    def text(self, template: str) -> str:
        return _PLACE.sub(self._one, template)

    def description(self, template: str) -> str | None:
        """What stands beside an id chosen from a list: `41870264 - Home Policy Triage`."""
        whole = _PLACE.fullmatch(template)
        if whole is None or whole["bare"] or whole["name"] is None:
            return None
        return f"{self._one(whole)} - {whole['name']}"

    def _one(self, place: re.Match[str]) -> str:
        kind, name = place["kind"], place["name"]
        if name is None:
            return self.facts[kind]
        return self.ids.alt(kind, name) if place["alt"] else self.ids.id(kind, name)
