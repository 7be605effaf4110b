"""`make cluster`: the deployment of production on one machine, to try it out and to break it.

Three members of etcd, a PostgreSQL cluster and a server process for each region, and a company in step with its BCP
tenant. All of it is plain processes on the loopback, with data in a folder that is removed at the end. The programs
come from the test requirements; in production they are your own (see `docs/operating/running.md`).
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import httpx
from tests.helpers.etcd import etcd_cluster
from tests.helpers.houses import PASSWORD
from tests.helpers.postgres import cluster
from tests.helpers.processes import free_port, until
from tests.scenario.offices import AGENT, MANAGER, office, prepared

REGIONS = {"ca1": "Canada (Montréal)", "eu1": "Europe (Paris)"}


def main() -> None:
    with ExitStack() as leaving:
        folder = Path(leaving.enter_context(tempfile.TemporaryDirectory(prefix="releve-cluster-")))
        print("Starting etcd and PostgreSQL…", flush=True)
        etcd = leaving.enter_context(etcd_cluster())
        databases = {name: leaving.enter_context(cluster(durable=True)) for name in REGIONS}
        ports = {name: free_port() for name in REGIONS}
        environ = {
            "RELEVE_DIRECTORY": etcd.url(),
            "RELEVE_TOKENS_ISSUER": f"http://127.0.0.1:{ports['ca1']}",
        }
        for name, database in databases.items():
            environ[f"RELEVE_REGIONS_{name.upper()}_STORE"] = database.create(name)
            environ[f"RELEVE_REGIONS_{name.upper()}_URL"] = f"http://127.0.0.1:{ports[name]}"
            environ[f"RELEVE_REGIONS_{name.upper()}_KEY_FILE"] = str(folder / f"{name}.key")
        print("Filling a company, and its BCP tenant…", flush=True)
        with prepared(folder / "made", environ) as story:
            pair = office(story, story.operator(), "Larkmont")
            story.sync(pair.inside)
        servers = {name: _serve(name, ports[name], folder, environ, leaving) for name in REGIONS}
        _tell(ports, servers, pair.passkey)
        _until_stopped()


def _serve(
    region: str, port: int, folder: Path, environ: Mapping[str, str], leaving: ExitStack
) -> int:
    words = ("serve", "--region", region, "--port", str(port), "--data", str(folder / region))
    log = leaving.enter_context((folder / f"{region}.log").open("wb"))
    server = subprocess.Popen(
        [sys.executable, "-m", "releve", *words], env={**os.environ, **environ}, stderr=log
    )
    leaving.callback(server.wait)
    leaving.callback(server.terminate)
    until(lambda: _answers(port), what=f"answer of {region}")
    return server.pid


def _answers(port: int) -> bool | None:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/live").is_success or None
    except httpx.TransportError:
        return None


def _tell(ports: Mapping[str, int], servers: Mapping[str, int], passkey: str) -> None:
    print()
    for name, label in REGIONS.items():
        print(f"  {label:18} http://127.0.0.1:{ports[name]}   process {servers[name]}")
    print(
        f"\n  operator       noor · {PASSWORD}     (http://127.0.0.1:{ports['ca1']}/login/operator)"
    )
    print(f"  administrator  {MANAGER} · {PASSWORD}")
    print(f"  agent          {AGENT} · {PASSWORD}")
    print(f"  passkey        {passkey}")
    print(
        "\nKill what you like with `kill -9`. Ctrl-C stops everything and removes it.", flush=True
    )


def _until_stopped() -> None:
    stopped = threading.Event()
    for what in (signal.SIGINT, signal.SIGTERM):
        signal.signal(what, lambda *_: stopped.set())
    stopped.wait()


if __name__ == "__main__":
    main()
