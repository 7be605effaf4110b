"""Notices for the people of a pair: what they have not read, all that are kept, and the choice of what leaves the house.

Whoever sees the sync of a pair reads what is told of it, whoever sees its switch what is told of that. Both sides of a pair
read the same notices; everybody has read for themselves.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from releve.access.policy import Act, may, must
from releve.app.house import House
from releve.app.pairing import Bond, bond_of
from releve.domain.clock import instant, stamp
from releve.domain.errors import Conflict, Invalid, Unavailable
from releve.domain.notices import Channel, Choice, Notice, Post, Topic
from releve.domain.people import Caller
from releve.domain.say import say

ACT = "notices.choose"

#: So many are shown, and so many addresses may be given in all.
SHOWN_MAX, ADDRESSES_MAX = 200, 20

_SEEN_WITH: Mapping[Topic, Act] = {
    Topic.SYNC: Act.SYNC_VIEW,
    Topic.COPY: Act.SYNC_VIEW,
    Topic.DRIFT: Act.SYNC_VIEW,
    Topic.SWITCH: Act.SWITCH_VIEW,
    Topic.DRILL: Act.SWITCH_VIEW,
}

#: No blank, no line end, nothing that a header could be made of.
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])"
)


def topics_of(caller: Caller | None) -> frozenset[Topic]:
    """Of which this caller reads the notices."""
    return frozenset(topic for topic, act in _SEEN_WITH.items() if may(caller, act))


def unread(house: House, caller: Caller, bond: Bond) -> int | None:
    """How many the caller has not read, at most `KEPT_MAX`; None for whoever reads none, and where it cannot be known. Asks
    the region of the caller's own tenant alone: every page asks."""
    topics = topics_of(caller)
    if not topics or not caller.tenant or not (person := _person(caller)):
        return None
    if not house.notices.unread(bond.bcp.id, topics, ""):
        return 0
    own = bond.at(bond.pair.side(caller.tenant))
    with suppress(Unavailable), house.regions.of(own.region).reading() as tx:
        return house.notices.unread(bond.bcp.id, topics, tx.notices.read_at(own.id, person))
    return None


@dataclass(frozen=True, slots=True)
class Line:
    """`is_new`: the caller has not read it. `posts` say how it left the house."""

    notice: Notice
    is_new: bool
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """The newest first. `ways` are those that this house has, `version` is that of the choice."""

    bond: Bond
    lines: tuple[Line, ...]
    choice: Choice
    version: int
    ways: frozenset[Channel]
    may_choose: bool

    @property
    def new(self) -> int:
        return sum(one.is_new for one in self.lines)


def notices_page(house: House, caller: Caller | None) -> NoticesPage:
    """Raises NotFound for a tenant that is in no pair, Unavailable while the BCP tenant's region does not answer."""
    caller, topics = _must_read(caller)
    bond = bond_of(house, caller.tenant or "")
    read_at = _read_at(house, caller, bond)
    with house.regions.of(bond.bcp.region).reading() as tx:
        found = [one for one in tx.notices.of(bond.bcp.id, top=SHOWN_MAX) if one.topic in topics]
        choice, version = tx.notices.choice(bond.bcp.id)
        posts = tx.notices.posts(bond.bcp.id, [one.id for one in found])
    by_notice: dict[str, list[Post]] = {}
    for post in posts:
        by_notice.setdefault(post.notice, []).append(post)
    lines = (Line(one, one.began_at > read_at, tuple(by_notice.get(one.id, ()))) for one in found)
    ways = frozenset(house.senders)
    return NoticesPage(bond, tuple(lines), choice, version, ways, may(caller, Act.SYNC_EDIT))


def mark_read(house: House, caller: Caller | None, until: str) -> None:
    """Everything that began up to this moment is read by the caller. Nothing becomes unread again."""
    caller, _ = _must_read(caller)
    bond = bond_of(house, caller.tenant or "")
    own, person = bond.at(bond.pair.side(caller.tenant or "")), _person(caller)
    until = min(_moment(until), house.now())
    with house.regions.of(own.region).writing() as tx:
        if until > tx.notices.read_at(own.id, person):
            tx.notices.mark_read(own.id, person, until)


def choose(
    house: House,
    caller: Caller | None,
    wanted: Mapping[Topic, frozenset[Channel]],
    addresses: Mapping[str, str],
    version: int,
) -> Choice:
    """What leaves the house from now on. `addresses` is language → what was typed, one address a line. Raises Invalid for
    what is no address, Conflict if somebody else chose since."""
    caller = must(caller, Act.SYNC_EDIT)
    bond = bond_of(house, caller.tenant or "")
    choice = Choice(dict(wanted), _addresses(addresses))
    with house.regions.of(bond.bcp.region).writing() as tx:
        if not tx.notices.choose(bond.bcp.id, choice, version):
            raise Conflict(
                say("Somebody else has changed what is sent in the meantime."),
                say("Nothing of yours was stored. Look at it again, then repeat yours."),
            )
        told = {
            "wanted": choice.record()["wanted"],
            "addresses": sum(map(len, choice.addresses.values())),
        }
        house.trace(tx, replace(caller, tenant=bond.bcp.id), ACT, bond.pair.id, **told)
    if caller.tenant != bond.bcp.id:
        with suppress(Unavailable), house.regions.of(bond.primary.region).writing() as tx:
            house.trace(tx, caller, ACT, bond.pair.id, **told)
    return choice


def _must_read(caller: Caller | None) -> tuple[Caller, frozenset[Topic]]:
    topics = topics_of(caller)
    act = Act.SWITCH_VIEW if Topic.SWITCH in topics else Act.SYNC_VIEW
    return must(caller, act), topics


def _moment(text: str) -> str:
    try:
        return stamp(instant(text))
    except (TypeError, ValueError, OverflowError):
        raise Invalid(
            say("Some parts of the request are not right."),
            say("Reload the page and mark them as read again."),
        ) from None


def _person(caller: Caller) -> str:
    """An operator inside a tenant reads for themselves, not for whom they impersonate."""
    return f"operator/{caller.operator}" if caller.operator else caller.employee or ""


def _read_at(house: House, caller: Caller, bond: Bond) -> str:
    own = bond.at(bond.pair.side(caller.tenant or ""))
    with house.regions.of(own.region).reading() as tx:
        return tx.notices.read_at(own.id, _person(caller))


def _addresses(typed: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found = {
        language: tuple(dict.fromkeys(re.split(r"[\s,;]+", text.strip()))) if text.strip() else ()
        for language, text in typed.items()
    }
    wrong = {
        f"addresses_{language}": say("“{text}” is not an e-mail address.", text=one[:100])
        for language, some in found.items()
        for one in some
        if not _ADDRESS.fullmatch(one)
    }
    if sum(map(len, found.values())) > ADDRESSES_MAX:
        told = say("At most {n} addresses are possible.", n=ADDRESSES_MAX)
        wrong |= {f"addresses_{language}": told for language in found if found[language]}
    if wrong:
        raise Invalid(
            say("Some addresses cannot be used."),
            say("Give one address a line, such as oncall@company.example."),
            fields=wrong,
        )
    return found
