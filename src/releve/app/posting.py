"""Posting: what is to leave the house on account of a notice is handed to its sender until it is taken, or given up.

It stands in the database, so that a process that dies loses nothing; whoever sends holds the post for a while, so that
several processes do not send it twice. One that dies between being taken and writing that down does: a receiver knows a
message by its id.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from releve.app.house import House
from releve.app.pairing import Bond, bond_of
from releve.domain.clock import stamp
from releve.domain.errors import NotFound, Refused, ReleveError, Unavailable
from releve.domain.notices import Channel, Post, PostState, Telling
from releve.domain.store import RegionalStore

#: A post is held for as long, many times what a sender may take; so many are looked at in a turn.
LEASE, AT_ONCE = timedelta(minutes=2), 20

#: The first wait after a failure; each is twice as long as the one before it, up to the longest. It is tried so often, over
#: about a day.
WAIT_MIN, WAIT_MAX, TRIES_MAX = timedelta(minutes=1), timedelta(hours=4), 14


def wait_after(tries: int) -> timedelta:
    return min(WAIT_MIN * (1 << min(tries - 1, 16)), WAIT_MAX)


@dataclass(slots=True)
class Postman:
    """`turn` is called again and again, by one thread, which waits for whoever takes mail. Nobody waits for it."""

    house: House
    follows: bool = False

    def turn(self) -> list[str]:
        """A way that does not answer is left alone for the rest of the turn: what waits there waits a little longer."""
        said: list[str] = []
        silent: set[Channel] = set()
        for region in self.house.regions.names:
            with suppress(Unavailable):
                said += self._in(self.house.regions.of(region), silent)
        return said

    def _in(self, store: RegionalStore, silent: set[Channel]) -> Iterator[str]:
        ways = [one for one in self.house.senders if one not in silent]
        if not ways:
            return
        with store.reading() as tx:
            due = tx.notices.due(ways, self.house.now(), top=AT_ONCE)
        for post in due:
            if post.channel in silent or (held := self._take(store, post)) is None:
                continue
            done = self._tried(store, held)
            with store.writing() as tx:
                tx.notices.put_back(done)
            if done.state is PostState.WAITING:
                silent.add(post.channel)
            if done.state is not PostState.SENT:
                yield f"{done.channel} of notice {done.notice}: {done.state}, {done.tries} tries: {done.why}"

    def _take(self, store: RegionalStore, post: Post) -> Post | None:
        now, until = self.house.now(), stamp(self.house.clock() + LEASE)
        with store.writing() as tx:
            if not tx.notices.take(post, worker=self.house.worker, now=now, until=until):
                return None
        return replace(post, worker=self.house.worker, lease_until=until)

    def _tried(self, store: RegionalStore, post: Post) -> Post:
        """What came of it. Whatever fails for good is given up at once."""
        try:
            telling = self._telling(store, post)
            if telling is not None:
                self.house.senders[post.channel].send(telling)
        except Refused as refused:
            return self._given_up(replace(post, tries=post.tries + 1, why=refused.message))
        except ReleveError as fault:
            return self._again(replace(post, tries=post.tries + 1, why=fault.message))
        return replace(post, state=PostState.SENT, done_at=self.house.now(), why=None)

    def _again(self, post: Post) -> Post:
        if post.tries >= TRIES_MAX:
            return self._given_up(post)
        return replace(post, next_at=stamp(self.house.clock() + wait_after(post.tries)))

    def _given_up(self, post: Post) -> Post:
        return replace(post, state=PostState.GIVEN_UP, done_at=self.house.now())

    def _telling(self, store: RegionalStore, post: Post) -> Telling | None:
        """None where there is nothing to be said any more: the pair, or every address, is gone."""
        with store.reading() as tx:
            notice = tx.notices.get(post.tenant, post.notice)
            choice, _ = tx.notices.choice(post.tenant)
        people = {language: some for language, some in choice.addresses.items() if some}
        if notice is None or (post.channel is Channel.MAIL and not people):
            return None
        try:
            bond = bond_of(self.house, post.tenant)
        except NotFound:
            return None
        return Telling(
            id=f"{notice.id}.{post.phase}",
            notice=notice,
            phase=post.phase,
            pair=bond.pair.id,
            primary=bond.primary,
            bcp=bond.bcp,
            link=_link(self.house, bond, notice.page),
            zone=bond.pair.sync.zone,
            people=people,
        )


def _link(house: House, bond: Bond, page: str) -> str:
    """At the door of the region that has the traffic; a path alone where this process does not know that region."""
    place = house.places.get(bond.at(bond.activation.active).region)
    return f"{place.ui_endpoint if place else ''}{page}"
