"""Holding back: an entity whose needs are not met stays as it is, and so does whatever needs it, to the end of the
chain. Each entity is looked at once, however long the chains are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from releve.domain.say import Message

#: (kind, id in the primary): one thing that the run would do, be it a copy or a deletion.
Node = tuple[str, str]

#: What is held back because a node is, and why.
Also = Callable[[Node], Iterable[tuple[Node, Message]]]


@dataclass(slots=True)
class Holds:
    """What is held back, with every reason for it."""

    why: dict[Node, list[Message]] = field(default_factory=dict)
    _waiting: dict[Node, list[tuple[Node, Message]]] = field(default_factory=dict)

    def hold(self, node: Node, *reasons: Message) -> None:
        self.why.setdefault(node, []).extend(reasons)

    def wait(self, node: Node, on: Node, otherwise: Message) -> None:
        """`node` can be done only if `on` is done in the same run."""
        self._waiting.setdefault(on, []).append((node, otherwise))

    def spread(self, also: Also = lambda node: ()) -> None:
        """Hold back whatever waits on something held back. `also` names more that a node takes along."""
        ahead = list(self.why)
        seen = set(ahead)
        while ahead:
            node = ahead.pop()
            for other, reason in (*self._waiting.get(node, ()), *also(node)):
                self.hold(other, reason)
                if other not in seen:
                    seen.add(other)
                    ahead.append(other)

    def __contains__(self, node: object) -> bool:
        return node in self.why
