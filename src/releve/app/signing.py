"""The signing keys of the regions, in the directory: made when they are first needed, rotated by operators, told to all.

The directory has them because whoever checks a token must not need the region that signed it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from joserfc.jwk import RSAKey

from releve.access import signing
from releve.access.keyring import FRESH
from releve.access.policy import Act, must
from releve.access.signing import SigningKey, Stage
from releve.app.house import House
from releve.domain.directory import Change
from releve.domain.errors import Conflict
from releve.domain.people import Caller
from releve.domain.say import say

_PREFIX = "signing/"


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys of one region, as they stand in the directory at `version`."""

    region: str
    keys: Sequence[SigningKey]
    version: int


@dataclass(frozen=True, slots=True)
class KeyTold:
    """What operators are told of a key; never what is in it."""

    kid: str
    stage: str
    made_at: str
    until: str


@dataclass(frozen=True, slots=True)
class RingTold:
    region: str
    keys: list[KeyTold]


def rings(house: House) -> list[Ring]:
    """Of every region that has keys."""
    return [
        _ring(record.key.removeprefix(_PREFIX), record.value, record.version)
        for record in house.registry.directory.list(_PREFIX)
    ]


def ring_of(house: House, region: str) -> Ring:
    """The keys of a region; its first ones are made if it has none."""
    record = house.registry.directory.get(_PREFIX + region)
    if record is not None:
        return _ring(region, record.value, record.version)
    first = Ring(region, [_make(house, region, Stage.CURRENT), _make(house, region, Stage.NEXT)], 0)
    try:
        return _write(house, first)
    except Conflict:  # somebody else's are as good
        return ring_of(house, region)


def signer(house: House, region: str) -> tuple[str, RSAKey]:
    """The key that signs in a region now: its name, and its private half."""
    key = signing.current(ring_of(house, region).keys)
    return key.kid, house.keyring.private(key, region, house.terms.secret)


def public(house: House, kid: str) -> RSAKey | None:
    """The published key of this name, of whichever region."""

    def load() -> dict[str, SigningKey]:
        now = house.clock()
        published = (signing.published(ring.keys, now) for ring in rings(house))
        return {key.kid: key for keys in published for key in keys}

    return house.keyring.public(kid, house.clock(), load)


def jwks(house: House) -> dict[str, Any]:
    """What the keys door tells: of every region, what signs, what will sign next, and what has signed lately."""
    for region in house.regions.names:
        ring_of(house, region)
    now = house.clock()
    keys = [key.public for ring in rings(house) for key in signing.published(ring.keys, now)]
    return {"keys": [dict(key) for key in keys]}


def list_keys(house: House, caller: Caller | None) -> list[RingTold]:
    """For operators."""
    must(caller, Act.SIGNING_VIEW)
    return [_told(ring) for ring in rings(house)]


def rotate(house: House, caller: Caller | None, region: str, *, at_once: bool = False) -> RingTold:
    """Move the keys of a region on by one. `at_once` withdraws all of them: every token signed with them is refused,
    within `FRESH` in other processes. For a key that somebody may have seen, or whose secret is lost.

    Raises NotFound for no such region, Conflict if somebody else rotates at this moment.
    """
    caller = must(caller, Act.SIGNING_ROTATE)
    house.registry.region(region)
    ring = ring_of(house, region)
    if at_once:
        keys = [_make(house, region, Stage.CURRENT), _make(house, region, Stage.NEXT)]
    else:
        keep_s = house.terms.access_s + 2 * int(FRESH.total_seconds()) + 60
        fresh = _make(house, region, Stage.NEXT)
        keys = signing.rotated(ring.keys, fresh, house.clock(), keep_s)
    written = _write(house, replace(ring, keys=keys))
    house.keyring.forget()
    house.trace_home(caller, Act.SIGNING_ROTATE, region, at_once=at_once)
    return _told(written)


def _told(ring: Ring) -> RingTold:
    return RingTold(
        ring.region, [KeyTold(one.kid, one.stage, one.made_at, one.until) for one in ring.keys]
    )


def _make(house: House, region: str, stage: Stage) -> SigningKey:
    return signing.make_key(region, house.terms.secret, house.random_bytes, house.now(), stage)


def _ring(region: str, value: dict[str, Any], version: int) -> Ring:
    return Ring(region, [SigningKey.of(one) for one in value["keys"]], version)


def _write(house: House, ring: Ring) -> Ring:
    change = Change(
        _PREFIX + ring.region, {"keys": [key.record() for key in ring.keys]}, ring.version
    )
    house.registry.commit(
        [change],
        Conflict(
            say("Somebody else has changed the signing keys meanwhile."),
            say("Look at them again before you rotate them."),
        ),
    )
    return replace(ring, version=ring.version + 1)
