"""Names in the DNS, by dynamic update (RFC 2136) signed with TSIG.

For each pair and name there are two records: the one that people ask for, and beside it, under `_releve.` and the name,
a text that says the epoch, the side and the pair. Both are replaced by one update, which holds only if the text still is
the one that was read: the name server itself compares and sets, so somebody late is refused there.
"""

import re
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rdtypes.ANY.TXT
import dns.rrset
import dns.tsig
import dns.update

from releve.domain.errors import Conflict, Refused, Unavailable
from releve.domain.say import say
from releve.domain.traffic import Observed, Trial, Wanted

#: Under which name, below the one that people ask for, the epoch stands.
BESIDE = "_releve"

#: Under which name, below that one, a rehearsal writes and takes away again.
TRIED = "_drill"

#: So often is looked: before an update, after it, and again when somebody else has written in between.
TRIES_MAX = 4

#: What a text of a rehearsal begins with.
_REHEARSED = "releve drill="

_TEXT = re.compile(r"releve epoch=(?P<epoch>\d{1,18}) active=(?P<active>\w+) pair=(?P<pair>\S+)")

#: What an update says when one of its conditions does not hold.
_MOVED = frozenset((dns.rcode.NXRRSET, dns.rcode.YXRRSET, dns.rcode.NXDOMAIN, dns.rcode.YXDOMAIN))
#: Answers after which trying again helps nobody until somebody has mended something.
_NO = frozenset((dns.rcode.REFUSED, dns.rcode.NOTAUTH, dns.rcode.NOTZONE, dns.rcode.NOTIMP))


