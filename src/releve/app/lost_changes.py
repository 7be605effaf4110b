"""Which changes of the primary were not copied when an emergency switched away from it: noted right after the switch, for
the report. The switch does not wait for it, and is none the worse if it fails."""

from contextlib import suppress
from itertools import islice
from typing import Any

from releve.app.house import House
from releve.app.pairing import Bond
from releve.app.scoping import scope_of
from releve.domain.directory import Change
from releve.domain.errors import ReleveError
from releve.domain.runs import Verb
from releve.domain.tenancy import Activation
from releve.sync.losing import Loss, losses

#: So many are noted one by one: a record of the directory stays small.
KEPT_MAX = 500


def note_lost(house: House, bond: Bond, then: Activation) -> None:
    """`bond` is the pair as it was before the switch."""
    with (
        suppress(ReleveError),
        house.regions.of(bond.primary.region).reading() as source,
        house.regions.of(bond.bcp.region).reading() as target,
    ):
        found = losses(source, target, scope_of(house, bond), house.rewriter)
        rows = [_row(one) for one in islice(found, KEPT_MAX)]
        key = _key(bond.pair.id, then.epoch)
        house.registry.directory.commit(Change(key, {"changes": rows}, 0))


def lost_changes(house: House, pair: str, epoch: int) -> list[Loss] | None:
    """None if none were noted."""
    record = house.registry.directory.get(_key(pair, epoch))
    if record is None:
        return None
    return [Loss(**{**row, "verb": Verb(row["verb"])}) for row in record.value["changes"]]


def _row(one: Loss) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "primary_id": one.primary_id,
        "title": one.title,
        "verb": one.verb,
        "by": one.by,
        "at": one.at,
    }


def _key(pair: str, epoch: int) -> str:
    return f"switch_lost/{pair}/{epoch:010}"
