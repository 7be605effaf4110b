"""Noticing: what began and what is over in each pair, by the board of all pairs (`app.pair_watch`), is written down once, however
many processes see it, with what is to leave the house on account of it.

A pair's notices stand in the region of its BCP tenant. While that does not answer nothing is told of it; what still holds when
it answers again is told then. What is not known is neither begun nor over.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import NamedTuple

from releve.app.board import Board, Standing
from releve.app.house import House
from releve.domain.clock import instant, stamp
from releve.domain.errors import Unavailable
from releve.domain.ids import TenantId
from releve.domain.notices import CODES, Channel, Choice, Notice, Phase, Post, Topic, ended
from releve.domain.say import Message, say, say_n
from releve.domain.store import Tx
from releve.domain.tenancy import Side

#: So many changes are written in a turn; what is left is noticed in the next one.
CHANGES_MAX = 100

#: So many notices are read anew of a region; and of how long ago, because a transaction may be seen later than another one that
#: began after it.
READ_MAX, OVERLAP = 1_000, timedelta(minutes=1)

#: A switch of longer ago than this is no news: the process, or the product, is new here.
NEWS = timedelta(days=1)

#: The conditions that are not known while the BCP tenant is active: nothing is synced, nothing is rehearsed.
_PAUSED = frozenset(
    code for code, topic in CODES.items() if topic in (Topic.SYNC, Topic.COPY, Topic.DRILL)
)
#: Those that only the stores of both regions can tell.
_OF_STORES = frozenset(
    code for code, topic in CODES.items() if topic in (Topic.SYNC, Topic.COPY, Topic.DRIFT)
)
_CONDITIONS = frozenset(code for code, topic in CODES.items() if topic is not Topic.SWITCH)

#: What an event is told once for.
_EPOCH = "epoch "

_Key = tuple[TenantId, str]


class Seen(NamedTuple):
    """What the board says of one pair: the conditions that hold, with what is said of them, and those that certainly do not."""

    on: Mapping[str, tuple[Message, str]]
    off: frozenset[str]


def seen_in(standing: Standing) -> Seen:
    on = {
        one.code: (one.message, one.page or "/admin/enablement")
        for one in standing.concerns
        if one.code in _CONDITIONS
    }
    if standing.drifted:
        on["drifted"] = _drifted(standing.drifted), "/admin/sync/drift"
    unknown: set[str] = set()
    if standing.activation.active is Side.BCP:
        unknown |= _PAUSED
    if not standing.looked or standing.drifted is None:
        unknown |= _OF_STORES
    return Seen(on, _CONDITIONS - on.keys() - unknown)


def _drifted(many: int) -> Message:
    return say_n(
        "{n} entity of the BCP tenant was changed there by others than the sync.",
        "{n} entities of the BCP tenant were changed there by others than the sync.",
        many,
    )


class _Change(NamedTuple):
    """Something that began, or a condition that is over."""

    notice: Notice
    phase: Phase


@dataclass(slots=True)
class Noticer:
    """`turn` is called again and again, by one thread, which has to wait while a region hangs. Nobody waits for it."""

    house: House
    follows: bool = False
    _read: dict[str, str] = field(default_factory=dict)  # region → the last change that was read
    _open: dict[_Key, Notice] = field(default_factory=dict)
    _over: dict[_Key, str] = field(default_factory=dict)  # when a condition was over last
    _epochs: dict[TenantId, int] = field(default_factory=dict)  # that were told, or are no news
    _board: Board | None = None

    def turn(self) -> list[str]:
        board = self.house.board.now
        for region in self.house.regions.names:
            with suppress(Unavailable):
                self._read_region(region)
        if board is self._board or not board.read_at:
            return []
        by_region: dict[str, list[_Change]] = {}
        changes = list(islice(self._changes(board), CHANGES_MAX))
        for change, region in changes:
            by_region.setdefault(region, []).append(change)
        for region, some in by_region.items():
            with suppress(Unavailable):
                self._write(region, some)
        self._board = board if len(changes) < CHANGES_MAX else None
        return []

    def _read_region(self, region: str) -> None:
        store, since = self.house.regions.of(region), self._read.get(region)
        with store.reading() as tx:
            if since is None:
                found = [*tx.notices.changed("", top=READ_MAX), *tx.notices.open()]
            else:
                found = tx.notices.changed(
                    stamp(instant(since) - OVERLAP) if since else "", top=READ_MAX
                )
        for one in found:
            self._learn(one)
        self.house.notices.enter(found)
        self._read[region] = max((one.changed_at for one in found), default=since or "")

    def _learn(self, notice: Notice) -> None:
        key = notice.tenant, notice.code
        if notice.is_open:
            self._open[key] = notice
        elif not notice.once:
            known = self._open.get(key)
            if known is not None and known.id == notice.id:
                del self._open[key]
            self._over[key] = max(self._over.get(key, ""), notice.ended_at)

    def _changes(self, board: Board) -> Iterator[tuple[_Change, str]]:
        """With the region in which each is to be written. Who looked before something changed does not know better."""
        for standing in board.standings:
            tenant, region = standing.bcp.id, standing.bcp.region
            if region not in self._read:
                continue
            seen = seen_in(standing)
            for code, (message, page) in seen.on.items():
                key = tenant, code
                if key not in self._open and self._over.get(key, "") < board.read_at:
                    yield _Change(self._made(tenant, code, message, page), Phase.BEGAN), region
            for code in seen.off:
                known = self._open.get((tenant, code))
                if known is not None and known.began_at < board.read_at:
                    yield _Change(known, Phase.ENDED), region
            if (event := self._event(standing)) is not None:
                yield _Change(event, Phase.BEGAN), region

    def _event(self, standing: Standing) -> Notice | None:
        """A switch or a revert that is news; of several, the last one."""
        now, tenant = standing.activation, standing.bcp.id
        if self._epochs.get(tenant, 1) >= now.epoch:
            return None
        if self.house.clock() - instant(now.at) > NEWS:
            self._epochs[tenant] = now.epoch
            return None
        told = {"when": instant(now.at), "who": now.by}
        page = f"/admin/enablement/reports/{now.epoch}"
        once = f"{_EPOCH}{now.epoch}"
        if now.active is Side.BCP:
            message = say("The BCP tenant is active since {when}, switched by {who}.", **told)
            return self._made(tenant, "switched", message, page, once)
        message = say("The primary tenant is active again since {when}, reverted by {who}.", **told)
        return self._made(tenant, "reverted", message, page, once)

    def _made(
        self, tenant: TenantId, code: str, message: Message, page: str, once: str = ""
    ) -> Notice:
        return Notice(tenant, self.house.new_id(), code, self.house.now(), message, page, once)

    def _write(self, region: str, changes: list[_Change]) -> None:
        told: list[Notice] = []
        now = self.house.now()
        choices: dict[TenantId, Choice] = {}
        with self.house.regions.of(region).writing() as tx:
            for notice, phase in changes:
                if phase is Phase.BEGAN:
                    is_first, now_is = tx.notices.begin(notice), notice
                else:
                    is_first, now_is = tx.notices.end(notice, now), ended(notice, now)
                if not is_first:
                    continue  # another process was first: the next turn reads what it wrote
                told.append(now_is)
                if notice.tenant not in choices:
                    choices[notice.tenant] = tx.notices.choice(notice.tenant)[0]
                self._post(tx, now_is, phase, choices[notice.tenant])
        for notice, _ in changes:
            if notice.once:
                self._epochs[notice.tenant] = int(notice.once.removeprefix(_EPOCH))
        for one in told:
            self._learn(one)
        self.house.notices.enter(told)

    def _post(self, tx: Tx, notice: Notice, phase: Phase, choice: Choice) -> None:
        ways: frozenset[Channel] = choice.ways(notice.topic) & self.house.senders.keys()
        at = notice.changed_at
        tx.notices.add_posts(
            [Post(notice.tenant, notice.id, phase, way, next_at=at) for way in sorted(ways)]
        )
