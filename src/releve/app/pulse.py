"""How the pairs of the house stand, for whoever watches over all of them. Names nobody and needs no caller."""

from contextlib import suppress

from releve.app.house import House
from releve.domain.errors import NotFound, Unavailable
from releve.domain.runs import Run


def latest_runs(house: House) -> list[Run]:
    """The latest run of every pair that has one. A region that does not answer is passed over.

    Raises Unavailable when the directory does not answer.
    """
    latest: list[Run] = []
    for pair in house.registry.pairs():
        with suppress(NotFound, Unavailable), house.store_of(pair.bcp).reading() as tx:
            latest += tx.runs.page(pair.id, top=1)[0]
    return latest
