"""What stands in a script, with the names of it: asked of the store once for all scripts of a page.

What is suspicious depends on the side. In the BCP tenant it is an id of the *primary*: there it would mean something else, or
nothing. Anywhere else it is an id of the tenant itself that nothing proves to be one: a sync will not translate it.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from releve.app.house import House
from releve.domain.ids import Form, IdMap, Which
from releve.domain.kinds import KINDS
from releve.domain.say import Message
from releve.domain.store import Tx
from releve.domain.tenancy import Pair, Side
from releve.scripts.called import CalledScripts
from releve.scripts.decisions import Decision
from releve.scripts.excerpts import Excerpt, Secrets, excerpt, secrets_in
from releve.scripts.occurrences import Occurrence, Verdict
from releve.scripts.references import HEADER, Reference, Role, references
from releve.scripts.scan import Scan, scan
from releve.scripts.script import Script
from releve.sync.rewriting import others_of

#: What can be the id of something, wherever it stands; a letter may belong to an escape of the line before it.
_NUMBER = re.compile(r"(?<![0-9])[0-9]{2,18}(?![0-9])")


@dataclass(frozen=True, slots=True)
class Stands:
    """An id that an action holds. `title` is None when this tenant has nothing of that id."""

    property: str
    kind: str
    value: str
    title: str | None


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action of a script, in the order of the file."""

    id: str
    name: str
    label: str
    stands: tuple[Stands, ...]


@dataclass(frozen=True, slots=True)
class Guess:
    """What a number could be. `here` is the id by which this tenant calls the same thing, empty if unknown."""

    kind: str
    title: str
    here: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place for a person to judge, with the text around it. Nothing acts on it when `informational`."""

    value: str
    guesses: tuple[Guess, ...]
    action: str
    action_name: str
    property: str
    before: str
    after: str
    informational: bool
    offset: int
    reason: Message


def pair_of(house: House, tenant: str) -> Pair | None:
    found, _ = house.registry.tenant(tenant)
    return None if found.pair is None else house.registry.pair(found.pair)[0]


def side_of(house: House, tx: Tx, tenant: str) -> tuple[Side | None, IdMap | None]:
    """The tenant's side, and in the BCP tenant the ids of the primary (kept in this very region)."""
    pair = pair_of(house, tenant)
    if pair is None:
        return None, None
    side = pair.side(tenant)
    return side, tx.ids.load(pair.primary, pair.bcp) if side is Side.BCP else None


def called_scripts(tx: Tx, tenant: str) -> CalledScripts:
    """Those of a tenant that its scripts call: read when a script that calls them is judged."""
    return CalledScripts(others_of(tx, tenant))


