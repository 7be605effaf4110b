"""Somebody who tries passkeys without pause, at the servers of both regions; and a search for secrets wherever any might be."""

import http.client
import itertools
import json
import os
import secrets
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from releve.access.passkeys import make_passkey, normalised
from releve.access.throttle import LIMITS
from tests.helpers.postgres import Cluster
from tests.helpers.processes import Serving
from tests.scenario.continents import World

#: So many tries; RELEVE_TRIES sets another number. Threads at each server.
TRIES, CROWD = int(os.environ.get("RELEVE_TRIES") or 150), 3

#: What is looked at, and what is turned away because somebody has to wait.
LOOKED_AT, THROTTLED = 403, 422


@dataclass(frozen=True)
class Try:
    began: float
    ended: float
    status: int
    answer: Any


@dataclass
class Attack:
    """Wrong passkeys at every door that takes one, with the token of somebody who may switch."""

    earth: World
    token: str
    tries: list[Try] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    _left: Iterator[int] = field(default_factory=lambda: iter(range(TRIES)))
    _drawing: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> None:
        """Ends when so many tries were made, and two of the waits have passed."""
        servers = [site.server for site in self.earth.sites.values()] * CROWD
        with ThreadPoolExecutor(len(servers)) as crowd:
            for one in [crowd.submit(self._try_on, server.port) for server in servers]:
                one.result()

    @property
    def looked_at(self) -> list[Try]:
        return sorted(
            (one for one in self.tries if one.status == LOOKED_AT), key=lambda one: one.ended
        )

    @property
    def held_until(self) -> float:
        """No try is looked at before: none was counted earlier than it was begun."""
        last = self.looked_at[-1]
        return last.began + LIMITS.delay_s(len(self.looked_at))

    def _try_on(self, port: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        while (nth := self._next()) is not None:
            passkey = make_passkey(secrets.token_bytes)
            body, path = {"passkey": passkey}, "/api/v1/passkeys/verification"
            if nth % 25 == 0:
                path, body["epoch"] = "/api/v1/switch", 1  # type: ignore[assignment]
            began = time.monotonic()
            line.request("POST", path, json.dumps(body), headers)
            answer = line.getresponse()
            told = json.loads(answer.read())
            self.tries.append(Try(began, time.monotonic(), answer.status, told))
            self.given.append(passkey)
        line.close()

    def _next(self) -> int | None:
        with self._drawing:
            nth = next(self._left, None)
        enough = len(self.looked_at) >= LIMITS.free + 2 if nth is None else False
        return None if enough else nth or 1


def must_be_throttled(attack: Attack) -> None:
    """As documented: five are looked at, then one after 2 s, one after 4 s and so on, whoever tries, wherever."""
    looked = attack.looked_at
    assert len(looked) >= LIMITS.free + 2
    for nth, (before, after) in enumerate(itertools.pairwise(looked), start=1):
        # The try was counted at some moment between its beginning and its end; stamps are of whole milliseconds.
        assert after.ended - before.began >= LIMITS.delay_s(nth) - 0.002, f"try {nth + 1}"
    turned_away = [one for one in attack.tries if one.status != LOOKED_AT]
    assert {one.status for one in turned_away} <= {THROTTLED}
    for one in turned_away:
        assert 0 < one.answer["facts"]["wait_s"] <= LIMITS.wait_s_max, one.answer


def let_time_pass(earth: World) -> None:
    """What has failed, failed longer ago than anybody ever has to wait."""
    for name, site in earth.sites.items():
        with psycopg.connect(site.database.url(name), autocommit=True) as line:
            line.execute(
                "UPDATE throttle SET at = to_char((at::timestamptz - interval '301 s') AT TIME ZONE 'UTC',"
                ' \'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"\')'
            )


def forms(passkey: str) -> list[bytes]:
    """How it could be written down."""
    plain = normalised(passkey)
    return [one.encode("ascii") for form in (passkey, plain) for one in (form, form.lower())]


def dumped(database: Cluster, name: str) -> bytes:
    """All of a region's store, as `pg_dump` writes it."""
    return subprocess.run(
        [database.programs / "pg_dump", "--dbname", database.url(name), "--inserts"],
        check=True,
        capture_output=True,
    ).stdout


def memory(server: Serving) -> Iterator[bytes]:
    """What a core dump of the process would hold, piece by piece."""
    with Path(f"/proc/{server.pid}/mem").open("rb", buffering=0) as whole:
        for line in Path(f"/proc/{server.pid}/maps").read_text("utf-8").splitlines():
            place, rights, *_ = line.split()
            if not rights.startswith("rw") or "[v" in line:
                continue  # programs, and what the kernel lends
            begin, end = (int(one, 16) for one in place.split("-"))
            whole.seek(begin)
            yield whole.read(end - begin)


def audit_of(server: Serving, *tokens: str) -> Iterator[dict[str, Any]]:
    """Every line that these people can read."""
    for token in tokens:
        lines = 0
        while page := server.done("GET", f"/audit?skip={lines}&top=100", token)["items"]:
            lines += len(page)
            yield from page