@dataclass(frozen=True, slots=True)
class Key:
    """A TSIG key. `secret` is Base64."""

    name: str
    algorithm: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the name server says of a name: its values, their TTL, and the text beside it."""

    values: frozenset[str]
    ttl: int
    text: str | None

    @property
    def known(self) -> tuple[int, str] | None:
        """The epoch and the pair in the text, if it is ours."""
        found = _TEXT.fullmatch(self.text) if self.text is not None else None
        return (int(found["epoch"]), found["pair"]) if found else None


@dataclass(frozen=True, slots=True)
class DnsDriver:
    """Implements `TrafficDriver`. `names` are templates inside `zone`; `values` is region → what they lead to; `record` is
    A, AAAA or CNAME."""

    name: str
    server: str
    port: int
    zone: str
    names: Sequence[str]
    record: str
    ttl: int
    values: Mapping[str, Sequence[str]]
    key: Key
    patience_s: float = 2.0
    check_s: float | None = 10.0
    sort: str = "dns"

    def converge(self, wanted: Wanted) -> Observed:
        moved = [self._converge(wanted.fill(name), wanted) for name in self.names]
        names = ", ".join(wanted.fill(name) for name in self.names)
        values = ", ".join(sorted(self._values(wanted)))
        return Observed(
            wanted.epoch, any(moved), say("{names} leads to {values}.", names=names, values=values)
        )

    def rehearse(self, now: Wanted, mark: str) -> Trial:
        """For each name: what is there now, and a text written, read and taken away below it."""
        then = now.after_a_switch()
        values, epochs = self._values(then), set[int]()
        for host in (then.fill(name) for name in self.names):
            name = self._absolute(host)
            there = self._look(name)
            _must_be_ours(host, there, then)
            epochs |= {there.known[0]} if there.known else set()
            self._try(dns.name.Name((TRIED.encode(), *_beside(name).labels)), mark)
        names = ", ".join(then.fill(name) for name in self.names)
        told = say(
            "{names} could lead to {values}: the name server has taken a text beside it and let it go.",
            names=names,
            values=", ".join(sorted(values)),
        )
        return Trial(min(epochs, default=None), told)

    def _try(self, name: dns.name.Name, mark: str) -> None:
        """Only what a rehearsal has written is taken away."""
        text = f"{_REHEARSED}{mark}"
        left = self._text(name)
        if left is not None and left.startswith(_REHEARSED):
            self._change(name, left, None)
        try:
            self._change(name, None, text)
            stands = self._text(name)
        finally:
            self._change(name, text, None)
        if stands != text or self._text(name) is not None:
            raise _not_ours(name)

    def _change(self, name: dns.name.Name, there: str | None, text: str | None) -> None:
        """Put a text in the place of one, or of none. Raises Conflict when something else stands there."""
        update = dns.update.UpdateMessage(self.zone)
        if there is None:
            update.absent(name, "TXT")
        else:
            update.present(name, "TXT", f'"{there}"')
        if text is None:
            update.delete(name, "TXT")
        else:
            update.add(name, self.ttl, "TXT", f'"{text}"')
        answer = self._ask(update)
        if answer.rcode() in _MOVED:
            raise _not_ours(name)
        if answer.rcode() != dns.rcode.NOERROR:
            raise self._turned_away(answer)

    def _values(self, wanted: Wanted) -> frozenset[str]:
        if not (values := self.values.get(wanted.region)):
            raise Refused(
                say("No address is set for the region {region}.", region=wanted.region),
                say("Add it to the settings of the driver {driver}.", driver=self.name),
            )
        return frozenset(self._parsed(value).to_text() for value in values)

    def _parsed(self, value: str) -> dns.rdata.Rdata:
        try:
            return dns.rdata.from_text("IN", self.record, value, dns.name.root, False)
        except dns.exception.DNSException as error:
            raise Refused(
                say(
                    "“{value}” is not a value of a record {record}.",
                    value=value,
                    record=self.record,
                )
            ) from error

    def _converge(self, host: str, wanted: Wanted) -> bool:
        """True if something was changed."""
        name, values = self._absolute(host), self._values(wanted)
        text = f"releve epoch={wanted.epoch} active={wanted.active} pair={wanted.pair}"
        moved = False
        for _ in range(TRIES_MAX):
            there = self._look(name)
            _must_be_ours(host, there, wanted)
            if there == Standing(values, self.ttl, text):
                return moved
            moved = self._update(name, there, values, text) or moved
        raise Conflict(
            say("“{name}” does not stay as it is set.", name=host),
            say("See who else writes it, and that no record of another type stands in its way."),
        )

    def _absolute(self, host: str) -> dns.name.Name:
        zone = dns.name.from_text(self.zone)
        try:
            name = dns.name.from_text(host)
        except dns.exception.DNSException as error:
            raise Refused(say("“{name}” cannot be a name in the DNS.", name=host)) from error
        if not name.is_subdomain(zone) or name == zone:
            raise Refused(
                say("“{name}” is not a name in the zone {zone}.", name=host, zone=self.zone),
                say("Correct the settings of the driver {driver}.", driver=self.name),
            )
        return name

    def _look(self, name: dns.name.Name) -> Standing:
        found = self._rrset(name, self.record)
        text = self._text(_beside(name))
        values = frozenset(one.to_text() for one in found or ())
        return Standing(values, found.ttl if found else 0, text)

    def _text(self, name: dns.name.Name) -> str | None:
        found = self._rrset(name, "TXT")
        if found is not None and isinstance(one := found[0], dns.rdtypes.ANY.TXT.TXT):
            return b"".join(one.strings).decode("utf-8", "replace")
        return None

    def _rrset(self, name: dns.name.Name, record: str) -> dns.rrset.RRset | None:
        query = dns.message.make_query(name, record, flags=0)
        answer = self._ask(query)
        if answer.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
            raise self._turned_away(answer)
        if not answer.flags & dns.flags.AA:
            raise Refused(
                say(
                    "{server} is not in charge of the zone {zone}.",
                    server=self.server,
                    zone=self.zone,
                ),
                say("Name the primary name server of the zone in the settings of the driver."),
            )
        kind = dns.rdatatype.from_text(record)
        return answer.get_rrset(answer.answer, name, dns.rdataclass.IN, kind)

    def _update(
        self, name: dns.name.Name, there: Standing, values: frozenset[str], text: str
    ) -> bool:
        """False when it does not stand there any more as it was read."""
        beside, quoted = _beside(name), f'"{text}"'
        update = dns.update.UpdateMessage(self.zone)
        if there.text is None:
            update.absent(beside, "TXT")
        else:
            update.present(beside, "TXT", '"' + there.text.replace('"', '\\"') + '"')
        update.replace(name, self.ttl, self.record, *sorted(values))
        update.replace(beside, self.ttl, "TXT", quoted)
        answer = self._ask(update)
        if answer.rcode() in _MOVED:
            return False
        if answer.rcode() != dns.rcode.NOERROR:
            raise self._turned_away(answer)
        return True

    def _ask(self, message: dns.message.Message) -> dns.message.Message:
        """By TCP: an answer comes once, and whole."""
        try:
            message.use_tsig(dns.tsig.Key(self.key.name, self.key.secret, self.key.algorithm))
            return dns.query.tcp(message, self._address(), timeout=self.patience_s, port=self.port)
        except dns.tsig.PeerError as error:
            raise Refused(
                say(
                    "The name server {server} does not take the key “{key}”: {why}.",
                    server=self.server,
                    key=self.key.name,
                    why=type(error).__name__.removeprefix("Peer"),
                ),
                say(
                    "Compare name, algorithm and secret of the key, and the clocks of both machines."
                ),
            ) from error
        except dns.exception.FormError as error:
            raise Refused(
                say(
                    "The answer of the name server {server} is not signed, or not whole.",
                    server=self.server,
                ),
                say("See that it serves the zone {zone} and knows the key.", zone=self.zone),
            ) from error
        except (OSError, EOFError, dns.exception.DNSException) as error:
            raise Unavailable(
                say(
                    "The name server {server} does not answer: {why}.",
                    server=self.server,
                    why=str(error).rstrip(".") or type(error).__name__,
                ),
                say("See that it runs and can be reached from here by TCP."),
            ) from error

    def _address(self) -> str:
        found = socket.getaddrinfo(self.server, self.port, type=socket.SOCK_STREAM)
        return str(found[0][4][0])

    def _turned_away(self, answer: dns.message.Message) -> Refused | Unavailable:
        code = dns.rcode.to_text(answer.rcode())
        told = say(
            "The name server {server} says {code} for the zone {zone}.",
            server=self.server,
            code=code,
            zone=self.zone,
        )
        if answer.rcode() in _NO:
            return Refused(
                told, say("Allow the key to read and to update the zone, or correct the settings.")
            )
        return Unavailable(told, say("Look into its log."))


def _beside(name: dns.name.Name) -> dns.name.Name:
    return dns.name.Name((BESIDE.encode(), *name.labels))


def _not_ours(name: dns.name.Name) -> Conflict:
    return Conflict(
        say("“{name}” does not stay as it is set.", name=name.to_text(omit_final_dot=True)),
        say("See who else writes it; perhaps somebody else rehearses at the same moment."),
    )


def _must_be_ours(host: str, there: Standing, wanted: Wanted) -> None:
    if there.known is None:
        return
    epoch, pair = there.known
    if pair != wanted.pair:
        raise Refused(
            say("“{name}” belongs to another pair.", name=host),
            say("Give each pair names of its own, with its business unit or its ID in them."),
            pair=pair,
        )
    if epoch > wanted.epoch:
        raise Conflict(
            say("The name server has seen epoch {epoch} already.", epoch=epoch),
            epoch=wanted.epoch,
            seen=epoch,
        )
