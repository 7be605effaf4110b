"""In which order the actions of a script can run: who comes before whom, what is reached by one way only."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from releve.scripts.script import Action


class Order:
    """The ways of a script. Where it has none (a part of a script, from the clipboard), nothing is said of any order."""

    def __init__(self, actions: Sequence[Action]) -> None:
        known = {action.id for action in actions}
        self._next: Mapping[str, tuple[str, ...]] = {
            action.id: tuple({way.to for way in action.ways if way.to in known})
            for action in actions
        }
        led_to = {to for ways in self._next.values() for to in ways}
        self.is_known = bool(led_to)
        self._entries = [one.id for one in actions if one.name.upper() == "BEGIN"]
        events = [one.id for one in actions if one.id not in led_to and one.name.upper() != "BEGIN"]
        #: What can run at any moment: an event begins it.
        self.at_any_time = self._reached(events)

    def _reached(self, first: Iterable[str], *, but: str = "") -> set[str]:
        """All that can come from there, not through `but`."""
        reached, waiting = set(), list(first)
        while waiting:
            one = waiting.pop()
            if one in reached or one == but:
                continue
            reached.add(one)
            waiting += self._next.get(one, ())
        return reached

    def arriving(
        self, made: Mapping[str, Collection[int]], hides: Collection[str]
    ) -> Mapping[str, frozenset[int]]:
        """For each action the definitions of a variable that it can see when it begins. `made`: by the action that makes them;
        `hides`: the actions behind which no earlier one is seen."""
        arriving: dict[str, set[int]] = defaultdict(set)
        for action, numbers in made.items():
            seen: set[str] = set()
            waiting = list(self._next.get(action, ()))
            while waiting:
                one = waiting.pop()
                if one in seen:
                    continue
                seen.add(one)
                arriving[one].update(numbers)
                if one not in hides:
                    waiting += self._next.get(one, ())
        return {action: frozenset(numbers) for action, numbers in arriving.items()}

    def only_behind(self, action: Action) -> set[str]:
        """The actions that can be reached by one way out of this action and by no other."""
        ways = set(self._next.get(action.id, ()))
        if len(ways) < 2:
            return set()
        reached = {to: self._reached([to], but=action.id) for to in ways}
        elsewhere = self._reached(self._entries, but=action.id) | self.at_any_time
        alone: set[str] = set()
        for to, own in reached.items():
            others = set().union(*(reached[one] for one in ways if one != to))
            alone |= own - others - elsewhere
        return alone
