"""A program that uses the field's public Python client as it is; a process of its own, for it reads a file at import.

`python -m tests.helpers.nicepy_reader hosts` prints the hosts that are built into it. With a port, every host is
there: each line that comes is answered with a line of what it has read. Its module of the package's own name is
never imported.
"""

import importlib
import json
import socket
import sys
from typing import Any
from urllib.parse import urlsplit


def hosts() -> list[str]:
    connection = importlib.import_module("NicePy.Connection")
    return sorted(
        {str(urlsplit(url).hostname) for url in (connection.Well_Known_URL, connection.BU_URL)}
    )


def every_host_is_at(port: int) -> None:
    resolve = socket.getaddrinfo

    def here(host: object, asked: object, *rest: Any, **more: Any) -> Any:
        return resolve("127.0.0.1", port, *rest, **more)

    vars(socket)["getaddrinfo"] = here


def read() -> dict[str, Any]:
    agents = importlib.import_module("NicePy.Agents")
    dispositions = importlib.import_module("NicePy.Dispositions")
    return {
        "agents": agents.GetAgents(),
        "inactive": agents.GetInactiveAgents(),
        "skills": agents.GetAgentSkillAssignments(),
        "dispositions": dispositions.GetDispositions(),
    }


if __name__ == "__main__":
    if sys.argv[1] == "hosts":
        print(json.dumps(hosts()))
    else:
        every_host_is_at(int(sys.argv[1]))
        for _ in sys.stdin:
            print(json.dumps(read()), flush=True)
