"""A cluster of etcd as its clients see it: three members, one history. And the way to it, on which much gets lost.

`Gateway` is the product's own but for the posting; so is `EtcdDirectory` on it.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from releve.stores.directory.gateway import Gateway, Lost, Members
from tests.simulation.switch.stage import Locks, Process, Stage
from tests.simulation.switch.wires import SITES, Wires

Answer = dict[str, Any]

#: How long a member may take, and how much later a late request comes.
TIMEOUT_S, LATE_S_MAX = 1.0, 8.0


@dataclass
class Stored:
    value: str
    version: int
    mod: int


@dataclass
class Cluster:
    """`told` hears of every key that is written, with its value."""

    stage: Stage
    wires: Wires
    told: Callable[[str, Any], None] = lambda key, value: None
    compares: bool = True  # false: a defect for the checker to find
    _keys: dict[str, Stored] = field(default_factory=dict)
    _revision: int = 1

    def serves(self, member: str) -> bool:
        """A member that reaches a majority of all, itself included."""
        reached = [one for one in SITES if self.wires.both(member, one)]
        return len(reached) * 2 > len(SITES)

    def do(self, path: str, body: Mapping[str, Any]) -> Answer:
        match path:
            case "kv/range":
                return self._range(body)
            case "kv/txn":
                return self._txn(body)
            case "lease/grant":
                return {"ID": "1"}
        raise AssertionError(path)

    def put(self, key: str, value: Any) -> None:
        """What was there before the play began."""
        self._put(key, json.dumps(value))

    def read(self, key: str) -> Any:
        """The truth, for the judge."""
        return json.loads(self._keys[key].value)

    def _txn(self, body: Mapping[str, Any]) -> Answer:
        holds = all(
            self._version(_text(one["key"])) == int(one["version"]) for one in body["compare"]
        )
        if not self.compares and not holds:
            holds = self._version(_text(body["compare"][0]["key"])) == 0
        if holds:
            self._revision += 1
        acts = body["success" if holds else "failure"]
        answers = [self._act(one) for one in acts]
        return {"responses": answers} | ({"succeeded": True} if holds else {})

    def _act(self, act: Mapping[str, Any]) -> Answer:
        [(name, body)] = act.items()
        key = _text(body["key"])
        match name:
            case "request_put":
                self._put(key, _text(body["value"]))
                return {"response_put": {}}
            case "request_delete_range":
                self._keys.pop(key, None)
                return {"response_delete_range": {}}
            case "request_range":
                return {"response_range": self._range(body)}
        raise AssertionError(name)

    def _put(self, key: str, value: str) -> None:
        version = self._version(key)
        self._keys[key] = Stored(value, version + 1, self._revision)
        if key.startswith("releve/record/"):
            self.told(key.removeprefix("releve/record/"), json.loads(value))

    def _version(self, key: str) -> int:
        return self._keys[key].version if key in self._keys else 0

    def _range(self, body: Mapping[str, Any]) -> Answer:
        key, end = _text(body["key"]), body.get("range_end")
        names = (
            [one for one in sorted(self._keys) if key <= one < _text(end)]
            if end
            else [key] * (key in self._keys)
        )
        return {"kvs": [self._told(name) for name in names]}

    def _told(self, name: str) -> Answer:
        one = self._keys[name]
        return {
            "key": _base64(name),
            "value": _base64(one.value),
            "version": str(one.version),
            "mod_revision": str(one.mod),
        }


class Way(Gateway):
    """From one process to the members, the nearest first."""

    def __init__(self, cluster: Cluster, process: Process) -> None:
        self.members = Members((), timeout_s=TIMEOUT_S)
        self._cluster, self._process = cluster, process
        self._order = sorted(SITES, key=lambda site: site != process.site)
        self._token = ""
        self._changing = Locks(cluster.stage).Lock()  # type: ignore[assignment]

    def close(self) -> None:
        pass

    def _posted(self, path: str, body: Mapping[str, Any], token: str) -> Answer:
        stage, wires, here, member = (
            self._cluster.stage,
            self._cluster.wires,
            self._process.site,
            self.turn,
        )
        stage.pause()
        if not wires.up(here, member):
            self._lose(member, sent=False)
        if not self._cluster.serves(member) or wires.bad_luck():
            self._lose(member, sent=True)
        if wires.bad_luck():
            self._later(path, body)
            self._lose(member, sent=True)
        answer = self._cluster.do(path, body)
        if wires.bad_luck():
            self._later(path, body)
        stage.pause()
        if not wires.up(member, here) or wires.bad_luck():
            self._lose(member, sent=True)
        return answer

    def _later(self, path: str, body: Mapping[str, Any]) -> None:
        stage = self._cluster.stage
        after = stage.chance.uniform(0, LATE_S_MAX)

        def arrive() -> None:
            stage.sleep(after)
            self._cluster.do(path, body)

        stage.begin(arrive)

    def _lose(self, member: str, *, sent: bool) -> None:
        self._cluster.stage.sleep(TIMEOUT_S)
        self.next_member(member)
        raise Lost(f"{member} did not answer", sent=sent)


def _text(text: str) -> str:
    return base64.b64decode(text).decode()


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
