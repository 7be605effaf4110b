"""Who keeps the board of all pairs new: a look costs what has moved (`app.figures`), and takes little of the processor however
many pairs there are."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from releve.app.board import Board, Concern, Standing, board_of
from releve.app.bonds import Bonds
from releve.app.concerns import Records, concerns
from releve.app.figures import Figures, Looked, PairFigures, SwitchFigures
from releve.app.house import House
from releve.app.pairing import Bond
from releve.domain.directory import Record
from releve.domain.drills import LAST_PREFIX, LastDrill
from releve.domain.orders import Order
from releve.domain.passkeys import log_of

#: Between two looks; and at least so many times as long as the last look took, so that looking takes a small part of the
#: time. While pairs wait to be looked at for the first time it takes half of it.
EVERY_S, IDLE_TIMES = 5.0, 20.0

#: The versions of the records that something was made of.
Versions = tuple[int, ...]


@dataclass(slots=True)
class PairWatch:
    """`turn` is called again and again, by one thread."""

    house: House
    figures: Figures
    every_s: float = EVERY_S
    follows: bool = False
    _records: dict[str, tuple[Versions, Records]] = field(default_factory=dict)
    _next_at: float = 0.0

    def turn(self) -> list[str]:
        began = time.monotonic()
        if began < self._next_at:
            return []
        looked = self.figures.read()
        self.house.board.now = self._board(looked)
        took = time.monotonic() - began
        rest = took if looked.waiting else max(self.every_s, IDLE_TIMES * took)
        self._next_at = time.monotonic() + rest
        return []

    def _board(self, looked: Looked) -> Board:
        figures = {one.pair: one for one in looked.pairs}
        switches = {one.activation.pair: one for one in looked.switches}
        known = self.house.whereabouts.records()
        now, made = self.house.clock(), {}
        standings = []
        for bond in looked.bonds:
            pair = bond.pair.id
            made[pair] = self._records_of(pair, known)
            switch = switches.get(pair)
            standings.append(
                _standing(
                    bond,
                    concerns(bond, made[pair][1], now, figures.get(pair), switch),
                    figures.get(pair),
                    switch,
                )
            )
        self._records = made
        return board_of(standings, self.house.now(), looked.waiting)

    def _records_of(self, pair: str, known: Mapping[str, Record]) -> tuple[Versions, Records]:
        versions = tuple(known[key].version if key in known else 0 for key in _keys(pair))
        kept = self._records.get(pair)
        if kept is not None and kept[0] == versions:
            return kept
        return versions, records_of(pair, known)


def _keys(pair: str) -> tuple[str, str, str]:
    return f"order/{pair}", f"passkeys/{pair}", f"{LAST_PREFIX}{pair}"


def records_of(pair: str, known: Mapping[str, Record]) -> Records:
    order, passkeys, drill = (known.get(key) for key in _keys(pair))
    return Records(
        Order.of(order.value) if order else None,
        log_of(passkeys.value) if passkeys else (),
        LastDrill.of(drill.value) if drill else None,
    )


def _standing(
    bond: Bond,
    found: tuple[Concern, ...],
    figures: PairFigures | None,
    switch: SwitchFigures | None,
) -> Standing:
    return Standing(
        bond.pair.id,
        bond.primary,
        bond.bcp,
        bond.activation,
        found,
        looked=switch is not None and bool(switch.verdicts),
        synced_at=figures.ended_at if figures else None,
        drifted=figures.drifted if figures else None,
    )


def from_directory(house: House) -> Board:
    """What the directory alone tells of all pairs: until somebody has looked at them."""
    return board_of(_unlooked(house))


def _unlooked(house: House) -> Iterator[Standing]:
    known, now = house.whereabouts.records(), house.clock()
    for bond in Bonds(house.whereabouts, lambda bond: bond).read():
        found = concerns(bond, records_of(bond.pair.id, known), now)
        yield Standing(bond.pair.id, bond.primary, bond.bcp, bond.activation, found)
