"""Whether the time that a passkey takes tells anything about it: a right one, one with one wrong symbol, one wrong in all.

By the use case, in a house on SQLite, with the hashes of `releve serve`. The figure is the slower sort, the baseline the
quicker, both by their quickest tenth, which a busy machine disturbs least. `told by chance` is how often, of two tries
drawn, the one of the slower sort took longer: 0.5 is chance.
"""

import random
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import product
from pathlib import Path
from statistics import quantiles

from tests.helpers.houses import Hands, Story

from bench.row import Line, Samples, Study
from bench.serving import settings_in
from bench.sizes import TRIES
from releve.access.passkeys import ALPHABET, make_passkey, normalised
from releve.app.house import House
from releve.app.passkey_verifying import verify
from releve.daemon.build import build_house, close, open_regions
from releve.domain.errors import Forbidden
from releve.domain.people import Caller

SOMEBODY = Caller("noor", operator="noor")


@contextmanager
def tries() -> Iterator[Callable[[], Samples]]:
    with tempfile.TemporaryDirectory() as folder:
        house = build_house(settings_in(Path(folder)))
        try:
            open_regions(house)
            pair = Story(house, Hands(), fresh=True).pair()
            yield lambda: _taken(house, pair.primary, pair.passkey)
        finally:
            close(house)


def _taken(house: House, tenant: str, passkey: str) -> Samples:
    made = house.registry.pairs()[0].passkey
    if made is None:
        raise RuntimeError("the pair has no passkey")

    def at_the_door(given: str) -> float:
        began = time.perf_counter()
        with suppress(Forbidden):
            verify(house, SOMEBODY, given, tenant)
        return time.perf_counter() - began

    def hashed(given: str) -> float:
        began = time.perf_counter()
        house.hasher.verify(made.hash, normalised(given))
        return time.perf_counter() - began

    taken: dict[str, list[float]] = {}
    for _ in range(TRIES + 1):
        other = next(one for one in ALPHABET if one != passkey[-1])
        wrong = make_passkey(secrets.token_bytes)
        given = {"nearly": passkey[:-1] + other, "wrong": wrong, "right": passkey}
        # The right one comes last, because it ends the count of the wrong ones: nobody is to wait here.
        for sort in (*random.sample(["nearly", "wrong"], 2), "right"):
            taken.setdefault(sort, []).append(at_the_door(given[sort]))
        for sort in random.sample(sorted(given), 3):
            taken.setdefault(f"{sort}, hash", []).append(hashed(given[sort]))
    return {name: times[1:] for name, times in taken.items()}  # the first ones warm up


def longer(one: Sequence[float], other: Sequence[float]) -> float:
    """How often one of these takes longer than one of those, if two are drawn."""
    return sum(a > b for a, b in product(one, other)) / (len(one) * len(other))


def lines(name: str, one: str, other: str) -> list[Line]:
    def quick(taken: Samples) -> list[float]:
        return sorted(quantiles(taken[sort], n=10)[0] for sort in (one, other))

    def told(taken: Samples) -> float:
        share = longer(taken[one], taken[other])
        return max(share, 1 - share)

    return [
        Line(name, lambda taken: quick(taken)[1], lambda taken: quick(taken)[0], reach=1.05),
        Line(f"{name}, told by chance", told, lambda taken: 0.5, reach=1.3, unit="share"),
    ]


ROWS = [
    Study(
        f"a passkey tried {TRIES} times",
        [
            *lines("wrong in one symbol or in all, at the door", "nearly", "wrong"),
            *lines("right or wrong, the hash alone", "right, hash", "wrong, hash"),
            *lines("right or wrong, at the door", "right", "wrong"),
        ],
        tries,
    )
]