class Look:
    """What the numbers in some scripts are, asked of the store once for all of them. `called` is shared by those who look at
    several pages of scripts."""

    def __init__(
        self,
        tx: Tx,
        tenant: str,
        ids: IdMap | None,
        scripts: Iterable[Script],
        called: CalledScripts | None = None,
    ) -> None:
        self._tx, self._tenant, self._ids = tx, tenant, ids
        self._called = called or called_scripts(tx, tenant)
        self._own: dict[str, dict[str, str]] = defaultdict(dict)  # value → kind → title
        self._titles: dict[tuple[str, str], str] = {}
        scripts = list(scripts)
        self._take_stock({one for script in scripts for one in _NUMBER.findall(script.text)})
        wanted: dict[tuple[str, Which], set[str]] = defaultdict(set)
        for script in scripts:
            for reference in references(script):
                wanted[reference.kind, reference.which].add(reference.value)
        for (kind, which), values in wanted.items():
            self._titles |= self._named(kind, values, which)
        for (kind, value), title in self._titles.items():
            self._own[value][kind] = title

    def _take_stock(self, numbers: Collection[str]) -> None:
        """Which of the numbers this tenant has given to something."""
        for kind in KINDS.values():
            for which in (Which.ID, *((Which.ALT,) if kind.alt else ())):
                if numbers and kind.space(which).form is Form.INTEGER:
                    for (_, value), title in self._named(kind.name, numbers, which).items():
                        self._own[value][kind.name] = title

    def _named(
        self, kind: str, values: Collection[str], which: Which
    ) -> Mapping[tuple[str, str], str]:
        found = self._tx.entities.many(self._tenant, kind, values, which)
        return {
            (kind, value): KINDS[kind].title_of(entity.body)
            for value, entity in found.items()
            if not entity.deleted
        }

    def kinds_of(self, value: str) -> Sequence[str]:
        return sorted(self._own.get(value, ())) if self._ids is None else self._ids.kinds_of(value)

    def scanned(self, script: Script, decisions: Iterable[Decision]) -> Scan:
        """Every place, judged as a sync judges it: by what this tenant has, by the scripts that this one calls, and by what
        people have said."""
        return scan(script, self._kinds_here, self._called.context(script), decisions)

    def suspects(self, found: Sequence[Occurrence]) -> list[Occurrence]:
        """Of these, what a person has to judge, and what is only to be known."""
        if self._ids is None:
            return [one for one in found if one.is_open or one.is_remark]
        return [one for one in found if self._is_left_over(one)]

    def _kinds_here(self, value: str) -> Sequence[str]:
        """What an id can be that stands in this tenant: in the BCP tenant, one of its own too."""
        return self.kinds_of(value) or sorted(self._own.get(value, ()))

    def _is_left_over(self, one: Occurrence) -> bool:
        """In the BCP tenant: an id of the primary, or of nobody. Its own ids are what is to stand there."""
        if self.kinds_of(one.value):
            return one.is_open or one.is_remark or one.verdict is Verdict.REWRITTEN
        return one.is_open and not self._own.get(one.value)

    def _kinds(self, one: Occurrence) -> Sequence[str]:
        """What the value could be the id of."""
        return self._kinds_here(one.value) or ([one.kind] if one.kind else [])

    def doubts(self, script: Script, occurrences: Sequence[Occurrence]) -> list[Doubt]:
        names = {action.id: action.name for action in script.actions}
        found = self.suspects(occurrences)
        guesses = self._guesses(found)
        secrets = secrets_in(script)
        return [
            Doubt(
                value=one.value,
                guesses=tuple(guesses[kind, one.value] for kind in self._kinds(one)),
                action="" if one.action == HEADER else one.action,
                action_name=names.get(one.action, ""),
                property=one.place,
                before=around(one, secrets).before,
                after=around(one, secrets).after,
                informational=one.is_remark,
                offset=one.offset,
                reason=one.reason,
            )
            for one in sorted(found, key=lambda one: one.is_remark)
        ]

    def _guesses(self, found: Iterable[Occurrence]) -> dict[tuple[str, str], Guess]:
        pairs = {(kind, one.value) for one in found for kind in self._kinds(one)}
        if self._ids is None:
            return {
                (kind, value): Guess(kind, self._own.get(value, {}).get(kind, ""), value)
                for kind, value in pairs
            }
        here = {
            (kind, value): self._ids.translate(kind, value)
            or self._ids.translate(kind, value, Which.ALT)
            or ""
            for kind, value in pairs
        }
        titles: dict[tuple[str, str], str] = {}
        for kind in {kind for kind, _ in pairs}:
            titles |= self._named(
                kind, {own for (k, _), own in here.items() if k == kind}, Which.ID
            )
        return {
            (kind, value): Guess(kind, titles.get((kind, own), ""), own)
            for (kind, value), own in here.items()
        }

    def title(self, kind: str, value: str) -> str:
        """What this tenant calls what has this id; empty if it has none."""
        return self._own.get(value, {}).get(kind, "")

    def stands(self, script: Script, action: str) -> tuple[Stands, ...]:
        return tuple(self._stands(one) for one in references(script) if one.action == action)

    def _stands(self, reference: Reference) -> Stands:
        title = self._titles.get((reference.kind, reference.value))
        return Stands(reference.property, reference.kind, reference.value, title)

    def actions(self, script: Script) -> tuple[ActionLine, ...]:
        held: dict[str, list[Stands]] = defaultdict(list)
        for one in references(script):
            if one.role is not Role.COPY:
                held[one.action].append(self._stands(one))
        return tuple(
            ActionLine(
                action.id,
                action.name,
                action.label.text if action.label else "",
                tuple(held[action.id]),
            )
            for action in script.actions
        )


def around(one: Occurrence, secrets: Secrets) -> Excerpt:
    """The place in its line, without keys and passwords."""
    secret = secrets.get((one.action, one.place, one.text), ())
    return excerpt(one.text, one.offset, one.offset + one.length, secret)
