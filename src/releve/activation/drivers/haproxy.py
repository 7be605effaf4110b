"""HAProxy: a runtime map says which backend takes the requests of a pair.

An entry is `KEY BACKEND/EPOCH/PAIR`; the frontend takes what stands before the first stroke:

    use_backend %[req.hdr(host),host_only,lower,map_str(/etc/haproxy/releve.map,be_none),field(1,/)]

So backend and epoch are one value and change in one act, requests that are under way end where they are, and any number
of tenants costs one look-up a request. HAProxy cannot compare before it sets: between our look and our writing somebody
else may write. The mover sees to that; a look afterwards says what stands there in the end.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from releve.domain.errors import Conflict, Refused
from releve.domain.say import Message, say
from releve.domain.traffic import Observed, Trial, Wanted

_FOUND = re.compile(r'key="(?P<key>[^"]*)", value="(?P<value>[^"]*)"')

#: What a key may be made of: nothing that a command could end at.
KEY = re.compile(r"[A-Za-z0-9._:*+-]+")


#: What the key of a rehearsal begins with; the pair follows.
TRIED = "_releve-drill."


class Asks(Protocol):
    def ask(self, command: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """What the map says of a key. One that was not written by us has no epoch, and is anybody's."""

    backend: str
    epoch: int | None = None
    pair: str = ""

    @property
    def value(self) -> str:
        return f"{self.backend}/{self.epoch}/{self.pair}"

    @classmethod
    def of(cls, value: str) -> "Entry":
        match value.split("/"):
            case [backend, epoch, pair] if epoch.isascii() and epoch.isdigit():
                return cls(backend, int(epoch), pair)
            case [backend, *_]:
                return cls(backend)
        raise AssertionError("a text has a first part")


@dataclass(frozen=True, slots=True)
class HaproxyDriver:
    """Implements `TrafficDriver`. `keys` are templates; `backends` is region → the backend that leads there."""

    name: str
    socket: Asks
    map: str
    keys: Sequence[str]
    backends: Mapping[str, str]
    check_s: float | None = 1.0
    sort: str = "haproxy"

    def converge(self, wanted: Wanted) -> Observed:
        backend = self._backend(wanted)
        right = Entry(backend, wanted.epoch, wanted.pair)
        keys = [wanted.fill(key) for key in self.keys]
        there = {key: self._look(key) for key in keys}
        for key, entry in there.items():
            _must_be_ours(key, entry, wanted)
        wrong = [key for key, entry in there.items() if entry != right]
        if wrong:
            self._must_have(backend)
        for key in wrong:
            self._write("set" if there[key] else "add", key, right)
        return Observed(wanted.epoch, bool(wrong), self._sentence(keys, backend))

    def rehearse(self, now: Wanted, mark: str) -> Trial:
        """What the map says now, whether the other backend is there, and a key added, read and taken away."""
        then = now.after_a_switch()
        backend, epochs = self._backend(then), set[int]()
        for key in (then.fill(key) for key in self.keys):
            entry = self._look(key)
            _must_be_ours(key, entry, then)
            epochs |= {entry.epoch} if entry is not None and entry.epoch is not None else set()
        self._must_have(backend)
        self._try(f"{TRIED}{then.pair}", Entry(backend, then.epoch, mark))
        keys = ", ".join(then.fill(key) for key in self.keys)
        told = say(
            "{keys} could lead to the backend {backend}: HAProxy has taken a key for trial and let it go.",
            keys=keys,
            backend=backend,
        )
        return Trial(min(epochs, default=None), told)

    def _try(self, key: str, entry: Entry) -> None:
        if self._look(key) is not None:
            self._take_away(key)
        try:
            self._write("add", key, entry)
        finally:
            self._take_away(key)
        if self._look(key) is not None:
            raise Conflict(say("Somebody else wrote “{key}” at the same moment.", key=key))

    def _take_away(self, key: str) -> None:
        if answer := self.socket.ask(f"del map {self.map} {key}"):
            raise self._refused(answer)

    def _backend(self, wanted: Wanted) -> str:
        if (backend := self.backends.get(wanted.region)) is None:
            raise Refused(
                say("No backend is set for the region {region}.", region=wanted.region),
                say("Add it to the settings of the driver {driver}.", driver=self.name),
            )
        return backend

    def _look(self, key: str) -> Entry | None:
        if not KEY.fullmatch(key):
            raise Refused(
                say("“{key}” cannot be a key of a map.", key=key),
                say("Letters, figures and . _ : * + - are possible."),
            )
        answer = self.socket.ask(f"get map {self.map} {key}")
        if found := _FOUND.search(answer):
            return Entry.of(found["value"])
        if "found=no" not in answer:
            raise self._refused(answer)
        return None

    def _must_have(self, backend: str) -> None:
        """HAProxy itself would take the name of a backend that is not there, and send requests elsewhere."""
        answer = self.socket.ask("show backend")
        if backend not in answer.split():
            raise Refused(
                say("HAProxy has no backend “{backend}”.", backend=backend),
                say("Add it to HAProxy, or correct the settings of the driver."),
            )

    def _write(self, verb: str, key: str, entry: Entry) -> None:
        """Two who add a key at once make two entries of it: what was added is therefore also set, which sets both."""
        for word in dict.fromkeys((verb, "set")):
            if answer := self.socket.ask(f"{word} map {self.map} {key} {entry.value}"):
                raise self._refused(answer)
        if (now := self._look(key)) != entry:
            raise Conflict(
                say("Somebody else wrote “{key}” at the same moment.", key=key),
                told=now.value if now else "",
            )

    def _refused(self, answer: str) -> Refused:
        first = next(iter(answer.splitlines()), "")
        return Refused(
            say("HAProxy says of its map {map}: “{answer}”", map=self.map, answer=first),
            say(
                "See that the map is used in its configuration and the socket has the level admin."
            ),
        )

    def _sentence(self, keys: Sequence[str], backend: str) -> Message:
        return say("{keys} leads to the backend {backend}.", keys=", ".join(keys), backend=backend)


def _must_be_ours(key: str, entry: Entry | None, wanted: Wanted) -> None:
    if entry is None or entry.epoch is None:
        return
    if entry.pair != wanted.pair:
        raise Refused(
            say("“{key}” belongs to another pair.", key=key),
            say("Give each pair keys of its own, with its business unit or its ID in them."),
            pair=entry.pair,
        )
    if entry.epoch > wanted.epoch:
        raise Conflict(
            say("HAProxy has seen epoch {epoch} already.", epoch=entry.epoch),
            epoch=wanted.epoch,
            seen=entry.epoch,
        )
