"""Short ways to write into a regional store: two teams of ACME, and whoever wrote them."""

from typing import Any

from releve.domain.entities import Draft, Entity
from releve.domain.store import RegionalStore

ACME = "0a000000-0000-4000-8000-00000000acee"
ORBIT = "0b000000-0000-4000-8000-0000000000b1"
AT = "2026-11-22T09:00:00.000Z"


def team(name: str, id: str | None = None, **more: Any) -> Draft:
    """A draft of a team; `expect` and `deleted` go to the draft, the rest into the body."""
    told = {word: more.pop(word) for word in ("expect", "deleted", "alt_id") if word in more}
    return Draft("team", {"name": name, **more}, id, **told)


def gone(id: str, **more: Any) -> Draft:
    return Draft("team", {}, id, deleted=True, **more)


def put(store: RegionalStore, *drafts: Draft, tenant: str = ACME) -> list[str]:
    """Write in a transaction of its own; return the ids."""
    with store.writing() as tx:
        return [own for own, _ in tx.entities.put(tenant, drafts, by="ana", at=AT)]


def teams(store: RegionalStore, tenant: str = ACME) -> list[str]:
    """The names of the living teams, by key."""
    with store.reading() as tx:
        return [one.body["name"] for one in tx.entities.all(tenant, "team")]


def found(store: RegionalStore, id: str, tenant: str = ACME) -> Entity:
    """A team, dead or alive."""
    with store.reading() as tx:
        return tx.entities.many(tenant, "team", [id])[id]
