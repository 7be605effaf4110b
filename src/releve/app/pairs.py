"""The pairs of the whole house for operators, those first that need somebody: a page of the board, sought through and filtered.

Nothing is read from any store: what the board says was read by one thread for everybody (`app.pair_watch`).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from releve.access.policy import Act, must
from releve.app.board import Board, Standing, State
from releve.app.house import House
from releve.app.pair_watch import from_directory
from releve.domain.people import Caller


@dataclass(frozen=True, slots=True)
class PairsPage:
    """`rows` are a page of the `total` pairs that were asked for. `counts` are of all states of the pairs sought, whatever
    state was asked for; `there` is how many pairs there are at all. `read_at` is when they were looked at, "" if nobody has yet;
    `waiting`, how many are told as they were before, or as not looked at."""

    rows: tuple[Standing, ...]
    total: int
    counts: Mapping[State, int]
    there: int
    read_at: str
    waiting: int


def pairs_page(
    house: House,
    caller: Caller | None,
    *,
    search: str = "",
    region: str = "",
    state: str = "",
    skip: int = 0,
    top: int = 20,
) -> PairsPage:
    """Those of which a name, an ID or a business unit holds `search`, one side is in the `region`, and which are in the
    `state`; "" for all."""
    must(caller, Act.TENANTS_VIEW)
    board = _board(house)
    found, counts = board.standings, board.counts
    wanted = search.strip().casefold()
    if wanted or region:
        found = tuple(
            one for one in found if wanted in one.text and (not region or one.is_in(region))
        )
        counts = Counter(one.state for one in found)
    if state:
        found = tuple(one for one in found if one.state == state)
    return PairsPage(
        found[skip : skip + top],
        len(found),
        {one: counts.get(one, 0) for one in State},
        len(board.standings),
        board.read_at,
        board.waiting,
    )


def has_pairs(house: House) -> bool:
    """Whether any pair is known, by the copy of the directory in memory."""
    return any(key.startswith("pair/") for key in house.whereabouts.records())


def _board(house: House) -> Board:
    return house.board.now if house.board.now.read_at else from_directory(house)
