"""The sheet on which a plan is drawn: what both sides hold, and what the stages have found so far."""

from dataclasses import dataclass, field

from releve.domain.ids import Which
from releve.domain.kind import Body
from releve.domain.kinds import KINDS
from releve.domain.store import Entity, Tx
from releve.sync.collect import Collected
from releve.sync.counterparts import Counterparts, Issuer
from releve.sync.hold import Holds, Node
from releve.sync.match import LivingCensus, Match, Matcher
from releve.sync.remap import Remapped
from releve.sync.scope import Scope
from releve.sync.standing import Standing


@dataclass(slots=True)
class Sheet:
    """Every stage reads what the ones before it have written, and adds its own.

    `matches`, `current` (how the counterparts stand now, tombstones included), `copies` and `wanted` (the
    bodies to be written) are of entities to be copied. `doomed` are the counterparts to be deleted, by the node
    of the tombstone. `anchors` are referred to, and neither selected nor to be copied.
    """

    source: Tx
    target: Tx
    scope: Scope
    before: Standing
    found: Collected
    matches: dict[Node, Match] = field(default_factory=dict)
    current: dict[Node, Entity] = field(default_factory=dict)
    copies: dict[Node, Remapped] = field(default_factory=dict)
    wanted: dict[Node, Body] = field(default_factory=dict)
    doomed: dict[Node, Entity] = field(default_factory=dict)
    anchors: dict[tuple[str, Which, str], Entity] = field(default_factory=dict)
    holds: Holds = field(default_factory=Holds)
    ids: Counterparts = field(init=False)
    issuer: Issuer = field(init=False)
    census: LivingCensus = field(init=False)

    def __post_init__(self) -> None:
        self.ids = Counterparts(self.before.idmap)
        self.issuer = Issuer(self.scope.bcp, self.scope.slot, self.before.issued)
        self.census = LivingCensus(self.target, self.scope.bcp)

    def matcher(self) -> Matcher:
        return Matcher(self.ids, self.issuer, self.census)

    def of_primary(self, node: Node) -> Entity | None:
        """What was collected under this node: an entity or its tombstone."""
        kind, primary_id = node
        living = self.found.living.get(kind, {}).get(primary_id)
        return living or self.found.gone.get(kind, {}).get(primary_id)

    def title(self, node: Node) -> str:
        entity = self.of_primary(node)
        return KINDS[node[0]].title_of(entity.body) if entity else ""

    def stands(self, node: Node) -> bool:
        """Whether the counterpart is alive in the BCP tenant now, before anything is written."""
        return lives(self.current.get(node))


def lives(entity: Entity | None) -> bool:
    return entity is not None and not entity.deleted
