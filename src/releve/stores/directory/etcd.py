"""The directory on etcd: versioned records, compare-and-set over several keys in one transaction of the cluster.

- A commit carries an operation's id and holds only if that has not been carried out. So it can be sent again to
  another member, however the first try ended: it is done once, and who asks finds out that it was.
- Each commit moves the mark, which is what people watch.
"""

import base64
import json
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from releve.domain.directory import Change, Record, moved
from releve.domain.errors import Refused
from releve.domain.say import say
from releve.stores.directory.gateway import (
    BREATH_S,
    NOT_FOUND,
    Denied,
    Gateway,
    Lost,
    as_bytes,
    in_base64,
    out_of_base64,
)

#: How long the cluster remembers that an operation was carried out: far longer than anybody goes on asking.
REMEMBERED_S = 3600


class EtcdDirectory:
    """Implements `Directory`. One per process; threads share it."""

    def __init__(self, gateway: Gateway, prefix: str = "releve") -> None:
        self._gateway, self._prefix = gateway, prefix.strip("/")
        self._lease: tuple[str, float] | None = None
        self._leasing = threading.Lock()

    def get(self, key: str) -> Record | None:
        return next(iter(self._read({"key": in_base64(self._name(key))})), None)

    def list(self, prefix: str) -> list[Record]:
        begin = self._name(prefix)
        return self._read({"key": in_base64(begin), "range_end": _after(begin)})

    def commit(self, *changes: Change) -> None:
        assert len({change.key for change in changes}) == len(changes), "each key once"
        operation = f"{self._prefix}/operation/{uuid.uuid4()}"
        doubtful = False

        def once() -> dict[str, Any]:
            nonlocal doubtful
            try:
                return self._gateway.ask_once("kv/txn", self._transaction(operation, changes))
            except Lost as lost:
                doubtful = doubtful or lost.sent
                raise

        answer = self._persist(once)
        if answer.get("succeeded"):
            return
        own, *found = (_records(one["response_range"]) for one in answer["responses"])
        if own or (doubtful and not self._given_up(operation)):
            return  # an earlier try of ours was carried out, and its answer lost
        for change, records in zip(changes, found, strict=True):
            version = int(records[0]["version"]) if records else 0
            if version != change.expect:
                raise moved(change, version)
        raise AssertionError("a transaction that failed has a condition that does not hold")

    def mark(self) -> int:
        answer = self._asked("kv/range", {"key": in_base64(self._mark)})
        return next((int(one["mod_revision"]) for one in _records(answer)), 0)

    def wait(self, after: int, patience_s: float) -> int:
        if (now := self.mark()) != after:
            return now
        watched = {"key": in_base64(self._mark), "start_revision": str(after + 1)}
        try:
            for line in self._gateway.lines("watch", {"create_request": watched}, patience_s):
                result = json.loads(line).get("result", {})
                if result.get("events") or result.get("canceled"):
                    break  # something moved, or what came after the mark was compacted away
        except Lost:
            time.sleep(BREATH_S)  # the next member knows
        return self.mark()

    def close(self) -> None:
        self._gateway.close()

    def _read(self, where: Mapping[str, str]) -> "Records":
        answer = self._asked("kv/range", where)
        head = len(self._name(""))
        return [
            Record(
                out_of_base64(one["key"])[head:],
                json.loads(out_of_base64(one["value"])),
                int(one["version"]),
            )
            for one in _records(answer)
        ]

    def _transaction(self, operation: str, changes: Sequence[Change]) -> dict[str, Any]:
        written = [self._write(change) for change in changes if not change.checked_only]
        if written:  # what only looks may be sent as often as one likes
            done = _put(operation, "done", self._lease_id())
            written = [done, _put(self._mark, operation), *written]
        return {
            "compare": [
                _is_at(operation, 0),
                *(_is_at(self._name(change.key), change.expect) for change in changes),
            ],
            "success": written,
            "failure": [_range(operation), *(_range(self._name(change.key)) for change in changes)],
        }

    def _write(self, change: Change) -> dict[str, Any]:
        name = self._name(change.key)
        if change.value is None:
            return {"request_delete_range": {"key": in_base64(name)}}
        return _put(name, json.dumps(change.value, ensure_ascii=False, separators=(",", ":")))

    def _given_up(self, operation: str) -> bool:
        """See to it that no try that is still on its way is carried out; false if one was before."""
        answer = self._asked(
            "kv/txn",
            {
                "compare": [_is_at(operation, 0)],
                "success": [_put(operation, "given up", self._lease_id())],
                "failure": [_range(operation)],
            },
        )
        if answer.get("succeeded"):
            return True
        [found] = _records(answer["responses"][0]["response_range"])
        return out_of_base64(found["value"]) == "given up"

    def _persist(self, once: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        try:
            return self._gateway.persist(once)
        except Denied as denied:
            if denied.code != NOT_FOUND:
                raise _denied(denied) from denied
            self._lease = None  # it is over, and nothing was written
            return self._gateway.persist(once)

    def _asked(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return self._gateway.ask(path, body)
        except Denied as denied:
            raise _denied(denied) from denied

    def _lease_id(self) -> str:
        """Under which operations are remembered; a new one long before the old one ends."""
        with self._leasing:
            if self._lease is None or time.monotonic() > self._lease[1]:
                granted = self._asked("lease/grant", {"TTL": str(REMEMBERED_S)})
                self._lease = str(granted["ID"]), time.monotonic() + REMEMBERED_S / 2
            return self._lease[0]

    @property
    def _mark(self) -> str:
        return f"{self._prefix}/mark"

    def _name(self, key: str) -> str:
        return f"{self._prefix}/record/{key}"


# Inside the class `list` is the port's method.
Records = list[Record]


def _records(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    return list(answer.get("kvs", ()))


def _is_at(key: str, version: int) -> dict[str, Any]:
    return {"key": in_base64(key), "target": "VERSION", "result": "EQUAL", "version": str(version)}


def _put(key: str, value: str, lease: str = "0") -> dict[str, Any]:
    return {"request_put": {"key": in_base64(key), "value": in_base64(value), "lease": lease}}


def _range(key: str) -> dict[str, Any]:
    return {"request_range": {"key": in_base64(key)}}


def _after(prefix: str) -> str:
    """The first key that does not begin so, as base64."""
    begin = as_bytes(prefix)  # UTF-8 has no byte 255, so the last one can be counted on
    return base64.b64encode(begin[:-1] + bytes([begin[-1] + 1])).decode("ascii")


def _denied(denied: Denied) -> Refused:
    return Refused(
        say("The directory's cluster refuses: {why}.", why=str(denied)),
        say("Check what the user of the directory's address may do in etcd."),
    )
