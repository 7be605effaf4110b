"""The names by which a sheet speaks of other entities: roles, teams, views, login authenticators."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any
from zoneinfo import available_timezones

from releve.access.policy import is_active_role
from releve.domain.entities import Entity
from releve.domain.ids import Which
from releve.domain.kind import natural_key
from releve.domain.kinds import KINDS

#: For so many names that do not exist, one that may have been meant is looked for: it is long work, and no person corrects
#: more of them by hand.
GUESSES_MAX = 200


class Names:
    """Entities by what people call them, and back. Case and outer blanks of a name do not matter."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._by_key: dict[str, dict[str, Entity]] = defaultdict(dict)
        self._by_id: dict[tuple[str, Which], dict[str, Entity]] = defaultdict(dict)
        self._closest: dict[tuple[str, str], str | None] = {}
        for entity in entities:
            self._by_key[entity.kind][entity.key] = entity
            self._by_id[entity.kind, Which.ID][entity.id] = entity
            self._by_id[entity.kind, Which.ALT][entity.alt_id or ""] = entity

    @cached_property
    def zones(self) -> frozenset[str]:
        """The time zones there are. To ask the machine takes long: once is enough for a file."""
        return frozenset(available_timezones())

    def titles(self, kind: str) -> list[str]:
        """The names of all that may be chosen of a kind, in the order of the alphabet: roles that are not active cannot."""
        bodies = (entity.body for entity in self._by_key[kind].values())
        found = (_name(one, kind) for one in bodies if kind != "role" or is_active_role(one))
        return sorted(filter(None, found), key=str.casefold)

    def find(self, kind: str, name: str) -> Entity | None:
        declared = KINDS[kind]
        return self._by_key[kind].get(natural_key(declared, {declared.key[0]: name}))

    def name(self, kind: str, id: Any, which: Which = Which.ID) -> str:
        """Empty for an id that leads nowhere."""
        entity = self._by_id[kind, which].get(str(id))
        return "" if entity is None else _name(entity.body, kind)

    def closest(self, kind: str, name: str) -> str | None:
        """The name that the writer may have meant. Remembered: a mistake is seldom made in one row only. After GUESSES_MAX
        different ones nothing is proposed any more."""
        if (kind, name) not in self._closest and len(self._closest) < GUESSES_MAX:
            self._closest[kind, name] = self._search(kind, name)
        return self._closest.get((kind, name))

    def _search(self, kind: str, name: str) -> str | None:
        declared = KINDS[kind]
        wanted = natural_key(declared, {declared.key[0]: name})
        found = difflib.get_close_matches(wanted, self._by_key[kind], n=1)
        return _name(self._by_key[kind][found[0]].body, kind) if found else None


def _name(body: Mapping[str, Any], kind: str) -> str:
    return str(body.get(KINDS[kind].key[0], ""))
